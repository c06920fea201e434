package procedure

import (
	"slices"
	"testing"

	"sinergi/internal/fault"
	"sinergi/internal/party"
)

// delegate is somebody of a government without an office here, who acts for
// others by letter.
func delegate(government string, kinds ...OfficeKind) Actor {
	by := officer(government, OtherOffice)
	for _, k := range kinds {
		office := officer(government, k)
		office.Account, office.Name, office.Acting, office.Letter = by.Account, by.Name, "", "800/"+string(k)
		by.Others = append(by.Others, office)
	}
	return by
}

// What somebody may do by delegation is what they could do in that office
// alone, whatever else they may; and the act is kept with that one office.
func TestADelegateActsInOneCapacity(t *testing.T) {
	t.Parallel()
	w := newWalker(catalogue(t), 31, nil)
	w.begin()
	accepted, refused := 0, 0
	for range 30_000 {
		if w.oracle == nil {
			w.step()
			continue
		}
		act := w.act()
		office := act.By
		office.Letter = "800/12/2026"
		direct := act
		direct.By = office
		_, want := w.run.Apply(direct)
		act.By = delegate(office.Government)
		act.By.Others = []Actor{officer(office.Government, OtherOffice), office}
		got, err := w.run.Apply(act)
		switch {
		case (err == nil) != (want == nil):
			t.Fatalf("%s %s %s: in all capacities %v, in the office alone %v", act.Kind, act.Slot, act.Need, err, want)
		case err == nil:
			accepted++
			if by := got.Last().By; by.Letter != office.Letter || by.Kind != office.Kind || by.Others != nil {
				t.Fatalf("kept as done by %+v", by)
			}
			if act.Kind == Supply && accepted%20 == 0 && !permitted(w.run, act) {
				t.Fatalf("Allowed does not list %s %s", act.Slot, act.Need)
			}
		default:
			refused++
		}
		if why := w.step(); why != "" {
			t.Fatal(why)
		}
	}
	if accepted < 1000 || refused < 1000 {
		t.Errorf("%d accepted, %d refused", accepted, refused)
	}
}

// A delegate neither signs nor does what is for the head of region; the
// refusal says so, rather than that it is another office's.
func TestWhatADelegationNeverCovers(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	w, days := newWalker(c, 5, nil), holidays(t)
	seen := map[string]int{}
	for range 60_000 {
		if why := w.step(); why != "" {
			t.Fatal(why)
		}
		if w.oracle == nil || !w.run.st.status.live() {
			continue
		}
		open := openSlots(w.run)
		if len(open) == 0 {
			continue
		}
		slot := open[w.rng.IntN(len(open))]
		missing := w.run.st.missing(w.run.acts, slot, false)
		need := missing[w.rng.IntN(len(missing))]
		code := w.run.st.lay.slots[slot].Government
		if !w.run.st.lay.region(code) {
			continue
		}
		act := w.supply(w.run, slot, need)
		act.By = delegate(code, HeadOfRegion, Cooperation, Agency)
		p, _ := w.run.propose(&act)
		_, err := w.run.Apply(act)
		switch f := fault.Of(err); {
		case need.Type == NeedSignature:
			if f == nil || f.Key != "procedure.signature_in_person" && f.Key != "procedure.head_in_person" {
				t.Fatalf("a signature: %v", err)
			}
			seen["signature "+string(w.run.Document(act.Slot.Branch).SignedAs)]++
		case p.office() == HeadOfRegion && err == nil:
			if by := w.run.with(act).Last().By; by.Kind == HeadOfRegion {
				t.Fatal("done for the head of region")
			}
		}
		act.By = delegate(code, HeadOfRegion)
		if _, err := w.run.Apply(act); p.office() == HeadOfRegion {
			if f := fault.Of(err); f == nil || f.Key != "procedure.head_in_person" {
				t.Fatalf("%s by a delegate of the head: %v", act.Need, err)
			}
			seen[act.Slot.Gate]++
		}
		if m := w.run.Moves(w.today(), days); slices.ContainsFunc(m, func(m Move) bool { return m.Queued(act.By) }) {
			t.Fatal("a move of the head of region is in the queue of a delegate")
		}
	}
	for _, what := range []string{"signature kb", "signature pks", "penawaran", "jawaban", "ttd_kb", "ttd_pks"} {
		if seen[what] == 0 {
			t.Errorf("%s never came up: %v", what, seen)
		}
	}
}

// The office whose move it is comes before one that may merely record it; the
// own office before a delegated one.
func TestInWhichCapacityAnActIsDone(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	own := officer(kampar, Cooperation)
	own.Others = delegate(kampar, Secretary).Others
	for _, tc := range []struct {
		office, want OfficeKind
		gate         Gate
	}{
		{Secretary, Secretary, Gate{Office: Secretary, RecordedBy: []OfficeKind{Cooperation}, Needs: []Need{{ID: "x", Type: NeedDocument}}}},
		{HeadOfRegion, Cooperation, Gate{Office: HeadOfRegion, RecordedBy: []OfficeKind{Cooperation}, Needs: []Need{{ID: "x", Type: NeedDocument}}}},
		{Cooperation, Cooperation, Gate{Office: Cooperation, RecordedBy: []OfficeKind{Secretary}, Needs: []Need{{ID: "x", Type: NeedDocument}}}},
		{Finance, Cooperation, Gate{Office: Finance, Needs: []Need{{ID: "x", Type: NeedDocument}}}},
	} {
		act := Act{Kind: Supply, By: own, Slot: Slot{Gate: "x", Government: kampar}}
		p := proposal{acts: s.run.acts, st: s.run.st, act: &act, gate: &tc.gate, need: &tc.gate.Needs[0]}
		if p.settle(nil); act.By.Kind != tc.want || act.By.Others != nil {
			t.Errorf("a move of %s: done as %s", tc.office, act.By.Kind)
		}
	}
}

// A run is begun in a delegated office too, but no takeover in the governor's.
func TestBeginningByDelegation(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	w := newWorld(7)
	for id, tc := range map[string]struct {
		by   Actor
		want OfficeKind
	}{
		"ksdd-sukarela": {delegate(kampar, Finance, Cooperation), Cooperation}, "pengambilalihan": {delegate(riau, HeadOfRegion), ""},
	} {
		i := slices.IndexFunc(c.Newest(), func(d *Definition) bool { return d.ID == id })
		act := w.start(c.Newest()[i])
		act.Start.Parties = []Party{partyKampar, partyPekanbaru}
		act.By = tc.by
		run, err := c.Start(act)
		switch f := fault.Of(err); {
		case tc.want == "" && (f == nil || f.Key != "procedure.governor_begins"):
			t.Errorf("%s: %v", id, err)
		case tc.want != "" && (err != nil || run.Last().By.Kind != tc.want || !run.Last().By.ByDelegation() || run.Last().By.Others != nil):
			t.Errorf("%s: %v", id, err)
		}
	}
}

// A holder's name is not known to a delegation: the office is, with its letter.
func TestActingForAnOffice(t *testing.T) {
	t.Parallel()
	by := officer(kampar, OtherOffice)
	by.Agency, by.Office = "14.01-dishub", "kabid"
	agency := party.Agency{ID: "14.01-bks", Affair: party.Secretariat}
	got := by.Delegated(party.Delegation{Letter: "800/1"}, party.Office{ID: "kabag", Government: kampar, Agency: agency.ID, Title: "Kepala Bagian Kerja Sama"}, &agency)
	if got.Name != by.Name || got.Kind != Cooperation || got.Agency != agency.ID || got.Office != "kabag" || got.Letter != "800/1" || got.Acting != "" || !got.ByDelegation() {
		t.Errorf("%+v", got)
	}
	if by.Writes() {
		t.Error("an office without texts writes them")
	}
	if by.Others = []Actor{got}; !by.Writes() {
		t.Error("a delegate of the cooperation section does not write")
	}
}
