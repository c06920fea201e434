package ops

import (
	"cmp"
	"context"
	"io"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/obligation"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/store"
)

// periodsBack is how many past periods of a duty a list looks at.
const periodsBack = 12

// Duty is a period of an obligation, with where it stands today.
type Duty struct {
	agreement.Obligation
	Paper  agreement.Agreement
	Cite   string // the clause, as it is quoted
	Period obligation.Period
	State  obligation.State
	Figure *obligation.Figure // what was measured; nil when nothing measures it
	Events []store.DutyEvent  // what was done, oldest first
	May    []obligation.Move  // by the reader
}

// DutyFilter narrows a list of duties. Empty fields narrow nothing.
type DutyFilter struct {
	State       obligation.State
	Bearer      string // government code
	Agreement   string
	Cooperation string
	Open        bool // only what somebody still has to do something about
}

func (f DutyFilter) of(a agreement.Agreement) bool {
	return (f.Agreement == "" || f.Agreement == a.ID) && (f.Cooperation == "" || f.Cooperation == a.Cooperation)
}

func (f DutyFilter) keeps(d Duty) bool {
	return (f.State == "" || f.State == d.State) && (f.Bearer == "" || f.Bearer == d.Bearer) && f.of(d.Paper) &&
		(!f.Open || slices.Contains([]obligation.State{obligation.Late, obligation.NotMet, obligation.NeedsConsent, obligation.NeedsProof}, d.State))
}

// Duties lists the periods of the duties of every agreement that the actor may
// see, the most urgent first: what is late or waits, what runs, what comes. How
// their clauses are quoted is left to Cite.
func (d *Desk) Duties(ctx context.Context, who policy.Actor, f DutyFilter) (all []Duty, err error) {
	if who.Public() {
		return nil, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all = nil
		book, err := tx.DutyBook(ctx, readerOf(who), f.Agreement)
		if err != nil {
			return err
		}
		for from := 0; from < len(book.Obligations); {
			id, to := book.Obligations[from].Agreement, from+1
			for to < len(book.Obligations) && book.Obligations[to].Agreement == id {
				to++
			}
			a := book.Agreements[id]
			if policy.Can(who, policy.SeeCooperation, agreementResource(a)) == nil && f.of(a) {
				some, err := d.standing(ctx, tx, who, a, book.Obligations[from:to], book.Events[id], book.Served[id])
				if err != nil {
					return err
				}
				all = append(all, slices.DeleteFunc(some, func(x Duty) bool { return !f.keeps(x) })...)
			}
			from = to
		}
		urgency := obligation.States()
		slices.SortStableFunc(all, func(x, y Duty) int {
			return cmp.Or(slices.Index(urgency, x.State)-slices.Index(urgency, y.State), x.Period.Until.Compare(y.Period.Until), cmp.Compare(x.Paper.ID, y.Paper.ID), cmp.Compare(x.ID, y.ID))
		})
		return nil
	})
	return all, err
}

// Duty gives one period of a duty to one who may see it.
func (d *Desk) Duty(ctx context.Context, who policy.Actor, agreementID, id, period string) (one Duty, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		one, err = d.duty(ctx, tx, who, policy.SeeCooperation, agreementID, id, period)
		return err
	})
	return one, err
}

func (d *Desk) duty(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, agreementID, id, period string) (Duty, error) {
	a, err := seeAgreement(ctx, tx, who, do, agreementID)
	if err != nil {
		return Duty{}, err
	}
	all, err := d.dutiesOf(ctx, tx, who, a)
	if err != nil {
		return Duty{}, err
	}
	i := slices.IndexFunc(all, func(x Duty) bool { return x.ID == id && x.Period.Key == period })
	if i < 0 {
		return Duty{}, fault.New(fault.NotFound, "policy.not_found")
	}
	return all[i], nil
}

// dutiesOf works out where every period of an agreement's duties stands.
func (d *Desk) dutiesOf(ctx context.Context, tx *store.Tx, who policy.Actor, a agreement.Agreement) ([]Duty, error) {
	obligations, err := tx.Obligations(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	tree, err := tx.Clauses(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	events, err := tx.DutyEvents(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	out, err := d.standing(ctx, tx, who, a, obligations, events, true)
	for i := range out {
		out[i].Cite = agreement.Cite(tree, out[i].Clause)
	}
	return out, err
}

// Cite fills in how the clauses of some duties are quoted.
func (d *Desk) Cite(ctx context.Context, all []Duty) error {
	var ids []string
	for _, x := range all {
		if !slices.Contains(ids, x.Paper.ID) {
			ids = append(ids, x.Paper.ID)
		}
	}
	return d.store.Read(ctx, func(tx *store.Tx) error {
		trees, err := tx.ClauseLabels(ctx, ids)
		for i := range all {
			all[i].Cite = agreement.Cite(trees[all[i].Paper.ID], all[i].Clause)
		}
		return err
	})
}

// standing works out where every period of some duties of an agreement stands;
// events are what was done about its duties. An agreement that is not served
// has no figures.
func (d *Desk) standing(ctx context.Context, tx *store.Tx, who policy.Actor, a agreement.Agreement, obligations []agreement.Obligation, events []store.DutyEvent, served bool) (out []Duty, err error) {
	may := policy.Can(who, policy.MoveDuty, agreementResource(a)) == nil
	for _, o := range obligations {
		terms := obligation.Terms{Rule: obligation.Rule(o.Rule), Day: o.Due, Grace: o.Grace, From: a.From, Until: a.Until}
		if o.Rule == "" && o.Measure != "" { // a figure is read month by month
			terms.Rule = obligation.Monthly
		}
		periods := terms.Periods(d.today())
		for _, p := range periods[max(0, len(periods)-periodsBack-1):] {
			one := Duty{Obligation: o, Paper: a, Period: p}
			var done []obligation.Event
			for _, e := range events {
				if e.Obligation == o.ID && e.Period == p.Key {
					one.Events = append(one.Events, e)
					done = append(done, e.Event)
				}
			}
			if served && o.Measure != "" {
				if one.Figure, err = d.figureOf(ctx, tx, a, o, p); err != nil {
					return nil, err
				}
			}
			var target *quantity.Decimal
			if t, err := quantity.Parse(o.Target); err == nil && o.Target != "" {
				target = &t
			}
			one.State = obligation.Stands(p, done, one.Figure, target, d.today())
			if may && !p.From.After(d.today()) {
				one.May = obligation.May(done, o.Bearer, who.Government, a.Codes())
			}
			out = append(out, one)
		}
	}
	return out, nil
}

// MoveDuty does something about a period of a duty: the bearer hands in proof,
// another party answers. proof is the file, or nil when a note is enough.
func (d *Desk) MoveDuty(ctx context.Context, who policy.Actor, agreementID, id, period string, e obligation.Event, name string, proof io.Reader) error {
	one, err := d.Duty(ctx, who, agreementID, id, period)
	if err != nil {
		return err
	}
	var file kept
	if proof != nil && e.Move == obligation.HandIn {
		if err := policy.Can(who, policy.MoveDuty, agreementResource(one.Paper)); err != nil {
			return err
		}
		if file.sum, file.media, file.size, err = d.keepScan(ctx, proof); err != nil {
			return err
		}
	}
	e.Government, e.File = who.Government, file.sum
	return d.act(ctx, who, "move_duty", "agreement "+agreementID, id+" "+period+" "+string(e.Move), func(tx *store.Tx) error {
		one, err := d.duty(ctx, tx, who, policy.MoveDuty, agreementID, id, period)
		if err != nil {
			return err
		}
		if one.Period.From.After(d.today()) {
			return fault.New(fault.Conflict, "obligation.not_now")
		}
		var done []obligation.Event
		for _, x := range one.Events {
			done = append(done, x.Event)
		}
		if err := obligation.Check(done, e, one.Bearer, one.Paper.Codes()); err != nil {
			return err
		}
		if file.sum != "" {
			if err := tx.AddFile(ctx, file.sum, file.media, file.size, d.nowUS()); err != nil {
				return err
			}
			if err := tx.Attach(ctx, store.Attachment{Agreement: agreementID, SHA256: file.sum, Name: name, Caption: one.Text + " · " + period, Government: who.Government, AddedUS: d.nowUS()}); err != nil {
				return err
			}
		}
		return tx.AddDutyEvent(ctx, store.DutyEvent{Agreement: agreementID, Obligation: id, Period: period, Seq: len(done) + 1, AtUS: d.nowUS(), Account: who.Account, Name: who.Name, Event: e})
	})
}

// kept is a file in the blob store.
type kept struct {
	sum, media string
	size       int64
}

// WaitsFor reports whether a period of a duty waits for a government: for
// proof that it owes, or for its answer to what another handed in.
func WaitsFor(d Duty, government string) bool {
	if d.State == obligation.NeedsConsent {
		return d.Bearer != government && slices.Contains(d.Paper.Codes(), government)
	}
	return d.Bearer == government && (d.State == obligation.NeedsProof || d.State == obligation.Late || d.State == obligation.NotMet)
}
