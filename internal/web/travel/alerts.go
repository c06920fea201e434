package travel

import (
	"slices"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/alert"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type alertsBody struct {
	Tabs   []ui.Tab
	Answer string
	Rows   []alertRow
	Empty  ui.Empty
}

type alertRow struct {
	Link         ui.Link
	Effect       ui.Badge
	When, Coming string
	Concerns     []ui.Link
}

// showAlerts lists what passengers should know now or soon.
func (p *pages) showAlerts(v *front.Visit) error {
	n, err := v.Desk.AlertsTold(v.R.Context(), v.R.PathValue("service"))
	if err != nil {
		return err
	}
	b := alertsBody{Tabs: tabs(v, n, "alerts"), Answer: v.T("travel.alerts_answer", "Count", len(n.Alerts)), Empty: ui.Empty{Title: v.T("travel.no_alerts_title"), Text: v.T("travel.no_alerts_text")}}
	for _, a := range n.Alerts {
		r := alertRow{Link: ui.Link{Href: alerts.Public(a), Label: a.Header.In(v.Lang)}, Effect: ui.Badge{Text: alerts.Effect(v, a.Alert), Kind: alerts.Kind(a.Effect)}, When: alerts.When(v, a.Alert), Concerns: alerts.Concerned(v, n, a.Alert)}
		if from := alerts.From(v, a.Alert); from != "" {
			r.When = from + " · " + r.When
		}
		if a.Phase(a.State, v.Desk.Now()) == alert.Coming {
			r.Coming = v.T("alert.phase.akan_datang")
		}
		b.Rows = append(b.Rows, r)
	}
	page := newPage(v, n, v.T("travel.tab_alerts"))
	page.Body = b
	return v.Render(p.alerts, page)
}

type alertBody struct {
	Tabs     []ui.Tab
	Summary  ui.Summary
	Text     alerts.Text // for the reader's language
	Concerns []ui.Link
	URL      string
}

// showAlert shows one alert, also when it is over: others may have linked to it.
func (p *pages) showAlert(v *front.Visit) error {
	n, a, err := v.Desk.PublicAlert(v.R.Context(), v.R.PathValue("service"), v.R.PathValue("alert"))
	if err != nil {
		return err
	}
	phase := a.Phase(a.State, v.Desk.Now())
	b := alertBody{Tabs: tabs(v, n, "alerts"), Text: alerts.Texts(a.Alert)[0], Concerns: alerts.Concerned(v, n, a.Alert), URL: a.URL}
	for _, t := range alerts.Texts(a.Alert) {
		if t.Lang == v.Lang {
			b.Text = t
		}
	}
	b.Summary = ui.Summary{Text: v.T("alert.answer."+string(phase), "Effect", alerts.Effect(v, a.Alert), "When", alerts.When(v, a.Alert)), Note: v.T("travel.alert_cause", "Cause", alerts.Cause(v, a.Cause))}
	if from := alerts.From(v, a.Alert); from != "" {
		b.Summary.Note = from + ". " + b.Summary.Note
	}
	page := newPage(v, n, a.Header.In(v.Lang), ui.Link{Href: base(n) + "/alerts", Label: v.T("travel.tab_alerts")})
	page.Body = b
	return v.Render(p.alert, page)
}

// stopped is an alert that says that a bus does not run.
type stopped struct {
	Badge ui.Badge
	Link  ui.Link
}

func stoppedBadge(v *front.Visit) ui.Badge {
	return ui.Badge{Text: v.T("travel.no_service"), Kind: ui.Bad}
}

// noService gives the alerts that say that what a passenger would use does not
// run then.
func noService(v *front.Visit, n ops.Network, use alert.Use, from, until time.Time) (all []stopped) {
	for _, a := range n.AlertsOf(use, from, until) {
		if a.Effect == realtime.NoService {
			all = append(all, stopped{stoppedBadge(v), ui.Link{Href: alerts.Public(a), Label: a.Header.In(v.Lang)}})
		}
	}
	return all
}

// usesAt is what a passenger can use at a halte.
func usesAt(n ops.Network, h travel.Halt) (all []alert.Use) {
	for _, r := range n.Feed.Routes {
		if slices.Contains(h.Lines, travel.Name(r)) {
			all = append(all, alert.Use{Route: r.ID, Stops: h.Stops})
		}
	}
	return all
}
