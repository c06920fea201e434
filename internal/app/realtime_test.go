package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/api"
	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/demo/feed"
	"sinergi/internal/i18n"
	"sinergi/internal/live"
	"sinergi/internal/ops"
	"sinergi/internal/simulate"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/internal/web/browsertest"
	"sinergi/internal/web/front"
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

// Passengers read at a halte and on a journey how the buses go, and are told
// when that is no longer known; the Dishub sees who drives where, what is
// between the buses, and which devices are silent.
func TestBusesAreSeenLive(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 1, 0)
	r.node.Desk = r.desk
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := r.node.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	at := "/travel/" + demo.BusService
	r.now = r.days[0].Date.Start().Add(4 * time.Hour)
	citizen := deskVisitor{t, visitor(t, srv.URL, ""), srv.URL}
	holds(t, "before anything was heard", citizen.get(at+"/stops/t-1-0a", 200), "Hari ini belum ada posisi bus")

	r.until(t, 7, 30)
	officer := deskVisitor{t, visitor(t, srv.URL, "kampar-dishub"), srv.URL}
	now, err := r.desk.Live(t.Context(), demo.BusService)
	if err != nil {
		t.Fatal(err)
	}
	var run *live.Running
	for _, x := range now.View.Runs {
		if x.Driving && x.Trip.Direction == 0 && x.Next+3 < len(x.Trip.Stops) {
			run = x
		}
	}
	if run == nil {
		t.Fatal("no bus is on its way")
	}
	call := run.Calls[2]
	halte := citizen.get(at+"/stops/"+call.Stop.ID, 200)
	holds(t, "the halte ahead of a bus", halte, "Jam memakai posisi bus pukul 07.30", "bus terpantau", i18n.Clock(i18n.Indonesian, time.Unix(call.Depart, 0)))
	last := run.Trip.Stops[len(run.Trip.Stops)-1]
	from, _ := now.Feed.Stop(call.Stop.ID)
	to, _ := now.Feed.Stop(last.ID)
	ride := citizen.get(at+"?"+url.Values{"from": {fmt.Sprintf("%f, %f", from.Lat, from.Lon)}, "to": {fmt.Sprintf("%f, %f", to.Lat, to.Lon)}, "by": {"leave"}}.Encode(), 200)
	holds(t, "a journey on the bus", ride, "bus terpantau")
	if other := citizen.get(at+"/stops/"+call.Stop.ID+"?date=2026-10-05&time=07:30", 200); strings.Contains(other, "bus terpantau") {
		t.Error("another day's departures are told as live")
	}
	page := officer.get("/bus/"+demo.BusService+"/now", 200)
	holds(t, "the Dishub's page", page, "bus berjalan dari", run.Vehicle, "Posisi terbaru", "Seharusnya terdengar")
	holds(t, "what tells of news", officer.get("/bus/"+demo.BusService+"/now/events", 200), `"driving":4`)
	citizen.get("/bus/"+demo.BusService+"/now", 303)

	b := browsertest.Start(t)
	b.Cookie(t, srv.URL, front.SessionCookie, tokenOf(t, srv.URL, "kampar-dishub"))
	for name, address := range map[string]string{"now": "/bus/" + demo.BusService + "/now", "stop-live": at + "/stops/" + call.Stop.ID} {
		b.Look(t, name+"-phone", srv.URL+address, browsertest.Phone())
	}
	// The open page follows the road by itself.
	b.Open(t, srv.URL+"/bus/"+demo.BusService+"/now", browsertest.Desk())
	r.until(t, 7, 41)
	if said := b.Ask(t, `new Promise(done => { const wait = () => document.querySelector("main").innerText.includes("06.45") ? setTimeout(wait, 200) : done("renewed"); setTimeout(() => done(document.querySelector("main").innerText), 40000); wait(); })`); said != "renewed" {
		t.Errorf("after eleven minutes the page still says: %s", said)
	}

	r.now = r.now.Add(10 * time.Minute)
	stale := citizen.get(at+"/stops/"+call.Stop.ID, 200)
	holds(t, "when nothing comes any more", stale, "Posisi bus terakhir diterima pukul 07.41")
	if strings.Contains(stale, "bus terpantau") {
		t.Error("what is old is told as live")
	}
	holds(t, "the Dishub's page then", officer.get("/bus/"+demo.BusService+"/now", 200), "Tidak ada bus yang berjalan", "Posisi terakhir pukul 07.41")
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
