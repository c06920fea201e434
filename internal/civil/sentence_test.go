package civil

import (
	"strings"
	"testing"
)

func TestADateAsAnAgreementOpens(t *testing.T) {
	t.Parallel()
	want := Date{2024, 9, 5}
	for _, s := range []string{
		"hari Rabu tanggal Lima bulan September tahun Dua Ribu Dua Puluh Empat (05-09-2024)",
		"Pada hari ini, Kamis, tanggal lima bulan September tahun dua ribu dua puluh empat",
		"tanggal 5 bulan September tahun 2024 (5/9/2024)",
	} {
		w, err := ParseWritten(s)
		if err != nil || w.Date != want {
			t.Errorf("%q: %v, %v", s, w.Date, err)
		}
		if contradicts := strings.Contains(s, "Rabu"); w.Contradiction() != contradicts {
			t.Errorf("%q: contradiction %v", s, w.Contradiction())
		}
	}
	for _, s := range []string{
		"tanggal empat bulan September tahun dua ribu dua puluh empat (05-09-2024)",
		"tanggal empat puluh bulan September tahun dua ribu", "tanggal puluh bulan September tahun 2024", "hari Rabu tanggal", "(05-09-2024",
	} {
		if w, err := ParseWritten(s); err == nil {
			t.Errorf("%q is read as %v", s, w.Date)
		}
	}
	for n := 0; n < 10_000; n++ {
		if got, ok := number(strings.Fields(Terbilang(int64(n)))); !ok || got != n {
			t.Fatalf("%d in words is read as %d, %v", n, got, ok)
		}
	}
}
