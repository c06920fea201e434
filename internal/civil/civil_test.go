package civil_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sinergi/internal/civil"
)

func date(t *testing.T, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDateInWords(t *testing.T) {
	t.Parallel()
	d := date(t, "2024-09-04")
	if got, want := d.Indonesian(), "Rabu, 4 September 2024"; got != want {
		t.Errorf("Indonesian = %q, want %q", got, want)
	}
	// The form of the Bantargebang addendum: weekday, date, month and year in words, digits in brackets.
	if got, want := date(t, "2016-10-26").Words(), "hari Rabu tanggal dua puluh enam bulan Oktober tahun dua ribu enam belas (26-10-2016)"; got != want {
		t.Errorf("Words = %q, want %q", got, want)
	}
}

// The press release of the Kampar–Pekanbaru signing says Wednesday 5
// September 2024; that day was a Thursday.
func TestPressReleaseContradictsItself(t *testing.T) {
	t.Parallel()
	w, err := civil.ParseWritten("Rabu, 5 September 2024")
	if err != nil {
		t.Fatal(err)
	}
	if !w.Contradiction() {
		t.Error("the contradiction went unseen")
	}
	if alt := w.Alternatives(); len(alt) == 0 || alt[0] != date(t, "2024-09-04") {
		t.Errorf("alternatives = %v, want 4 September first", alt)
	}
	if w, _ := civil.ParseWritten("Rabu, 4 September 2024"); w.Contradiction() {
		t.Error("a right date was called contradictory")
	}
}

func TestParseWritten(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"2024-09-04", "4/9/2024", "04-09-2024", "4 September 2024", "Rabu, 4 Sep 2024", "wednesday 4 september 2024", "04.09.2024"} {
		w, err := civil.ParseWritten(s)
		if err != nil || w.Date != date(t, "2024-09-04") {
			t.Errorf("ParseWritten(%q) = %v, %v", s, w.Date, err)
		}
	}
	for _, s := range []string{"", "31/2/2024", "4 Septober 2024", "4-9-24", "Rabu", "2024-13-01", "1/2/3/4"} {
		if w, err := civil.ParseWritten(s); err == nil {
			t.Errorf("ParseWritten(%q) = %v, want an error", s, w.Date)
		}
	}
}

func TestTerbilang(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "nol", 1: "satu", 10: "sepuluh", 11: "sebelas", 12: "dua belas", 20: "dua puluh", 21: "dua puluh satu", 100: "seratus",
		101: "seratus satu", 111: "seratus sebelas", 200: "dua ratus", 1000: "seribu", 1001: "seribu satu", 1_100: "seribu seratus", 2024: "dua ribu dua puluh empat",
		11_000: "sebelas ribu", 100_000: "seratus ribu", 1_000_000: "satu juta", 214_380_000: "dua ratus empat belas juta tiga ratus delapan puluh ribu",
		19_093_000_000: "sembilan belas miliar sembilan puluh tiga juta", 1_000_000_000_000: "satu triliun", -5: "minus lima",
		math.MinInt64: "minus sembilan kuintiliun dua ratus dua puluh tiga kuadriliun tiga ratus tujuh puluh dua triliun tiga puluh enam miliar delapan ratus lima puluh empat juta tujuh ratus tujuh puluh lima ribu delapan ratus delapan",
	} {
		if got := civil.Terbilang(n); got != want {
			t.Errorf("Terbilang(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestTerbilangReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		if rapid.Bool().Draw(t, "small") {
			n %= 100_000
		}
		if n == math.MinInt64 {
			return
		}
		if got, ok := civil.ParseTerbilang(civil.Terbilang(n)); !ok || got != n {
			t.Fatalf("%d is %q, which reads as %d, %v", n, civil.Terbilang(n), got, ok)
		}
	})
	for _, s := range []string{"", "lihat lampiran", "puluh", "tiga puluh ratus", "dua tiga", "seribu ribu", "satu ribu", "minus", "satu ratus", "juta", "nol nol"} {
		if n, ok := civil.ParseTerbilang(s); ok {
			t.Errorf("%q was read as %d", s, n)
		}
	}
	if n, ok := civil.ParseTerbilang(" Dua  Puluh "); !ok || n != 20 {
		t.Errorf("got %d, %v", n, ok)
	}
}

func FuzzParseTerbilang(f *testing.F) {
	f.Add("seratus dua puluh tiga ribu")
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := civil.ParseTerbilang(s); ok && civil.Terbilang(n) == "" {
			t.Fatal(s)
		}
	})
}

func TestMonth(t *testing.T) {
	t.Parallel()
	m, err := civil.ParseMonth("2024-02")
	if err != nil {
		t.Fatal(err)
	}
	if m.Days() != 29 || m.Next().String() != "2024-03" || m.Prev().Prev().String() != "2023-12" || m.Indonesian() != "Februari 2024" {
		t.Errorf("February 2024 is wrong: %d days, next %s, %s", m.Days(), m.Next(), m.Indonesian())
	}
}

func TestMidnightBelongsToTheDayInRiau(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 9, 30, 17, 0, 0, 0, time.UTC) // 00.00 WIB on 1 October
	if got := civil.In(at); got != date(t, "2026-10-01") {
		t.Errorf("In = %v", got)
	}
	if got := date(t, "2026-10-01").Start(); !got.Equal(at) {
		t.Errorf("Start = %v", got)
	}
}

func TestDayArithmetic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := civil.Date{Year: 2024, Month: 1, Day: 1}.AddDays(rapid.IntRange(-20_000, 20_000).Draw(t, "from"))
		n := rapid.IntRange(-5_000, 5_000).Draw(t, "n")
		if got := d.AddDays(n).Sub(d); got != n {
			t.Fatalf("(%v + %d) − %v = %d", d, n, d, got)
		}
		back, err := civil.ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("%v → %v, %v", d, back, err)
		}
		if w, err := civil.ParseWritten(d.Indonesian()); err != nil || w.Date != d || w.Contradiction() {
			t.Fatalf("%q → %+v, %v", d.Indonesian(), w, err)
		}
	})
}

// The day after the last that can be written is still later: counting up to it
// comes to an end.
func TestTimeGoesOnAfterTheYear9999(t *testing.T) {
	t.Parallel()
	last := civil.Month{Year: 9999, Month: 12}
	if next := last.Last().AddDays(1); !next.After(last.Last()) || next.Before(last.First()) {
		t.Errorf("%v does not come after %v", next, last.Last())
	}
	if last.Next().Compare(last) <= 0 {
		t.Errorf("%v does not come after %v", last.Next(), last)
	}
}

func FuzzParseWritten(f *testing.F) {
	f.Add("Rabu, 5 September 2024")
	f.Fuzz(func(_ *testing.T, s string) {
		w, err := civil.ParseWritten(s)
		if err == nil {
			w.Alternatives()
		}
	})
}
