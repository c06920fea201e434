package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/raptor"
)

// registerPlanner adds the journey planner in the shape of the API of MOTIS 2,
// for the only network at /api, and for each at /journeys/SERVICE/api; see
// docs/decisions/0012-journeys.md. Versions 3 to 6 of that API do not differ in
// what is answered here.
func (d *Doors) registerPlanner(mux *http.ServeMux) {
	for _, base := range []string{"/api/", "/journeys/{service}/api/"} {
		for path, h := range map[string]plannerHandler{
			"{version}/plan": (*Doors).plan, "{version}/stoptimes": (*Doors).stopTimes, "{version}/one-to-all": (*Doors).oneToAll,
			"v1/geocode": (*Doors).geocode, "v1/reverse-geocode": (*Doors).reverseGeocode,
		} {
			mux.HandleFunc("GET "+base+path, d.planner(h))
			mux.HandleFunc("OPTIONS "+base+path, allowFromAnywhere)
		}
	}
}

// plannerHandler answers what was asked, or gives an error.
type plannerHandler func(d *Doors, a *asked) (any, error)

// planner answers anyone, also pages of other sites, but nobody without end.
func (d *Doors) planner(h plannerHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		answer, err := d.answerPlanner(h, r)
		if err != nil {
			d.failAs(http.StatusBadRequest, w, r, err)
			return
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

func (d *Doors) answerPlanner(h plannerHandler, r *http.Request) (any, error) {
	if d.Often != nil && !d.Often(r) {
		return nil, fault.New(fault.TooMany, "planner.often")
	}
	if v := r.PathValue("version"); v != "" && (len(v) != 2 || v[0] != 'v' || v[1] < '3' || v[1] > '6') {
		return nil, fault.New(fault.NotFound, "planner.version")
	}
	service := r.PathValue("service")
	if service == "" {
		all, err := d.Desk.Networks(r.Context())
		if err != nil {
			return nil, err
		}
		if len(all) != 1 {
			return nil, fault.New(fault.NotFound, "planner.which", "Count", len(all))
		}
		service = all[0].Service.ID
	}
	return h(d, &asked{Request: r, service: service, query: r.URL.Query()})
}

// allowFromAnywhere answers a browser that asks whether a page of another site
// may ask.
func allowFromAnywhere(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET")
	h.Set("Access-Control-Allow-Headers", "*")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// asked is a request to the planner, and what is wrong with it.
type asked struct {
	*http.Request
	service string
	query   url.Values
	wrong   []fault.Field
}

func (a *asked) refuse(name, key string, args ...any) {
	a.wrong = append(a.wrong, fault.NewField(name, key, args...))
}

// number reads a whole number between two.
func (a *asked) number(name string, usual, least, most int) int {
	text := a.query.Get(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		a.refuse(name, "planner.bad_number", "Least", least, "Most", most)
		return usual
	}
	return n
}

func (a *asked) yes(name string, usual bool) bool {
	switch a.query.Get(name) {
	case "":
		return usual
	case "true":
		return true
	case "false":
		return false
	}
	a.refuse(name, "planner.bad_bool")
	return usual
}

// instant reads a time; without one it is now.
func (a *asked) instant(name string, now time.Time) time.Time {
	text, _, _ := strings.Cut(a.query.Get(name), "[") // Java adds its name of the zone
	if text == "" {
		return now.Truncate(time.Second)
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Sub(now).Abs() > 400*24*time.Hour {
		a.refuse(name, "planner.bad_time")
		return now
	}
	return t.Truncate(time.Second)
}

// refuseUnknown refuses what would change the answer and is not understood:
// nobody is sent to where a bicycle may not ride along.
func (a *asked) refuseUnknown(names ...string) {
	for _, name := range names {
		if v := a.query.Get(name); v != "" && v != "false" && v != "0" {
			a.refuse(name, "planner.unknown")
		}
	}
}

// cursor is where a page begins or ends.
type cursor struct {
	given bool
	later bool // the page begins there; else it ends there
	at    time.Time
}

func (c cursor) String() string {
	way := "EARLIER"
	if c.later {
		way = "LATER"
	}
	return way + "|" + strconv.FormatInt(c.at.Unix(), 10)
}

func (a *asked) cursor(now time.Time) (c cursor) {
	text := a.query.Get("pageCursor")
	if text == "" {
		return c
	}
	way, at, _ := strings.Cut(text, "|")
	second, err := strconv.ParseInt(at, 10, 64)
	c = cursor{true, way == "LATER", time.Unix(second, 0)}
	if err != nil || !c.later && way != "EARLIER" || c.at.Sub(now).Abs() > 401*24*time.Hour {
		a.refuse("pageCursor", "planner.bad_cursor")
		return cursor{}
	}
	return c
}

// place reads LAT,LON with or without a level, or the id of a stop.
func (a *asked) place(name string, plan *raptor.Timetable) raptor.Place {
	text := strings.TrimSpace(a.query.Get(name))
	if stop, ok := plan.StopByID(text); ok {
		return raptor.AtStop(stop)
	}
	lat, lon, ok := coordinates(text)
	if !ok {
		a.refuse(name, "planner.bad_place")
	}
	return raptor.At(lat, lon)
}

// coordinates reads latitude and longitude, and passes over a level.
func coordinates(text string) (lat, lon float64, ok bool) {
	if parts := strings.Split(text, ","); len(parts) == 3 {
		text = parts[0] + "," + parts[1]
	}
	return travel.ParsePlace(text)
}

// network gives the timetable of the day of an instant, with the delays of now
// unless the request says not to.
func (d *Doors) network(a *asked, at time.Time) (network, error) {
	day := civil.In(at)
	if a.query.Get("realtimeMode") == "OFF" {
		n, err := d.Desk.Network(a.Context(), a.service, day)
		n.Told.Runs = nil
		return network{Network: n}, err
	}
	n, now, err := d.Desk.NetworkNow(a.Context(), a.service, day)
	if now != nil && !now.Fresh() {
		now = nil
	}
	return network{n, now}, err
}

// network is a timetable and what its buses do now, which is nil where that is
// not known.
type network struct {
	ops.Network
	now *ops.Live
}
