package alert

import (
	"slices"
	"strings"
	"unicode"

	"sinergi/gtfs"
	"sinergi/gtfs/realtime"
	"sinergi/internal/i18n"
)

// Read gives what another system tells passengers as an alert for a timetable.
// routes are those of the service, none when it has all of the timetable. It is
// false when the alert has no words, or concerns nothing of the service. Texts are
// in the language that there is: Indonesian, else English, else the first one.
func Read(in *realtime.Alert, f *gtfs.Feed, routes []string) (a Alert, ok bool) {
	for i := range in.Informed {
		if t, ok := target(&in.Informed[i], f, routes); ok && !slices.Contains(a.Informs, t) && len(a.Informs) < MaxTargets {
			a.Informs = append(a.Informs, t)
		}
	}
	a.Cause, a.Effect = in.Cause, in.Effect
	if !slices.Contains(realtime.Causes(), a.Cause) {
		a.Cause = realtime.OtherCause
	}
	if !slices.Contains(realtime.Effects(), a.Effect) {
		a.Effect = realtime.OtherEffect
	}
	header, language := in.Header, ""
	if header.Of(i18n.Indonesian) == "" { // only a description
		header = in.Description
	}
	a.Header, language = texts(header, MaxHeader)
	a.Description, _ = texts(in.Description, MaxDescription)
	a.Language = language
	a.URL = in.URL.Of(i18n.Indonesian)
	for _, p := range in.Periods {
		if len(a.Periods) < MaxPeriods && p.Start < 1<<40 && p.End < 1<<40 && (p.End == 0 || p.End > p.Start) {
			a.Periods = append(a.Periods, Period{int64(p.Start), int64(p.End)})
		}
	}
	a = a.Tidy()
	if len(a.Check()) > 0 && a.Header.ID != "" { // what a page could not link to is left out
		a.URL = ""
	}
	return a, a.Header.ID != "" && len(a.Informs) > 0 && (len(in.Periods) == 0 || len(a.Periods) > 0)
}

// texts gives a text in Indonesian and English, or what there is in place of
// Indonesian with its language.
func texts(t *realtime.Text, most int) (out Text, language string) {
	if t == nil || len(t.In) == 0 {
		return out, ""
	}
	in := func(language string) (string, bool) {
		for _, x := range t.In {
			if base, _, _ := strings.Cut(strings.ToLower(x.Language), "-"); base == language {
				return clean(x.Text, most), true
			}
		}
		return "", false
	}
	out.EN, _ = in(i18n.English)
	if text, ok := in(i18n.Indonesian); ok {
		out.ID = text
		return out, ""
	}
	if out.EN != "" {
		return Text{ID: out.EN, EN: out.EN}, i18n.English
	}
	first := t.In[0]
	if language = first.Language; strings.ContainsFunc(language, func(r rune) bool { return r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }) || len(language) > 35 {
		language = ""
	}
	return Text{ID: clean(first.Text, most)}, language
}

// clean leaves out what no page shows, and cuts a text that is too long.
func clean(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if of := []rune(strings.TrimSpace(s)); len(of) > most {
		return string(of[:most-1]) + "…"
	}
	return s
}

// target gives what a selector names; false when the timetable or the service has
// it not.
func target(s *realtime.Selector, f *gtfs.Feed, routes []string) (t Target, ok bool) {
	t = Target{Route: s.RouteID, Stop: s.StopID}
	if s.Trip != nil {
		t.Trip = s.Trip.ID
		if t.Route == "" {
			t.Route = s.Trip.RouteID
		}
		if second, ok := realtime.Seconds(s.Trip.StartTime); ok && t.Trip != "" {
			t.Start = Clock(second)
		}
	}
	if trip, known := f.Trip(t.Trip); known {
		t.Route = trip.RouteID
	}
	switch {
	case t == Target{}:
		return t, s.AgencyID == "" && s.RouteType != nil || slices.ContainsFunc(f.Agencies, func(a gtfs.Agency) bool { return a.ID == s.AgencyID && s.AgencyID != "" })
	case t.Route != "" && len(routes) > 0 && !slices.Contains(routes, t.Route):
		return t, false
	}
	return t, t.Known(f)
}
