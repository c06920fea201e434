package alert_test

import (
	"slices"
	"strings"
	"testing"

	"sinergi/gtfs/realtime"
	"sinergi/internal/alert"
)

// What another system tells is read for the timetable that there is, in the
// language that there is; what concerns nothing of the service is not told.
func TestAlertsOfOthers(t *testing.T) {
	t.Parallel()
	f := feed(t)
	trip, agency := f.Trips[0], f.Agencies[0].ID
	stop := f.StopTimes(trip.ID)[0].StopID
	text := func(pairs ...string) *realtime.Text {
		out := &realtime.Text{}
		for i := 0; i < len(pairs); i += 2 {
			out.In = append(out.In, realtime.Translation{Language: pairs[i], Text: pairs[i+1]})
		}
		return out
	}
	route := []realtime.Selector{{RouteID: trip.RouteID}}
	for name, c := range map[string]struct {
		in     realtime.Alert
		routes []string
		told   bool
		want   alert.Alert
	}{
		"in two languages": {
			in: realtime.Alert{Informed: route, Header: text("en", "Closed", "id-ID", "Tutup"), Cause: 10, Effect: realtime.NoService}, told: true,
			want: alert.Alert{Header: alert.Text{ID: "Tutup", EN: "Closed"}, Informs: []alert.Target{{Route: trip.RouteID}}, Cause: 10, Effect: realtime.NoService},
		},
		"in English only": {
			in: realtime.Alert{Informed: route, Header: text("en", "Closed")}, told: true,
			want: alert.Alert{Header: alert.Text{ID: "Closed", EN: "Closed"}, Language: "en", Informs: []alert.Target{{Route: trip.RouteID}}},
		},
		"in no language that is named": {
			in: realtime.Alert{Informed: route, Header: text("", "Ditutup")}, told: true,
			want: alert.Alert{Header: alert.Text{ID: "Ditutup"}, Informs: []alert.Target{{Route: trip.RouteID}}},
		},
		"only a description": {
			in: realtime.Alert{Informed: route, Description: text("id", "Jalan ditutup")}, told: true,
			want: alert.Alert{Header: alert.Text{ID: "Jalan ditutup"}, Informs: []alert.Target{{Route: trip.RouteID}}},
		},
		"of a run": {
			in: realtime.Alert{Informed: []realtime.Selector{{Trip: &realtime.Trip{ID: trip.ID, StartTime: "7:00:00"}, StopID: stop}}, Header: text("id", "a")}, told: true,
			want: alert.Alert{Header: alert.Text{ID: "a"}, Informs: []alert.Target{{Route: trip.RouteID, Trip: trip.ID, Start: "07:00:00", Stop: stop}}},
		},
		"of the agency": {
			in: realtime.Alert{Informed: []realtime.Selector{{AgencyID: agency}}, Header: text("id", "a")}, told: agency != "",
			want: alert.Alert{Header: alert.Text{ID: "a"}, Informs: []alert.Target{{}}},
		},
		"of some that are known":   {in: realtime.Alert{Informed: []realtime.Selector{{RouteID: "x"}, {StopID: stop}}, Header: text("id", "a")}, told: true, want: alert.Alert{Header: alert.Text{ID: "a"}, Informs: []alert.Target{{Stop: stop}}}},
		"with a link of no page":   {in: realtime.Alert{Informed: route, Header: text("id", "a"), URL: text("id", "javascript:alert(1)")}, told: true, want: alert.Alert{Header: alert.Text{ID: "a"}, Informs: []alert.Target{{Route: trip.RouteID}}}},
		"of another city":          {in: realtime.Alert{Informed: []realtime.Selector{{RouteID: "x"}, {AgencyID: "lain"}}, Header: text("id", "a")}},
		"of a line of others":      {in: realtime.Alert{Informed: route, Header: text("id", "a")}, routes: []string{"x"}},
		"without words":            {in: realtime.Alert{Informed: route}},
		"without anybody":          {in: realtime.Alert{Header: text("id", "a")}},
		"at a time that cannot be": {in: realtime.Alert{Informed: route, Header: text("id", "a"), Periods: []realtime.Period{{Start: 20, End: 10}}}},
		"for a time":               {in: realtime.Alert{Informed: route, Header: text("id", "a"), Periods: []realtime.Period{{Start: 30}, {Start: 10, End: 20}}}, told: true, want: alert.Alert{Header: alert.Text{ID: "a"}, Informs: []alert.Target{{Route: trip.RouteID}}, Periods: []alert.Period{{From: 10, Until: 20}, {From: 30}}}},
	} {
		got, told := alert.Read(&c.in, f, c.routes)
		if told != c.told {
			t.Errorf("%s: told %v", name, told)
			continue
		}
		want := c.want
		if want.Cause == 0 {
			want.Cause, want.Effect = realtime.OtherCause, realtime.OtherEffect
		}
		if told && (got.Header != want.Header || got.Language != want.Language || got.URL != "" || got.Cause != want.Cause || got.Effect != want.Effect || !slices.Equal(got.Informs, want.Informs) || !slices.Equal(got.Periods, want.Periods)) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	long, told := alert.Read(&realtime.Alert{Informed: route, Header: text("id", strings.Repeat("ä", 500)+"\u202e\x00")}, f, nil)
	if n := len([]rune(long.Header.ID)); !told || n != alert.MaxHeader || len(long.Check()) > 0 {
		t.Errorf("a long header has %d characters: %v", n, long.Check())
	}
}

// No alert of a stranger makes the reading panic, or passes what a page must not
// show.
func FuzzAlertsOfOthers(f *testing.F) {
	m := realtime.Message{Entities: []realtime.Entity{{ID: "a", Alert: &realtime.Alert{Informed: []realtime.Selector{{RouteID: "r2"}}, Header: &realtime.Text{In: []realtime.Translation{{Text: "a", Language: "id"}}}}}}}
	f.Add(m.Append(nil))
	of := feed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := realtime.Read(data, realtime.Limits{Memory: 1 << 20})
		if err != nil {
			return
		}
		for _, e := range m.Entities {
			if e.Alert == nil {
				continue
			}
			if a, ok := alert.Read(e.Alert, of, nil); ok && (len(a.Check()) > 0 || len(a.Informs) == 0 || len(a.Unknown(of)) > 0) {
				t.Fatalf("%+v: %v", a, a.Check())
			}
		}
	})
}
