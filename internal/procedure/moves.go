package procedure

import (
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/calendar"
	"sinergi/internal/civil"
)

// Move is one open slot: whose move it is, since when, and what for. It is the
// line that every page of a cooperation shows, and the queue of an office.
type Move struct {
	Slot  Slot
	Gate  Text
	Stage agreement.Stage
	// Office is whose move it is: an office, never a person. Governments are
	// the codes of those whose office it is: one, or all regions where any of
	// them may move. A partner without offices here has its own code.
	Office      OfficeKind
	Governments []string
	Recorders   []OfficeKind // who may enter what the office did on paper
	Since       time.Time
	Needs       []Need // still missing
	Next        []Text // gates that wait for this one
	Due         *Due   // nil when no rule of time is known at all
	Overridable bool
	Basis       Basis
}

// Queued reports whether the move stands in the queue of an actor's office, or
// of one that is delegated to them.
func (m Move) Queued(by Actor) bool {
	_, ok := by.As(func(c Actor) bool {
		return slices.ContainsFunc(m.Governments, func(code string) bool { return c.Moves(code, m.Office) })
	})
	return ok
}

// Due is a rule of time applied to a slot.
type Due struct {
	Rule Deadline
	From civil.Date // what it is counted from; no day while that is not there
	// On is the last day. It is no day when the rule has no number of days, or
	// when Gap names a year whose holidays are not known.
	On       civil.Date
	Gap      *calendar.Gap
	DaysLeft int // calendar days from today; negative when overdue
	Overdue  bool
}

// Moves lists every open slot as of a day, in the order of the procedure.
func (r Run) Moves(today civil.Date, days *calendar.Calendar) []Move {
	var out []Move
	if !r.st.status.live() {
		return nil
	}
	for i := range r.st.gates {
		s := r.st.lay.slots[i]
		if r.st.gates[i].status == Open && r.st.living(s.Branch).live() {
			out = append(out, r.move(i, today, days))
		}
	}
	return out
}

func (r Run) move(i int, today civil.Date, days *calendar.Calendar) Move {
	lay := r.st.lay
	s, g := lay.slots[i], &lay.def.Gates[lay.gate[i]]
	m := Move{
		Slot: s, Gate: g.Name, Stage: g.Stage, Office: lay.office(g.Office, s), Governments: r.whose(g, s), Recorders: g.RecordedBy,
		Since: r.at(r.st.gates[i].opened), Next: r.next(i), Due: r.due(i, today, days), Overridable: g.Overridable, Basis: g.Basis,
	}
	if m.Office == Leader {
		m.Recorders = []OfficeKind{Cooperation} // of any region; the partner has no seat here
	}
	missing := r.st.missing(r.acts, i, false)
	for _, n := range missing {
		m.Needs = append(m.Needs, *n)
	}
	// When all that is missing belongs to another office, it is that one's move.
	if len(missing) > 0 && missing[0].By != "" && !slices.ContainsFunc(missing, func(n *Need) bool { return n.By != missing[0].By }) {
		m.Office = lay.office(missing[0].By, s)
		if missing[0].RecordedBy != nil {
			m.Recorders = missing[0].RecordedBy
		}
	}
	return m
}

// whose gives the governments whose office has to move.
func (r Run) whose(g *Gate, s Slot) []string {
	if s.Government != "" {
		return []string{s.Government}
	}
	if g.Side == Above {
		if r.st.lay.office(g.Office, s) == Governor {
			return []string{r.st.lay.province}
		}
		return nil // the Minister has no seat here
	}
	var out []string
	for _, p := range r.st.lay.start.Parties {
		if p.Kind == RegionalGovernment {
			out = append(out, p.Code)
		}
	}
	return out
}

// next names the gates that wait directly for a slot.
func (r Run) next(i int) []Text {
	var out []Text
	for j, after := range r.st.lay.after {
		name := r.st.lay.def.Gates[r.st.lay.gate[j]].Name
		if slices.Contains(after, i) && r.st.gates[j].status != NotNeeded && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (r Run) due(i int, today civil.Date, days *calendar.Calendar) *Due {
	rule := r.st.lay.def.Gates[r.st.lay.gate[i]].Deadline
	if rule.Source == "" {
		return nil
	}
	d := &Due{Rule: rule, From: r.from(i, rule.From)}
	if rule.Days == 0 || d.From.IsZero() {
		return d
	}
	d.On = d.From.AddDays(rule.Days)
	if rule.Unit == WorkingDays {
		d.On, d.Gap = days.AddWorkingDays(d.From, rule.Days)
	}
	if !d.On.IsZero() {
		d.DaysLeft = d.On.Sub(today)
		d.Overdue = d.DaysLeft < 0
	}
	return d
}

// from gives the day that a rule counts from: the day the slot opened, or the
// day of the paper that "gate.need" names, the latest when there are several.
func (r Run) from(i int, from string) civil.Date {
	if from == "opened" {
		return civil.In(r.at(r.st.gates[i].opened))
	}
	gate, need, _ := cutDot(from)
	var on civil.Date
	for _, j := range r.st.lay.find(reference{gate: gate}, r.st.lay.slots[i]) {
		if v, seq := last(r.acts, r.st, j, need); v != nil {
			if d := v.day(civil.In(r.at(seq))); d.After(on) {
				on = d
			}
		}
	}
	return on
}

// day is the day from which a value counts, entered being the day it was given.
func (v *Value) day(entered civil.Date) civil.Date {
	switch {
	case v.Document != nil && !v.Document.Received.IsZero():
		return v.Document.Received
	case v.Document != nil:
		return v.Document.Date
	case v.Signature != nil:
		return v.Signature.On
	case v.Term != nil:
		return v.Term.From
	}
	return entered
}
