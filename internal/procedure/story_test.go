package procedure

import (
	"testing"
	"time"

	"sinergi/internal/calendar"
	"sinergi/internal/fault"
)

// story drives one run with honest acts, for tests that tell a case.
type story struct {
	*world
	t   *testing.T
	cat *Catalogue
	run Run
}

func tell(t *testing.T, definition string, parties ...Party) *story {
	t.Helper()
	s := &story{world: newWorld(3), t: t, cat: catalogue(t)}
	start := &Start{Run: "bus-dan-sampah", Definition: definition, Version: 1, Title: "Transportasi dan persampahan", Parties: parties, Initiator: parties[0].Code}
	run, err := s.cat.Start(Act{Kind: StartRun, At: s.now, By: officer(parties[0].Code, Cooperation), Start: start})
	if err != nil {
		t.Fatal(err)
	}
	s.run = run
	return s
}

// days lets days pass.
func (s *story) days(n int) { s.now = s.now.Add(time.Duration(n) * 24 * time.Hour) }

func (s *story) slot(gate, branch, gov string) int {
	s.t.Helper()
	i, ok := s.run.st.lay.index[Slot{gate, branch, gov}]
	if !ok {
		s.t.Fatalf("no slot %s/%s/%s", gate, branch, gov)
	}
	return i
}

// make gives an honest act for a need, with a plain value: yes, agreed,
// nothing to pay.
func (s *story) make(gate, branch, gov, need string) Act {
	s.t.Helper()
	i := s.slot(gate, branch, gov)
	n, ok := s.run.st.lay.def.Gates[s.run.st.lay.gate[i]].Need(need)
	if !ok {
		s.t.Fatalf("%s needs no %s", gate, need)
	}
	act := s.supply(s.run, i, n)
	switch n.Type {
	case NeedChoice:
		act.Value = &Value{Choice: &Choice{Option: n.Options[0].ID}}
	case NeedBurden:
		act.Value = &Value{Burden: &Burden{Reason: "tidak ada pungutan"}}
	case NeedBudget:
		act.Value = &Value{Budget: &Budget{Reason: "tidak menanggung biaya"}}
	case NeedReview:
		act.Value = &Value{Opinion: &Opinion{Name: "Asisten Perekonomian", Role: "anggota", Decision: OpinionYes}}
	case NeedSignature:
		act.Value.Signature.Suspensive = ""
	case NeedTerm:
		act.Value = &Value{Term: &Term{From: s.today(), Until: s.today().AddDays(5 * 365)}}
	case NeedBudgetLine:
		act.Value.BudgetLine.Year = s.today().Year
	}
	return act
}

// does applies an act that must be accepted.
func (s *story) does(act Act) {
	s.t.Helper()
	next, err := s.run.Apply(act)
	if err != nil {
		s.t.Fatalf("%s %s %s: %v", act.Kind, act.Slot, act.Need, err)
	}
	s.run = next
}

// refuses applies an act that must be refused with a key.
func (s *story) refuses(act Act, key string) *fault.Error {
	s.t.Helper()
	_, err := s.run.Apply(act)
	f := fault.Of(err)
	switch {
	case err == nil:
		s.t.Fatalf("%s %s %s was accepted, not refused with %s", act.Kind, act.Slot, act.Need, key)
	case f == nil:
		s.t.Fatalf("refused without words: %v", err)
	case f.Key != key && (len(f.Fields) == 0 || f.Fields[0].Key != key):
		s.t.Fatalf("%s %s %s: refused with %v, not %s", act.Kind, act.Slot, act.Need, err, key)
	}
	return f
}

// passes gives everything that a gate misses.
func (s *story) passes(gate, branch string, govs ...string) {
	s.t.Helper()
	for _, gov := range govs {
		for {
			missing := s.run.st.missing(s.run.acts, s.slot(gate, branch, gov), true)
			if len(missing) == 0 {
				break
			}
			s.does(s.make(gate, branch, gov, missing[0].ID))
		}
	}
}

func (s *story) status(gate, branch, gov string) GateStatus {
	s.t.Helper()
	return s.run.st.gates[s.slot(gate, branch, gov)].status
}

func (s *story) open(branch, title string) {
	s.t.Helper()
	s.does(Act{Kind: OpenBranch, At: s.now, By: officer(kampar, Cooperation), Base: s.run.Seq(), Open: &NewBranch{ID: branch, Title: title}})
}

// toOffer goes from nothing to an offer, a few days later.
func (s *story) toOffer() {
	s.t.Helper()
	for _, g := range []string{"kategori", "kak", "inisiasi"} {
		s.passes(g, "", kampar)
	}
	s.passes("rencana", "", kampar, pekanbaru)
	s.days(3)
	s.passes("tkksd", "", kampar)
	s.passes("penawaran", "", kampar)
}

// toText goes on to a KB text that both have agreed to.
func (s *story) toText() {
	s.t.Helper()
	s.toOffer()
	s.days(4)
	s.passes("tkksd_mitra", "", pekanbaru)
	s.passes("jawaban", "", pekanbaru)
	s.passes("draf_kb", "", "")
	s.passes("sepakat_kb", "", kampar, pekanbaru)
}

// drafted brings a PKS to a text that is out for signature.
func (s *story) drafted(branch string) {
	s.t.Helper()
	s.passes("draf_pks", branch, "")
	s.passes("sepakat_pks", branch, kampar, pekanbaru)
	s.passes("kirim_pks", branch, "")
}

func holidays(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// moveAt finds the line for a slot.
func (s *story) moveAt(gate, branch, gov string) Move {
	s.t.Helper()
	for _, m := range s.run.Moves(s.today(), holidays(s.t)) {
		if m.Slot == (Slot{gate, branch, gov}) {
			return m
		}
	}
	s.t.Fatalf("no move at %s/%s/%s", gate, branch, gov)
	return Move{}
}

func budget(pays, in bool, year int) *Value {
	return &Value{Budget: &Budget{Pays: pays, InAPBD: in, Year: year, Line: "5.1.02.02", Reason: "APBD Perubahan"}}
}

func (s *story) with(act Act, v *Value) Act { act.Value = v; return act }

func (s *story) as(act Act, by Actor) Act { act.By = by; return act }
