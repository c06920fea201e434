package registry

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/pull"
	"sinergi/internal/web/front"
	"sinergi/internal/web/pulls"
	"sinergi/internal/web/ui"
)

type sourcesBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Rows    []sourceRow
	Empty   ui.Empty
	Form    sourceForm
}

// sourceRow is an address of a source.
type sourceRow struct {
	Link  ui.Link
	Tells string
	State ui.Badge
	Stamp string // from when its last message is
}

// sourceForm is what a source is entered and changed with.
type sourceForm struct {
	Action, Title, Button                  string
	Name, Header, Interval, MaxAge         string
	Positions, Updates, Alerts             string
	KeyHint                                string
	MinInterval, MaxInterval, MinAge, Most int
}

func newSourceForm(v *front.Visit, s pull.Source, hasKey bool) sourceForm {
	f := sourceForm{
		Action: v.R.URL.Path, Title: v.T("pull.add"), Button: v.T("pull.add_now"), KeyHint: v.T("pull.key_hint"),
		Name: s.Name, Header: s.Header, Interval: strconv.Itoa(s.Interval), MaxAge: strconv.Itoa(s.MaxAge),
		Positions: s.Address[pull.Positions], Updates: s.Address[pull.Updates], Alerts: s.Address[pull.Alerts],
		MinInterval: pull.MinInterval, MaxInterval: pull.MaxInterval, MinAge: pull.MinAge, Most: pull.MaxMaxAge,
	}
	if s.Number > 0 {
		f.Title, f.Button = v.T("pull.edit"), v.T("registry.save")
	}
	if hasKey {
		f.KeyHint = v.T("pull.key_kept")
	}
	if v.R.PostForm.Has("interval") {
		for name, at := range map[string]*string{
			"name": &f.Name, "header": &f.Header, "interval": &f.Interval, "max_age": &f.MaxAge,
			string(pull.Positions): &f.Positions, string(pull.Updates): &f.Updates, string(pull.Alerts): &f.Alerts,
		} {
			*at = v.R.PostFormValue(name)
		}
	}
	return f
}

// typedSource reads the form; what is no number is out of range.
func typedSource(v *front.Visit, number int) pull.Source {
	whole := func(name string) int {
		n, err := strconv.Atoi(strings.TrimSpace(v.R.PostFormValue(name)))
		if err != nil {
			return -1
		}
		return n
	}
	s := pull.Source{Number: number, Name: v.R.PostFormValue("name"), Header: v.R.PostFormValue("header"), Interval: whole("interval"), MaxAge: whole("max_age"), Address: map[pull.Kind]string{}}
	for _, k := range pull.Kinds() {
		s.Address[k] = v.R.PostFormValue(string(k))
	}
	return s
}

func sourcesPage(v *front.Visit, r ops.Registry) (*ui.Page, error) {
	all, err := v.Desk.Realtime(v.R.Context(), v.Actor, r.Service.ID)
	if err != nil {
		return nil, err
	}
	b := sourcesBody{Tabs: tabs(v, r, "realtime"), Empty: ui.Empty{Title: v.T("pull.none"), Text: v.T("pull.none_text")}}
	b.Form = newSourceForm(v, pull.Source{Interval: pull.UsualInterval, MaxAge: pull.UsualAge}, false)
	fresh := 0
	for _, d := range all.Doors {
		row := sourceRow{Link: ui.Link{Href: sourceAt(r, d.Number), Label: d.Source}, Tells: pulls.Tells(v, d.Kinds), State: pulls.Badge(v, d), Stamp: pulls.Stamp(v, d)}
		if d.Usable {
			fresh++
		}
		b.Rows = append(b.Rows, row)
	}
	b.Summary = ui.Summary{Text: v.T("pull.answer", "Count", len(all.Sources), "Doors", len(all.Doors), "Fresh", fresh), Note: v.T("pull.note")}
	page := newPage(v, r, v.T("pull.title"))
	page.Body = b
	return page, nil
}

func sourceAt(r ops.Registry, number int) string {
	return base(r) + "/realtime/" + strconv.Itoa(number)
}

func (p *pages) showSources(v *front.Visit) error {
	r, err := loadBus(v)
	if err != nil {
		return err
	}
	page, err := sourcesPage(v, r)
	if err != nil {
		return err
	}
	return v.Render(p.sources, page)
}

func (p *pages) addSource(v *front.Visit) error {
	r, err := loadBus(v)
	if err != nil {
		return err
	}
	number, err := v.Desk.SaveRealtime(v.R.Context(), v.Actor, r.Service.ID, typedSource(v, 0), v.R.PostFormValue("key"))
	if err != nil {
		page, failed := sourcesPage(v, r)
		if failed != nil {
			return failed
		}
		return v.Retry(p.sources, page, err)
	}
	return v.Redirect(sourceAt(r, number), "pull.added")
}

type sourceBody struct {
	Summary ui.Summary
	Doors   []doorPart
	Driven  string
	Runs    []drivenRow
	History []historyRow
	Form    sourceForm
	Here    string
	Active  bool
	Name    string
}

// doorPart is an address of a source with what its last message came to.
type doorPart struct {
	Title    string
	State    ui.Badge
	Why      string
	Facts    []ui.Fact
	Vehicles []ui.Link // that are not known, with where they are registered
	Trips    []string
	Rules    []ruleRow
}

type ruleRow struct{ Code, What, Count, Example string }

type drivenRow struct{ Start, Trip, Vehicle string }

type historyRow struct {
	From, Until, Tells, Answers, Detail string
	State                               ui.Badge
}

// sourcePage is the page of the source in the address.
func sourcePage(v *front.Visit) (ops.Registry, *ui.Page, error) {
	r, err := loadBus(v)
	if err != nil {
		return r, nil, err
	}
	number, err := strconv.Atoi(v.R.PathValue("source"))
	if err != nil {
		return r, nil, fault.New(fault.NotFound, "policy.not_found")
	}
	s, err := v.Desk.RealtimeOf(v.R.Context(), v.Actor, r.Service.ID, number)
	if err != nil {
		return r, nil, err
	}
	b := sourceBody{Form: newSourceForm(v, s.Source, s.HasKey), Here: sourceAt(r, number), Active: s.Source.Active, Name: s.Source.Name}
	b.Form.Action = b.Here
	b.Summary = ui.Summary{Text: v.T("pull.source_answer", "Name", s.Source.Name, "Interval", s.Source.Interval, "Age", s.Source.MaxAge)}
	if !s.Source.Active {
		b.Summary.Badge = ui.Badge{Text: v.T("pull.off")}
		b.Summary.Note = v.T("pull.off_note")
	}
	for _, d := range s.Doors {
		b.Doors = append(b.Doors, newDoorPart(v, r, s.Source, d))
	}
	if len(s.Driven) > 0 {
		b.Driven = v.T("pull.driven", "Count", len(s.Driven), "Differing", s.Differing)
	}
	for _, x := range s.Driven[max(0, len(s.Driven)-drivenShown):] {
		b.Runs = append(b.Runs, drivenRow{i18n.DayTime(v.Lang, x.Start), x.Trip, x.Vehicle})
	}
	for _, h := range s.History {
		b.History = append(b.History, historyRow{
			From: i18n.Clock(v.Lang, time.UnixMicro(h.FromUS)), Until: i18n.Clock(v.Lang, time.UnixMicro(h.UntilUS)), Answers: number64(v, int64(h.Answers)),
			Tells: v.T("pull.kind." + string(h.Kind)), State: pulls.StateBadge(v, h.State), Detail: pulls.Detail(v, h.Detail),
		})
	}
	page := newPage(v, r, s.Source.Name, ui.Link{Href: base(r) + "/realtime", Label: v.T("pull.title")})
	page.Body = b
	return r, page, nil
}

// drivenShown is how many runs a page lists of which a source says who drives.
const drivenShown = 20

func number64(v *front.Visit, n int64) string { return i18n.Int(v.Lang, n) }

func newDoorPart(v *front.Visit, r ops.Registry, s pull.Source, d ops.SourceDoor) doorPart {
	out := doorPart{Title: pulls.Tells(v, d.Kinds), State: pulls.Badge(v, d), Why: pulls.Why(v, s, d), Trips: d.Report.UnknownTrips}
	if !d.Active {
		out.Why = ""
	}
	fact := func(key, value string) {
		if value != "" {
			out.Facts = append(out.Facts, ui.Fact{Label: v.T(key), Value: value})
		}
	}
	clock := func(unix int64) string {
		if unix == 0 {
			return ""
		}
		return i18n.ClockSeconds(v.Lang, time.Unix(unix, 0))
	}
	fact("pull.stamp", clock(d.Header))
	fact("pull.asked", clock(d.Asked))
	if s.Active && d.NextUS > 0 {
		fact("pull.next", clock(d.NextUS/1e6))
	}
	rep := d.Report
	if d.Tells(pull.Positions) && d.Header > 0 {
		fact("pull.vehicles", v.T("pull.of_known", "Count", rep.Vehicles, "Strange", rep.StrangeVehicles))
	}
	if rep.Trips > 0 {
		fact("pull.trips", v.T("pull.of_known", "Count", rep.Trips, "Strange", rep.StrangeTrips))
	}
	if d.Tells(pull.Updates) && d.Header > 0 {
		fact("pull.applied", number(v, rep.Applied))
	}
	if d.Tells(pull.Alerts) && d.Header > 0 {
		fact("pull.alerts", v.T("pull.of_known", "Count", rep.Alerts, "Strange", rep.StrangeAlerts))
	}
	for key, n := range map[string]int{"pull.added_trips": rep.Added, "pull.elsewhere": rep.Elsewhere, "pull.odd": rep.Odd} {
		if n > 0 {
			fact(key, number(v, n))
		}
	}
	for _, name := range rep.UnknownVehicles {
		out.Vehicles = append(out.Vehicles, ui.Link{Href: base(r) + "?new=" + url.QueryEscape(name) + "#vehicle", Label: name})
	}
	for _, b := range rep.Rules {
		out.Rules = append(out.Rules, ruleRow{b.Code, v.T("pull.rule." + b.Code), number(v, b.Count), b.Value})
	}
	return out
}

func (p *pages) showSource(v *front.Visit) error {
	_, page, err := sourcePage(v)
	if err != nil {
		return err
	}
	return v.Render(p.source, page)
}

func (p *pages) saveSource(v *front.Visit) error {
	r, page, err := sourcePage(v)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(v.R.PathValue("source"))
	if err == nil {
		_, err = v.Desk.SaveRealtime(v.R.Context(), v.Actor, r.Service.ID, typedSource(v, number), v.R.PostFormValue("key"))
	}
	if err != nil {
		return v.Retry(p.source, page, err)
	}
	return v.Redirect(sourceAt(r, number), "pull.saved")
}

func (p *pages) switchSource(v *front.Visit) error {
	on := v.R.PostFormValue("on") == "1"
	flash := "pull.stopped"
	if on {
		flash = "pull.started"
	}
	return p.change(v, "/realtime/"+v.R.PathValue("source"), flash, func(service string, number int) error {
		return v.Desk.SwitchRealtime(v.R.Context(), v.Actor, service, number, on)
	})
}

func (p *pages) removeSource(v *front.Visit) error {
	return p.change(v, "/realtime", "pull.removed", func(service string, number int) error {
		return v.Desk.RemoveRealtime(v.R.Context(), v.Actor, service, number)
	})
}

func (p *pages) change(v *front.Visit, back, flash string, do func(service string, number int) error) error {
	r, err := loadBus(v)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(v.R.PathValue("source"))
	if err != nil {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	if err := do(r.Service.ID, number); err != nil {
		return err
	}
	return v.Redirect(base(r)+back, flash)
}
