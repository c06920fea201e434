package travel

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/alert"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
	"sinergi/raptor"
)

// What one can choose beside a window: the fastest journeys, or those with less
// walking as well.
const (
	best = "best"
	walk = "walk"
)

// walkStep is in which steps walking is compared, in metres.
const walkStep = 100

// spanHours are the windows that one can choose.
var spanHours = []int{1, 2, 3}

func spans(v *front.Visit) []ui.Option {
	all := []ui.Option{{Value: best, Label: v.T("travel.for_best")}, {Value: walk, Label: v.T("travel.for_walk")}}
	for _, hours := range spanHours {
		all = append(all, ui.Option{Value: strconv.Itoa(hours * 60), Label: v.T("travel.for_hours", "Hours", hours)})
	}
	return all
}

// spanOf reads the minutes of a window; without them there is none.
func spanOf(text string) (time.Duration, error) {
	if text == "" || text == best || text == walk {
		return 0, nil
	}
	minutes, err := strconv.Atoi(text)
	if err != nil || !slices.Contains(spanHours, minutes/60) || minutes%60 != 0 {
		return 0, fault.InvalidFields([]fault.Field{fault.NewField("for", "travel.bad_for")})
	}
	return time.Duration(minutes) * time.Minute, nil
}

// windowRow is a journey of a window.
type windowRow struct {
	Href, Leave, Arrive, Length, Lines, Note string
	Stopped                                  ui.Badge // of one that is announced not to run
}

// answerWindow lists all journeys that leave in a window from the time asked for
// on, or arrive in one that ends then. Where there is none it lists the nearest.
func (b *planBody) answerWindow(v *front.Visit, n ops.Network, now *ops.Live, m moment, window time.Duration) {
	r := raptor.Request{From: b.From.place, To: b.To.place, Time: n.Plan.Second(m.at), ArriveBy: b.By == arriving}
	begin, end := m.at, m.at.Add(window)
	if r.ArriveBy {
		begin, end = m.at.Add(-window), m.at
	}
	first, last := n.Plan.Second(begin), n.Plan.Second(end)
	found := n.Plan.NewQuery().Range(r, last-first)
	outside := func(j raptor.Journey) bool {
		return r.ArriveBy && j.Arrival < first || !r.ArriveBy && j.Departure > last
	}
	b.Sooner, b.Later = b.at(n, m.at.Add(-window), b.By), b.at(n, m.at.Add(window), b.By)
	if len(found) == 0 {
		b.Empty = ui.Empty{Title: v.T("travel.no_journey_title"), Text: v.T("travel.no_journey_text")}
		return
	}
	inside := 0
	for _, j := range found {
		if !outside(j) {
			inside++
		}
	}
	var uses []alert.Use
	for _, j := range found {
		if inside == 0 || !outside(j) {
			b.Window = append(b.Window, b.rowOf(v, n, now, j))
			uses = append(uses, n.UsesOf(j)...)
		}
	}
	b.Told = alerts.Notices(v, n, begin, end, uses...)
	b.Now = newness(v, n, now)
	b.Summary = ui.Summary{Text: v.T("travel.window_answer", "From", b.From.label, "To", b.To.label, "Count", inside, "Begin", clock(v, n, first), "End", clock(v, n, last))}
}

// rowOf tells a journey in a line, which leads to all of it.
func (b *planBody) rowOf(v *front.Visit, n ops.Network, now *ops.Live, j raptor.Journey) windowRow {
	whole := *b
	whole.For = best
	minutes := travel.Minutes(j.Arrival - j.Departure)
	row := windowRow{Href: whole.at(n, n.Plan.Time(j.Departure), ""), Leave: clock(v, n, j.Departure), Arrive: clock(v, n, j.Arrival), Length: v.T("travel.minutes", "Minutes", minutes)}
	if j.Last > j.Departure {
		row.Note = v.T("travel.any_time", "Last", clock(v, n, j.Last), "Minutes", minutes)
	}
	var lines []string
	for _, l := range j.Legs {
		if !l.Ride {
			continue
		}
		lines = append(lines, n.Plan.Trip(l.Trip).RouteName)
		if noService(v, n, n.UseOf(l), n.Plan.Time(l.Depart), n.Plan.Time(l.Arrive)) != nil {
			row.Stopped = stoppedBadge(v)
		}
		if x, ok := sightingOf(n, now, l); ok && len(lines) == 1 {
			row.Note = x.note(v, now)
		} else if told := toldOfLeg(v, n, l); told != "" && len(lines) == 1 {
			row.Note = told
		}
	}
	if row.Lines = strings.Join(lines, " → "); row.Lines == "" {
		row.Lines = v.T("travel.on_foot")
	}
	return row
}
