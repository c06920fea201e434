package alerts

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/alert"
	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/travel"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// Effect says what an alert means for passengers.
func Effect(v *front.Visit, a alert.Alert) string {
	return v.T("alert.effect." + strings.ToLower(a.Effect.String()))
}

// Cause says why an alert was given.
func Cause(v *front.Visit, c realtime.Cause) string {
	return v.T("alert.cause." + strings.ToLower(c.String()))
}

// Kind is how much an effect matters to who waits at a halte.
func Kind(e realtime.Effect) ui.Kind {
	if e == realtime.NoService {
		return ui.Bad
	}
	return ui.Warn
}

func stateOf(v *front.Visit, a store.Alert) ui.Badge {
	phase := a.Phase(a.State, v.Desk.Now())
	kind := map[alert.Phase]ui.Kind{alert.Unpublished: ui.Draft, alert.Coming: ui.Waiting, alert.Current: ui.Good, alert.Over: ui.Neutral}[phase]
	return ui.Badge{Text: v.T("alert.phase." + string(phase)), Kind: kind}
}

// Text is an alert in a language.
type Text struct {
	Lang, Header string
	Paragraphs   []string
}

// Texts gives an alert in the languages in which it was written.
func Texts(a alert.Alert) []Text {
	paragraphs := func(s string) []string { return strings.FieldsFunc(s, func(r rune) bool { return r == '\n' }) }
	out := []Text{{cmp.Or(a.Language, i18n.Indonesian), a.Header.ID, paragraphs(a.Description.ID)}}
	if a.Header.EN != "" && a.Language != i18n.English {
		out = append(out, Text{i18n.English, a.Header.EN, paragraphs(a.Description.EN)})
	}
	return out
}

// When says from when until when an alert holds.
func When(v *front.Visit, a alert.Alert) string {
	switch {
	case len(a.Periods) == 0 && a.From != "":
		return v.T("pull.until_dropped")
	case len(a.Periods) == 0:
		return v.T("alert.until_ended")
	}
	var all []string
	for _, p := range a.Periods {
		all = append(all, period(v, p))
	}
	return strings.Join(all, "; ")
}

func period(v *front.Visit, p alert.Period) string {
	from, until := time.Unix(p.From, 0), time.Unix(p.Until, 0)
	day, clock := civil.In(until), i18n.Clock(v.Lang, until)
	if until.Equal(day.Start()) { // midnight ends the day before
		day, clock = day.AddDays(-1), i18n.DayTime(v.Lang, 24*3600)
	}
	last := i18n.Date(v.Lang, day) + " " + clock
	first := i18n.Date(v.Lang, civil.In(from)) + " " + i18n.Clock(v.Lang, from)
	switch {
	case p.From == 0:
		return v.T("alert.until", "Until", last)
	case p.Until == 0:
		return v.T("alert.since", "From", first)
	case civil.In(from) == day:
		return first + "–" + clock
	}
	return first + " – " + last
}

// Concerned names what an alert concerns, with the pages of passengers.
func Concerned(v *front.Visit, n ops.Network, a alert.Alert) (all []ui.Link) {
	at := "/travel/" + n.Service.ID
	for _, t := range a.Informs {
		var l ui.Link
		switch {
		case t == alert.Target{}:
			l = ui.Link{Href: at, Label: v.T("alert.whole")}
		case n.Feed == nil || !t.Known(n.Feed):
			l.Label = v.T("alert.gone", "ID", strings.Join(slices.DeleteFunc([]string{t.Route, t.Stop, t.Trip}, func(s string) bool { return s == "" }), " "))
		case t.Trip != "":
			trip, _ := n.Feed.Trip(t.Trip)
			leaves := t.Leaves(n.Feed)
			l = ui.Link{Href: at + "/lines/" + trip.RouteID, Label: v.T("alert.run", "Route", routeName(n, trip.RouteID), "Headsign", trip.Headsign, "Clock", strings.ReplaceAll(strings.TrimSuffix(leaves, ":00"), ":", i18n.DayTime(v.Lang, 0)[2:3]))}
		case t.Stop != "":
			s, _ := n.Feed.Stop(t.Stop)
			l = ui.Link{Href: at + "/stops/" + t.Stop, Label: v.T("alert.halte", "Name", s.Name)}
			if t.Route != "" {
				l.Label = v.T("alert.halte_of", "Name", s.Name, "Route", routeName(n, t.Route))
			}
		default:
			l = ui.Link{Href: at + "/lines/" + t.Route, Label: v.T("travel.line", "Name", routeName(n, t.Route))}
		}
		if !slices.ContainsFunc(all, func(x ui.Link) bool { return x.Label == l.Label }) {
			all = append(all, l)
		}
	}
	return all
}

func routeName(n ops.Network, id string) string {
	r, _ := n.Feed.Route(id)
	return travel.Name(r)
}

// shown is how many notices a page shows; more are behind a link.
const shown = 4

// Notices tells passengers of the alerts of a network that hold at some moment
// from an instant until before another, and concern one of the uses.
func Notices(v *front.Visit, n ops.Network, from, until time.Time, uses ...alert.Use) (all []ui.Notice) {
	more := 0
	for _, a := range n.Alerts {
		if !a.Holds(from, until) || !slices.ContainsFunc(uses, func(u alert.Use) bool { return a.Concerns(u, n.Rules.Routes) }) {
			continue
		}
		if len(all) == shown {
			more++
			continue
		}
		all = append(all, notice(v, n, a))
	}
	if more > 0 {
		all = append(all, ui.Notice{Link: &ui.Link{Href: "/travel/" + n.Service.ID + "/alerts", Label: v.T("alert.more", "Count", more)}})
	}
	return all
}

func notice(v *front.Visit, n ops.Network, a store.Alert) ui.Notice {
	var concerned []string
	for _, l := range Concerned(v, n, a.Alert) {
		concerned = append(concerned, l.Label)
	}
	if len(concerned) > shown {
		concerned = append(concerned[:shown], "…")
	}
	note := strings.Join(concerned, ", ") + " · " + When(v, a.Alert)
	if from := From(v, a.Alert); from != "" {
		note = from + " · " + note
	}
	return ui.Notice{Text: Effect(v, a.Alert) + ":", Link: &ui.Link{Href: Public(a), Label: a.Header.In(v.Lang)}, Note: note}
}

// From says which other system tells an alert; nothing of the operator's own.
func From(v *front.Visit, a alert.Alert) string {
	if a.From == "" {
		return ""
	}
	return v.T("pull.from", "Name", a.From)
}

// Public is where passengers read an alert.
func Public(a store.Alert) string {
	if a.Ref != "" {
		return "/travel/" + url.PathEscape(a.Service) + "/alerts/" + url.PathEscape(a.Ref)
	}
	return "/travel/" + url.PathEscape(a.Service) + "/alerts/" + strconv.Itoa(a.Number)
}

// Officers tells those who run or pay a service what its passengers are told now.
func Officers(v *front.Visit, service string) (all []ui.Notice, err error) {
	now, err := v.Desk.Alerts(v.R.Context(), v.Actor, service, store.AlertFilter{Phase: alert.Current}, 0, shown)
	if err != nil {
		return nil, err
	}
	for _, a := range now.Alerts {
		all = append(all, ui.Notice{Text: Effect(v, a.Alert) + ":", Link: &ui.Link{Href: At(service, a.Number), Label: a.Header.In(v.Lang)}, Note: When(v, a.Alert)})
	}
	if now.Total > len(now.Alerts) {
		all = append(all, ui.Notice{Link: &ui.Link{Href: Path(service), Label: v.T("alert.more", "Count", now.Total-len(now.Alerts))}})
	}
	return all, nil
}
