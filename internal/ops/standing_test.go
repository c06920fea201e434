package ops_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/obligation"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/internal/waste"
)

// Whatever is done, entered, measured and decided, and however many days pass:
// the list of duties that is kept says of everyone's duties what is worked out
// from all of that at the moment.
func TestTheListOfDutiesIsWhatIsWorkedOut(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		h := history{b, rand.New(rand.NewPCG(3, 5))}
		h.drives()
		for _, known := range []func() string{h.measured, h.comes, h.measured, h.borders, h.measured, h.weighs} {
			b.sameDuties(known(), b.who("kampar-kerjasama"))
		}
		for step := range 30 {
			what, login := h.step(), []string{"kampar-kerjasama", "pekanbaru-dlhk", "riau-pengamat", "kampar-dprd"}[h.dice.IntN(4)]
			b.sameDuties(fmt.Sprintf("step %d, %s, for %s", step, what, login), b.who(login))
		}
	})
}

func (b bureau) sameDuties(when string, who policy.Actor) {
	b.t.Helper()
	all, err := b.desk.DutiesAnew(b.t.Context(), who)
	if err != nil {
		b.t.Fatal(err)
	}
	var late, waiting, mine, due int
	var want []string
	for _, d := range all {
		want = append(want, said(d)...)
		if d.State == obligation.Late || d.State == obligation.NotMet {
			late++
		}
		if !d.Period.Due.IsZero() {
			due++
		}
		if ops.WaitsFor(d, who.Government) {
			waiting++
			if len(d.May) > 0 {
				mine++
			}
		}
	}
	list, err := b.desk.Duties(b.t.Context(), who, ops.DutyFilter{}, 0, 1000)
	if err != nil {
		b.t.Fatal(err)
	}
	if diff := cmp.Diff(want, said(list.Duties...)); diff != "" {
		b.t.Fatalf("%s: (-worked out +listed)\n%s", when, diff)
	}
	if list.Count != len(all) || list.Late != late || list.Waiting != waiting || list.Mine != mine {
		b.t.Fatalf("%s: counted %d, %d late, %d waiting, %d mine; want %d, %d, %d, %d", when, list.Count, list.Late, list.Waiting, list.Mine, len(all), late, waiting, mine)
	}
	for _, f := range []struct {
		ops.DutyFilter
		keeps func(ops.Duty) bool
	}{
		{ops.DutyFilter{State: obligation.Late}, func(d ops.Duty) bool { return d.State == obligation.Late }},
		{ops.DutyFilter{Bearer: "14.01"}, func(d ops.Duty) bool { return d.Bearer == "14.01" }},
		{ops.DutyFilter{Agreement: demo.BusPKS}, func(d ops.Duty) bool { return d.Paper.ID == demo.BusPKS }},
		{ops.DutyFilter{Waiting: true}, func(d ops.Duty) bool { return ops.WaitsFor(d, who.Government) }},
	} {
		some := slices.DeleteFunc(slices.Clone(all), func(d ops.Duty) bool { return !f.keeps(d) })
		page, err := b.desk.Duties(b.t.Context(), who, f.DutyFilter, 2, 3)
		if err != nil {
			b.t.Fatal(err)
		}
		if want := some[min(2, len(some)):min(5, len(some))]; page.Count != len(some) || !cmp.Equal(said(want...), said(page.Duties...)) {
			b.t.Fatalf("%s, of %+v: %d with %q, want %d with %q", when, f.DutyFilter, page.Count, said(page.Duties...), len(some), said(want...))
		}
	}
	if page, err := b.desk.Duties(b.t.Context(), who, ops.DutyFilter{ByMonth: true}, 0, 1); err != nil || page.Count != due || page.Late != late {
		b.t.Fatalf("%s, by month: %d and %d late, want %d and %d, %v", when, page.Count, page.Late, due, late, err)
	}
}

func said(all ...ops.Duty) (out []string) {
	for _, d := range all {
		figure := ""
		if d.Figure != nil {
			figure = d.Figure.Value.String()
		}
		out = append(out, fmt.Sprint(d.State, " ", d.Period.Until, " ", d.Paper.ID, " ", d.ID, " ", d.Period.Key, " ", figure, " ", len(d.Events), d.May))
	}
	return out
}

// history does something that duties depend on.
type history struct {
	bureau
	dice *rand.Rand
}

func (h history) step() string {
	papers := []string{demo.BusPKS, demo.WastePKS}
	paper := papers[h.dice.IntN(2)]
	steps := []func() string{
		func() string { return h.passes(h.dice.IntN(45)) },
		func() string { return h.passes(1) },
		func() string { return h.passes(-h.dice.IntN(5)) },
		h.moves, h.moves, h.moves,
		func() string { return h.obliges(paper) },
		func() string { return h.changes(paper) },
		h.comes, h.measured, h.borders, h.weighs,
	}
	return steps[h.dice.IntN(len(steps))]()
}

func (h history) passes(days int) string {
	h.days.Add(int64(days))
	return fmt.Sprintf("%d days pass", days)
}

// moves lets somebody do whatever they may about one of their duties.
func (h history) moves() string {
	login := []string{"kampar-kerjasama", "pekanbaru-kerjasama", "pekanbaru-dlhk"}[h.dice.IntN(3)]
	list, err := h.desk.Duties(h.t.Context(), h.who(login), ops.DutyFilter{}, 0, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	open := slices.DeleteFunc(list.Duties, func(d ops.Duty) bool { return len(d.May) == 0 })
	if len(open) == 0 {
		return "nobody may do anything"
	}
	d := open[h.dice.IntN(len(open))]
	e := obligation.Event{Move: d.May[h.dice.IntN(len(d.May))], Reason: "alasan"}
	if err := h.desk.MoveDuty(h.t.Context(), h.who(login), d.Paper.ID, d.ID, d.Period.Key, e, "", nil); err != nil {
		h.t.Fatal(err)
	}
	return fmt.Sprint(login, " ", e.Move, " ", d.ID, " ", d.Period.Key)
}

// obliges adds, changes or removes a duty.
func (h history) obliges(paper string) string {
	rules := obligation.Rules()
	today := civil.In(h.now())
	o := agreement.Obligation{
		Agreement: paper, ID: fmt.Sprintf("baru-%d", h.dice.IntN(3)), Clause: "pasal-1", Bearer: []string{"14.01", "14.71"}[h.dice.IntN(2)], Text: "Sesuatu",
		Rule: string(rules[h.dice.IntN(len(rules))]), Grace: h.dice.IntN(40), Due: today.AddDays(h.dice.IntN(60) - 30),
	}
	if h.dice.IntN(2) == 0 {
		o.Measure, o.Target = ops.MeasureTonnes, "1"
		if paper == demo.BusPKS {
			o.Measure, o.Target = "bus.km_delivered", fmt.Sprint(h.dice.IntN(5000))
		}
	}
	drop := h.dice.IntN(4) == 0
	h.writes(func(tx *store.Tx) error {
		if drop {
			return tx.DropObligation(h.t.Context(), paper, o.ID)
		}
		return tx.SaveObligation(h.t.Context(), o)
	})
	return fmt.Sprintf("drop %v of %+v", drop, o)
}

// changes lets an agreement begin, end, lose or gain a party, or become a draft.
func (h history) changes(paper string) string {
	var what string
	h.writes(func(tx *store.Tx) error {
		a, err := tx.Agreement(h.t.Context(), paper)
		if err != nil {
			return err
		}
		switch h.dice.IntN(4) {
		case 0:
			a.From = a.From.AddDays(h.dice.IntN(61) - 30)
		case 1:
			a.Until = civil.In(h.now()).AddDays(h.dice.IntN(90))
		case 2:
			a.Status = []agreement.Status{agreement.Draft, agreement.Active, agreement.Active}[h.dice.IntN(3)]
			a.Proposed = a.Status == agreement.Draft && h.dice.IntN(2) == 0
		case 3:
			if len(a.Parties) > 2 {
				a.Parties = a.Parties[:2]
			} else {
				a.Parties = append(a.Parties, agreement.Party{Government: "14", Label: "PIHAK KETIGA"})
			}
		}
		what = fmt.Sprintf("%s from %s until %s, %s, %d parties", a.ID, a.From, a.Until, a.Status, len(a.Parties))
		return tx.SaveAgreement(h.t.Context(), a)
	})
	return what
}

// drives lets there be figures of the bus of October.
func (h history) drives() {
	h.writes(func(tx *store.Tx) error {
		for day := (civil.Date{Year: 2026, Month: 10, Day: 1}); day.Month == 10; day = day.AddDays(1) {
			if _, err := tx.SaveServiceDay(h.t.Context(), store.ServiceDay{Service: demo.BusService, Date: day, Touched: 1, Measured: 1}); err != nil {
				return err
			}
			status := []transit.Status{transit.Complete, transit.Complete, transit.Missed}[h.dice.IntN(3)]
			if err := tx.SaveRuns(h.t.Context(), demo.BusService, day, []transit.Run{{Date: day, Trip: "pagi", Status: status, Delivered: 90_000}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// october is a day of the month of which there are figures.
func (h history) october() civil.Date {
	return civil.Date{Year: 2026, Month: 10, Day: 1}.AddDays(h.dice.IntN(31))
}

func (h history) comes() string {
	day := h.october()
	h.writes(func(tx *store.Tx) error { return tx.Touch(h.t.Context(), demo.BusService, day) })
	return "positions come of " + day.String()
}

func (h history) measured() string {
	h.writes(func(tx *store.Tx) error {
		days, err := tx.ServiceDays(h.t.Context(), demo.BusService, civil.Date{Year: 2026, Month: 1, Day: 1}, civil.Date{Year: 2027, Month: 12, Day: 31})
		for _, x := range days {
			x.Measured = x.Touched
			if _, err := tx.SaveServiceDay(h.t.Context(), x); err != nil {
				return err
			}
		}
		return err
	})
	return "all is measured"
}

func (h history) borders() string {
	day := h.october()
	h.writes(func(tx *store.Tx) error { return tx.TouchFrom(h.t.Context(), day) })
	return "the border moves on " + day.String()
}

// weighs lets a ticket come.
func (h history) weighs() string {
	day := h.october()
	at := day.Start().UnixMicro() + h.dice.Int64N(80_000_000_000)
	one := waste.Ticket{Number: fmt.Sprint(h.dice.IntN(1000)), Plate: "BM 8000 AA", In: at, Out: at + 600_000_000, Gross: 9000, Tare: 4000, Net: 5000, Origin: "14.01", Source: "uji"}
	h.writes(func(tx *store.Tx) error {
		_, err := tx.AddTicket(h.t.Context(), demo.WasteService, one, h.now().UnixMicro())
		return err
	})
	return "a ticket comes of " + day.String()
}

func (h history) writes(do func(*store.Tx) error) {
	h.t.Helper()
	if err := h.store.Write(h.t.Context(), do); err != nil {
		h.t.Fatal(err)
	}
}
