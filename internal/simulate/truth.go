package simulate

import "time"

// The statuses of a planned run.
const (
	Complete = "complete"
	Partial  = "partial" // it broke down, or left the route for a stretch
	Missed   = "missed"
)

// Causes of what is not complete.
const (
	CauseNeverRan  = "never_ran"
	CauseLeftOut   = "left_out"
	CauseBreakdown = "breakdown" // on this run, or before it
	CauseDetour    = "detour"
)

// Truth is what really became of a planned run.
type Truth struct {
	Date      string  `json:"date"`
	Trip      string  `json:"trip"`
	Start     int     `json:"start_s"`
	Route     string  `json:"route"`
	Shape     string  `json:"shape"`
	Block     string  `json:"block"`
	Vehicle   string  `json:"vehicle"`
	Status    string  `json:"status"`
	Cause     string  `json:"cause,omitempty"`
	Odometer  float64 `json:"odometer_m"` // metres driven on the route
	Driven    []Span  `json:"driven"`     // on the route
	Detours   []Span  `json:"detours"`    // left out
	Silences  []Span  `json:"silences"`   // driven while nothing usable was sent for over 30 s
	WrongTime bool    `json:"clock_wrong"`
	Began     int64   `json:"began,omitempty"` // really, microseconds UTC
	Ended     int64   `json:"ended,omitempty"`
	Visits    []Visit `json:"visits,omitempty"` // of the halte between its ends, in order
}

// Visit is when a bus was at a halte of its run; where it did not halt, both
// instants are of its passing.
type Visit struct {
	Along   float64 `json:"along_m"` // metres from the start of the route
	Arrived int64   `json:"arrived"` // microseconds UTC
	Left    int64   `json:"left"`
}

// Span is a stretch of a run in metres from the start of the route. A silence
// also has the times of the last usable position before it and of the first
// after it, which may lie before and after the run.
type Span struct {
	From    float64 `json:"from_m"`
	To      float64 `json:"to_m"`
	FromAt  int64   `json:"from_at,omitempty"` // microseconds UTC
	UntilAt int64   `json:"until_at,omitempty"`
	Seconds int64   `json:"seconds,omitempty"` // of a silence
}

// Proven gives the metres of a run that the positions sent can prove, when a
// silence longer than the limit proves nothing: those driven, less those
// driven in such silences, and none when the device's clock was wrong.
func (t Truth) Proven(limit time.Duration) float64 {
	if t.WrongTime {
		return 0
	}
	var m float64
	for _, d := range t.Driven {
		m += d.To - d.From
		for _, q := range t.Silences {
			if time.Duration(q.Seconds)*time.Second > limit {
				m -= max(0, min(d.To, q.To)-max(d.From, q.From))
			}
		}
	}
	return m
}
