package app_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sinergi/internal/api"
	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
)

// What the client of MOTIS (npm @motis-project/motis-client 2.11.3) declares to
// be there always, by type.
var motis = map[string]string{
	"plan":      "requestParameters debugOutput from to direct itineraries previousPageCursor nextPageCursor",
	"itinerary": "duration startTime endTime transfers id legs",
	"leg":       "mode from to duration startTime endTime scheduledStartTime scheduledEndTime realTime scheduled legGeometry",
	"place":     "name lat lon",
	"line":      "points precision length",
	"stoptimes": "stopTimes place previousPageCursor nextPageCursor",
	"stoptime":  "place mode realTime headsign tripFrom tripTo agencyId agencyName agencyUrl routeId directionId tripId routeShortName routeLongName tripShortName displayName pickupDropoffType cancelled tripCancelled bikesAllowed reservation source",
	"reached":   "place duration k", // optional there, and of no use without
	"match":     "type tokens name id lat lon areas score",
}

type object = map[string]any

// askMotis asks the planner as a client does.
type askMotis struct {
	t   *testing.T
	mux *http.ServeMux
}

func (c askMotis) get(path string, want int, query ...string) any {
	c.t.Helper()
	q := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	w := httptest.NewRecorder()
	c.mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path+"?"+q.Encode(), http.NoBody))
	if w.Code != want || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		c.t.Fatalf("%s?%s: %d, want %d: %v %s", path, q.Encode(), w.Code, want, w.Header(), w.Body)
	}
	var answer any
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		c.t.Fatalf("%s: %v: %s", path, err, w.Body)
	}
	return answer
}

// has checks that an answer is of a type, and gives it.
func (c askMotis) has(kind string, v any) object {
	c.t.Helper()
	o, ok := v.(object)
	for name := range strings.FieldsSeq(motis[kind]) {
		if value, there := o[name]; !ok || !there || value == nil {
			c.t.Fatalf("no %s in the %s %v", name, kind, v)
		}
	}
	return o
}

// plan asks for journeys, checks every part of the answer and that times and
// places follow each other.
func (c askMotis) plan(query ...string) object {
	c.t.Helper()
	answer := c.has("plan", c.get("/api/v6/plan", 200, query...))
	c.has("place", answer["from"])
	c.has("place", answer["to"])
	for _, list := range []string{"itineraries", "direct"} {
		for _, i := range answer[list].([]any) {
			i := c.has("itinerary", i)
			at := c.time(i["startTime"])
			for _, l := range i["legs"].([]any) {
				l := c.has("leg", l)
				c.has("line", l["legGeometry"])
				from, to := c.has("place", l["from"]), c.has("place", l["to"])
				if from["departure"] != l["startTime"] || to["arrival"] != l["endTime"] || c.time(l["startTime"]).Before(at) {
					c.t.Errorf("a leg does not follow: %v", l)
				}
				if at = c.time(l["endTime"]); at.Sub(c.time(l["startTime"])).Seconds() != l["duration"] {
					c.t.Errorf("a leg takes another time: %v", l)
				}
				for _, s := range append([]any{}, anySlice(l["intermediateStops"])...) {
					c.has("place", s)
				}
			}
			if !at.Equal(c.time(i["endTime"])) {
				c.t.Errorf("a journey ends at another time than its legs: %v", i)
			}
		}
	}
	return answer
}

func anySlice(v any) []any { s, _ := v.([]any); return s }

func (c askMotis) time(v any) time.Time {
	c.t.Helper()
	at, err := time.Parse(time.RFC3339, v.(string))
	if err != nil {
		c.t.Fatal(err)
	}
	return at
}

func plannerOf(t *testing.T, r *road) askMotis {
	t.Helper()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	left := 200
	(&api.Doors{Desk: r.desk, Text: text, Log: slog.New(slog.DiscardHandler), Often: func(*http.Request) bool { left--; return left > 0 }}).Register(mux)
	return askMotis{t, mux}
}

// An app that speaks the API of MOTIS finds a halte by its name, plans a journey,
// turns the page, and lists what leaves a halte; with the delays of the buses that
// are on the road.
func TestAnAppPlansByTheAPIOfMotis(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 1, 0)
	c := plannerOf(t, r)
	r.until(t, 6, 40)

	found := c.get("/api/v1/geocode", 200, "text", "pandau").([]any)
	pandau := c.has("match", found[0])
	stc := c.has("match", c.get("/api/v1/geocode", 200, "text", "ramayana stc").([]any)[0])
	near := c.has("match", c.get("/api/v1/reverse-geocode", 200, "place", place(pandau)).([]any)[0])
	if near["id"] != pandau["id"] || pandau["type"] != "STOP" {
		t.Errorf("near %v is %v", pandau, near)
	}

	// Five at least of the next hours, each after the one before.
	between := []string{"fromPlace", place(pandau), "toPlace", place(stc), "time", "2026-10-01T07:00:00+07:00"}
	first := c.plan(between...)
	all := first["itineraries"].([]any)
	if len(all) < 5 {
		t.Fatalf("%d journeys: %v", len(all), all)
	}
	ride := leg(all[0], "BUS")
	if ride["routeShortName"] != "1" || ride["headsign"] != "Ramayana STC" || c.time(all[0].(object)["startTime"]).Before(c.time("2026-10-01T07:00:00+07:00")) {
		t.Errorf("the first ride is %v", ride)
	}
	// The page after it begins where it ended, and the page before that is the first again.
	next := c.plan(append(between, "pageCursor", first["nextPageCursor"].(string))...)
	last := all[len(all)-1].(object)
	if ids(next) == ids(first) || len(next["itineraries"].([]any)) == 0 || !c.time(next["itineraries"].([]any)[0].(object)["startTime"]).After(c.time(last["startTime"])) {
		t.Errorf("after %v the next page begins with %v", last, next["itineraries"])
	}
	before := c.plan(append(between, "pageCursor", next["previousPageCursor"].(string))...)
	if all := before["itineraries"].([]any); len(all) == 0 || all[len(all)-1].(object)["id"] != last["id"] {
		t.Errorf("before the next page are %v, want %v at the end", ids(before), last["id"])
	}
	if few := c.plan(append(between, "maxItineraries", "2")...)["itineraries"].([]any); len(few) != 2 {
		t.Errorf("at most two journeys: %d", len(few))
	}
	for _, i := range c.plan(append(between, "arriveBy", "true")...)["itineraries"].([]any) {
		if c.time(i.(object)["endTime"]).After(c.time("2026-10-01T07:00:00+07:00")) {
			t.Errorf("arrives too late: %v", i)
		}
	}
	// One moment, from stop to stop, without a change.
	one := c.plan("fromPlace", pandau["id"].(string), "toPlace", stc["id"].(string), "time", "2026-10-01T00:00:00.000Z", "timetableView", "false", "maxTransfers", "0")
	if got := one["itineraries"].([]any); len(got) != 1 || got[0].(object)["transfers"] != 0.0 {
		t.Errorf("directly: %v", got)
	}
	// By headway the time is the latest, and how often stands beside it.
	headway := c.plan("fromPlace", named(c, "Babussalam 2"), "toPlace", named(c, "Travel Bintang Tasya"), "time", "2026-10-01T07:00:00+07:00", "numItineraries", "1")
	if l := leg(headway["itineraries"].([]any)[0], "BUS"); l["headwaySeconds"] != 1500.0 {
		t.Errorf("by headway: %v", l)
	}

	// Late by what its bus is late, and what was planned beside it.
	late, planned := 0, 0
	now := c.plan(append(between[:4:4], "time", "2026-10-01T06:41:00+07:00")...)
	plain := c.plan(append(between[:4:4], "time", "2026-10-01T06:41:00+07:00", "realtimeMode", "OFF")...)
	for _, i := range now["itineraries"].([]any) {
		if l := leg(i, "BUS"); l["realTime"] == true {
			late++
			if !c.time(l["scheduledEndTime"]).Equal(c.time(l["endTime"])) {
				planned++
			}
		}
	}
	if late == 0 || planned == 0 || strings.Contains(ids(plain), "true") || ids(now) == ids(plain) {
		t.Errorf("%d rides follow a bus, %d of them at another time than planned; now %v, as planned %v", late, planned, ids(now), ids(plain))
	}

	times := c.has("stoptimes", c.get("/api/v6/stoptimes", 200, "stopId", pandau["id"].(string), "time", "2026-10-01T07:00:00+07:00", "n", "8"))
	list := times["stopTimes"].([]any)
	for i, s := range list {
		s := c.has("stoptime", s)
		c.has("place", s["place"])
		if i > 0 && c.time(s["place"].(object)["departure"]).Before(c.time(list[i-1].(object)["place"].(object)["departure"])) {
			t.Errorf("departures are not in order: %v", s)
		}
	}
	if len(list) != 8 {
		t.Errorf("%d departures, want 8", len(list))
	}
	c.has("stoptimes", c.get("/api/v6/stoptimes", 200, "stopId", pandau["id"].(string), "n", "8", "pageCursor", times["nextPageCursor"].(string)))
	c.get("/journeys/"+demo.BusService+"/api/v5/plan", 200, between...)

	c.reaches(pandau, stc)

	// What cannot be understood is refused, in the shape of that API.
	for _, wrong := range [][]string{
		{"fromPlace", "x"},
		{"toPlace", "91,0"},
		{"time", "seven"},
		{"time", "1999-01-01T00:00:00Z"},
		{"arriveBy", "maybe"},
		{"maxTransfers", "-1"},
		{"numItineraries", "1e9"},
		{"searchWindow", "999999"},
		{"pageCursor", "LATER"},
		{"pageCursor", "LATER|99999999999999"},
		{"via", "a"},
		{"requireBikeTransport", "true"},
	} {
		if text := c.get("/api/v6/plan", 400, append(between, wrong...)...).(object)["error"]; text == nil || !strings.Contains(text.(string), wrong[0]) {
			t.Errorf("%v: %v", wrong, text)
		}
	}
	for _, wrong := range [][]string{{"one", "x"}, {"maxTravelTime", "91"}, {"minTransferTime", "5"}, {"transferTimeFactor", "1.5"}, {"transitModes", "x", "time", "seven"}} {
		c.get("/api/v6/one-to-all", 400, append([]string{"one", place(pandau)}, wrong...)...)
	}
	c.get("/api/v6/stoptimes", 400, "stopId", "atlantis")
	c.get("/api/v6/stoptimes", 400, "stopId", pandau["id"].(string), "arriveBy", "true")
	c.get("/api/v1/geocode", 400)
	c.get("/api/v1/plan", 404, between...)
	c.get("/journeys/"+demo.WasteService+"/api/v6/plan", 404, between...)
	for i := 0; ; i++ {
		w := httptest.NewRecorder()
		c.mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/geocode?text=pandau", http.NoBody))
		if w.Code == http.StatusTooManyRequests {
			break
		}
		if i == 200 {
			t.Fatal("who asks without end is never refused")
		}
	}
}

// reaches compares what is reached from a halte with journeys to it.
func (c askMotis) reaches(from, to object) {
	c.t.Helper()
	at := []string{"time", "2026-10-01T07:00:00+07:00", "realtimeMode", "OFF"}
	answer := c.get("/api/v6/one-to-all", 200, append(at, "one", from["id"].(string), "maxTravelTime", "60")...).(object)
	c.has("place", answer["one"])
	last, found := 0.0, false
	for _, r := range answer["all"].([]any) {
		r := c.has("reached", r)
		p := c.has("place", r["place"])
		if minutes := r["duration"].(float64); minutes < last || minutes > 60 {
			c.t.Errorf("after %v minutes comes %v", last, r)
		} else {
			last = minutes
		}
		if p["stopId"] != to["id"] {
			continue
		}
		found = true
		soonest := time.Time{}
		for _, i := range c.plan(append(at, "fromPlace", from["id"].(string), "toPlace", to["id"].(string), "timetableView", "false")...)["itineraries"].([]any) {
			if end := c.time(i.(object)["endTime"]); soonest.IsZero() || end.Before(soonest) {
				soonest = end
			}
		}
		if !c.time(p["arrival"]).Equal(soonest) {
			c.t.Errorf("reached at %v, and the best journey arrives at %v", p["arrival"], soonest)
		}
	}
	if !found {
		c.t.Errorf("%v is not reached within an hour", to["name"])
	}
	back := c.get("/api/v6/one-to-all", 200, append(at, "one", to["id"].(string), "arriveBy", "true")...).(object)
	for _, r := range back["all"].([]any) {
		if p := r.(object)["place"].(object); c.time(p["departure"]).After(c.time(at[1])) {
			c.t.Errorf("leaves too late: %v", p)
		}
	}
	if len(back["all"].([]any)) < 2 {
		c.t.Error("nobody comes in time")
	}
}

func place(match object) string {
	text, _ := json.Marshal([]any{match["lat"], match["lon"]})
	return strings.Trim(string(text), "[]")
}

func named(c askMotis, name string) string {
	c.t.Helper()
	return place(c.has("match", c.get("/api/v1/geocode", 200, "text", name).([]any)[0]))
}

// leg is the first of a mode.
func leg(itinerary any, mode string) object {
	for _, l := range itinerary.(object)["legs"].([]any) {
		if l.(object)["mode"] == mode {
			return l.(object)
		}
	}
	return object{}
}

// ids tells the journeys of an answer, and which follow a bus.
func ids(answer object) string {
	var all []any
	for _, i := range answer["itineraries"].([]any) {
		all = append(all, i.(object)["id"], leg(i, "BUS")["realTime"])
	}
	text, _ := json.Marshal(all)
	return string(text)
}
