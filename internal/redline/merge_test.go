package redline_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/redline"
	"sinergi/internal/tariff"
)

var numbers = cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b tariff.Number) bool { return a.Equal(b) })}

func edit(t *testing.T, text draft.Text, ops ...draft.Op) draft.Text {
	t.Helper()
	out, _, err := draft.Apply(text, ops...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func text(t *testing.T, x draft.Text, id string) string {
	t.Helper()
	v, ok := x.Find(id)
	if !ok {
		t.Fatalf("no clause %s", id)
	}
	return v.Clause.Text
}

func TestTwoEditsComeTogether(t *testing.T) {
	t.Parallel()
	base := drafttest.Bus()
	ours := edit(
		t, base,
		draft.Op{Do: draft.SetText, ID: "objek", Words: "Objek perjanjian adalah layanan bus."},
		draft.Op{Do: draft.Insert, Place: draft.Place{Parent: "bab-isi", After: "objek"}, Clause: &draft.Clause{ID: "halte", Level: draft.Pasal, Text: "Halte."}},
		draft.Op{Do: draft.Move, ID: "umum.trip", Place: draft.Place{Parent: "umum"}},
	)
	theirs := edit(
		t, base,
		draft.Op{Do: draft.SetText, ID: "objek", Words: "Objek adalah layanan bus aglomerasi."},
		draft.Op{Do: draft.Insert, Place: draft.Place{Parent: "biaya.bayar", After: "biaya.bayar.b"}, Clause: &draft.Clause{ID: "biaya.bayar.c", Level: draft.Huruf, Text: "halte."}},
		draft.Op{Do: draft.SetHeading, ID: "waktu", Words: "Masa Berlaku"},
	)
	merged, conflicts, err := redline.Merge(base, ours, theirs)
	if err != nil || len(conflicts) > 0 {
		t.Fatalf("%v %+v", err, conflicts)
	}
	if got := text(t, merged, "objek"); got != "Objek perjanjian adalah layanan bus aglomerasi." {
		t.Errorf("got %q", got)
	}
	ix := merged.Index()
	for id, want := range map[string]string{"halte": "Pasal 3", "biaya.bayar.c": "Pasal 4 ayat (2) huruf c", "umum.trip": "Pasal 1 angka 1"} {
		if got := ix.Cite(id); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
}

func TestWhatCannotBothHoldIsKeptTwice(t *testing.T) {
	t.Parallel()
	base := drafttest.Bus()
	set := func(id, words string) draft.Op { return draft.Op{Do: draft.SetText, ID: id, Words: words} }
	for name, c := range map[string]struct {
		ours, theirs []draft.Op
		want         redline.Conflict
	}{
		"the same words": {
			[]draft.Op{set("umum.trip", "Trip adalah dua perjalanan.")},
			[]draft.Op{set("umum.trip", "Trip adalah tiga perjalanan.")},
			redline.Conflict{Kind: redline.BothWorded, Node: "umum.trip", Base: "Trip adalah satu perjalanan.", Ours: "Trip adalah dua perjalanan.", Theirs: "Trip adalah tiga perjalanan."},
		},
		"words side by side": {
			[]draft.Op{set("umum.trip", "Trip adalah dua perjalanan.")},
			[]draft.Op{set("umum.trip", "Trip adalah satu putaran.")},
			redline.Conflict{Kind: redline.BothWorded, Node: "umum.trip", Base: "Trip adalah satu perjalanan.", Ours: "Trip adalah dua perjalanan.", Theirs: "Trip adalah satu putaran."},
		},
		"taken out and changed": {
			[]draft.Op{{Do: draft.Remove, ID: "objek"}},
			[]draft.Op{set("objek", "Objek lain.")},
			redline.Conflict{Kind: redline.RemovedEdited, Node: "objek", Base: "Objek\nObjek adalah layanan bus.", Theirs: "Objek\nObjek lain."},
		},
		"taken out and grown": {
			[]draft.Op{{Do: draft.Insert, Place: draft.Place{Parent: "objek"}, Clause: &draft.Clause{ID: "objek.a", Level: draft.Huruf, Text: "bus;"}}},
			[]draft.Op{{Do: draft.Remove, ID: "objek"}},
			redline.Conflict{Kind: redline.RemovedEdited, Node: "objek", Base: "Objek\nObjek adalah layanan bus.", Ours: "Objek\nObjek adalah layanan bus."},
		},
		"moved apart": {
			[]draft.Op{{Do: draft.Move, ID: "objek", Place: draft.Place{Parent: "bab-umum"}}},
			[]draft.Op{{Do: draft.Move, ID: "objek", Place: draft.Place{Section: draft.InBody}}},
			redline.Conflict{Kind: redline.BothMoved, Node: "objek", Base: "bab-isi", Ours: "bab-umum", Theirs: "@isi"},
		},
	} {
		merged, conflicts, err := redline.Merge(base, edit(t, base, c.ours...), edit(t, base, c.theirs...))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]redline.Conflict{c.want}, conflicts); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if _, ok := merged.Find(c.want.Node); !ok {
			t.Errorf("%s: %s is lost", name, c.want.Node)
		}
	}
}

// Moving a under b on one side and b under a on the other must not make both
// vanish.
func TestMovesInACircle(t *testing.T) {
	t.Parallel()
	part := func(id string, kids ...draft.Clause) draft.Clause {
		return draft.Clause{ID: id, Level: draft.Part, Text: id, Children: kids}
	}
	base := draft.Text{Kind: draft.TermsOfRef, Body: []draft.Clause{part("a", part("a.1")), part("b", part("b.1"))}}
	ours := edit(t, base, draft.Op{Do: draft.Move, ID: "a", Place: draft.Place{Parent: "b"}})
	theirs := edit(t, base, draft.Op{Do: draft.Move, ID: "b", Place: draft.Place{Parent: "a.1"}})
	merged, conflicts, err := redline.Merge(base, ours, theirs)
	if err != nil || len(conflicts) == 0 || len(merged.IDs()) != 4 {
		t.Errorf("got %v, %+v, %v", merged.IDs(), conflicts, err)
	}
}

func hash(t interface{ Fatal(...any) }, x draft.Text) string {
	h, err := x.SHA256()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// What one side did not touch is the other side's; nothing is lost; and edits
// of different pasal give the same text whoever merges.
func TestMergeLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := drafttest.Text(t)
		ours, theirs := drafttest.Edited(t, base, "o", 5), drafttest.Edited(t, base, "t", 5)
		if got, c, err := redline.Merge(base, base, theirs); err != nil || len(c) > 0 || hash(t, got) != hash(t, theirs) {
			t.Fatalf("merging nothing with theirs: %v %+v %s", err, c, cmp.Diff(theirs, got, numbers))
		}
		if got, c, err := redline.Merge(base, ours, base); err != nil || len(c) > 0 || hash(t, got) != hash(t, ours) {
			t.Fatalf("merging ours with nothing: %v %+v %s", err, c, cmp.Diff(ours, got, numbers))
		}
		if got, c, err := redline.Merge(base, ours, ours); err != nil || len(c) > 0 || hash(t, got) != hash(t, ours) {
			t.Fatalf("merging the same twice: %v %+v %s", err, c, cmp.Diff(ours, got, numbers))
		}
		merged, conflicts, err := redline.Merge(base, ours, theirs)
		if err != nil {
			t.Fatal(err)
		}
		nothingLost(t, base, ours, theirs, merged, conflicts)
		back, backConflicts, err := redline.Merge(base, theirs, ours)
		if err != nil {
			t.Fatal(err)
		}
		if len(conflicts) == 0 && len(backConflicts) == 0 && !bothMoved(base, ours, theirs) && hash(t, merged) != hash(t, back) {
			t.Fatalf("the other way round: %s", cmp.Diff(merged, back, numbers))
		}
	})
}

// bothMoved reports whether a clause has another place than in base on both
// sides, or is new on both: then whose place counts depends on who merges.
func bothMoved(base, ours, theirs draft.Text) bool {
	movements := func(x draft.Text) map[string]bool {
		changes, _ := redline.Compare(base, x)
		out := map[string]bool{}
		for _, c := range changes {
			if c.Kind == redline.Movement {
				out[c.Node] = true
			}
		}
		return out
	}
	o, t := movements(ours), movements(theirs)
	for id := range o {
		if t[id] {
			return true
		}
	}
	return false
}

func nothingLost(t *rapid.T, base, ours, theirs, merged draft.Text, conflicts []redline.Conflict) {
	inBase, inOurs, inTheirs, inMerged := base.IDs(), ours.IDs(), theirs.IDs(), merged.IDs()
	for _, id := range append(slices.Clone(inOurs), inTheirs...) {
		o, tt := slices.Contains(inOurs, id), slices.Contains(inTheirs, id)
		takenOut := slices.Contains(inBase, id) && (!o || !tt)
		if !slices.Contains(inMerged, id) && !takenOut {
			t.Fatalf("%s is lost", id)
		}
	}
	told := map[string]string{}
	for _, c := range conflicts {
		told[c.Node] += c.Ours + "\n" + c.Theirs
	}
	for _, side := range []draft.Text{ours, theirs} {
		changes, err := redline.Compare(base, side)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			if c.Kind != redline.Wording {
				continue
			}
			v, ok := merged.Find(c.Node)
			if !ok {
				t.Fatalf("%s was reworded and is gone", c.Node)
			}
			for _, s := range c.Spans {
				for _, word := range strings.Fields(s.Text) {
					if s.Mode == redline.Added && !strings.Contains(v.Clause.Text, word) && !strings.Contains(told[c.Node], word) && !overwritten(base, ours, theirs, c.Node, word) {
						t.Fatalf("%q of %s is lost: %q, conflicts %+v", word, c.Node, v.Clause.Text, conflicts)
					}
				}
			}
		}
	}
}

// overwritten reports whether a word is in none of the sides' final wordings
// (the redline of a longer edit may show it as added and removed again).
func overwritten(_, ours, theirs draft.Text, id, word string) bool {
	o, inO := ours.Find(id)
	t, inT := theirs.Find(id)
	return !(inO && strings.Contains(o.Clause.Text, word)) && !(inT && strings.Contains(t.Clause.Text, word))
}
