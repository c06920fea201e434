package waste

import (
	"slices"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
)

// Kind names what does not look right about a ticket.
type Kind string

// The kinds of flags.
const (
	NetMismatch    Kind = "net_mismatch"          // net is not gross − tare
	DuplicateNo    Kind = "duplicate_number"      // the number stands on another ticket too
	TareDrift      Kind = "tare_drift"            // the tare is far from this lorry's usual
	Turnaround     Kind = "impossible_turnaround" // out before in, too quick on the scale, or back too soon
	ClosedDay      Kind = "closed_day"            // the site does not take this government's loads that day
	OutsideHours   Kind = "outside_hours"         // the site was not open
	OverCap        Kind = "over_cap"              // the day's limit is used up
	OriginMismatch Kind = "origin_mismatch"       // the lorry belongs to another government than the origin
	OriginForeign  Kind = "origin_foreign"        // the origin is unknown or no party's
	Overweight     Kind = "overweight"            // beyond the lorry's largest gross
	UnknownTruck   Kind = "unknown_truck"         // the lorry is not registered
	FutureDate     Kind = "future"                // weighed after it was received
	OutsideTerm    Kind = "outside_term"          // the agreement does not hold on its day
)

// Flag is one thing that does not look right. A blocking flag makes the ticket
// wait for a decision; the others are only told.
type Flag struct {
	Kind     Kind
	Blocking bool
	Args     map[string]any // fill the message "waste.flag.<kind>"
}

// Assessment is a ticket with its flags, in the order of the kinds above.
type Assessment struct {
	Ticket
	Flags []Flag
}

// Blocked lists the kinds that make the ticket wait.
func (a Assessment) Blocked() []Kind {
	var out []Kind
	for _, f := range a.Flags {
		if f.Blocking {
			out = append(out, f.Kind)
		}
	}
	return out
}

// Deal is what an agreement says about whose tickets count, and when.
type Deal struct {
	Parties     []string   // government codes
	From, Until civil.Date // the agreement's term, both included; a zero Until is open
}

// holds reports whether the agreement holds on a day.
func (d Deal) holds(day civil.Date) bool {
	return !day.Before(d.From) && (d.Until.IsZero() || !day.After(d.Until))
}

// clockSlack is how far a weighbridge's clock may be ahead of ours.
const clockSlack = 15 * 60_000_000 // microseconds

// Assess looks at all tickets of a month together. Tickets that say the same
// count once. The result is in order of the second weighing.
//
// earlier are tickets from before the month whose number must not come again:
// the later ticket is flagged, so that a month stays as it was settled.
//
// The daily limit depends on what was decided; [Settle] looks at it.
func Assess(tickets, earlier []Ticket, trucks []Truck, rules Rules, deal Deal) []Assessment {
	a := assessor{rules: rules, deal: deal, trucks: map[string]Truck{}, tares: map[string][]quantity.Kilograms{}, numbers: map[[2]string]int{}, before: map[[2]string]Ticket{}, last: map[string]Ticket{}}
	for _, t := range once(earlier) {
		a.before[t.said()] = t
	}
	for _, t := range trucks {
		a.trucks[Plate(t.Plate)] = t
	}
	all := once(tickets)
	for _, t := range all {
		a.tares[Plate(t.Plate)] = append(a.tares[Plate(t.Plate)], t.Tare)
		a.numbers[t.said()]++
	}
	out := make([]Assessment, len(all))
	for i, t := range all {
		out[i] = Assessment{t, a.look(t)}
	}
	return out
}

type assessor struct {
	rules   Rules
	deal    Deal
	trucks  map[string]Truck
	tares   map[string][]quantity.Kilograms
	numbers map[[2]string]int
	before  map[[2]string]Ticket // from before the month, by number
	last    map[string]Ticket    // the ticket before, by plate
}

func (a *assessor) look(t Ticket) []Flag {
	var flags []Flag
	add := func(k Kind, blocking bool, args ...any) {
		m := map[string]any{"Number": t.Number, "Plate": t.Plate}
		for i := 0; i+1 < len(args); i += 2 {
			if name, ok := args[i].(string); ok {
				m[name] = args[i+1]
			}
		}
		flags = append(flags, Flag{k, blocking, m})
	}
	if diff := t.Net - (t.Gross - t.Tare); diff > quantity.Kilograms(a.rules.NetKg) || -diff > quantity.Kilograms(a.rules.NetKg) {
		add(NetMismatch, true, "Net", int64(t.Net), "Gross", int64(t.Gross), "Tare", int64(t.Tare), "Right", int64(t.Gross-t.Tare))
	}
	if before, ok := a.before[t.said()]; ok {
		add(DuplicateNo, true, "Count", a.numbers[t.said()]+1, "Earlier", before.Day())
	} else if n := a.numbers[t.said()]; n > 1 {
		add(DuplicateNo, true, "Count", n, "Earlier", "")
	}
	truck, known := a.trucks[Plate(t.Plate)]
	if usual := a.usualTare(Plate(t.Plate), truck); usual > 0 {
		off := t.Tare - usual
		if max(off, -off)*1000 > usual*quantity.Kilograms(a.rules.TarePerMille) {
			add(TareDrift, true, "Tare", int64(t.Tare), "Usual", int64(usual))
		}
	}
	if why := a.turnaround(t); why != "" {
		add(Turnaround, true, "Why", why)
	}
	a.last[Plate(t.Plate)] = t
	if h := a.rules.Open; h != nil && !h.holds(t.In) {
		add(OutsideHours, true, "From", h.From, "Until", h.Until)
	}
	government := region.Regency(t.Origin)
	if !region.Known(t.Origin) || !slices.Contains(a.deal.Parties, government) {
		add(OriginForeign, true, "Origin", t.Origin)
	} else {
		if known && truck.Government != government {
			add(OriginMismatch, true, "Origin", region.Name(t.Origin), "Government", region.Short(truck.Government))
		}
		if a.rules.closedOn(government, t.Day()) {
			add(ClosedDay, true, "Day", t.Day(), "Government", region.Short(government))
		}
	}
	limit := truck.MaxGross
	if limit == 0 {
		limit = quantity.Kilograms(a.rules.DefaultMaxGross)
	}
	if limit > 0 && t.Gross > limit {
		add(Overweight, true, "Gross", int64(t.Gross), "Max", int64(limit))
	}
	if !known {
		add(UnknownTruck, false)
	}
	if t.Received > 0 && t.Out > t.Received+clockSlack {
		add(FutureDate, true, "Day", t.Day(), "Received", civil.In(time.UnixMicro(t.Received)))
	}
	if !a.deal.holds(t.Day()) {
		add(OutsideTerm, true, "Day", t.Day())
	}
	return flags
}

// enoughTares is how many weighings make a lorry's median tare usual.
const enoughTares = 5

// usualTare is a lorry's registered tare, or else the median of the period's.
func (a *assessor) usualTare(plate string, truck Truck) quantity.Kilograms {
	if truck.Tare > 0 {
		return truck.Tare
	}
	tares := slices.Clone(a.tares[plate])
	if len(tares) < enoughTares {
		return 0
	}
	slices.Sort(tares)
	return tares[len(tares)/2]
}

// turnaround says what is impossible about a ticket's times, or "".
func (a *assessor) turnaround(t Ticket) string {
	const minute = 60_000_000 // microseconds
	switch before, ok := a.last[Plate(t.Plate)]; {
	case t.Out < t.In:
		return "waste.turnaround.backwards"
	case t.Out-t.In < int64(a.rules.OnScaleMin)*minute:
		return "waste.turnaround.scale"
	case a.rules.StayMaxH > 0 && t.Out-t.In > int64(a.rules.StayMaxH)*60*minute:
		return "waste.turnaround.stay"
	case ok && before.said() != t.said() && t.In-before.Out < int64(a.rules.TurnaroundMin)*minute:
		return "waste.turnaround.back"
	}
	return ""
}
