package timetable

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/territory"
)

// Plan is a timetable.
type Plan struct {
	From      civil.Date `json:"from"` // first and last day, both included
	Until     civil.Date `json:"until"`
	Operators []Operator `json:"operators"`
	Credits   []Operator `json:"credits,omitempty"` // whose data it is made from
	Days      []DayType  `json:"days"`
	Halts     []Halt     `json:"halts"`
	Lines     []Line     `json:"lines"`
}

// Operator is who runs lines, as agency.txt has it.
type Operator struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Halt is a place where buses stop (halte).
type Halt struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	At   Place  `json:"at"`
}

// Place is a WGS 84 place in degrees, written as [latitude, longitude].
type Place struct{ Lat, Lon float64 }

// MarshalJSON writes seven decimals, a centimetre.
func (p Place) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%s,%s]", degrees(p.Lat), degrees(p.Lon)), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Place) UnmarshalJSON(b []byte) error {
	var pair [2]float64
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	p.Lat, p.Lon = pair[0], pair[1]
	return nil
}

// IsZero reports whether the place is not given.
func (p Place) IsZero() bool { return p == Place{} }

func (p Place) point() territory.Point { return territory.Point{Lat: p.Lat, Lon: p.Lon} }

// Line is a route (trayek, koridor).
type Line struct {
	ID         string       `json:"id"`
	Code       string       `json:"code"` // as on the bus: "2", "4A"
	Name       string       `json:"name"`
	Colour     string       `json:"colour,omitempty"`   // RRGGBB
	Operator   string       `json:"operator,omitempty"` // id; "" for the first
	Layover    int          `json:"layover"`            // seconds of rest at the end of every journey
	Fleet      int          `json:"fleet"`              // buses at hand; 0 when nobody said
	Blocks     bool         `json:"blocks,omitempty"`   // journeys are given to blocks, a bus each, as a roster needs
	Patterns   []Pattern    `json:"patterns"`
	Windows    []Window     `json:"windows"`
	Departures []Departures `json:"departures,omitempty"`
}

// Pattern is a way that buses of a line take (lintasan): its halts in order.
type Pattern struct {
	ID        string  `json:"id"`        // within the line
	Direction int     `json:"direction"` // 0 out, 1 back
	Headsign  string  `json:"headsign"`  // what the bus shows: where it goes
	Calls     []Call  `json:"calls"`
	Way       []Place `json:"way,omitempty"` // along the road; none: straight from halt to halt
}

// Call is a stop at a halt.
type Call struct {
	Halt  string `json:"halt"`
	Run   int    `json:"run"`   // seconds from leaving the halt before; 0 at the first
	Dwell int    `json:"dwell"` // seconds at the halt
}

// Clock is a time of the service day in seconds after its midnight; it may
// exceed 24 h.
type Clock int

// In writes the time in a language: "06.30".
func (c Clock) In(lang string) string { return i18n.DayTime(lang, int(c)) }

// Window is a span in which a bus leaves every so often: at From, then every
// Every seconds, the last before Until.
type Window struct {
	Day     string `json:"day"`
	Pattern string `json:"pattern,omitempty"` // "" for the first of each direction
	From    Clock  `json:"from"`
	Until   Clock  `json:"until"`
	Every   int    `json:"every"`           // seconds
	Loose   bool   `json:"loose,omitempty"` // the headway is promised, not the minute (GTFS exact_times=0)
}

// count is how many buses leave in the window.
func (w Window) count() int {
	if w.Every <= 0 || w.Until <= w.From {
		return 0
	}
	return (int(w.Until-w.From) + w.Every - 1) / w.Every
}

// Departures are single journeys.
type Departures struct {
	Day     string  `json:"day"`
	Pattern string  `json:"pattern"`
	At      []Clock `json:"at"`
}

// Bounds of a plan, so that none can exhaust who reads it.
const (
	maxPlan   = 16 << 20 // bytes of JSON
	maxHalts  = 5000
	maxLines  = 300
	maxWays   = 20 // of a line
	maxCalls  = 500
	maxWay    = 50_000
	maxSpans  = 200        // windows of a line
	maxSingle = 2000       // single departures of a line
	maxPieces = 200_000    // stop times of a feed made of it
	maxPlaced = 20_000_000 // halts times places of their way, together
)

// Parse reads a plan from JSON. Unknown fields are refused, and what is too
// large; whether the plan makes sense says Check.
func Parse(b []byte) (*Plan, error) {
	if len(b) > maxPlan {
		return nil, fault.New(fault.Invalid, "timetable.too_large")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	p := new(Plan)
	if err := d.Decode(p); err != nil {
		return nil, fault.Wrap(fault.Invalid, "timetable.not_readable", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fault.New(fault.Invalid, "timetable.not_readable")
	}
	return p, p.bounded()
}

// Bytes writes the plan as JSON: the same plan always as the same bytes.
func (p *Plan) Bytes() ([]byte, error) { return json.Marshal(p) }

func (p *Plan) bounded() error {
	tooLarge := len(p.Halts) > maxHalts || len(p.Lines) > maxLines || len(p.Days) > 60 || len(p.Operators) > 60 || len(p.Credits) > 60
	for _, d := range p.Days {
		tooLarge = tooLarge || len(d.Extra) > 400 || len(d.Except) > 400
	}
	pieces, placed := 0, 0
	for i := range p.Lines {
		l := &p.Lines[i]
		single := 0
		for _, d := range l.Departures {
			single += len(d.At)
		}
		tooLarge = tooLarge || len(l.Patterns) > maxWays || len(l.Windows) > maxSpans || len(l.Departures) > maxSpans || single > maxSingle
		for _, t := range l.Patterns {
			tooLarge = tooLarge || len(t.Calls) > maxCalls || len(t.Way) > maxWay
			placed += len(t.Calls) * max(len(t.Calls), len(t.Way))
		}
		if !tooLarge {
			pieces += l.pieces()
		}
		if tooLarge || pieces > maxPieces || placed > maxPlaced {
			return fault.New(fault.Invalid, "timetable.too_large")
		}
	}
	return nil
}

// pieces is about how many stop times a feed of the line has.
func (l *Line) pieces() int {
	n := 0
	for i := range l.Patterns {
		t := &l.Patterns[i]
		trips := 0
		for _, w := range l.Windows {
			if l.runs(w.Pattern, i) {
				if l.Blocks && !w.Loose {
					trips += w.count()
				} else {
					trips++
				}
			}
		}
		for _, d := range l.Departures {
			if d.Pattern == t.ID {
				trips += len(d.At)
			}
		}
		n += trips * len(t.Calls)
	}
	return n
}

// Line gives a line by its id, nil when there is none.
func (p *Plan) Line(id string) *Line {
	if i := slices.IndexFunc(p.Lines, func(l Line) bool { return l.ID == id }); i >= 0 {
		return &p.Lines[i]
	}
	return nil
}

// Halt gives a halt by its id, nil when there is none.
func (p *Plan) Halt(id string) *Halt {
	if i := slices.IndexFunc(p.Halts, func(h Halt) bool { return h.ID == id }); i >= 0 {
		return &p.Halts[i]
	}
	return nil
}

// Day gives a day type by its id, nil when there is none.
func (p *Plan) Day(id string) *DayType {
	if i := slices.IndexFunc(p.Days, func(d DayType) bool { return d.ID == id }); i >= 0 {
		return &p.Days[i]
	}
	return nil
}

// Pattern gives a way of the line by its id, nil when there is none.
func (l *Line) Pattern(id string) *Pattern {
	if i := slices.IndexFunc(l.Patterns, func(t Pattern) bool { return t.ID == id }); i >= 0 {
		return &l.Patterns[i]
	}
	return nil
}

// runs reports whether what is said of a pattern id concerns the pattern at an
// index: "" concerns the first of each direction.
func (l *Line) runs(id string, at int) bool {
	t := &l.Patterns[at]
	if id != "" {
		return t.ID == id
	}
	return at == slices.IndexFunc(l.Patterns, func(o Pattern) bool { return o.Direction == t.Direction })
}

// Duration is the time from leaving the first halt to reaching the last, in seconds.
func (t *Pattern) Duration() int {
	sum := 0
	for i, c := range t.Calls {
		if i > 0 {
			sum += c.Run
			if i < len(t.Calls)-1 {
				sum += c.Dwell
			}
		}
	}
	return sum
}

// way is where the pattern runs: along the road, or straight between halts.
func (t *Pattern) way(halts map[string]*Halt) []Place {
	if len(t.Way) >= 2 {
		return t.Way
	}
	var straight []Place
	for _, c := range t.Calls {
		if h := halts[c.Halt]; h != nil {
			straight = append(straight, h.At)
		}
	}
	return straight
}

// Metres is the length of a pattern.
func (p *Plan) Metres(t *Pattern) float64 {
	way := t.way(p.haltsByID())
	sum := 0.0
	for i := 1; i < len(way); i++ {
		sum += territory.Distance(way[i-1].point(), way[i].point())
	}
	return sum
}

// Way gives the places along which a pattern runs.
func (p *Plan) Way(t *Pattern) []Place { return t.way(p.haltsByID()) }

func (p *Plan) haltsByID() map[string]*Halt {
	m := make(map[string]*Halt, len(p.Halts))
	for i := range p.Halts {
		m[p.Halts[i].ID] = &p.Halts[i]
	}
	return m
}
