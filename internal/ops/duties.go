package ops

import (
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
	Waiting     bool // only what waits for the actor's government: see WaitsFor
	ByMonth     bool // only what falls due, by the month in which it does
}

// DutyList is a page of a list of duties, and what is said of the whole list.
type DutyList struct {
	Duties  []Duty
	Count   int // how many there are in all
	Late    int // that are late or not met
	Waiting int // that wait for the actor's government
	Mine    int // of those that wait: about which the actor may do something
}

// Duties lists the periods of the duties of every agreement that the actor may
// see, the most urgent first: what is late or waits, what runs, what comes. It
// gives at most so many, after so many others. How their clauses are quoted is
// left to Cite.
func (d *Desk) Duties(ctx context.Context, who policy.Actor, f DutyFilter, from, limit int) (list DutyList, err error) {
	if who.Public() {
		return list, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	q := store.DutyQuery{On: d.today(), Urgency: slices.Index(obligation.States(), f.State), Bearer: f.Bearer, Agreement: f.Agreement, Cooperation: f.Cooperation, Waiting: f.Waiting, Due: f.ByMonth}
	if q.Readers = shared(who); len(q.Readers) == 0 {
		return list, nil
	}
	if err := d.settleDuties(ctx); err != nil {
		return list, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		n, err := tx.CountDuties(ctx, q, unmet())
		if err != nil {
			return err
		}
		list = DutyList{Count: n.All, Late: n.Urgent, Waiting: n.Waiting}
		if policy.Can(who, policy.MoveDuty, policy.Resource{Parties: []string{who.Government}}) == nil {
			list.Mine = n.Movable
		}
		keys, err := tx.ListDuties(ctx, q, from, limit)
		if err != nil {
			return err
		}
		list.Duties, err = d.listed(ctx, tx, who, keys)
		return err
	})
	return list, err
}

// unmet is how many of the states, the first, are those of duties that are late
// or not met.
func unmet() int { return slices.Index(obligation.States(), obligation.NeedsConsent) }

// shared gives the marks of an actor for what is no longer a draft.
func shared(who policy.Actor) []policy.Mark {
	return slices.DeleteFunc(who.Marks(), policy.Mark.Unfinished)
}

// listed gives the periods of duties that a list names, in its order.
func (d *Desk) listed(ctx context.Context, tx *store.Tx, who policy.Actor, keys []store.ListedDuty) ([]Duty, error) {
	var ids []string
	at := map[store.ListedDuty]int{}
	for i, k := range keys {
		at[k] = i
		if !slices.Contains(ids, k.Agreement) {
			ids = append(ids, k.Agreement)
		}
	}
	papers, err := tx.Heads(ctx, ids)
	if err != nil {
		return nil, err
	}
	known, err := tx.DutyRecords(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Duty, len(keys))
	for _, id := range ids {
		some, err := d.standing(ctx, tx, who, papers[id], known, func(o, period string) bool {
			_, listed := at[store.ListedDuty{Agreement: id, Obligation: o, Period: period}]
			return listed
		})
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			out[at[store.ListedDuty{Agreement: id, Obligation: one.ID, Period: one.Period.Key}]] = one
		}
	}
	return out, nil
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
	known, err := tx.DutyRecords(ctx, []string{a.ID})
	if err != nil {
		return nil, err
	}
	tree, err := tx.Clauses(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	out, err := d.standing(ctx, tx, who, a, known, nil)
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

// standing works out where the periods of an agreement's duties stand, of all
// that a list has or of those that it asks for. An agreement without services
// has no figures.
func (d *Desk) standing(ctx context.Context, tx *store.Tx, who policy.Actor, a agreement.Agreement, known store.DutyRecords, asked func(obligation, period string) bool) (out []Duty, err error) {
	may := policy.Can(who, policy.MoveDuty, agreementResource(a)) == nil
	for _, o := range known.Obligations[a.ID] {
		for _, p := range termsOf(a, o).Listed(d.today()) {
			if asked != nil && !asked(o.ID, p.Key) {
				continue
			}
			one := Duty{Obligation: o, Paper: a, Period: p}
			var done []obligation.Event
			one.Events, done = doneAbout(known.Events[a.ID], o.ID, p.Key)
			if known.Served[a.ID] && o.Measure != "" {
				if one.Figure, err = d.figureOf(ctx, tx, a, o, p); err != nil {
					return nil, err
				}
			}
			one.State = obligation.Stands(p, done, one.Figure, targetOf(o), d.today())
			if may && !p.From.After(d.today()) {
				one.May = obligation.May(done, o.Bearer, who.Government, a.Codes())
			}
			out = append(out, one)
		}
	}
	return out, nil
}

// termsOf gives what is known of a duty in time. One with a measure lasts
// month by month: that is how its figure is read.
func termsOf(a agreement.Agreement, o agreement.Obligation) obligation.Terms {
	t := obligation.Terms{Rule: obligation.Rule(o.Rule), Day: o.Due, Grace: o.Grace, From: a.From, Until: a.Until}
	if o.Rule == "" && o.Measure != "" {
		t.Rule = obligation.Monthly
	}
	return t
}

// targetOf is the least that the figure of a duty must be; nil: there is none.
func targetOf(o agreement.Obligation) *quantity.Decimal {
	t, err := quantity.Parse(o.Target)
	if err != nil || o.Target == "" {
		return nil
	}
	return &t
}

// doneAbout gives what was done about a period of a duty, oldest first.
func doneAbout(all []store.DutyEvent, id, period string) (events []store.DutyEvent, done []obligation.Event) {
	for _, e := range all {
		if e.Obligation == id && e.Period == period {
			events, done = append(events, e), append(done, e.Event)
		}
	}
	return events, done
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
	return waitsFor(d.State, d.Bearer, government, d.Paper.Codes())
}

func waitsFor(s obligation.State, bearer, government string, parties []string) bool {
	if s == obligation.NeedsConsent {
		return bearer != government && slices.Contains(parties, government)
	}
	return bearer == government && (s == obligation.NeedsProof || s == obligation.Late || s == obligation.NotMet)
}
