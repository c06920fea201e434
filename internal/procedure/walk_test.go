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
	"sinergi/internal/i18n"
)

// walker takes random steps through random runs, honest and dishonest.
type walker struct {
	*world
	defs     []*Definition
	cat      *Catalogue
	off      without
	run      Run
	oracle   *oracle
	hurry    bool // in this run; only when gates need not be open
	inRun    int  // steps in this run
	steps    int
	accepted int
	reached  map[string]int
	refused  map[string]int
	text     *i18n.Catalog // when every refusal is to be read
}

func newWalker(c *Catalogue, seed uint64, off without) *walker {
	return &walker{world: newWorld(seed), cat: c, defs: c.All(), off: off, reached: map[string]int{}, refused: map[string]int{}}
}

// step takes one step and says what forbidden state was reached, or "".
func (w *walker) step() string {
	w.steps++
	w.inRun++
	if w.oracle == nil || w.inRun > 700 || len(w.run.acts) > 160 || !w.run.st.status.live() && w.pick(4) || w.run.st.status == Complete && w.pick(15) {
		return w.begin()
	}
	if w.pick(3) {
		w.now = w.now.Add(time.Duration(w.rng.IntN(40)) * time.Hour)
	}
	act := w.act()
	next, err := w.run.apply(act, w.off)
	if err != nil {
		return w.read(err)
	}
	if w.text != nil && act.Kind == Supply && w.pick(40) && !permitted(w.run, act) {
		return "an act that Allowed does not list: " + act.By.Government + " " + string(act.By.Kind)
	}
	w.run = next
	w.accepted++
	w.reached[string(act.Kind)+" "+w.run.st.lay.def.ID+" "+act.Slot.Gate]++
	return w.oracle.see(next.Last())
}

// read makes sure that a refusal is a whole sentence in both languages.
func (w *walker) read(err error) string {
	f := fault.Of(err)
	if f == nil {
		return "a refusal without words: " + err.Error()
	}
	w.refused[f.Key]++
	for _, field := range f.Fields {
		w.refused[field.Key]++
	}
	if w.text == nil || w.refused[f.Key] > 20 {
		return ""
	}
	for _, lang := range i18n.Languages() {
		said := []string{w.text.T(lang, f.Key, f.Args)}
		for _, field := range f.Fields {
			said = append(said, w.text.T(lang, field.Key, field.Args))
		}
		for _, s := range said {
			if strings.ContainsAny(s, "{}") || strings.Contains(s, "procedure.") || strings.Contains(s, "“”") {
				return "a broken sentence: " + s
			}
		}
	}
	return ""
}

// permitted reports whether Allowed lists an act.
func permitted(r Run, act Act) bool {
	return slices.ContainsFunc(r.Allowed(act.By), func(p Permit) bool {
		return p.Kind == act.Kind && p.Slot == act.Slot && p.Need != nil && p.Need.ID == act.Need
	})
}

func (w *walker) begin() string {
	w.inRun = 0
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
		return w.read(err)
	}
	w.run, w.oracle = run, watch(run.Last())
	w.hurry = w.off["gate_open"] && w.pick(4)
	return w.oracle.begun(run.Last())
}

func (w *walker) spoilStart(s *Start, act *Act) {
	all := []Party{partyKampar, partyPekanbaru, partySiak, partyPadang, partyCompany, partyMinistry, {Code: riau, Name: "Provinsi Riau", Kind: RegionalGovernment}}
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
	by := officer(codes[w.rng.IntN(len(codes))], kinds[w.rng.IntN(len(kinds))])
	if w.pick(8) {
		by.Letter = "800/1/2026"
	}
	return by
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
	if w.hurry && !w.pick(5) {
		if slot, need, ok := w.hurried(); ok {
			return slot, need
		}
	}
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

// hurried picks what is missing on the shortest way to a signature, whatever
// else is missing: what somebody does who has the paper before them.
func (w *walker) hurried() (int, *Need, bool) {
	st := w.run.st
	for slot, g := range st.lay.gate {
		for j := range st.lay.def.Gates[g].Needs {
			n := &st.lay.def.Gates[g].Needs[j]
			if n.aboutText() && n.Type != NeedNumber && st.lay.slots[slot].Branch == "" && !st.met(w.run.acts, slot, n) {
				return slot, n, true
			}
		}
	}
	return 0, nil, false
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
		if n == 45 {
			act.By.Kind = Cooperation
		}
	case n < 47:
		act.Kind = VoidRun
	case n < 48:
		act.Kind, act.Branch, act.By.Kind = VoidRun, "", Cooperation
	case n < 50:
		act.Kind, act.Link = LinkRun, &Link{Run: "palsu", Effect: Ends, On: w.today()}
	default:
		act.Kind, act.Branch, act.Open = OpenBranch, "", &NewBranch{ID: "pks-utama", Title: "PKS"}
	}
	return act
}

// spoil changes one thing about an act.
func (w *walker) spoil(act Act) Act {
	switch w.rng.IntN(10) {
	case 9:
		act.By.Letter = "800/1/2026"
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
	case v.Evaluation != nil:
		switch e := v.Evaluation; w.rng.IntN(4) {
		case 0:
			e.Confirmed = e.Confirmed[1:]
		case 1:
			e.Confirmed[len(e.Confirmed)-1].Hash = hashOf("lain")
		case 2:
			e.Run = "jalan-lain"
		case 3:
			e.Hash = ""
		}
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
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.text = text
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
	for i := range refusals {
		if w.refused[refusals[i]] == 0 {
			t.Errorf("the refusal %s was never heard", refusals[i])
		}
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

// refusals are those that a long walk must have met.
var refusals = []string{
	"procedure.already_signed", "procedure.before_last_act", "procedure.before_sending", "procedure.before_signature", "procedure.branch_exists",
	"procedure.changed_meanwhile", "procedure.dprd_before_signature", "procedure.dprd_was_asked", "procedure.gate_closed", "procedure.gate_not_needed",
	"procedure.evaluation_not_joint", "procedure.governor_begins", "procedure.has_signed", "procedure.head_only", "procedure.in_future", "procedure.leadership_is_no_ground",
	"procedure.letter_signer", "procedure.link_not_proven", "procedure.mandatory_only", "procedure.no_branches", "procedure.no_power", "procedure.not_listed",
	"procedure.not_overridable", "procedure.not_sent", "procedure.option_not_now", "procedure.other_budget_year", "procedure.other_evaluation", "procedure.other_government",
	"procedure.other_text", "procedure.over_stopped", "procedure.over_voided", "procedure.pairing", "procedure.partner_missing", "procedure.power_not_in_force",
	"procedure.regions_only", "procedure.relied_on", "procedure.schedule_past", "procedure.secretariat_short", "procedure.signer_not_in_office",
	"procedure.signer_of_other_government", "procedure.subject_needed", "procedure.text_is_sent", "procedure.too_few_parties", "procedure.wrong_office",
}
