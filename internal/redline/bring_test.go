package redline_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/redline"
)

// outside gives a text as a Word file would hold it: plain words, no ids.
func outside(x draft.Text) draft.Text {
	d, _ := x.Write(drafttest.Facts())
	var level func([]draft.Item) []draft.Clause
	level = func(items []draft.Item) []draft.Clause {
		var out []draft.Clause
		for _, i := range items {
			var paragraphs, cells []string
			for _, p := range i.Paragraphs {
				paragraphs = append(paragraphs, draft.Plain(p))
			}
			for _, c := range i.Cells {
				cells = append(cells, draft.Plain(c))
			}
			out = append(out, draft.Clause{Level: i.Level, Heading: draft.Plain(i.Heading), Text: strings.Join(paragraphs, "\n") + strings.Join(cells, " | "), Children: level(i.Children)})
		}
		return out
	}
	return draft.Text{
		Opening: level(d.Opening), Recitals: level(d.Recitals), Basis: level(d.Basis), Body: level(d.Body),
		Closing: level(d.Closing), Annexes: level(d.Annexes), Copies: level(d.Copies),
	}
}

func TestATextThatComesBackFromWord(t *testing.T) {
	t.Parallel()
	base := drafttest.Bus()
	read := outside(base)
	body := read.Body[1].Children
	body[0].Text = "Objek perjanjian adalah layanan bus aglomerasi."                                                                          // other words
	body[1].Children[0].Text = strings.Replace(body[1].Children[0].Text, "Rp13.500,00 (tiga belas ribu lima ratus rupiah)", "Rp14.000,00", 1) // a figure typed over
	rows := read.Annexes[0].Children[1].Children
	read.Annexes[0].Children[1].Children = []draft.Clause{{Level: draft.Row, Text: "1 | UIN Suska | Kota Pekanbaru"}, rows[1], rows[0]} // numbers as somebody typed them
	body[1].Children = append(body[1].Children, draft.Clause{Level: draft.Ayat, Text: "Denda keterlambatan ditanggung pihak yang terlambat."})
	read.Body[0].Children[0].Children = read.Body[0].Children[0].Children[:1] // a definition taken out
	read.Body[1].Children = []draft.Clause{body[2], body[0], body[1]}         // a pasal moved to the front
	got, report, err := redline.Bring(base, drafttest.Facts(), read)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := redline.Compare(base, got)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"remove:umum.trip", "move:waktu", "text:objek", "text:biaya.tarif", "insert:biaya.ayat", "insert:lampiran-contoh.tabel.baris", "move:halte.1"}
	if diff := cmp.Diff(want, ids(changes)); diff != "" {
		t.Error(diff)
	}
	if got := text(t, got, "waktu"); got != text(t, base, "waktu") {
		t.Errorf("the marks of a moved pasal: %q", got)
	}
	if got := text(t, got, "biaya.tarif"); !strings.HasPrefix(got, "Tarif adalah Rp14.000,00 per kilometer, ditambah {{nilai:tarif-bus/tarif#coefficient|angka}} kali") {
		t.Errorf("got %q", got)
	}
	typed := redline.Overtyped{Clause: "biaya.tarif", Mark: "{{nilai:tarif-bus/tarif#base}}", Was: "Rp13.500,00 (tiga belas ribu lima ratus rupiah)", Is: "Rp14.000,00"}
	if diff := cmp.Diff([]redline.Overtyped{typed}, report.Typed); diff != "" {
		t.Error(diff)
	}
	if len(report.Guessed) != 1 || report.Guessed[0].Clause != "biaya.tarif" && report.Guessed[0].Clause != "objek" {
		t.Errorf("guessed %+v", report.Guessed)
	}
	if got := text(t, got, "lampiran-contoh.tabel.baris"); got != "# | UIN Suska | Kota Pekanbaru" {
		t.Errorf("a new row: %q", got)
	}
	if diff := cmp.Diff([]string{"umum.trip"}, report.Gone); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"biaya.ayat", "lampiran-contoh.tabel.baris"}, report.New); diff != "" {
		t.Error(diff)
	}
}

// A text that goes out and comes back untouched is the same text, ids and
// marks included; and whatever was typed outside is in what came in.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := drafttest.Text(t)
		got, report, err := redline.Bring(base, drafttest.Facts(), outside(base))
		if err != nil {
			t.Fatal(err)
		}
		if hash(t, got) != hash(t, base) || len(report.Gone)+len(report.New)+len(report.Typed)+len(report.Guessed) > 0 {
			t.Fatalf("%+v %s", report, cmp.Diff(base, got, numbers))
		}
		edited := drafttest.Edited(t, base, "n", 6)
		read := outside(edited)
		got, report, err = redline.Bring(base, drafttest.Facts(), read)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := redline.Compare(base, got); err != nil {
			t.Fatal(err)
		}
		kept := got
		for _, s := range report.Kept {
			kept = kept.With(s, nil)
		}
		if n, want := len(kept.IDs()), len(read.IDs()); n != want {
			t.Fatalf("%d clauses came in as %d", want, n)
		}
	})
}

func TestAbsorb(t *testing.T) {
	t.Parallel()
	runs := []draft.Run{{Text: "dibayar "}, {Text: "20% (dua puluh persen)", Mark: "{{nilai:a}}"}, {Text: " dalam "}, {Text: "30 (tiga puluh) hari", Mark: "{{nilai:b}}"}, {Text: "."}}
	for name, c := range map[string]struct {
		came, want string
		lost       int
	}{
		"untouched":            {"dibayar 20% (dua puluh persen) dalam 30 (tiga puluh) hari.", "dibayar {{nilai:a}} dalam {{nilai:b}}.", 0},
		"words around":         {"wajib dibayar 20% (dua puluh persen) paling lama 30 (tiga puluh) hari kalender.", "wajib dibayar {{nilai:a}} paling lama {{nilai:b}} kalender.", 0},
		"a figure typed over":  {"dibayar 25% (dua puluh lima persen) dalam 30 (tiga puluh) hari.", "dibayar 25% (dua puluh lima persen) dalam {{nilai:b}}.", 1},
		"a figure in part":     {"dibayar 20% (dua puluh persen) dalam 30 (tiga puluh) hari kerja.", "dibayar {{nilai:a}} dalam {{nilai:b}} kerja.", 0},
		"a word in the middle": {"dibayar 20% (kira-kira dua puluh persen) dalam 30 (tiga puluh) hari.", "dibayar 20% (kira-kira dua puluh persen) dalam {{nilai:b}}.", 1},
		"everything gone":      {"", "", 2},
	} {
		got, lost := redline.Absorb(runs, c.came)
		if got != c.want || len(lost) != c.lost {
			t.Errorf("%s: got %q, lost %+v; want %q", name, got, lost, c.want)
		}
	}
}

// Written out again, an absorbed text says what came, word for word.
func TestWhatWasAbsorbedSaysWhatCame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var runs []draft.Run
		replace := []string{}
		for i := range rapid.IntRange(0, 6).Draw(t, "runs") {
			r := draft.Run{Text: drafttest.Words(t, nil) + rapid.SampledFrom([]string{"", " ", ". "}).Draw(t, "end")}
			if rapid.Bool().Draw(t, "mark") {
				r.Mark = draft.Ref("c" + string(rune('a'+i)))
				replace = append(replace, r.Mark, r.Text)
			}
			runs = append(runs, r)
		}
		words := strings.SplitAfter(draft.Plain(runs), " ")
		for range rapid.IntRange(0, 3).Draw(t, "edits") {
			i := rapid.IntRange(0, len(words)-1).Draw(t, "at")
			words[i] = rapid.SampledFrom([]string{"", "baru ", words[i] + "lagi "}).Draw(t, "word")
		}
		came := strings.Join(words, "")
		got, _ := redline.Absorb(runs, came)
		if said := strings.NewReplacer(replace...).Replace(got); said != came {
			t.Fatalf("%q was absorbed as %q, which says %q", came, got, said)
		}
	})
}
