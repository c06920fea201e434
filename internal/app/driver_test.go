package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/simulate"
	"sinergi/internal/sqldb/sqldbtest"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// pocket is a driver's phone without its page: what it sends, by its own clock.
type pocket struct {
	t     *testing.T
	base  string
	key   string
	queue string
	fast  time.Duration // its clock
	now   func() time.Time
	n     int
	items []map[string]any
}

// enrolled gives a phone of the demo's bus service.
func enrolled(t *testing.T, r *road, base, name string) *pocket {
	t.Helper()
	secret, err := r.desk.InvitePhone(t.Context(), r.load.Actors["pekanbaru-dishub"], demo.BusService, name, "")
	if err != nil {
		t.Fatal(err)
	}
	key, err := r.desk.EnrolPhone(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.EnrolPhone(t.Context(), secret); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a second phone enrols with the same link: %v", err)
	}
	return &pocket{t: t, base: base, key: key, queue: "queue-" + name, now: func() time.Time { return r.now }}
}

func (p *pocket) add(at time.Time, kind string, what map[string]any) {
	p.n++
	p.items = append(p.items, map[string]any{"n": p.n, "at": at.Add(p.fast).UnixMilli(), kind: what})
}

func (p *pocket) fixes(x *simulate.Track, until time.Time) {
	for _, f := range x.Fixes {
		if f.At <= until.Unix() && !f.NoFix {
			p.add(time.Unix(f.At, 0), "position", map[string]any{"lat": f.Lat, "lon": f.Lon, "accuracy": 5})
		}
	}
}

func (p *pocket) say(at time.Time, id, say, vehicle string, run simulate.Truth) {
	p.add(at, "word", map[string]any{"id": id, "say": say, "vehicle": vehicle, "date": "2026-10-01", "trip": run.Trip, "start": run.Start})
}

type phoneAnswer struct {
	Through, Now, Accepted, Duplicate int64
	Rejected                          []struct {
		N             int
		Field, Reason string
	}
	Error string
}

// post sends some things from the queue, which stays as it is.
func (p *pocket) post(items []map[string]any, key string, want int) (a phoneAnswer) {
	p.t.Helper()
	body, err := json.Marshal(map[string]any{"queue": p.queue, "clock": p.now().Add(p.fast).UnixMilli(), "items": items})
	if err != nil {
		p.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.base+"/ingest/driver", bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil || resp.StatusCode != want {
		p.t.Fatalf("%d, want %d: %+v, %v", resp.StatusCode, want, a, err)
	}
	return a
}

// send sends everything in loads, each of them twice, as when an answer is lost.
func (p *pocket) send() {
	p.t.Helper()
	for load := range slices.Chunk(p.items, 1500) {
		first := p.post(load, p.key, http.StatusOK)
		again := p.post(load, p.key, http.StatusOK)
		if len(first.Rejected) > 0 || first.Through != again.Through || again.Accepted != 0 || int(again.Duplicate) != len(load) {
			p.t.Fatalf("sent: %+v, and again: %+v", first, again)
		}
	}
}

func (r *road) serve(t *testing.T) string {
	t.Helper()
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
	return srv.URL
}

// ran gives a run of the first day after measuring what waits for it.
func (r *road) ran(t *testing.T, of simulate.Truth) transit.Run {
	t.Helper()
	if err := r.desk.MeasureStale(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	br, err := r.desk.BusRun(t.Context(), r.load.Actors["kampar-keuangan"], demo.BusService, october.First(), of.Trip, of.Start)
	if err != nil {
		t.Fatal(err)
	}
	return br.Run
}

// trackOf gives the vehicle that drove a whole run in the morning, and the run.
func (r *road) trackOf(t *testing.T) (*simulate.Track, simulate.Truth) {
	t.Helper()
	for _, x := range r.days[0].Truth {
		for i := range r.days[0].Tracks {
			track := &r.days[0].Tracks[i]
			if x.Vehicle == track.Vehicle && !track.Wrong && x.Status == simulate.Complete && len(x.Silences) == 0 && x.Start > 6*3600 && x.Start < 9*3600 {
				return track, x
			}
		}
	}
	t.Fatal("nobody drove a whole run")
	return nil, simulate.Truth{}
}

// elsewhere gives a vehicle that was heard while another one drove a run, and
// did not drive the same way soon before or after.
func (r *road) elsewhere(t *testing.T, run simulate.Truth) *simulate.Track {
	t.Helper()
	for i := range r.days[0].Tracks {
		x := &r.days[0].Tracks[i]
		near := slices.ContainsFunc(r.days[0].Truth, func(o simulate.Truth) bool {
			return o.Vehicle == x.Vehicle && o.Shape == run.Shape && o.Began > run.Began-1800e6 && o.Began < run.Began+1800e6
		})
		if x.Vehicle != run.Vehicle && !near && !x.Wrong && slices.ContainsFunc(x.Fixes, func(f simulate.Fix) bool {
			return f.At > run.Began/1e6+600 && f.At < run.Ended/1e6-600
		}) {
			return x
		}
	}
	t.Fatal("nobody else was on the road")
	return nil
}

// A driver's word decides who drove, on both engines: nobody is rostered, the
// phone was off line for hours, its clock an hour fast, everything comes twice;
// the run is measured by what the phone sends in the evening, as it would have
// been by the bus's own device.
func TestADriverSaysWhoDrove(t *testing.T) {
	t.Parallel()
	for engine, data := range map[string]func(t *testing.T) app.Data{
		"sqlite":   func(t *testing.T) app.Data { return app.Data{Dir: t.TempDir()} },
		"postgres": func(t *testing.T) app.Data { return app.Data{Dir: t.TempDir(), URL: sqldbtest.PostgresURL(t)} },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			saysWhoDrove(t, data(t))
		})
	}
}

func saysWhoDrove(t *testing.T, data app.Data) {
	t.Helper()
	r := onTheRoad(t, data, 1, 0)
	base := r.serve(t)
	ctx := t.Context()
	p, q := enrolled(t, r, base, "HP-01"), enrolled(t, r, base, "HP-02")
	p.fast = time.Hour
	track, run := r.trackOf(t)
	other := r.elsewhere(t, run)
	forget := func() {
		if err := r.node.Store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `delete from roster`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	forget()
	r.now = october.First().Start().Add(20 * time.Hour)
	if got := r.measured(t); got != 0 {
		t.Fatalf("%d runs were driven before anything came", got)
	}

	// Another driver's phone says that its bus drove the run; it was elsewhere.
	q.say(time.UnixMicro(run.Began), "false-1", "mulai", other.Vehicle, run)
	q.fixes(other, r.now)
	q.send()
	if got := r.ran(t, run); got.Delivered != 0 || got.Who != transit.ByNobody {
		t.Errorf("a word that positions contradict credits: %+v", got)
	}

	// The phone of the bus that drove it, hours later.
	p.say(time.UnixMicro(run.Began-300e6), "board-1", "kendaraan", track.Vehicle, simulate.Truth{})
	p.say(time.UnixMicro(run.Began-60e6), "wrong-1", "mulai", track.Vehicle, r.days[0].Truth[0])
	p.add(time.UnixMicro(run.Began-30e6), "word", map[string]any{"id": "back-1", "say": "batal", "vehicle": track.Vehicle, "date": "2026-10-01", "of": "wrong-1"})
	p.say(time.UnixMicro(run.Began), "start-1", "mulai", track.Vehicle, run)
	p.fixes(track, r.now)
	p.say(time.UnixMicro(run.Ended), "end-1", "selesai", track.Vehicle, run)
	p.add(time.UnixMicro(run.Ended-600e6), "word", map[string]any{"id": "hitch-1", "say": "kendala", "vehicle": track.Vehicle, "date": "2026-10-01", "trip": run.Trip, "start": run.Start, "trouble": "rusak", "text": "Ban\x00 bocor\n di Panam"})
	p.send()
	got := r.ran(t, run)
	if got.Vehicle != track.Vehicle || got.Who != transit.ByDriver || got.Status != transit.Complete {
		t.Fatalf("the run after the phone sent: %+v", got)
	}

	br, err := r.desk.BusRun(ctx, r.load.Actors["kampar-keuangan"], demo.BusService, october.First(), run.Trip, run.Start)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, w := range br.Said() {
		said = append(said, string(w.Kind)+" "+w.Vehicle+" "+w.Text)
		if w.ID == "start-1" && (w.At != run.Began/1000*1000 || w.Clock-w.At != int64(time.Hour/time.Microsecond) || w.Received != r.now.UnixMicro()) {
			t.Errorf("said at %d, by the phone at %d, received %d; really at %d", w.At, w.Clock, w.Received, run.Began)
		}
	}
	if want := []string{"mulai " + other.Vehicle + " ", "mulai " + track.Vehicle + " ", "kendala " + track.Vehicle + " Ban bocor di Panam", "selesai " + track.Vehicle + " "}; !slices.Equal(said, want) {
		t.Errorf("said: %q", said)
	}
	verdicts := map[string]transit.Verdict{}
	for _, c := range br.Claims {
		verdicts[c.Vehicle] = c.Verdict
	}
	if len(br.Claims) != 2 || verdicts[other.Vehicle] != transit.Contradicted || verdicts[track.Vehicle] != transit.Borne {
		t.Errorf("verdicts: %+v", br.Claims)
	}

	// The roster stands behind: it says another bus, which was elsewhere.
	if err := r.node.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.SaveDuty(ctx, demo.BusService, store.Duty{Date: october.First(), Block: run.Block, Vehicle: other.Vehicle}); err != nil {
			return err
		}
		return tx.Touch(ctx, demo.BusService, october.First())
	}); err != nil {
		t.Fatal(err)
	}
	if got := r.ran(t, run); got.Vehicle != track.Vehicle || got.Who != transit.ByDriver {
		t.Errorf("the roster goes before the driver's word: %+v", got)
	}
	p.say(r.now, "end-2", "batal", track.Vehicle, simulate.Truth{})
	p.items[len(p.items)-1]["word"].(map[string]any)["of"] = "start-1"
	p.say(r.now, "end-3", "batal", track.Vehicle, simulate.Truth{})
	p.items[len(p.items)-1]["word"].(map[string]any)["of"] = "end-1"
	p.post(p.items[len(p.items)-2:], p.key, http.StatusOK)
	if got := r.ran(t, run); got.Vehicle != other.Vehicle || got.Who != transit.ByRoster || got.Delivered != 0 {
		t.Errorf("after the words were taken back: %+v", got)
	}
}

// measured counts the runs of the first day that delivered something.
func (r *road) measured(t *testing.T) (n int) {
	t.Helper()
	if err := r.node.Store.Write(t.Context(), func(tx *store.Tx) error { return tx.Touch(t.Context(), demo.BusService, october.First()) }); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.MeasureStale(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	runs, err := r.desk.Runs(t.Context(), r.load.Actors["kampar-keuangan"], demo.BusService, october.First(), october.First())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range runs {
		if x.Delivered > 0 {
			n++
		}
	}
	return n
}

// What a phone may send is of its own service, vehicle and queue; what cannot be
// true is refused by itself, and a withdrawn key is told so.
func TestAPhoneSpeaksForItself(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 1, 2)
	base := r.serve(t)
	r.now = october.First().Start().Add(8 * time.Hour)
	p := enrolled(t, r, base, "HP-01")
	run := r.days[0].Truth[0]
	good := map[string]any{"id": "a", "say": "mulai", "vehicle": run.Vehicle, "date": "2026-10-01", "trip": run.Trip, "start": run.Start}
	with := func(name string, value any) map[string]any {
		w := map[string]any{"id": "x" + name}
		for k, v := range good {
			if k != "id" {
				w[k] = v
			}
		}
		w[name] = value
		return w
	}
	p.add(r.now, "word", with("vehicle", "B 1234 XX"))
	p.add(r.now, "word", with("trip", "trip-of-another-service"))
	p.add(r.now, "word", with("start", run.Start+1))
	p.add(r.now, "word", with("date", "2026-10-09"))
	p.add(r.now, "word", with("date", "yesterday"))
	p.add(r.now, "word", with("say", "melompat"))
	p.add(r.now, "word", map[string]any{"id": "b", "say": "batal", "date": "2026-10-01", "of": "never-said"})
	p.add(r.now, "word", good)
	answer := p.post(p.items, p.key, http.StatusOK)
	var refused []string
	for _, x := range answer.Rejected {
		if x.Reason == "" || strings.Contains(x.Reason, "drive.") {
			t.Errorf("refused without a word: %+v", x)
		}
		refused = append(refused, fmt.Sprintf("%d %s", x.N, x.Field))
	}
	if want := []string{"1 vehicle", "2 trip", "3 trip", "4 date", "5 date", "6 say", "7 of"}; !slices.Equal(refused, want) || answer.Accepted != 1 || answer.Through != 8 {
		t.Errorf("refused %q, %+v", refused, answer)
	}

	// Another phone does not take it back.
	q := enrolled(t, r, base, "HP-02")
	q.add(r.now, "word", map[string]any{"id": "c", "say": "batal", "date": "2026-10-01", "of": "a"})
	if a := q.post(q.items, q.key, http.StatusOK); len(a.Rejected) != 1 {
		t.Errorf("another phone takes back: %+v", a)
	}

	for name, c := range map[string]struct {
		items []map[string]any
		queue string
		want  int
	}{
		"out of order":    {[]map[string]any{{"n": 12, "at": 1, "position": good}, {"n": 11, "at": 1, "position": good}}, "q", 422},
		"neither":         {[]map[string]any{{"n": 12, "at": 1}}, "q", 422},
		"no queue":        {nil, "", 422},
		"no time":         {[]map[string]any{{"n": 12, "at": -5, "position": good}}, "q", 422},
		"nothing to send": {nil, "q", 200},
	} {
		x := *p
		x.queue, x.t = c.queue, t
		if a := x.post(c.items, p.key, c.want); c.want != 200 && a.Error == "" {
			t.Errorf("%s: no reason", name)
		}
	}
	p.post(p.items, "no-such-key", http.StatusUnauthorized)
	p.post(p.items, r.load.BusKey, http.StatusForbidden) // of a machine that is no phone
	if err := r.desk.RetireDevice(t.Context(), r.load.Actors["pekanbaru-dishub"], "HP-01"); err != nil {
		t.Fatal(err)
	}
	if a := p.post(p.items, p.key, http.StatusUnauthorized); a.Error == "" {
		t.Error("a withdrawn key is not told")
	}
}
