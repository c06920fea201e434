package waste

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// Rules is what an agreement says about its weighbridge. The zero value of a
// field means its default.
type Rules struct {
	Closed          map[string][]string `json:"closed,omitempty"`         // weekdays ("sunday") on which a government's loads are not taken
	CapKg           map[string]int64    `json:"cap_kg,omitempty"`         // daily limit by government
	ExcessPriced    bool                `json:"excess_priced,omitempty"`  // the excess has a price: it is told, not held
	TarePerMille    int64               `json:"tare_per_mille,omitempty"` // how far a tare may be from usual; default 50
	NetKg           int64               `json:"net_kg,omitempty"`         // how far net may be from gross − tare; default 0
	OnScaleMin      int                 `json:"on_scale_min,omitempty"`   // at least this long from in to out; default 3
	TurnaroundMin   int                 `json:"turnaround_min,omitempty"` // at least this long until the same lorry is back; default 20
	StayMaxH        int                 `json:"stay_max_h,omitempty"`     // at most this long from in to out; default 24
	NumbersRestart  Restart             `json:"numbers_restart,omitempty"`
	Open            *Hours              `json:"open,omitempty"`         // when the site takes loads; none: at any time
	DefaultMaxGross int64               `json:"max_gross_kg,omitempty"` // of lorries without their own; default 0: none
}

// Restart says when a weighbridge begins its numbers anew, so that a number
// may come again.
type Restart string

// When numbers restart.
const (
	RestartYearly  Restart = "year" // the default
	RestartMonthly Restart = "month"
	RestartNever   Restart = "never"
)

// Hours is from when until when a site is open, as "06:00", in western
// Indonesia.
type Hours struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// holds reports whether the site is open at an instant.
func (h Hours) holds(us int64) bool {
	clock := time.UnixMicro(us).In(civil.WIB()).Format("15:04")
	return h.From <= clock && clock <= h.Until
}

// NumbersSince gives the first day from which a number may not come again
// before a month: no day when it never may.
func (r Rules) NumbersSince(m civil.Month) civil.Date {
	switch r.NumbersRestart {
	case RestartNever:
		return civil.Date{}
	case RestartMonthly:
		return m.First()
	default:
		return civil.Month{Year: m.Year, Month: time.January}.First()
	}
}

// ParseRules reads rules from JSON and fills the defaults. Unknown fields and
// values out of range are refused.
func ParseRules(text string) (Rules, error) {
	var r Rules
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields() // a rule with a typing error would silently not hold
	if err := d.Decode(&r); err != nil {
		return r, fault.Wrap(fault.Invalid, "waste.bad_rules", err)
	}
	for _, kg := range r.CapKg {
		if kg < 0 {
			return r, fault.New(fault.Invalid, "waste.bad_rules")
		}
	}
	for _, days := range r.Closed {
		for _, d := range days {
			if _, ok := weekday(d); !ok {
				return r, fault.New(fault.Invalid, "waste.bad_rules")
			}
		}
	}
	if r.TarePerMille < 0 || r.NetKg < 0 || r.OnScaleMin < 0 || r.TurnaroundMin < 0 || r.DefaultMaxGross < 0 || r.StayMaxH < 0 {
		return r, fault.New(fault.Invalid, "waste.bad_rules")
	}
	if !slices.Contains([]Restart{"", RestartYearly, RestartMonthly, RestartNever}, r.NumbersRestart) {
		return r, fault.New(fault.Invalid, "waste.bad_rules")
	}
	if h := r.Open; h != nil {
		for _, text := range []string{h.From, h.Until} {
			if _, err := time.Parse("15:04", text); err != nil || len(text) != 5 {
				return r, fault.New(fault.Invalid, "waste.bad_rules")
			}
		}
	}
	if r.StayMaxH == 0 {
		r.StayMaxH = 24
	}
	if r.TarePerMille == 0 {
		r.TarePerMille = 50
	}
	if r.OnScaleMin == 0 {
		r.OnScaleMin = 3
	}
	if r.TurnaroundMin == 0 {
		r.TurnaroundMin = 20
	}
	return r, nil
}

func weekday(name string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(d.String(), name) {
			return d, true
		}
	}
	return 0, false
}

// closedOn reports whether a government's loads are not taken on a day.
func (r Rules) closedOn(government string, day civil.Date) bool {
	return slices.ContainsFunc(r.Closed[government], func(name string) bool {
		d, ok := weekday(name)
		return ok && d == day.Weekday()
	})
}
