package desk_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/desk"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/fault"
	"sinergi/internal/redline"
)

func unit(t *testing.T, d desk.Desk, id string) draft.Clause {
	t.Helper()
	c, _, err := d.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func save(t *testing.T, d desk.Desk, s desk.Save) (desk.Desk, desk.Result) {
	t.Helper()
	d, r, err := d.Save(s)
	if err != nil {
		t.Fatal(err)
	}
	return d, r
}

// typed is an edit of the first text of a unit.
func typed(c draft.Clause, words string) draft.Clause {
	c.Text = words
	return c
}

func TestTwoPeopleAtOnePasal(t *testing.T) {
	t.Parallel()
	d := desk.Desk{Text: drafttest.Bus()}
	was := unit(t, d, "objek")
	d, r := save(t, d, desk.Save{ID: "1", Unit: "objek", Base: was, Mine: typed(was, "Objek perjanjian adalah layanan bus."), By: "budi"})
	if r.Status != desk.Saved || r.Revisions["objek"] != 1 {
		t.Errorf("the first: %+v", r)
	}
	d, r = save(t, d, desk.Save{ID: "2", Unit: "objek", Base: was, Mine: typed(was, "Objek adalah layanan bus aglomerasi."), By: "sri"})
	if r.Status != desk.Merged || r.Unit.Text != "Objek perjanjian adalah layanan bus aglomerasi." {
		t.Errorf("the second: %+v", r)
	}
	d, r = save(t, d, desk.Save{ID: "3", Unit: "objek", Base: was, Mine: typed(was, "Objek adalah pelayanan bis."), By: "tuti", At: 7})
	if r.Status != desk.Disputed || r.Kept == nil || r.Unit.Text != "Objek perjanjian adalah layanan bus aglomerasi." {
		t.Errorf("the third: %+v", r)
	}
	want := []redline.Conflict{{Kind: redline.BothWorded, Node: "objek", Base: was.Text, Ours: "Objek perjanjian adalah layanan bus aglomerasi.", Theirs: "Objek adalah pelayanan bis."}}
	if len(d.Kept) != 1 || d.Kept[0].Mine.Text != "Objek adalah pelayanan bis." || cmp.Diff(want, d.Kept[0].Conflicts) != "" {
		t.Errorf("kept: %+v", d.Kept)
	}
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var stored desk.Desk
	if err := json.Unmarshal(b, &stored); err != nil || len(stored.Kept) != 1 || stored.Revisions["objek"] != 2 {
		t.Errorf("%v %+v", err, stored.Revisions)
	}
	if d, err = d.Settle("3"); err != nil || len(d.Kept) != 0 {
		t.Error(err)
	}
	if _, err := d.Settle("3"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
}

func TestAPasalTakenOutUnderTheHand(t *testing.T) {
	t.Parallel()
	d := desk.Desk{Text: drafttest.Bus()}
	was := unit(t, d, "objek")
	d, r, err := d.Arrange(desk.Arrange{Ops: []draft.Op{{Do: draft.Remove, ID: "objek"}}})
	if err != nil || len(r.Gone) != 1 {
		t.Fatal(err, r)
	}
	d, r = save(t, d, desk.Save{ID: "1", Unit: "objek", Base: was, Mine: typed(was, "Objek lain.")})
	if r.Status != desk.Disputed || d.Kept[0].Mine.Text != "Objek lain." {
		t.Errorf("%+v", r)
	}
	if _, r = save(t, d, desk.Save{ID: "2", Unit: "objek", Base: was, Mine: was}); r.Status != desk.Unchanged {
		t.Errorf("who changed nothing: %+v", r)
	}
}

func TestWhoTakesOutWhatChangedMeanwhileIsTold(t *testing.T) {
	t.Parallel()
	d := desk.Desk{Text: drafttest.Bus()}
	was := unit(t, d, "objek")
	d, _ = save(t, d, desk.Save{Unit: "objek", Base: was, Mine: typed(was, "Objek lain.")})
	for name, ops := range map[string][]draft.Op{
		"take it out":        {{Do: draft.Remove, ID: "objek"}},
		"take out its bab":   {{Do: draft.Remove, ID: "bab-isi"}},
		"divide it":          {{Do: draft.Split, ID: "objek", At: 3, New: "objek-2"}},
		"merge another into": {{Do: draft.Merge, ID: "biaya"}},
	} {
		after, _, err := d.Arrange(desk.Arrange{Ops: ops})
		if e := fault.Of(err); e == nil || e.Key != "desk.fault.changed_meanwhile" || e.Args["Unit"] != "Pasal 2" {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(d.Text.IDs(), after.Text.IDs()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if d, _, err := d.Arrange(desk.Arrange{Ops: []draft.Op{{Do: draft.Remove, ID: "objek"}}, Seen: map[string]int{"objek": 1}}); err != nil || d.Text.Index().Has("objek") {
		t.Errorf("who looked again: %v", err)
	}
}

func TestANewPasalFindsAPlace(t *testing.T) {
	t.Parallel()
	d := desk.Desk{Text: drafttest.Bus()}
	d, _, err := d.Arrange(desk.Arrange{Ops: []draft.Op{{Do: draft.Remove, ID: "waktu"}}})
	if err != nil {
		t.Fatal(err)
	}
	d, r, err := d.Arrange(desk.Arrange{Ops: []draft.Op{{Do: draft.Insert, Place: draft.Place{Parent: "bab-isi", After: "waktu"}, Clause: &draft.Clause{ID: "kahar", Level: draft.Pasal, Text: "Kahar."}}}})
	if err != nil || d.Text.Index().Cite("kahar") != "Pasal 4" || r.Revisions["kahar"] != 1 {
		t.Errorf("%v %+v", err, r)
	}
	d, _, err = d.Arrange(desk.Arrange{Ops: []draft.Op{{Do: draft.Move, ID: "biaya.bayar", Place: draft.Place{Parent: "kahar"}}}})
	if err == nil {
		t.Error("an ayat moved into a pasal that the mover had not seen")
	}
	d, r, err = d.Arrange(desk.Arrange{Ops: []draft.Op{{Do: draft.Move, ID: "biaya.bayar", Place: draft.Place{Parent: "kahar"}}}, Seen: map[string]int{"kahar": 1}})
	if err != nil || d.Text.Index().Cite("biaya.bayar") != "Pasal 4 ayat (1)" || r.Revisions["biaya"] != 1 || r.Revisions["kahar"] != 2 {
		t.Errorf("%v %+v", err, r)
	}
	if got := desk.Units(d.Text); !slices.Contains(got, "bab-isi") || slices.Contains(got, "biaya.tarif") || !slices.Contains(got, "lampiran-contoh.tabel") {
		t.Errorf("units %v", got)
	}
}

func TestTheSameNewIdTwice(t *testing.T) {
	t.Parallel()
	d := desk.Desk{Text: drafttest.Bus()}
	add := func(id string) desk.Save {
		was := unit(t, d, id)
		mine, _, err := desk.Apply(d.Text, was, draft.Op{Do: draft.Insert, Place: draft.Place{Parent: id}, Clause: &draft.Clause{ID: "baru", Level: draft.Huruf, Text: id}})
		if err != nil {
			t.Fatal(err)
		}
		return desk.Save{Unit: id, Base: was, Mine: mine}
	}
	first, second := add("objek"), add("waktu")
	d, _ = save(t, d, first)
	d, r := save(t, d, second)
	if r.Renamed["baru"] != "baru-2" || !d.Text.Index().Has("baru-2") || d.Text.Index().Cite("baru") != "Pasal 2 huruf a" {
		t.Errorf("%+v", r)
	}
	if _, _, err := desk.Apply(d.Text, unit(t, d, "objek"), draft.Op{Do: draft.Remove, ID: "objek"}); fault.Of(err) == nil {
		t.Error("an edit of a unit took it out")
	}
	if _, _, err := d.Save(desk.Save{Unit: "objek", Revision: 9, Base: unit(t, d, "objek"), Mine: unit(t, d, "objek")}); fault.KindOf(err) != fault.Invalid {
		t.Error("a revision that never was")
	}
}

func TestAUnitThatTheTextCannotHold(t *testing.T) {
	t.Parallel()
	d := desk.Desk{Text: drafttest.Bus()}
	was := unit(t, d, "objek")
	for name, change := range map[string]func(*draft.Clause){
		"an ayat in its place":  func(c *draft.Clause) { c.Level = draft.Ayat },
		"a pasal in a pasal":    func(c *draft.Clause) { c.Children = []draft.Clause{{ID: "x", Level: draft.Pasal, Text: "x"}} },
		"an id twice":           func(c *draft.Clause) { c.Children = []draft.Clause{{ID: "objek", Level: draft.Ayat, Text: "x"}} },
		"an id that is no id":   func(c *draft.Clause) { c.Children = []draft.Clause{{ID: "@isi", Level: draft.Ayat, Text: "x"}} },
		"another unit entirely": func(c *draft.Clause) { c.ID = "waktu" },
	} {
		mine := was
		change(&mine)
		if _, _, err := d.Save(desk.Save{Unit: "objek", Base: was, Mine: mine}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhoIsInAPasal(t *testing.T) {
	t.Parallel()
	seats := []desk.Seat{{"budi", "objek", 100}, {"sri", "objek", 50}, {"tuti", "waktu", 100}, {"me", "objek", 100}}
	if diff := cmp.Diff([]desk.Seat{{"budi", "objek", 100}}, desk.Present(seats, "objek", "me", 120, 60)); diff != "" {
		t.Error(diff)
	}
}

// Random people with old and new revisions of random units: every word that
// somebody typed is in the text, in what is kept, or was typed over by one who
// had seen it; every id that left was reported.
func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := desk.Desk{Text: drafttest.Text(t)}
		past := map[string][]draft.Clause{}
		for _, u := range desk.Units(d.Text) {
			c, _, _ := d.Get(u)
			past[u] = []draft.Clause{c}
		}
		for i := range rapid.IntRange(1, 12).Draw(t, "saves") {
			units := slices.DeleteFunc(desk.Units(d.Text), func(u string) bool { return len(past[u]) == 0 })
			if len(units) == 0 {
				return
			}
			u := rapid.SampledFrom(units).Draw(t, "unit")
			revision := rapid.IntRange(0, len(past[u])-1).Draw(t, "revision")
			base := past[u][revision]
			word := "kata" + strconv.Itoa(i)
			mine := base
			words := strings.Fields(mine.Text)
			words = slices.Insert(words, rapid.IntRange(0, len(words)).Draw(t, "at"), word)
			mine.Text = strings.Join(words, " ")
			before := d.Text.IDs()
			after, r, err := d.Save(desk.Save{ID: word, Unit: u, Revision: revision, Base: base, Mine: mine})
			if err != nil {
				t.Fatal(err)
			}
			d = after
			now, at, err := d.Get(u)
			if err != nil {
				t.Fatal(err)
			}
			if at == len(past[u]) {
				past[u] = append(past[u], now)
			}
			if at != len(past[u])-1 {
				t.Fatalf("revision %d after %d saves", at, len(past[u]))
			}
			inText := strings.Contains(now.Text, word)
			inKept := slices.ContainsFunc(d.Kept, func(k desk.Kept) bool { return strings.Contains(k.Mine.Text, word) })
			if !inText && !inKept {
				t.Fatalf("%s is lost: %q, %+v", word, now.Text, r)
			}
			if r.Status == desk.Saved && !inText {
				t.Fatalf("saved, but not in %q", now.Text)
			}
			ids := d.Text.IDs()
			for _, id := range before {
				if !slices.Contains(ids, id) && !slices.Contains(r.Gone, draft.Gone{ID: id}) {
					t.Fatalf("%s left silently", id)
				}
			}
		}
	})
}

// Edits of different units, both from the same old state, give the same text in
// whatever order they arrive.
func TestDifferentPasalCommute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := desk.Desk{Text: drafttest.Text(t)}
		units := desk.Units(start.Text)
		a := rapid.SampledFrom(units).Draw(t, "a")
		b := rapid.SampledFrom(units).Draw(t, "b")
		if a == b {
			return
		}
		edit := func(u, word string) desk.Save {
			c, _, err := start.Get(u)
			if err != nil {
				t.Fatal(err)
			}
			mine := c
			mine.Text = strings.TrimSpace(c.Text + " " + word)
			if len(c.Children) > 0 && rapid.Bool().Draw(t, "below") {
				mine.Children = slices.Clone(c.Children)
				mine.Children[0].Text += " " + word
			}
			return desk.Save{Unit: u, Base: c, Mine: mine}
		}
		x, y := edit(a, "satu"), edit(b, "dua")
		run := func(saves ...desk.Save) string {
			d := start
			for _, s := range saves {
				var err error
				if d, _, err = d.Save(s); err != nil {
					t.Fatal(err)
				}
			}
			h, err := d.Text.SHA256()
			if err != nil || len(d.Kept) > 0 {
				t.Fatal(err, d.Kept)
			}
			return h
		}
		if run(x, y) != run(y, x) {
			t.Fatal("the order counts")
		}
	})
}
