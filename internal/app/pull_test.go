package app_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/app"
	"sinergi/internal/demo"
	fetching "sinergi/internal/fetch"
	"sinergi/internal/i18n"
	"sinergi/internal/live"
	"sinergi/internal/ops"
	"sinergi/internal/seal"
	"sinergi/internal/simulate"
	"sinergi/internal/store"
	"sinergi/internal/web/browsertest"
	"sinergi/internal/web/front"
)

// controlRoom is another system that publishes GTFS Realtime of the demo's buses,
// as well or as badly as it is told to.
type controlRoom struct {
	*httptest.Server
	r      *road
	mu     sync.Mutex
	behave map[string]http.HandlerFunc // by path, instead of what it should do
	extra  map[string][]realtime.Entity
	asked  map[string]int
}

const roomKey = "kunci-rahasia-pusat"

func newControlRoom(t *testing.T, r *road) *controlRoom {
	t.Helper()
	c := &controlRoom{r: r, behave: map[string]http.HandlerFunc{}, extra: map[string][]realtime.Entity{}, asked: map[string]int{}}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		c.mu.Lock()
		c.asked[req.URL.Path]++
		behave := c.behave[req.URL.Path]
		c.mu.Unlock()
		switch {
		case req.Header.Get("X-Api-Key") != roomKey:
			http.Error(w, "no", http.StatusForbidden)
		case behave != nil:
			behave(w, req)
		default:
			_, _ = w.Write(c.message(req.URL.Path, r.now).Append(nil))
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// message is what it tells at an instant: on /vp where each bus was last.
func (c *controlRoom) message(path string, at time.Time) *realtime.Message {
	full := realtime.Full
	m := &realtime.Message{Header: realtime.Header{Version: "2.0", Incrementality: &full, Timestamp: uint64(at.Unix())}, Entities: slices.Clone(c.extra[path])}
	if path != "/vp" {
		return m
	}
	for _, x := range c.r.days[0].Tracks {
		i := slices.IndexFunc(x.Fixes, func(f simulate.Fix) bool { return f.At > at.Unix() })
		if i <= 0 || x.Wrong {
			continue
		}
		f := x.Fixes[i-1]
		v := &realtime.Vehicle{Vehicle: &realtime.VehicleID{ID: "k-" + x.Vehicle, Label: x.Vehicle}, Position: &realtime.Position{Lat: float32(f.Lat), Lon: float32(f.Lon)}, Timestamp: uint64(f.At)}
		for _, run := range c.r.days[0].Truth {
			if run.Vehicle == x.Vehicle && run.Began/1e6 <= at.Unix() && run.Ended/1e6 > at.Unix() {
				v.Trip = &realtime.Trip{ID: run.Trip, StartDate: "20261001"}
			}
		}
		m.Entities = append(m.Entities, realtime.Entity{ID: x.Vehicle, Vehicle: v})
	}
	return m
}

func (c *controlRoom) does(path string, h http.HandlerFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.behave[path] = h
}

// lets time pass in steps, asking what is due.
func (c *controlRoom) lets(t *testing.T, pass, step time.Duration) {
	t.Helper()
	for end := c.r.now.Add(pass); c.r.now.Before(end); {
		c.r.now = c.r.now.Add(step)
		if err := c.r.desk.PullDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// What another system tells of the buses is fetched, shown to passengers under its
// name while it is fresh, and never as live when it goes stale, repeats itself,
// jumps back, fails or speaks of trips that nobody knows.
func TestGTFSRealtimeIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := onTheRoad(t, app.Data{Dir: dir}, 1, 0)
	var log bytes.Buffer
	var logging sync.Mutex
	r.desk = ops.New(ops.Config{
		Store: r.node.Store, Files: r.node.Files, Now: func() time.Time { return r.now }, Box: seal.Open(filepath.Join(dir, "pull.key")),
		Log: slog.New(slog.NewTextHandler(locked{&logging, &log}, nil)),
	})
	r.desk.PullWith(fetching.New(fetching.Options{Inside: true, Timeout: time.Second, Bytes: 1 << 20}))
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
	r.now = r.days[0].Date.Start().Add(6*time.Hour + 40*time.Minute)
	room := newControlRoom(t, r)
	officer := deskVisitor{t, visitor(t, srv.URL, "pekanbaru-dishub"), srv.URL}
	other := deskVisitor{t, visitor(t, srv.URL, "kampar-dishub"), srv.URL}
	citizen := deskVisitor{t, visitor(t, srv.URL, ""), srv.URL}
	list, travel, nowAt := "/services/"+demo.BusService+"/realtime", "/travel/"+demo.BusService, "/bus/"+demo.BusService+"/now"

	holds(t, "the empty list", officer.get(list, 200), "Belum ada sumber")
	other.get(list, 403)
	citizen.get(list, 303)
	deskVisitor{t, visitor(t, srv.URL, "pekanbaru-dlhk"), srv.URL}.get("/services/"+demo.WasteService+"/realtime", 404)
	form := url.Values{"name": {"Pusat Kendali"}, "positions": {"pusat"}, "interval": {"5"}, "max_age": {"sering"}, "header": {"X-Api-Key"}}
	_, wrong := officer.post(list, 422, form)
	holds(t, "what is wrong", wrongs(wrong), "Tulis alamat lengkap", "Isi angka dari 15 sampai 300", "Isi angka dari 30 sampai 3.600", "Kunci")
	holds(t, "what was typed", wrong, `value="sering"`, `value="pusat"`)
	form["positions"], form["updates"], form["alerts"], form["interval"], form["max_age"], form["key"] = []string{room.URL + "/vp"}, []string{room.URL + "/tu"}, []string{room.URL + "/alerts"}, []string{"30"}, []string{"90"}, []string{roomKey}
	other.post(list, 403, form)
	at, _ := officer.post(list, 303, form)
	if at != list+"/1" {
		t.Fatalf("the source is at %s", at)
	}
	holds(t, "a new source", officer.get(at, 200), "Belum ditanya", "Sudah ada kunci")
	other.get(at, 403)
	holds(t, "the list", officer.get(list, 200), "1 sumber dengan 3 alamat; 0 alamat segar")

	// What it tells: a run that is late, one that is cancelled, a bus and a trip
	// that nobody knows, an alert in English only, and one of another city.
	room.lets(t, 40*time.Minute, 30*time.Second)
	now, err := r.desk.Live(t.Context(), demo.BusService)
	if err != nil {
		t.Fatal(err)
	}
	if !now.Fresh() || len(now.View.Runs) == 0 {
		t.Fatalf("no run is seen of what the control room tells: %d vehicles", len(now.View.Vehicles))
	}
	var late, gone string
	var calls []string
	for _, run := range now.Plan.Runs {
		if run.Start > 10*3600 && run.Start < 11*3600 && run.Direction == 0 {
			if late == "" {
				late = run.Trip
				for _, st := range now.Feed.StopTimes(run.Trip) {
					calls = append(calls, st.StopID)
				}
			} else if gone == "" {
				gone = run.Trip
			}
		}
	}
	lateStart, goneStart := now.Feed.StopTimes(late)[0].Departure, now.Feed.StopTimes(gone)[0].Departure
	delay := int32(7 * 60)
	update := func(trip string, relation realtime.TripRelation) realtime.Entity {
		return realtime.Entity{ID: trip, TripUpdate: &realtime.TripUpdate{Trip: realtime.Trip{ID: trip, StartDate: "20261001", Relationship: relation}, Calls: []realtime.Call{{StopID: calls[0], Departure: &realtime.Event{Delay: &delay}}}}}
	}
	said := func(language, words, route string) realtime.Entity {
		return realtime.Entity{ID: words, Alert: &realtime.Alert{Effect: realtime.NoService, Cause: 10, Header: &realtime.Text{In: []realtime.Translation{{Text: words, Language: language}}}, Informed: []realtime.Selector{{RouteID: route}}}}
	}
	route := now.Feed.Trips[0].RouteID
	room.extra["/tu"] = []realtime.Entity{update(late, realtime.Scheduled), update(gone, realtime.Canceled), update("hantu", realtime.Scheduled)}
	room.extra["/alerts"] = []realtime.Entity{said("en", "Bridge works <b>", route), said("id", "Kota lain", "lain")}
	room.extra["/vp"] = []realtime.Entity{{ID: "asing", Vehicle: &realtime.Vehicle{Vehicle: &realtime.VehicleID{ID: "asing-1"}, Trip: &realtime.Trip{ID: "hantu"}, Position: &realtime.Position{Lat: 0.5, Lon: 101.4}, Timestamp: uint64(r.now.Unix())}}}
	room.lets(t, 30*time.Second, 30*time.Second)
	source := officer.get(at, 200)
	holds(t, "the source", source, "Segar, sebagian tidak dikenal", "asing-1", "hantu", "?new=asing-1#vehicle", "Pengumuman 2, tidak dikenal 1", "Perjalanan yang disebut 3, tidak dikenal 1", "Perjalanan dengan perubahan 2", "menurut sumber", "0 berbeda dari penugasan")
	holds(t, "where the bus is registered", officer.get("/services/"+demo.BusService+"?new=asing-1", 200), `value="asing-1"`)
	holds(t, "the Dishub's page", officer.get(nowAt, 200), "bus berjalan dari", "Pusat Kendali", "Segar, sebagian tidak dikenal", "1 perjalanan, 1 kendaraan", "Posisi terbaru")
	if page := other.get(nowAt, 200); !strings.Contains(page, "Pusat Kendali") || strings.Contains(page, at) {
		t.Error("the other Dishub is not told of the source, or led to where it may not go")
	}
	bus := now.View.Runs[slices.IndexFunc(now.View.Runs, func(x *live.Running) bool { return x.Driving && x.Next+3 < len(x.Trip.Stops) })]
	holds(t, "the halte ahead of a bus", citizen.get(travel+"/stops/"+bus.Calls[2].Stop.ID, 200), "bus terpantau")
	clock := func(second int) string { return i18n.DayTime(i18n.Indonesian, second) }
	halte := travel + "/stops/" + calls[0] + "?date=2026-10-01&time=10:00"
	holds(t, "the halte of the late run", citizen.get(halte, 200), clock(lateStart+7*60), "menurut Pusat Kendali, 0 detik lalu: terlambat 7 menit", clock(goneStart), "menurut Pusat Kendali, 0 detik lalu: dibatalkan", "Jam memakai kabar dari Pusat Kendali, 0 detik lalu.")
	if page := citizen.get(travel+"/stops/"+calls[0]+"?date=2026-10-08&time=10:00", 200); strings.Contains(page, "Pusat Kendali, ") {
		t.Error("another day is told as the source tells today")
	}
	first, _ := now.Feed.Stop(calls[0])
	last, _ := now.Feed.Stop(calls[len(calls)-1])
	ends := url.Values{"fromPlace": {fmt.Sprintf("%f,%f", first.Lat, first.Lon)}, "toPlace": {fmt.Sprintf("%f,%f", last.Lat, last.Lon)}, "time": {r.days[0].Date.Start().Add(time.Duration(lateStart) * time.Second).Format(time.RFC3339)}}
	api := "/journeys/" + demo.BusService + "/api/v5/plan?" + ends.Encode()
	holds(t, "journeys by the API", citizen.get(api, 200), `"realTime":true`, `"tripId":"`+late+`"`)
	if page := citizen.get(api+"&realtimeMode=OFF", 200); strings.Contains(page, `"realTime":true`) {
		t.Error("what was asked for without realtime has it")
	}
	if page := citizen.get(api, 200); strings.Contains(page, `"tripId":"`+gone+`"`) {
		t.Error("a cancelled run is offered")
	}
	holds(t, "alerts", citizen.get(travel+"/alerts", 200), "Menurut Pusat Kendali ·", "Bridge works &lt;b&gt;", "selama masih disiarkan", "1 pengumuman")
	holds(t, "the alert itself", citizen.get(travel+"/alerts/s1-alerts-1", 200), "Menurut Pusat Kendali.", "Tidak beroperasi")
	if m, err := r.desk.AlertFeed(t.Context(), demo.BusService); err != nil || len(m.Entities) > 0 {
		t.Errorf("the source's alerts are told as the operator's: %v", err)
	}
	b := browsertest.Start(t)
	b.Cookie(t, srv.URL, front.SessionCookie, tokenOf(t, srv.URL, "pekanbaru-dishub"))
	for name, address := range map[string]string{"source": at, "sources": list, "now-pulled": nowAt, "stop-told": halte, "alerts-told": travel + "/alerts"} {
		b.Look(t, name+"-phone", srv.URL+address, browsertest.Phone())
		b.Look(t, name+"-desk", srv.URL+address, browsertest.Desk())
	}

	// The same positions are kept once, under a device of the source's own.
	heard := 0
	if err := r.node.Store.Read(t.Context(), func(tx *store.Tx) error {
		all, err := tx.HeardOn(t.Context(), demo.BusService, r.days[0].Date)
		for _, h := range all {
			if !strings.HasPrefix(h.Device, "rt:"+demo.BusService+":1:") || h.Aside != "" {
				t.Errorf("positions under %s, aside %q", h.Device, h.Aside)
			}
			heard += h.Points
		}
		return err
	}); err != nil || heard == 0 {
		t.Fatalf("%d positions: %v", heard, err)
	}

	device := "/services/" + demo.BusService + "/devices/" + url.PathEscape("rt:"+demo.BusService+":1:"+bus.Vehicle)
	holds(t, "the device", officer.get(device, 200), "GTFS-RT 1 · "+bus.Vehicle, at)
	_, refused := officer.post(device, 422, url.Values{"vehicle": {bus.Vehicle}})
	holds(t, "a key for it", wrongs(refused), "milik sumber GTFS Realtime")

	// How the source goes bad.
	whole := func(m *realtime.Message) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(m.Append(nil)) }
	}
	stamp := func(m *realtime.Message, at time.Time) *realtime.Message {
		m.Header.Timestamp = uint64(at.Unix())
		return m
	}
	const told = "menurut Pusat Kendali,"
	for _, c := range []struct {
		name   string
		does   func() http.HandlerFunc
		pass   time.Duration
		state  string
		silent bool // nothing is told as live any more
	}{
		{"back", func() http.HandlerFunc { return whole(room.message("/tu", r.now.Add(-31*time.Second))) }, 30 * time.Second, "Melompat mundur", true},
		{"ahead", func() http.HandlerFunc { return whole(room.message("/tu", r.now.Add(5*time.Minute))) }, 30 * time.Second, "Jamnya maju", true},
		{"no clock", func() http.HandlerFunc { return whole(stamp(room.message("/tu", r.now), time.Unix(0, 0))) }, 30 * time.Second, "Tanpa stempel waktu", true},
		{"repeats", func() http.HandlerFunc { return whole(room.message("/tu", r.now.Add(30*time.Second))) }, 2 * time.Minute, "Mengulang", true},
		{"another timetable", func() http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				m := room.message("/tu", r.now)
				m.Entities = []realtime.Entity{update(late, realtime.Scheduled), update("a", realtime.Scheduled), update("b", realtime.Scheduled)}
				_, _ = w.Write(m.Append(nil))
			}
		}, 30 * time.Second, "Jadwal lain", true},
		{"garbage", func() http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>masuk dahulu</html>") }
		}, 5 * time.Minute, "Tidak terbaca", true},
		{"huge", func() http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte("x"), 2<<20)) }
		}, 12 * time.Minute, "Tidak terbaca", true},
		{"refused", func() http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }
		}, 12 * time.Minute, "HTTP 503", true},
		{"slow", func() http.HandlerFunc {
			return func(w http.ResponseWriter, req *http.Request) { <-req.Context().Done() }
		}, 12 * time.Minute, "Tidak terjangkau", true},
	} {
		room.does("/tu", nil) // well again, before it goes bad
		room.lets(t, 13*time.Minute, time.Minute)
		if page := citizen.get(halte, 200); !strings.Contains(page, told) {
			t.Fatalf("before %s nothing is told", c.name)
		}
		room.does("/tu", c.does())
		room.lets(t, c.pass, 30*time.Second)
		page := officer.get(at, 200)
		holds(t, "the page of a source that is "+c.name, page, c.state)
		if page := citizen.get(halte, 200); strings.Contains(page, told) == c.silent || !strings.Contains(page, "Kabar dari Pusat Kendali tidak dipakai") {
			t.Errorf("passengers are told by a source that is %s", c.name)
		}
		holds(t, "positions meanwhile", officer.get(nowAt, 200), "Posisi terbaru")
	}

	// Everything goes silent: what was told grows old.
	for _, path := range []string{"/vp", "/tu", "/alerts"} {
		room.does(path, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) })
	}
	room.lets(t, 15*time.Minute, 30*time.Second)
	holds(t, "when nothing new comes", officer.get(nowAt, 200), "Tidak ada bus yang berjalan", "Posisi terakhir pukul", "Basi")
	silent := citizen.get(halte, 200)
	holds(t, "the halte then", silent, "Posisi bus terakhir diterima pukul", "Kabar dari Pusat Kendali tidak dipakai (Basi)")
	if strings.Contains(silent, told) || strings.Contains(silent, "terpantau") {
		t.Error("what is old is told as live")
	}
	holds(t, "alerts then", citizen.get(travel+"/alerts", 200), "Tidak ada pengumuman")
	citizen.get(travel+"/alerts/s1-alerts-1", 404)

	// The key goes nowhere else, and stands nowhere.
	delete(form, "key")
	form["positions"] = []string{"http://example.org/vp"}
	_, again := officer.post(at, 422, form)
	holds(t, "a key for another server", wrongs(again), "Ketik kuncinya lagi")
	form["positions"], form["interval"] = []string{room.URL + "/vp"}, []string{"60"}
	officer.post(at, 303, form)
	room.does("/vp", nil)
	before := room.asked["/vp"]
	room.lets(t, 2*time.Minute, 10*time.Second)
	if n := room.asked["/vp"] - before; n != 2 && n != 3 {
		t.Errorf("asked every minute, it is asked %d times in two", n)
	}
	trail := deskVisitor{t, visitor(t, srv.URL, "pekanbaru-admin"), srv.URL}.get("/trail", 200)
	holds(t, "the trail", trail, "menyimpan sumber GTFS Realtime", "Pusat Kendali")
	for name, page := range map[string]string{"its page": officer.get(at, 200), "the list": officer.get(list, 200), "the trail": trail} {
		if strings.Contains(page, roomKey) {
			t.Errorf("%s shows the key", name)
		}
	}
	logging.Lock()
	if strings.Contains(log.String(), roomKey) || strings.Contains(log.String(), room.URL) {
		t.Errorf("the log tells the key or the address: %s", log.String())
	}
	logging.Unlock()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if content, err := os.ReadFile(f); err == nil && bytes.Contains(content, []byte(roomKey)) {
			t.Errorf("%s holds the key as it is", f)
		}
	}

	// Switched off it is not asked; removed it is gone, and what it brought stays.
	officer.post(at+"/switch", 303, url.Values{"on": {"0"}})
	asked := maps.Clone(room.asked)
	room.lets(t, 2*time.Minute, 30*time.Second)
	if !maps.Equal(asked, room.asked) {
		t.Error("a source that is off is asked")
	}
	holds(t, "a source that is off", officer.get(at, 200), "Dimatikan", "Nyalakan sumber")
	other.post(at+"/remove", 403, nil)
	officer.post(at+"/remove", 303, nil)
	officer.get(at, 404)
	devices, err := r.desk.Registry(t.Context(), r.load.Actors["pekanbaru-dishub"], demo.BusService)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range devices.Devices {
		if strings.HasPrefix(d.ID, "rt:") && d.Active {
			t.Errorf("%s is still believed", d.ID)
		}
	}
	if _, err := r.desk.RealtimeOf(t.Context(), r.load.Actors["pekanbaru-dishub"], demo.BusService, 1); err == nil {
		t.Error("a source that is gone is given")
	}
}

// locked is a writer that is used by one at a time.
type locked struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}
