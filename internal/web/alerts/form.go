package alerts

import (
	"strconv"
	"strings"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/alert"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type formBody struct {
	Action  string
	Base    int
	Causes  []ui.Option
	Effects []ui.Option
	Periods []periodField
	Known   string // the routes of the timetable
	Live    string // that it is published already
	Values  map[string]string
	Whole   bool
	None    *ui.Notice // without a timetable nothing can be named
}

// periodField is a period as two days and two times.
type periodField struct {
	No                                     int
	FromDate, FromTime, UntilDate, UntilTo string
}

// formPage draws the form of an alert, with what was typed if it was sent.
func formPage(v *front.Visit, s ops.AlertSheet) *ui.Page {
	a := s.Alert
	b := formBody{Action: v.R.URL.Path, Base: a.Version, Causes: causes(v), Effects: effects(v, "alert.choose"), Values: map[string]string{}}
	title := v.T("alert.write")
	trail := []ui.Link{{Href: Path(s.Service.ID), Label: v.T("alert.title")}}
	if a.Number > 0 {
		title = v.T("alert.edit")
		trail = append(trail, ui.Link{Href: At(s.Service.ID, a.Number), Label: a.Header.In(v.Lang)})
	}
	if a.State == alert.Published {
		b.Live = v.T("alert.live")
	}
	typed := alert.Typed{}
	if s.Feed != nil {
		typed = alert.TypedAs(a.Informs, s.Feed, s.Halts)
		b.Known = known(s)
	} else {
		b.None = &ui.Notice{Text: v.T("alert.no_timetable"), Link: &ui.Link{Href: "/services/" + s.Service.ID + "/timetables", Label: v.T("registry.title_timetables")}}
	}
	kept := map[string]string{
		"header": a.Header.ID, "header_en": a.Header.EN, "description": a.Description.ID, "description_en": a.Description.EN, "url": a.URL,
		"routes": typed.Routes, "stops": typed.Stops, "trips": typed.Trips, "cause": "", "effect": "",
	}
	if a.Number > 0 {
		kept["cause"], kept["effect"] = a.Cause.String(), a.Effect.String()
	}
	for name, value := range kept {
		b.Values[name] = value
		if v.R.PostForm.Has(name) {
			b.Values[name] = v.R.PostFormValue(name)
		}
	}
	b.Whole = typed.Whole
	if len(v.R.PostForm) > 0 {
		b.Whole = v.R.PostFormValue("whole") != ""
		if base, err := strconv.Atoi(v.R.PostFormValue("base")); err == nil {
			b.Base = base
		}
	}
	b.periods(v, a.Alert)
	page := v.Page(title, crumbs(v, s.Paper, s.Service, trail...)...)
	page.Body = b
	return page
}

// known names the routes of the timetable.
func known(s ops.AlertSheet) string {
	var names []string
	for _, r := range s.Feed.Routes {
		names = append(names, travel.Name(r))
	}
	const most = 40
	if len(names) > most {
		names = append(names[:most], "…")
	}
	return strings.Join(names, ", ")
}

// periods fills the periods of the form: those of the alert, or that were typed,
// and a free one.
func (b *formBody) periods(v *front.Visit, a alert.Alert) {
	for i := range alert.MaxPeriods {
		p := periodField{No: i}
		name := "p" + strconv.Itoa(i)
		switch {
		case v.R.PostForm.Has(name + "_from_date"):
			p.FromDate, p.FromTime = v.R.PostFormValue(name+"_from_date"), v.R.PostFormValue(name+"_from_time")
			p.UntilDate, p.UntilTo = v.R.PostFormValue(name+"_until_date"), v.R.PostFormValue(name+"_until_time")
		case len(v.R.PostForm) == 0 && i < len(a.Periods):
			p.FromDate, p.FromTime = split(a.Periods[i].From)
			p.UntilDate, p.UntilTo = split(a.Periods[i].Until)
		case i > len(a.Periods):
			return
		}
		b.Periods = append(b.Periods, p)
	}
}

// split gives an instant as the inputs of a form hold it.
func split(at int64) (date, clock string) {
	if at == 0 {
		return "", ""
	}
	t := time.Unix(at, 0).In(civil.WIB())
	return t.Format("2006-01-02"), t.Format("15:04")
}

// typedPeriods reads the periods of a form: a day without a time is the whole
// day, and what is left empty is open.
func typedPeriods(v *front.Visit) (all []alert.Period, wrong []fault.Field) {
	value := func(name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }
	instant := func(name string, whole int) int64 {
		date, clock := value(name+"_date"), value(name+"_time")
		if date == "" && clock == "" {
			return 0
		}
		day, err := civil.ParseDate(date)
		if err != nil || day.Year < 2000 || day.Year > 2100 {
			wrong = append(wrong, fault.NewField(name+"_date", "alert.bad_date"))
			return 0
		}
		if clock == "" {
			return day.AddDays(whole).Start().Unix()
		}
		of, err := time.Parse("15:04", clock)
		if err != nil {
			wrong = append(wrong, fault.NewField(name+"_time", "travel.bad_time"))
			return 0
		}
		return day.Start().Add(time.Duration(of.Hour())*time.Hour + time.Duration(of.Minute())*time.Minute).Unix()
	}
	for i := range alert.MaxPeriods {
		name := "p" + strconv.Itoa(i)
		p := alert.Period{From: instant(name+"_from", 0), Until: instant(name+"_until", 1)}
		if p.Until != 0 && p.Until <= p.From {
			wrong = append(wrong, fault.NewField(name+"_until_date", "alert.ends_before"))
		}
		if p != (alert.Period{}) {
			all = append(all, p)
		}
	}
	return all, wrong
}

func (p *pages) showNew(v *front.Visit) error {
	s, err := v.Desk.NewAlert(v.R.Context(), v.Actor, v.R.PathValue("service"))
	if err != nil {
		return err
	}
	return v.Render(p.form, formPage(v, s))
}

// sheet gives the alert of the address, or a new one.
func sheet(v *front.Visit) (s ops.AlertSheet, err error) {
	if v.R.PathValue("alert") == "" {
		return v.Desk.NewAlert(v.R.Context(), v.Actor, v.R.PathValue("service"))
	}
	if s, err = load(v); err == nil && !s.MayWrite {
		err = fault.New(fault.Denied, "policy.denied")
	}
	return s, err
}

func (p *pages) showEdit(v *front.Visit) error {
	s, err := sheet(v)
	if err != nil {
		return err
	}
	if s.Alert.State == alert.Ended {
		return v.Redirect(At(s.Service.ID, s.Alert.Number), "")
	}
	return v.Render(p.form, formPage(v, s))
}

func (p *pages) save(v *front.Visit) error {
	s, err := sheet(v)
	if err != nil {
		return err
	}
	value := v.R.PostFormValue
	e := ops.AlertEdit{Number: s.Alert.Number, Typed: alert.Typed{Whole: value("whole") != "", Routes: value("routes"), Stops: value("stops"), Trips: value("trips")}}
	e.Base, _ = strconv.Atoi(value("base")) // none: what the officer saw is not known
	e.Alert = alert.Alert{Header: alert.Text{ID: value("header"), EN: value("header_en")}, Description: alert.Text{ID: value("description"), EN: value("description_en")}, URL: value("url")}
	for _, c := range realtime.Causes() {
		if c.String() == value("cause") {
			e.Alert.Cause = c
		}
	}
	for _, x := range realtime.Effects() {
		if x.String() == value("effect") {
			e.Alert.Effect = x
		}
	}
	e.Alert.Periods, e.Wrong = typedPeriods(v)
	no, err := v.Desk.SaveAlert(v.R.Context(), v.Actor, s.Service.ID, e)
	if err != nil {
		return v.Retry(p.form, formPage(v, s), err)
	}
	return v.Redirect(At(s.Service.ID, no), "alert.flash.simpan")
}
