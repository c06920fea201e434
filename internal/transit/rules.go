package transit

import (
	"encoding/json"
	"time"

	"sinergi/internal/fault"
)

// Method names this way of measuring. It changes whenever the same inputs
// could give another result.
const Method = "bus-2"

// Rules is what an agreement says about measuring its bus service. The zero
// value of a field means its default.
type Rules struct {
	Routes       []string `json:"routes,omitempty"`         // GTFS route ids; none: every route of the feed
	GapLimitS    int      `json:"gap_limit_s,omitempty"`    // a longer silence is unproven; default 120
	CorridorM    float64  `json:"corridor_m,omitempty"`     // how far off the line is still the route; default 60
	TerminalM    float64  `json:"terminal_m,omitempty"`     // a pass this near an end counts to the end; default 60
	MaxSpeedKmh  float64  `json:"max_speed_kmh,omitempty"`  // faster is impossible; default 100
	CompletePerm int      `json:"complete_perm,omitempty"`  // delivered per mille from which a run is complete; default 990
	EarlyMin     int      `json:"early_min,omitempty"`      // a run may leave this much early; default 15
	LateMin      int      `json:"late_min,omitempty"`       // or late; default 60
	Inferred     bool     `json:"inferred,omitempty"`       // who drove a block that nobody is rostered for is inferred, see [Infer]
	Raw          bool     `json:"raw,omitempty"`            // noise handling off, to show what it is worth
	MinimumPassM float64  `json:"minimum_pass_m,omitempty"` // a shorter pass is manoeuvring; default 300

	// Excused says that a run whose explanation was accepted is not counted as not
	// delivered; its metres are not delivered all the same.
	Excused bool `json:"excused,omitempty"`

	// How well the service ran; see package performance.
	OnTimeEarlyS int      `json:"on_time_early_s,omitempty"` // a bus may leave a halte this much early and be on time; default 60, -1 for none
	OnTimeLateS  int      `json:"on_time_late_s,omitempty"`  // or late; default 300
	HeadwayPerm  int      `json:"headway_perm,omitempty"`    // per mille by which a headway may differ from the plan; default 500
	Timed        []string `json:"timed,omitempty"`           // the halte at which punctuality counts; none: those that the feed marks, or all
}

// ParseRules reads rules from JSON and fills the defaults. Unknown fields and
// values out of range are refused.
func ParseRules(text string) (Rules, error) {
	var r Rules
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return r, fault.Wrap(fault.Invalid, "bus.bad_rules", err)
	}
	if r.GapLimitS < 0 || r.CorridorM < 0 || r.TerminalM < 0 || r.MaxSpeedKmh < 0 || r.CompletePerm < 0 || r.CompletePerm > 1000 || r.EarlyMin < 0 || r.LateMin < 0 || r.MinimumPassM < 0 ||
		r.OnTimeEarlyS < -1 || r.OnTimeLateS < 0 || r.HeadwayPerm < 0 || r.HeadwayPerm > 1000 {
		return r, fault.New(fault.Invalid, "bus.bad_rules")
	}
	r.GapLimitS = orDefault(r.GapLimitS, 120)
	r.CorridorM = orDefault(r.CorridorM, 60)
	r.TerminalM = orDefault(r.TerminalM, 60)
	r.MaxSpeedKmh = orDefault(r.MaxSpeedKmh, 100)
	r.CompletePerm = orDefault(r.CompletePerm, 990)
	r.EarlyMin = orDefault(r.EarlyMin, 15)
	r.LateMin = orDefault(r.LateMin, 60)
	r.MinimumPassM = orDefault(r.MinimumPassM, 300)
	r.OnTimeEarlyS = max(0, orDefault(r.OnTimeEarlyS, 60))
	r.OnTimeLateS = orDefault(r.OnTimeLateS, 300)
	r.HeadwayPerm = orDefault(r.HeadwayPerm, 500)
	return r, nil
}

func orDefault[T int | float64](v, def T) T {
	if v == 0 {
		return def
	}
	return v
}

// GapLimit is the longest silence that is bridged.
func (r Rules) GapLimit() time.Duration { return time.Duration(r.GapLimitS) * time.Second }

// MaxSpeed is the highest possible speed in m/s.
func (r Rules) MaxSpeed() float64 { return r.MaxSpeedKmh / 3.6 }
