package ops

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// keepRun writes the new acts of a run and what they bring about: the queue of
// each office, the timeline, papers that were signed or took effect, and what
// they do to the run that this one is about.
func (d *Desk) keepRun(ctx context.Context, tx *store.Tx, c agreement.Cooperation, old, next procedure.Run) error {
	if err := errors.Join(tx.AppendActs(ctx, next, old.Seq()), d.setWaiting(ctx, tx, next)); err != nil {
		return err
	}
	passed := newlyPassed(old, next)
	if err := d.noteStages(ctx, tx, c, next, passed); err != nil {
		return err
	}
	if err := offered(ctx, tx, c, passed); err != nil {
		return err
	}
	if err := d.papers(ctx, tx, c, next, passed); err != nil {
		return err
	}
	if err := d.followSigning(ctx, tx, next); err != nil {
		return err
	}
	return d.linkSubject(ctx, tx, next)
}

// setWaiting writes anew whose move it is, and on which days something is due.
func (d *Desk) setWaiting(ctx context.Context, tx *store.Tx, run procedure.Run) error {
	agencies := map[[2]string]string{} // branch, government -> agency
	for _, b := range run.Branches() {
		for _, a := range b.Agencies {
			agencies[[2]string{b.ID, a.Government}] = a.Agency
		}
	}
	var open []store.Waiting
	for _, m := range run.Moves(d.today(), d.working()) {
		for _, code := range queues(run, m) {
			w := store.Waiting{Slot: m.Slot, Government: code, Office: m.Office, SinceUS: m.Since.UnixMicro()}
			if m.Office == procedure.Agency {
				w.Agency = agencies[[2]string{m.Slot.Branch, code}]
			}
			if m.Due != nil {
				w.Due = m.Due.On
			}
			open = append(open, w)
		}
	}
	if err := tx.SetWaiting(ctx, run.ID(), open); err != nil {
		return err
	}
	return tx.SetDays(ctx, run.ID(), d.dayRules(), run.Events(d.today(), d.working()))
}

// queues gives the governments in whose queue a move stands: those whose office
// it is and, where that office has no seat here, the regions that record it.
func queues(run procedure.Run, m procedure.Move) []string {
	out := slices.Clone(m.Governments)
	gate, _ := run.Definition().Gate(m.Slot.Gate)
	regions := gate.ByParties
	for _, p := range run.Parties() {
		if p.Kind != procedure.RegionalGovernment && slices.Contains(out, p.Code) {
			out, regions = slices.DeleteFunc(out, func(code string) bool { return code == p.Code }), true
		}
	}
	for _, p := range run.Parties() {
		if regions && p.Kind == procedure.RegionalGovernment && !slices.Contains(out, p.Code) {
			out = append(out, p.Code)
		}
	}
	return out
}

// newlyPassed lists the gates that an act has passed.
func newlyPassed(old, next procedure.Run) []procedure.GateView {
	was := map[procedure.Slot]bool{}
	for _, g := range old.Gates() {
		was[g.Slot] = g.Status == procedure.Passed
	}
	var out []procedure.GateView
	for _, g := range next.Gates() {
		if g.Status == procedure.Passed && !was[g.Slot] {
			out = append(out, g)
		}
	}
	return out
}

func (d *Desk) noteStages(ctx context.Context, tx *store.Tx, c agreement.Cooperation, run procedure.Run, passed []procedure.GateView) error {
	for _, g := range passed {
		note := g.Gate.Name.ID
		for _, b := range run.Branches() {
			if b.ID == g.Slot.Branch {
				note += " · " + b.Title
			}
		}
		by := ""
		if slices.Contains(c.Parties, g.Slot.Government) {
			by = g.Slot.Government
		}
		if err := tx.AddEvent(ctx, c.ID, agreement.Event{Date: d.today(), Stage: g.Gate.Stage, Note: note, By: by}); err != nil {
			return err
		}
	}
	return nil
}

// offered puts a draft before the other parties once the letter of offer is
// out: until then it is the initiator's own affair.
func offered(ctx context.Context, tx *store.Tx, c agreement.Cooperation, passed []procedure.GateView) error {
	if !c.Draft {
		return nil
	}
	for _, g := range passed {
		if g.Gate.Stage == agreement.Offer {
			c.Draft = false
			return tx.SaveCooperation(ctx, c)
		}
	}
	return nil
}

// linkSubject records in the run that this one is about what its gates have
// done to it.
func (d *Desk) linkSubject(ctx context.Context, tx *store.Tx, run procedure.Run) error {
	about := run.Subject()
	if about == nil || len(run.Consequences()) == 0 {
		return nil
	}
	p, err := tx.Proceeding(ctx, about.Run)
	if err != nil {
		return err
	}
	c, err := tx.Cooperation(ctx, p.Cooperation)
	if err != nil {
		return err
	}
	old, err := d.replay(ctx, tx, about.Run)
	if err != nil {
		return err
	}
	next, err := old.Link(run, run.Last().By, d.now())
	if err != nil || next.Seq() == old.Seq() {
		return err
	}
	return d.keepRun(ctx, tx, c, old, next)
}

// papers enters in the register what has been signed by all, what has taken
// effect, and what was suspended or has ended.
func (d *Desk) papers(ctx context.Context, tx *store.Tx, c agreement.Cooperation, next procedure.Run, passed []procedure.GateView) error {
	if err := d.paperOf(ctx, tx, c, next, procedure.BranchView{}, next.Document(""), passed); err != nil {
		return err
	}
	for _, b := range next.Branches() {
		if err := d.paperOf(ctx, tx, c, next, b, b.Document, passed); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) paperOf(ctx context.Context, tx *store.Tx, c agreement.Cooperation, run procedure.Run, b procedure.BranchView, is procedure.DocumentView, passed []procedure.GateView) error {
	if !is.Complete {
		return nil
	}
	a, err := tx.AgreementOfRun(ctx, run.ID(), b.ID)
	fresh := fault.KindOf(err) == fault.NotFound
	if fresh {
		a, err = d.signedPaper(ctx, tx, c, run, b, is)
	}
	if err != nil {
		return err
	}
	text, known, err := d.signedText(ctx, tx, run, is)
	if err != nil {
		return err
	}
	a.Evaluations = cmp.Or(evaluationsAsked(text), a.Evaluations)
	a.Partners = partnersOf(run, is)
	renumbered := renumber(&a, is, run.Last())
	before := a.Status
	a.Status, a.From, a.Until = paperStanding(run, b, a)
	if err := tx.SaveAgreement(ctx, a); err != nil {
		return err
	}
	if err := keepRegister(ctx, tx, a, is, run.Last(), renumbered); err != nil {
		return err
	}
	council := slices.ContainsFunc(passed, func(g procedure.GateView) bool { return g.Office == procedure.Council && g.Slot.Branch == b.ID })
	if fresh || council { // the DPRD may decide after a signature under a suspensive condition
		if err := d.conditions(ctx, tx, run, b.ID, a); err != nil {
			return err
		}
	}
	if fresh && known {
		if err := d.fillClauses(ctx, tx, run, b.ID, a, text); err != nil {
			return err
		}
	}
	if known && a.Status == agreement.Active && (before == "" || before == agreement.Signed) {
		return errors.Join(beginTariffs(ctx, tx, a, text), amendEvaluations(ctx, tx, a))
	}
	return nil
}

// paperStanding says where a signed paper stands. A KB binds from its signing;
// a PKS, a Nota Kesepakatan or an addendum when everything for it is there.
func paperStanding(run procedure.Run, b procedure.BranchView, a agreement.Agreement) (s agreement.Status, from, until civil.Date) {
	status, suspended := run.Status()
	from, until = a.From, a.Until
	if b.ID != "" {
		status, suspended = b.Status, b.Suspended || suspended
		if b.Term == nil {
			return agreement.Signed, from, until
		}
		from, until = b.Term.From, b.Term.Until
	} else if term, dated := run.Term(); !dated {
		from = a.SignedOn
	} else if term == nil {
		return agreement.Signed, from, until
	} else {
		from, until = term.From, term.Until
	}
	switch {
	case status == procedure.Ended || status == procedure.Stopped || status == procedure.Voided:
		if on := endedOn(run, b.ID); !on.IsZero() && (until.IsZero() || on.Before(until)) {
			until = on
		}
		return agreement.Ended, from, until
	case suspended:
		return agreement.Suspended, from, until
	}
	return agreement.Active, from, until
}

// endedOn gives the day from which a termination ends a document, or no day.
func endedOn(run procedure.Run, branch string) (on civil.Date) {
	for _, act := range run.Links() {
		if act.Link.Effect == procedure.Ends && (act.Branch == branch || act.Branch == "") {
			on = act.Link.On
		}
	}
	return on
}

func (d *Desk) signedPaper(ctx context.Context, tx *store.Tx, c agreement.Cooperation, run procedure.Run, b procedure.BranchView, doc procedure.DocumentView) (agreement.Agreement, error) {
	a := agreement.Agreement{
		Cooperation: c.ID, Kind: agreement.Kind(doc.Kind), Title: b.Title, Owner: run.Initiator(), Run: run.ID(), Branch: b.ID, SignedOn: lastSigned(doc),
	}
	if a.Title == "" {
		a.Title = run.Title()
	}
	if len(doc.Schedule) > 0 {
		a.Place = doc.Schedule[len(doc.Schedule)-1].Schedule.Place
	}
	for i, p := range run.Parties() {
		if p.Kind != procedure.RegionalGovernment {
			continue
		}
		side := agreement.Party{Government: p.Code, Label: agreement.PartyLabels()[i], Number: doc.Numbers[p.Code]}
		for _, ref := range b.Agencies {
			if ref.Government == p.Code {
				side.Agency = ref.Agency
			}
		}
		a.Parties = append(a.Parties, side)
	}
	for _, act := range doc.Signed {
		s := act.Value.Signature.Signer
		a.Signers = append(a.Signers, agreement.Signer{Government: s.Government, Name: s.Name, Title: s.Title, Acting: string(s.Acting)})
	}
	var err error
	if a.Parent, err = parentOf(ctx, tx, run, doc); err != nil {
		return a, err
	}
	a.ID, err = freeAgreementID(ctx, tx, agreement.Slug(string(a.Kind)+" "+a.Title))
	return a, err
}

// partnersOf gives the parties of a run that are no government, with the numbers
// that they gave a document.
func partnersOf(run procedure.Run, doc procedure.DocumentView) (out []agreement.Partner) {
	for i, p := range run.Parties() {
		if p.Kind != procedure.RegionalGovernment {
			out = append(out, agreement.Partner{Code: p.Code, Name: p.Name, Label: agreement.PartyLabels()[i], Number: doc.Numbers[p.Code]})
		}
	}
	return out
}

// parentOf gives the agreement on which a new one rests: the KB of a PKS, and
// what an addendum amends.
func parentOf(ctx context.Context, tx *store.Tx, run procedure.Run, doc procedure.DocumentView) (string, error) {
	from, branch := run.ID(), ""
	switch about := run.Subject(); {
	case doc.Kind == procedure.PKS:
	case doc.Kind == procedure.Addendum && about != nil:
		from, branch = about.Run, about.Branch
	default:
		return "", nil
	}
	parent, err := tx.AgreementOfRun(ctx, from, branch)
	if err != nil {
		return "", fmt.Errorf("what the %s of %s rests on: %w", doc.Kind, run.ID(), err)
	}
	return parent.ID, nil
}

func lastSigned(doc procedure.DocumentView) civil.Date {
	var on civil.Date
	for _, act := range doc.Signed {
		if s := act.Value.Signature.On; s.After(on) {
			on = s
		}
	}
	return on
}

func freeAgreementID(ctx context.Context, tx *store.Tx, slug string) (string, error) {
	for n := 1; ; n++ {
		id := slug
		if n > 1 {
			id = fmt.Sprintf("%s-%d", slug, n)
		}
		switch _, err := tx.Agreement(ctx, id); {
		case fault.KindOf(err) == fault.NotFound:
			return id, nil
		case err != nil:
			return "", err
		}
	}
}

// signedText gives the text that was signed; false when it was negotiated on
// paper and only its hash is known.
func (d *Desk) signedText(ctx context.Context, tx *store.Tx, run procedure.Run, doc procedure.DocumentView) (draft.Text, bool, error) {
	body, err := tx.DraftBytes(ctx, doc.Text)
	if fault.KindOf(err) == fault.NotFound {
		return draft.Text{}, false, nil
	}
	if err != nil {
		return draft.Text{}, false, err
	}
	text, err := draft.Parse(body)
	if err != nil {
		return text, false, fmt.Errorf("text %s of %s: %w", doc.Text, run.ID(), err)
	}
	return text, true, nil
}

// fillClauses enters the clauses of a signed text in the register.
func (d *Desk) fillClauses(ctx context.Context, tx *store.Tx, run procedure.Run, branch string, a agreement.Agreement, text draft.Text) error {
	us, err := d.printedUS(ctx, tx, run, branch)
	if err != nil {
		return err
	}
	facts, err := d.facts(ctx, tx, run, branch, us)
	if err != nil {
		return err
	}
	written, _ := text.Write(seated(text, run, facts))
	return tx.SaveClauses(ctx, a.ID, written.Register())
}

// conditions makes the conditions under which a DPRD agreed obligations of its
// government.
func (d *Desk) conditions(ctx context.Context, tx *store.Tx, run procedure.Run, branch string, a agreement.Agreement) error {
	for _, g := range run.Gates() {
		if g.Slot.Branch != branch || g.Office != procedure.Council {
			continue
		}
		for _, given := range g.Given {
			v := given.Act.Value
			if !given.Counting || v == nil || v.Choice == nil {
				continue
			}
			for i, text := range v.Choice.Conditions {
				o := agreement.Obligation{ID: fmt.Sprintf("dprd-%s-%d", g.Slot.Government, i+1), Agreement: a.ID, Bearer: g.Slot.Government, Text: text}
				if err := tx.SaveObligation(ctx, o); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
