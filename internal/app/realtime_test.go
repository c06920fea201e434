package app_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/api"
	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/demo/feed"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/simulate"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// road is the demo's bus service on its first day, with a clock of its own.
type road struct {
	node *app.Node
	load demo.Loaded
	desk *ops.Desk
	days []simulate.Day
	now  time.Time
	sent map[*simulate.Track]int // of its fixes
}

// onTheRoad enters the cooperation and the roster of its first days with so many
// buses (0: all); nothing has been heard yet.
func onTheRoad(t *testing.T, data app.Data, days, buses int) *road {
	t.Helper()
	n, err := data.Open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	r := &road{node: n, sent: map[*simulate.Track]int{}, now: october.First().Start()}
	if r.load, err = demo.Load(t.Context(), n.Desk, simulate.Config{Seed: 1, Month: october, Days: days, Buses: buses}); err != nil {
		t.Fatal(err)
	}
	for i := range days {
		r.days = append(r.days, r.load.Plan.Day(i))
	}
	r.desk = ops.New(ops.Config{Store: n.Store, Files: n.Files, Now: func() time.Time { return r.now }, Log: slog.New(slog.DiscardHandler)})
	if err := n.Store.Write(t.Context(), func(tx *store.Tx) error {
		for _, day := range r.days {
			for _, duty := range day.Roster {
				if _, err := tx.SaveDuty(t.Context(), demo.BusService, store.Duty{Date: day.Date, Block: duty.Block, Vehicle: duty.Vehicle}); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return r
}

// until lets time pass until a time of the first day, as the devices tell it.
func (r *road) until(t *testing.T, hour, minute int) {
	t.Helper()
	r.now = r.days[0].Date.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	var reports []ops.DeviceReport
	for _, day := range r.days {
		for i := range day.Tracks {
			x := &day.Tracks[i]
			for n := r.sent[x]; n < len(x.Fixes) && !x.Wrong && x.Fixes[n].At <= r.now.Unix(); n++ {
				f := x.Fixes[n]
				reports = append(reports, ops.DeviceReport{Device: x.Device, Report: transit.Report{
					At: time.Unix(f.At, 0), Received: time.Unix(f.At, 0), Lat: f.Lat, Lon: f.Lon, Speed: f.Speed, Heading: float64(f.Heading), Accuracy: -1,
				}})
				r.sent[x] = n + 1
			}
		}
	}
	if _, err := r.desk.Receive(t.Context(), ops.Source{Service: demo.BusService}, reports); err != nil {
		t.Fatal(err)
	}
}

// Anyone gets where the buses are and when they will come, as GTFS Realtime
// that raises none of the rules of its validator; whoever has it already is told
// so, and what is old is not told as new.
func TestGTFSRealtimeOut(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 1, 0)
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	(&api.Doors{Desk: r.desk, Text: text, Log: slog.New(slog.DiscardHandler)}).Register(mux)
	timetable, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	get := func(path, tag string, want int) *httptest.ResponseRecorder {
		t.Helper()
		req := httptest.NewRequest(http.MethodGet, path, http.NoBody)
		req.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, req)
		if w.Code != want {
			t.Fatalf("%s: %d, want %d: %s", path, w.Code, want, w.Body)
		}
		return w
	}
	message := func(w *httptest.ResponseRecorder) *realtime.Message {
		t.Helper()
		body, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		m, err := realtime.Read(body, realtime.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}

	for _, feed := range []string{"vehicle-positions", "trip-updates"} {
		if m := message(get("/gtfs-rt/"+feed, "", 200)); len(m.Entities) != 0 || m.Header.Timestamp != uint64(r.now.Unix()) {
			t.Errorf("before anything was heard: %+v", m)
		}
	}
	for _, clock := range [][2]int{{7, 30}, {7, 31}, {12, 10}} {
		r.until(t, clock[0], clock[1])
		for _, feed := range []string{"vehicle-positions", "trip-updates"} {
			w := get("/gtfs-rt/"+demo.BusService+"/"+feed, "", 200)
			m := message(w)
			driven := 0
			for _, x := range r.days[0].Truth {
				if x.Began/1e6 < r.now.Unix()-300 && x.Ended/1e6 > r.now.Unix()+300 && !x.WrongTime {
					driven++
					if !slices.ContainsFunc(m.Entities, func(e realtime.Entity) bool { return tells(e, x) }) {
						t.Errorf("%d.%d: %s does not tell that %s drives %s", clock[0], clock[1], feed, x.Vehicle, x.Trip)
					}
				}
			}
			if driven == 0 {
				t.Errorf("%d.%d: nobody drives", clock[0], clock[1])
			}
			for _, f := range (realtime.Checker{Feed: timetable}).Check(m, r.now) {
				t.Errorf("%d.%d %s: %s %s (%s)", clock[0], clock[1], f.Entity, f.Code, f.Text(), f.Value)
			}
			get("/gtfs-rt/"+feed, w.Header().Get("ETag"), 304)
			read := get("/gtfs-rt/"+feed+"?format=json", w.Header().Get("ETag"), 200)
			var told struct {
				Header struct{ Timestamp string }
				Entity []any
			}
			if err := json.Unmarshal(read.Body.Bytes(), &told); err != nil || len(told.Entity) != len(m.Entities) || told.Header.Timestamp == "" {
				t.Errorf("as JSON: %d entities, %v", len(told.Entity), err)
			}
		}
	}
	get("/gtfs-rt/"+demo.WasteService+"/trip-updates", "", 404)
	get("/gtfs-rt/unknown/trip-updates", "", 404)
	get("/gtfs-rt/anything", "", 404)

	r.now = r.now.Add(20 * time.Minute) // nothing comes any more
	w := get("/gtfs-rt/vehicle-positions", "", 200)
	if m := message(w); len(m.Entities) > 0 {
		t.Errorf("after 20 minutes of silence %d vehicles are told of", len(m.Entities))
	}
	if age := w.Header().Get("Sinergi-Position-Age"); age < "1190" || len(age) != 4 {
		t.Errorf("the newest position is said to be %s s old", age)
	}
}

// tells reports whether an entity is of a run and its vehicle.
func tells(e realtime.Entity, x simulate.Truth) bool {
	if e.Vehicle != nil {
		return e.Vehicle.Trip.ID == x.Trip && e.Vehicle.Vehicle.ID == x.Vehicle
	}
	return e.TripUpdate.Trip.ID == x.Trip && e.TripUpdate.Vehicle.ID == x.Vehicle
}

// What a day took is learned once it is over and measured, and the days after it
// are judged by it; a day that changes is learned again.
func TestTravelTimesAreLearned(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 4, 2)
	r.until(t, 4*24+1, 0)
	if err := r.desk.MeasureStale(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	days := 0
	for {
		more, err := r.desk.Learn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			break
		}
		days++
	}
	told, err := r.desk.Foretelling(t.Context(), r.load.Actors["kampar-dishub"], demo.BusService)
	if err != nil {
		t.Fatal(err)
	}
	if days != 4 || told.Known != 4 || len(told.Days) != 1 || told.Days[0].Date != (civil.Date{Year: 2026, Month: 10, Day: 4}) {
		t.Fatalf("%d days learned, %d known, judged %+v", days, told.Known, told.Days)
	}
	for _, a := range told.Total {
		if a.Calls == 0 || a.Live > a.Timetable {
			t.Errorf("%d to %d minutes ahead: %+v", a.From, a.Until, a)
		}
	}
	if err := r.node.Store.Write(t.Context(), func(tx *store.Tx) error { return tx.Touch(t.Context(), demo.BusService, october.First()) }); err != nil {
		t.Fatal(err)
	}
	if more, err := r.desk.Learn(t.Context()); more || err != nil {
		t.Errorf("a day that waits to be measured is learned: %v", err)
	}
	if err := r.desk.MeasureStale(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if more, err := r.desk.Learn(t.Context()); !more || err != nil {
		t.Errorf("a day that changed is not learned again: %v", err)
	}
}
