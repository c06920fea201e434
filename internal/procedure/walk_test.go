package procedure

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// walker takes random steps through random runs, honest and dishonest.
type walker struct {
	*world
	defs     []*Definition
	cat      *Catalogue
	off      without
	run      Run
	oracle   *oracle
	steps    int
	accepted int
	reached  map[string]int
	refused  map[string]int
}

func newWalker(c *Catalogue, seed uint64, off without) *walker {
	return &walker{world: newWorld(seed), cat: c, defs: c.All(), off: off, reached: map[string]int{}, refused: map[string]int{}}
}

// step takes one step and says what forbidden state was reached, or "".
func (w *walker) step() string {
	w.steps++
	if w.oracle == nil || len(w.run.acts) > 160 || !w.run.st.status.live() && w.pick(4) || w.run.st.status == Complete && w.pick(15) {
		return w.begin()
	}
	if w.pick(3) {
		w.now = w.now.Add(time.Duration(w.rng.IntN(40)) * time.Hour)
	}
	act := w.act()
	next, err := w.run.apply(act, w.off)
	if err != nil {
		if f := fault.Of(err); f != nil {
			w.refused[f.Key]++
		} else {
			return "a refusal without words: " + err.Error()
		}
		return ""
	}
	w.run = next
	w.accepted++
	w.reached[string(act.Kind)+" "+w.run.st.lay.def.ID+" "+act.Slot.Gate]++
	return w.oracle.see(next.Last())
}

func (w *walker) begin() string {
	d := w.defs[w.rng.IntN(len(w.defs))]
	w.now = w.now.Add(time.Hour)
	if w.now.Year() > 2027 {
		w.now = newWorld(1).now
	}
	act := w.start(d)
	if w.pick(3) {
		w.spoilStart(act.Start, &act)
	}
	run, err := w.cat.start(act, w.off)
	w.oracle = nil
	if err != nil {
		w.refused[fault.Of(err).Key]++
		return ""
	}
	w.run, w.oracle = run, watch(run.Last())
	return w.oracle.begun(run.Last())
}

func (w *walker) spoilStart(s *Start, act *Act) {
	all := []Party{partyKampar, partyPekanbaru, partySiak, partyPadang, partyCompany, partyMinistry, {riau, "Provinsi Riau", RegionalGovernment}}
	switch w.rng.IntN(5) {
	case 0:
		s.Parties = nil
		for range 1 + w.rng.IntN(3) {
			s.Parties = append(s.Parties, all[w.rng.IntN(len(all))])
		}
	case 1:
		act.By = w.anyone()
	case 2:
		if s.Subject != nil {
			s.Subject.Category = "sukarela"
		}
	case 3:
		s.Subject = nil
	case 4:
		s.Initiator = all[w.rng.IntN(len(all))].Code
	}
}

func (w *walker) anyone() Actor {
	codes := []string{kampar, pekanbaru, siak, padang, riau, ""}
	kinds := append(OfficeKinds(), OtherOffice)
	return officer(codes[w.rng.IntN(len(codes))], kinds[w.rng.IntN(len(kinds))])
}

// act makes the next act: mostly what the procedure waits for, often spoilt.
func (w *walker) act() Act {
	if w.pick(12) {
		return w.spoil(w.around())
	}
	slot, need := w.somewhere()
	act := w.supply(w.run, slot, need)
	if w.pick(3) {
		return w.spoil(act)
	}
	return act
}

// somewhere picks an open slot and what it misses, or now and then any.
func (w *walker) somewhere() (int, *Need) {
	open := openSlots(w.run)
	if len(open) > 0 && !w.pick(5) {
		slot := open[w.rng.IntN(len(open))]
		missing := w.run.st.missing(w.run.acts, slot, false)
		gate := &w.run.st.lay.def.Gates[w.run.st.lay.gate[slot]]
		if power, ok := gate.Need("kuasa"); ok && w.pick(4) {
			return slot, power
		}
		return slot, missing[w.rng.IntN(len(missing))]
	}
	slot := w.rng.IntN(len(w.run.st.gates))
	needs := w.run.st.lay.def.Gates[w.run.st.lay.gate[slot]].Needs
	return slot, &needs[w.rng.IntN(len(needs))]
}

// around makes an act other than supplying something.
func (w *walker) around() Act {
	branches := append([]string{""}, w.run.st.lay.branches...)
	act := Act{At: w.now, By: officer(w.region(w.run), HeadOfRegion), Base: w.run.Seq(), Branch: branches[w.rng.IntN(len(branches))], Reason: "alasan"}
	switch n := w.rng.IntN(60); {
	case n < 12 && len(branches) < 4:
		act.Kind, act.Branch, act.Open = OpenBranch, "", &NewBranch{ID: fmt.Sprint("pks-", w.unique()), Title: "PKS"}
	case n < 30:
		act.Kind, act.Slot = Override, w.run.st.lay.slots[w.rng.IntN(len(w.run.st.gates))]
		if w.run.st.lay.region(act.Slot.Government) {
			act.By = officer(act.Slot.Government, Secretary)
		}
	case n < 38:
		act.Kind, act.Schedule = SetSchedule, &Schedule{On: w.today().AddDays(w.rng.IntN(9) - 2), Place: "Bangkinang"}
	case n < 44:
		act.Kind = VoidSigning
	case n < 46:
		act.Kind = VoidBranch
	case n < 47:
		act.Kind = VoidRun
	case n < 50:
		act.Kind, act.Link = LinkRun, &Link{Run: "palsu", Effect: Ends, On: w.today()}
	default:
		act.Kind, act.Branch, act.Open = OpenBranch, "", &NewBranch{ID: "pks-utama", Title: "PKS"}
	}
	return act
}

// spoil changes one thing about an act.
func (w *walker) spoil(act Act) Act {
	switch w.rng.IntN(9) {
	case 0:
		act.By = w.anyone()
	case 1:
		act.By.Kind = append(OfficeKinds(), OtherOffice)[w.rng.IntN(11)]
	case 2:
		act.By.Government = []string{kampar, pekanbaru, siak, padang, riau}[w.rng.IntN(5)]
	case 3:
		act.Base = max(1, act.Base-1-w.rng.IntN(4))
	case 4:
		act.At = act.At.Add(-time.Duration(w.rng.IntN(100)) * time.Hour)
	case 5:
		act.Reason = " "
	default:
		if act.Value != nil {
			act.Value = w.spoilValue(act)
		}
	}
	return act
}

func (w *walker) spoilValue(act Act) *Value {
	body, _ := json.Marshal(act.Value)
	v := &Value{}
	if json.Unmarshal(body, v) != nil {
		panic("a value does not survive JSON")
	}
	shift := func(d civil.Date) civil.Date { return d.AddDays(w.rng.IntN(80) - 60) }
	switch {
	case v.Fields != nil:
		for k := range v.Fields {
			if w.pick(3) {
				v.Fields[k] = ""
			}
		}
	case v.Signature != nil:
		w.spoilSignature(v.Signature)
	case v.Document != nil:
		w.spoilDocument(v.Document)
	case v.Choice != nil:
		v.Choice.Option = []string{"pergantian_pimpinan", "terima", "setuju", "wanprestasi", "belum", "tidak_selesai"}[w.rng.IntN(6)]
	case v.Hash != "":
		v.Hash = w.anyText(act.Slot.Branch)
	case v.Power != nil:
		switch w.rng.IntN(4) {
		case 0:
			v.Power.Until = v.Power.From
		case 1:
			v.Power.Grantor = v.Power.Grantee
		case 2:
			v.Power.Grantee = holder(act.Slot.Government, Finance, w.today())
		case 3:
			v.Power.Revoked = v.Power.From
		}
	case v.Plan != nil:
		v.Plan = &Plan{Exception: "kebiasaan"}
	case v.BudgetLine != nil:
		v.BudgetLine.Year--
	case v.Budget != nil:
		v.Budget.Year--
	case v.Term != nil:
		v.Term.From = shift(v.Term.From)
		v.Term.Until = v.Term.From.AddDays(100)
	case v.Secretariat != nil:
		v.Secretariat.Years, v.Secretariat.Objects = 2, 1
	}
	return v
}

func (w *walker) spoilSignature(s *Signature) {
	switch w.rng.IntN(6) {
	case 0:
		s.Hash = hashOf("lain")
	case 1:
		s.On = s.On.AddDays(w.rng.IntN(60) - 50)
	case 2:
		s.Signer = holder(s.Signer.Government, []OfficeKind{Secretary, Agency}[w.rng.IntN(2)], s.On)
		s.Proxy = w.pick(2)
	case 3:
		s.Signer = holder([]string{kampar, pekanbaru}[w.rng.IntN(2)], HeadOfRegion, s.On)
	case 4:
		s.Signer = holder(s.Signer.Government, s.Signer.Kind, day(2024+w.rng.IntN(4), time.May, 1))
	case 5:
		s.Suspensive = ""
	}
}

func (w *walker) spoilDocument(d *Document) {
	switch w.rng.IntN(4) {
	case 0:
		d.Date = d.Date.AddDays(w.rng.IntN(5))
	case 1:
		d.Hash = ""
	case 2:
		if d.Signer != nil {
			*d.Signer = holder(d.Signer.Government, Secretary, d.Date)
		}
	case 3:
		d.Signer = nil
	}
}

func (w *walker) anyText(branch string) string {
	texts := w.run.st.docs[branch].texts
	if len(texts) == 0 || w.pick(3) {
		return hashOf("lain")
	}
	return w.run.act(texts[w.rng.IntN(len(texts))]).Value.Text.Hash
}

// TestNoForbiddenStateIsReached walks at random through all procedures.
func TestNoForbiddenStateIsReached(t *testing.T) {
	t.Parallel()
	steps := 120_000
	if testing.Short() {
		steps = 15_000
	}
	c := catalogue(t)
	w := newWalker(c, 7, nil)
	for range steps {
		if why := w.step(); why != "" {
			t.Fatalf("step %d: %s\n%s", w.steps, why, history(w.run))
		}
		if w.oracle != nil && w.pick(400) {
			w.compareReplay(t)
		}
	}
	w.coverage(t)
}

// coverage makes sure that the walk was not idle: every gate of every
// procedure was reached, and nearly every refusal heard.
func (w *walker) coverage(t *testing.T) {
	t.Helper()
	t.Logf("%d steps, %d acts accepted", w.steps, w.accepted)
	if w.accepted < w.steps/4 {
		t.Errorf("only %d of %d steps were acts", w.accepted, w.steps)
	}
	if testing.Short() {
		return
	}
	for _, d := range w.defs {
		for i := range d.Gates {
			if w.reached[string(Supply)+" "+d.ID+" "+d.Gates[i].ID] == 0 {
				t.Errorf("gate %s of %s was never reached", d.Gates[i].ID, d.Key())
			}
		}
	}
}

// compareReplay folds the acts anew, from their JSON, and compares.
func (w *walker) compareReplay(t *testing.T) {
	t.Helper()
	body, err := json.Marshal(w.run.Acts())
	if err != nil {
		t.Fatal(err)
	}
	var acts []Act
	if err := json.Unmarshal(body, &acts); err != nil {
		t.Fatal(err)
	}
	again, err := w.cat.Replay(acts)
	if err != nil {
		t.Fatal(err)
	}
	allow := cmp.AllowUnexported(gateState{}, branchState{}, docState{})
	if d := cmp.Diff(w.run.st.gates, again.st.gates, allow); d != "" {
		t.Fatalf("replay gives other gates: %s", d)
	}
	if d := cmp.Diff(w.run.st.docs, again.st.docs, allow); d != "" {
		t.Fatalf("replay gives other documents: %s", d)
	}
	if w.run.st.status != again.st.status {
		t.Fatalf("replay gives status %s, not %s", again.st.status, w.run.st.status)
	}
}

func history(r Run) string {
	var b strings.Builder
	for _, a := range r.Acts() {
		value, _ := json.Marshal(a.Value)
		fmt.Fprintf(&b, "%3d %s %s/%s %s %s.%s base %d %s\n", a.Seq, civil.In(a.At), a.By.Government, a.By.Kind, a.Kind, a.Slot, a.Need, a.Base, value)
	}
	lines := strings.Split(b.String(), "\n")
	return strings.Join(lines[max(0, len(lines)-120):], "\n")
}

// TestEveryGuardIsNeeded takes away one guard after the other. Each time the
// walk must reach something forbidden, or the guard is for nothing and its
// rule is not tested.
func TestEveryGuardIsNeeded(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	var names []string
	for _, g := range startGuards() {
		names = append(names, g.name)
	}
	for _, g := range guards {
		names = append(names, g.name)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && !slices.Contains([]string{"gate_open", "frozen", "head_only", "power", "branches"}, name) {
				t.Skip("one by one in the full run")
			}
			w := newWalker(c, 11, without{name: true})
			for range 60_000 {
				if why := w.step(); why != "" {
					t.Logf("after %d steps: %s", w.steps, why)
					return
				}
			}
			t.Errorf("without it nothing forbidden happened in %d steps", w.steps)
		})
	}
}

// TestWhatEachGuardKeepsAway is stricter about the guards that keep several
// things away: without it, each of these must come to pass.
func TestWhatEachGuardKeepsAway(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("needs a long walk")
	}
	tests := map[string][]string{
		"gate_open": {
			"signed without the TKKSD", "an offer without the TKKSD", "a PKS signed before its KB",
			"active without all signatures", "active without the DPRD", "active without a tariff", "active without a service unit", "active without the money",
			"a dispute before the governor without negotiation", "a dispute before the Minister past the governor",
			"a dispute before the Minister without negotiation", "a takeover without its three conditions",
		},
		"frozen":       {"a text changed after it was sent", "a text sent twice"},
		"branches":     {"PKS under Sinergi", "PKS in a procedure without"},
		"head_only":    {"a KB signed by a proxy"},
		"in_office":    {"a signature for another party", "a signature by someone not in office"},
		"government":   {"an act for another government", "an act by someone outside", "an act for the governor by someone else"},
		"fixed":        {"terms of reference exchanged beneath the TKKSD", "an answer about the DPRD changed after the PKS was active"},
		"dates":        {"a paper from the future", "a signature on an impossible day", "active before it was signed", "a signing day in the past"},
		"not_complete": {"something voided that everybody had signed", "a signing day after the signing"},
		"reason":       {"something voided without a reason", "an override without a reason", "another signing day without a reason"},
	}
	c := catalogue(t)
	for name, wanted := range tests {
		t.Run(name, func(t *testing.T) {
			missing := slices.Clone(wanted)
			w := newWalker(c, 23, without{name: true})
			for range 150_000 {
				why := w.step()
				if why == "" {
					continue
				}
				missing = slices.DeleteFunc(missing, func(m string) bool { return strings.Contains(why, m) })
				if len(missing) == 0 {
					return
				}
			}
			t.Errorf("never happened: %q", missing)
		})
	}
}
