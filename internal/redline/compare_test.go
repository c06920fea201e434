package redline_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/fault"
	"sinergi/internal/redline"
)

func ids(changes []redline.Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, c.ID)
	}
	return out
}

func TestChangesAsAReaderMeetsThem(t *testing.T) {
	t.Parallel()
	before := drafttest.Bus()
	after := edit(
		t, before,
		draft.Op{Do: draft.Insert, Place: draft.Place{Parent: "bab-isi", After: "objek"}, Clause: &draft.Clause{ID: "halte", Level: draft.Pasal, Children: []draft.Clause{{ID: "halte.a", Level: draft.Huruf, Text: "satu;"}}}},
		draft.Op{Do: draft.Move, ID: "biaya.bayar.b", Place: draft.Place{Parent: "halte"}},
		draft.Op{Do: draft.SetText, ID: "objek", Words: "Objek adalah layanan bus lintas batas."},
		draft.Op{Do: draft.Remove, ID: "umum.trip"},
		draft.Op{Do: draft.SetLevel, ID: "umum.bus", Level: draft.Huruf},
	)
	after.Parameters = slices.Clone(after.Parameters)
	after.Parameters[0].Value = "3"
	after.Title += " dan Halte"
	changes, err := redline.Compare(before, after)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"value:@naskah/judul", "form:umum.bus", "remove:umum.trip", "text:objek", "insert:halte", "move:biaya.bayar.b", "value:@nilai/jangka-waktu"}
	if diff := cmp.Diff(want, ids(changes)); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]redline.Span{{Mode: redline.Same, Text: "Objek adalah layanan bus"}, {Mode: redline.Added, Text: " lintas batas"}, {Mode: redline.Same, Text: "."}}, changes[3].Spans); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"insert:halte"}, changes[5].Needs); diff != "" {
		t.Error(diff)
	}
	if changes[4].Cited != "Pasal 3" || changes[2].Cited != "Pasal 1 angka 2" || len(changes[4].After.Children) != 1 {
		t.Errorf("%+v", changes)
	}
	if _, err := redline.Resolve(before, after, map[string]bool{"move:biaya.bayar.b": true}); fault.Of(err) == nil || fault.Of(err).Key != "redline.fault.needs" {
		t.Errorf("a move into a pasal that was refused: %v", err)
	}
	some, err := redline.Resolve(before, after, map[string]bool{"insert:halte": true, "value:@nilai/jangka-waktu": true})
	if err != nil {
		t.Fatal(err)
	}
	if some.Index().Cite("biaya.bayar.b") != "Pasal 4 ayat (2) huruf b" || some.Parameters[0].Value != "3" || text(t, some, "objek") != "Objek adalah layanan bus." {
		t.Errorf("%+v", some)
	}
}

func TestAPasalTakenOutWhoseAyatStays(t *testing.T) {
	t.Parallel()
	before := drafttest.Bus()
	after := edit(t, before, draft.Op{Do: draft.Move, ID: "biaya.tarif", Place: draft.Place{Parent: "objek"}}, draft.Op{Do: draft.Remove, ID: "biaya"})
	changes, err := redline.Compare(before, after)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"remove:biaya", "move:biaya.tarif"}, ids(changes)); diff != "" {
		t.Fatal(diff)
	}
	if _, err := redline.Resolve(before, after, map[string]bool{"remove:biaya": true}); err == nil {
		t.Error("the pasal was taken out with the ayat that was to stay")
	}
}

// Accepting everything gives the other text, rejecting everything the first,
// and accepting what hangs together leaves only the rest to decide.
func TestAcceptAndReject(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := drafttest.Text(t)
		after := drafttest.Edited(t, before, "n", 8)
		changes, err := redline.Compare(before, after)
		if err != nil {
			t.Fatal(err)
		}
		if all, err := redline.Resolve(before, after, redline.AcceptedAll(changes)); err != nil || hash(t, all) != hash(t, after) {
			t.Fatalf("all accepted: %v %s", err, cmp.Diff(after, all, numbers))
		}
		if none, err := redline.Resolve(before, after, nil); err != nil || hash(t, none) != hash(t, before) {
			t.Fatalf("none accepted: %v %s", err, cmp.Diff(before, none, numbers))
		}
		accepted := map[string]bool{}
		for _, c := range changes {
			accepted[c.ID] = rapid.Bool().Draw(t, c.ID)
		}
		for range changes { // what is needed is accepted too
			for _, c := range changes {
				for _, n := range c.Needs {
					accepted[n] = accepted[n] || accepted[c.ID]
				}
			}
		}
		some, err := redline.Resolve(before, after, accepted)
		if fault.Of(err) != nil && fault.Of(err).Key == "redline.fault.circle" {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		rest, err := redline.Compare(some, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range rest {
			if accepted[c.ID] && c.Kind != redline.Movement {
				t.Fatalf("%s was accepted and is still open", c.ID)
			}
		}
		if done, err := redline.Resolve(some, after, redline.AcceptedAll(rest)); err != nil || hash(t, done) != hash(t, after) {
			t.Fatalf("the rest accepted: %v", err)
		}
		there := some.IDs()
		for _, id := range before.IDs() {
			if !slices.Contains(there, id) && slices.Contains(after.IDs(), id) {
				t.Fatalf("%s is lost", id)
			}
		}
	})
}

func TestTheSameTwiceIsNoChange(t *testing.T) {
	t.Parallel()
	if changes, err := redline.Compare(drafttest.Bus(), drafttest.Bus()); err != nil || len(changes) > 0 {
		t.Errorf("%v %v", changes, err)
	}
	twice := drafttest.Bus()
	twice.Closing[0].ID = "objek"
	if _, err := redline.Compare(twice, twice); err == nil {
		t.Error("an id used twice went unseen")
	}
}
