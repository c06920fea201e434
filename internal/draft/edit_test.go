package draft_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/fault"
)

func TestEdits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ops  []draft.Op
		id   string
		cite string
		text string
		gone []draft.Gone
	}{
		"a pasal before another": {
			ops: []draft.Op{{Do: draft.Insert, Place: draft.Place{Parent: "bab-isi"}, Clause: &draft.Clause{ID: "halte", Level: draft.Pasal, Text: "Halte dipelihara."}}},
			id:  "biaya.tarif", cite: "Pasal 4 ayat (1)",
		},
		"an ayat moved to the front": {
			ops: []draft.Op{{Do: draft.Move, ID: "biaya.bayar", Place: draft.Place{Parent: "biaya"}}},
			id:  "biaya.tarif", cite: "Pasal 3 ayat (2)",
		},
		"a pasal moved to another bab": {
			ops: []draft.Op{{Do: draft.Move, ID: "waktu", Place: draft.Place{Parent: "bab-umum", After: "umum"}}},
			id:  "waktu", cite: "Pasal 2",
		},
		"an ayat split in two": {
			ops: []draft.Op{{Do: draft.Split, ID: "biaya.bayar", At: 42, New: "biaya.baru"}},
			id:  "biaya.bayar.b", cite: "Pasal 3 ayat (3) huruf b",
		},
		"a split inside a mark spares the mark": {
			ops: []draft.Op{{Do: draft.Split, ID: "waktu", At: 30, New: "waktu-2"}},
			id:  "waktu", cite: "Pasal 4", text: "Perjanjian ini berlaku {{nilai:jangka-waktu}}",
		},
		"two angka become one": {
			ops: []draft.Op{{Do: draft.Merge, ID: "umum.trip"}},
			id:  "umum.bus", cite: "Pasal 1 angka 1", text: "Bus adalah kendaraan {{nilai:pihak-1.sebutan}}. Trip adalah satu perjalanan.",
			gone: []draft.Gone{{ID: "umum.trip", Into: "umum.bus"}},
		},
		"a pasal removed with all below": {
			ops: []draft.Op{{Do: draft.Remove, ID: "umum"}},
			id:  "biaya", cite: "Pasal 2", gone: []draft.Gone{{ID: "umum"}, {ID: "umum.bus"}, {ID: "umum.trip"}},
		},
		"words are cleaned": {
			ops: []draft.Op{{Do: draft.SetText, ID: "objek", Words: "  Objek\u00a0adalah\r\n\r\nlayanan \u200bbus\x07. "}},
			id:  "objek", cite: "Pasal 2", text: "Objek adalah\nlayanan bus.",
		},
	} {
		was := drafttest.Bus()
		got, gone, err := draft.Apply(was, c.ops...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if cite := got.Index().Cite(c.id); cite != c.cite {
			t.Errorf("%s: %s is %q, want %q", name, c.id, cite, c.cite)
		}
		if v, _ := got.Find(c.id); c.text != "" && v.Clause.Text != c.text {
			t.Errorf("%s: text %q, want %q", name, v.Clause.Text, c.text)
		}
		if diff := cmp.Diff(c.gone, gone); diff != "" {
			t.Errorf("%s: gone %s", name, diff)
		}
		if diff := cmp.Diff(drafttest.Bus(), was, numbers); diff != "" {
			t.Errorf("%s: the text before was changed too: %s", name, diff)
		}
	}
}

func TestEditsThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		op  draft.Op
		key string
	}{
		"of a clause that is gone":      {draft.Op{Do: draft.SetText, ID: "lama"}, "draft.fault.no_clause"},
		"after a clause that is gone":   {draft.Op{Do: draft.Move, ID: "objek", Place: draft.Place{Parent: "bab-isi", After: "lama"}}, "draft.fault.no_clause"},
		"into itself":                   {draft.Op{Do: draft.Move, ID: "biaya", Place: draft.Place{Parent: "biaya.bayar"}}, "draft.fault.into_itself"},
		"an id that is taken":           {draft.Op{Do: draft.Insert, Place: draft.Place{Parent: "bab-isi"}, Clause: &draft.Clause{ID: "umum", Level: draft.Pasal}}, "draft.clause.id_twice"},
		"a pasal below an ayat":         {draft.Op{Do: draft.Move, ID: "objek", Place: draft.Place{Parent: "biaya.tarif"}}, "draft.clause.misplaced"},
		"an ayat at the top":            {draft.Op{Do: draft.Move, ID: "biaya.tarif", Place: draft.Place{Section: draft.InBody}}, "draft.clause.misplaced"},
		"an ayat that holds ayat":       {draft.Op{Do: draft.SetLevel, ID: "biaya", Level: draft.Ayat}, "draft.clause.misplaced"},
		"a merge of the first":          {draft.Op{Do: draft.Merge, ID: "umum.bus"}, "draft.fault.nothing_before"},
		"a merge behind a list":         {draft.Op{Do: draft.Merge, ID: "objek"}, ""},
		"a split to an id that is":      {draft.Op{Do: draft.Split, ID: "objek", New: "umum"}, "draft.clause.id_twice"},
		"to a section that there's not": {draft.Op{Do: draft.Move, ID: "objek", Place: draft.Place{Section: "x"}}, "draft.fault.no_section"},
		"nothing known":                 {draft.Op{Do: "x", ID: "objek"}, "draft.fault.unknown_edit"},
	} {
		was := drafttest.Bus()
		_, _, err := draft.Apply(was, draft.Op{Do: draft.SetText, ID: "umum", Words: "lain"}, c.op)
		if e := fault.Of(err); err == nil || c.key != "" && e.Key != c.key {
			t.Errorf("%s: got %v, want %s", name, err, c.key)
		}
		if diff := cmp.Diff(drafttest.Bus(), was, numbers); diff != "" {
			t.Errorf("%s: half of the edits were done: %s", name, diff)
		}
	}
}

// However a text is edited, an id that leaves it is reported, the words of a
// merged clause are found where it says they are, and no id is there twice.
func TestNoClauseLeavesSilently(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := drafttest.Text(t)
		for i := range rapid.IntRange(1, 10).Draw(t, "edits") {
			before := text.IDs()
			if len(before) == 0 {
				return
			}
			op := drafttest.Op(t, text, "n"+digits(i))
			after, gone, err := draft.Apply(text, op)
			if err != nil {
				continue
			}
			told := map[string]string{}
			for _, g := range gone {
				told[g.ID] = g.Into
			}
			ids := after.IDs()
			for _, id := range before {
				into, reported := told[id]
				if there := slices.Contains(ids, id); there == reported {
					t.Fatalf("%+v: %s there %v, reported %v", op, id, there, reported)
				}
				if op.Do == draft.Merge && reported {
					was, _ := text.Find(id)
					is, _ := after.Find(into)
					if !strings.Contains(is.Clause.Text, was.Clause.Text) {
						t.Fatalf("%q of %s is not in %q", was.Clause.Text, id, is.Clause.Text)
					}
				}
			}
			slices.Sort(ids)
			if len(slices.Compact(slices.Clone(ids))) != len(ids) {
				t.Fatalf("%+v: an id twice in %v", op, ids)
			}
			if op.Do == draft.Split {
				a, _ := text.Find(op.ID)
				b, _ := after.Find(op.ID)
				n, _ := after.Find(op.New)
				if flat(b.Clause.Text+n.Clause.Text) != flat(a.Clause.Text) {
					t.Fatalf("%q was split into %q and %q", a.Clause.Text, b.Clause.Text, n.Clause.Text)
				}
			}
			for _, f := range after.Check(drafttest.Facts()) {
				if f.Key == "draft.clause.misplaced" || f.Key == "draft.clause.id_twice" {
					t.Fatalf("%+v: %+v", op, f)
				}
			}
			text = after
		}
	})
}

func flat(s string) string { return strings.Join(strings.Fields(s), "") }
