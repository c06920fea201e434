package travel

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"sinergi/internal/alert"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
	"sinergi/raptor"
)

// listed is how many halte the planner offers while one types; more would make
// the page heavy.
const listed = 250

// arriving is the choice to arrive by a time, as opposed to leaving from it.
const arriving = "arrive"

// end is where a journey begins or ends, as it was typed.
type end struct {
	Name, Text string      // of the input
	Chosen     string      // id of the halte, where the text may mean several
	Choices    []ui.Option // those
	place      raptor.Place
	label      string
}

type planBody struct {
	Tabs       []ui.Tab
	Action     string
	From, To   end
	Date, Time string
	By         string // "leave" or "arrive"
	Ways       []ui.Option
	For        string // minutes of a window, best or walk
	Spans      []ui.Option
	Names      []string
	Summary    ui.Summary
	Journeys   []journey
	Window     []windowRow
	Told       []ui.Notice
	Empty      ui.Empty
	Sooner     string
	Later      string
	Back       string   // the way in the other direction
	Now        []string // how new what is told of buses is
	Source     string
}

func (p *pages) showPlan(v *front.Visit) error { return p.renderPlan(v, v.R.PathValue("service")) }

func (p *pages) renderPlan(v *front.Visit, service string) error {
	m, wrong := asked(v)
	n, now, err := v.Desk.NetworkNow(v.R.Context(), service, m.day)
	if err != nil {
		return err
	}
	q := v.R.URL.Query()
	b := planBody{
		Tabs: tabs(v, n, "plan"), Action: base(n), Date: m.date, Time: m.time, By: "leave", Source: source(v, n),
		From: end{Name: "from", Text: strings.TrimSpace(q.Get("from")), Chosen: q.Get("from_halte")},
		To:   end{Name: "to", Text: strings.TrimSpace(q.Get("to")), Chosen: q.Get("to_halte")},
		Ways: []ui.Option{{Value: "leave", Label: v.T("travel.leave")}, {Value: arriving, Label: v.T("travel.arrive")}},
	}
	if q.Get("by") == arriving {
		b.By = arriving
	}
	b.Spans = spans(v)
	window, wrongSpan := spanOf(q.Get("for"))
	if b.For = q.Get("for"); window == 0 && b.For != walk {
		b.For = best
	}
	b.Names = names(n)
	page := newPage(v, n, v.T("travel.title"))
	if !q.Has("from") || !q.Has("to") { // not sent yet; a link may have filled one end
		b.Told = alerts.Notices(v, n, m.at, n.Day.AddDays(1).Start(), alert.Use{})
		page.Body = b
		return v.Render(p.plan, page)
	}
	fields := append(fieldsOf(wrong), fieldsOf(wrongSpan)...)
	for _, e := range []*end{&b.From, &b.To} {
		if f, ok := e.settle(v, n); !ok {
			fields = append(fields, f)
		}
	}
	if err := fault.InvalidFields(fields); err != nil {
		page.Body = b
		return v.Retry(p.plan, page, err)
	}
	b.Back = b.link(n, b.Date, b.Time, b.By, true)
	if window > 0 {
		b.answerWindow(v, n, now, m, window)
	} else {
		b.answer(v, n, now, m)
	}
	page.Body = b
	return v.Render(p.plan, page)
}

// names lists the halte that one may type, unless they are too many.
func names(n ops.Network) (all []string) {
	if len(n.Halts) > listed {
		return nil
	}
	for _, h := range n.Halts {
		if len(all) == 0 || all[len(all)-1] != h.Name {
			all = append(all, h.Name)
		}
	}
	return all
}

func fieldsOf(err error) []fault.Field {
	if f := fault.Of(err); f != nil {
		return f.Fields
	}
	return nil
}

// settle finds what was typed: coordinates, the name of a halte, or one of
// several halte that was chosen.
func (e *end) settle(v *front.Visit, n ops.Network) (fault.Field, bool) {
	if e.Text == "" {
		return fault.NewField(e.Name, "ui.required"), false
	}
	if lat, lon, ok := travel.ParsePlace(e.Text); ok {
		e.place, e.label = raptor.At(lat, lon), v.T("travel.point")
		return fault.Field{}, true
	}
	found := travel.Find(n.Halts, e.Text)
	if i := slices.IndexFunc(found, func(h travel.Halt) bool { return h.ID == e.Chosen }); i >= 0 {
		found = found[i : i+1]
	}
	switch len(found) {
	case 0:
		return fault.NewField(e.Name, "travel.unknown", "Text", e.Text), false
	case 1:
		h := found[0]
		e.place, e.label = raptor.At(h.Lat, h.Lon), h.Name
		if len(h.Stops) == 1 {
			if stop, ok := n.Plan.StopByID(h.ID); ok {
				e.place = raptor.AtStop(stop)
			}
		}
		return fault.Field{}, true
	}
	const most = 40
	for _, h := range found[:min(most, len(found))] {
		e.Choices = append(e.Choices, ui.Option{Value: h.ID, Label: h.Name + " · " + strings.Join(h.Lines, ", ")})
	}
	return fault.NewField(e.Name+"_halte", "travel.which", "Count", len(found), "Text", e.Text), false
}

// answer plans the journeys, the first to arrive first, or with a time to
// arrive by the last to leave.
func (b *planBody) answer(v *front.Visit, n ops.Network, now *ops.Live, m moment) {
	r := raptor.Request{From: b.From.place, To: b.To.place, Time: n.Plan.Second(m.at), ArriveBy: b.By == arriving}
	if b.For == walk {
		r.Walking = walkStep
	}
	journeys := n.Plan.NewQuery().Plan(r)
	travel.BestFirst(journeys, r.ArriveBy)
	var uses []alert.Use
	for _, j := range journeys {
		b.Journeys = append(b.Journeys, journeyOf(v, n, now, b, j))
		uses = append(uses, n.UsesOf(j)...)
	}
	b.Told = alerts.Notices(v, n, m.at, n.Day.AddDays(1).Start(), uses...)
	if len(journeys) == 0 {
		b.Empty = ui.Empty{Title: v.T("travel.no_journey_title"), Text: v.T("travel.no_journey_text")}
		return
	}
	first := journeys[0]
	b.Summary = ui.Summary{Text: v.T("travel.answer", "From", b.From.label, "To", b.To.label, "Leave", clock(v, n, first.Departure), "Arrive", clock(v, n, first.Arrival), "Minutes", travel.Minutes(first.Arrival-first.Departure))}
	if slices.ContainsFunc(b.Journeys[0].Legs, func(l leg) bool { return l.Stopped != nil }) {
		b.Summary.Badge = ui.Badge{Text: v.T("travel.maybe_not"), Kind: ui.Bad}
	}
	later, sooner := first.Departure, first.Arrival
	for _, j := range journeys {
		later, sooner = min(later, j.Departure), min(sooner, j.Arrival)
	}
	b.Now = newness(v, n, now)
	b.Later = b.at(n, n.Plan.Time(later+60), "")
	b.Sooner = b.at(n, n.Plan.Time(sooner-60), arriving)
}

// at is the address of the same question at another time.
func (b *planBody) at(n ops.Network, at time.Time, by string) string {
	at = at.In(civil.WIB())
	return b.link(n, at.Format("2006-01-02"), at.Format("15:04"), by, false)
}

// link is the address of the question at a time, or of the way back.
func (b *planBody) link(n ops.Network, date, clock, by string, back bool) string {
	from, to := b.From, b.To
	if back {
		from, to = to, from
	}
	q := url.Values{"from": {from.Text}, "to": {to.Text}, "date": {date}, "time": {clock}}
	for name, value := range map[string]string{"from_halte": from.Chosen, "to_halte": to.Chosen, "by": by, "for": b.For} {
		if value != "" && value != best {
			q.Set(name, value)
		}
	}
	return base(n) + "?" + q.Encode()
}

// journey is a way to go, as the page tells it.
type journey struct {
	Leave, Arrive string
	Length        string
	Changes       string
	Fare          string // or nothing where it is not known
	Legs          []leg
}

type leg struct {
	Walk           bool
	Time, Text     string
	Line, LineHref string
	From, To       string
	FromHref       string
	ToHref         string
	Until          string
	Wait           string   // how long, or how the bus goes
	Calls          []string // between
	Stopped        []stopped
}

// clock is a time of day, with the day where it is not the one that was asked
// about.
func clock(v *front.Visit, n ops.Network, second int32) string {
	at := n.Plan.Time(second)
	if day := civil.In(at); day != n.Day {
		return i18n.ShortDay(v.Lang, day) + " " + i18n.Clock(v.Lang, at)
	}
	return i18n.Clock(v.Lang, at)
}

func journeyOf(v *front.Visit, n ops.Network, now *ops.Live, b *planBody, j raptor.Journey) journey {
	clock := func(second int32) string { return clock(v, n, second) }
	out := journey{Leave: clock(j.Departure), Arrive: clock(j.Arrival), Length: v.T("travel.minutes", "Minutes", travel.Minutes(j.Arrival-j.Departure)), Changes: v.T("travel.direct")}
	if j.Transfers > 0 {
		out.Changes = v.T("travel.changes", "Count", j.Transfers)
	}
	if fare, ok := n.Fares.Cheapest(travel.Rides(n.Plan, j)); ok {
		out.Fare = i18n.Rupiah(v.Lang, fare)
	}
	stop := func(number int32, outside string) (label, href string) {
		if number == raptor.Outside {
			return outside, ""
		}
		s := n.Plan.Stop(number)
		return s.Label(), haltPath(n, s.ID)
	}
	for _, l := range j.Legs {
		one := leg{Walk: !l.Ride, Time: clock(l.Depart), Until: clock(l.Arrive)}
		one.From, one.FromHref = stop(l.From, b.From.label)
		one.To, one.ToHref = stop(l.To, b.To.label)
		if !l.Ride {
			one.Text = v.T("travel.walk", "Metres", i18n.Int(v.Lang, int64(l.Metres)), "Minutes", travel.Minutes(l.Arrive-l.Depart), "To", one.To)
			out.Legs = append(out.Legs, one)
			continue
		}
		t := n.Plan.Trip(l.Trip)
		one.Line, one.LineHref = t.RouteName, linePath(n, t.Route)
		one.Text = v.T("travel.ride", "Line", t.RouteName, "Headsign", t.Headsign)
		if l.Stay {
			one.Text = v.T("travel.stay", "Line", t.RouteName, "Headsign", t.Headsign)
		}
		if l.Headway > 0 {
			one.Time = v.T("travel.by", "Clock", clock(l.Depart))
			one.Wait = v.T("travel.wait", "Every", travel.Minutes(l.Headway), "Worst", travel.Minutes(l.WorstWait()), "Expected", travel.Minutes(l.Expected))
			one.Until = v.T("travel.by", "Clock", clock(l.Arrive))
		}
		one.Stopped = noService(v, n, n.UseOf(l), n.Plan.Time(l.Depart), n.Plan.Time(l.Arrive))
		if x, ok := sightingOf(n, now, l); ok {
			one.Wait = x.note(v, now)
		} else if told := toldOfLeg(v, n, l); told != "" {
			one.Wait = told
		}
		calls := n.Plan.Calls(l, nil)
		for _, c := range calls[min(1, len(calls)):max(1, len(calls)-1)] {
			one.Calls = append(one.Calls, n.Plan.Stop(c.Stop).Label())
		}
		out.Legs = append(out.Legs, one)
	}
	return out
}
