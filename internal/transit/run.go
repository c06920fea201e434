package transit

import (
	"cmp"
	"maps"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

// Status says what became of a planned run.
type Status string

// The statuses of a run.
const (
	Complete Status = "terlaksana"
	Partial  Status = "sebagian"
	Unproven Status = "tidak_terbukti" // the vehicle was heard, but not so that it proves anything
	Missed   Status = "tidak_jalan"
)

// Statuses lists the statuses in the order in which pages show them.
func Statuses() []Status { return []Status{Complete, Partial, Unproven, Missed} }

// Reason says why a run is not complete.
type Reason string

// The reasons.
const (
	NoReason      Reason = ""
	NoVehicle     Reason = "tanpa_kendaraan" // nobody was rostered
	NoPositions   Reason = "tanpa_posisi"    // the rostered vehicle was silent
	NotOnRoute    Reason = "di_luar_trayek"  // it was heard elsewhere
	WrongClock    Reason = "jam_perangkat"   // its reports were set aside for their clock
	Silence       Reason = "jeda_posisi"     // a gap longer than the limit
	Detour        Reason = "menyimpang"      // part of the way was off the route
	StoppedShort  Reason = "terhenti"        // it began late on the route or ended before the terminal
	NotSeen       Reason = "tidak_terlihat"  // nobody was rostered, and no vehicle was seen to drive it
	UnknownDevice Reason = "tanpa_perangkat" // the rostered vehicle has no device
)

// Grade says how well the delivered metres are proved.
type Grade string

// The grades: A without a gap, B with gaps that were bridged or unproven
// stretches below a tenth, C otherwise, none when nothing was delivered.
const (
	GradeA    Grade = "A"
	GradeB    Grade = "B"
	GradeC    Grade = "C"
	GradeNone Grade = "-"
)

// Planned is a run of the timetable on a day.
type Planned struct {
	Trip     string
	Start    int // seconds after the start of the service day, may exceed 86,400
	Duration int // seconds
	// Every is the headway in seconds of a run that the timetable promises as one
	// of many and gives no time; Start only counts it then. 0 for a run at its time.
	Every     int
	Route     string
	Direction int
	Block     string
	Shape     string
	Length    float64   // metres of the shape
	Halts     []float64 // where along the shape its halte are, in metres
}

// at is when the run is planned to be so many metres along its shape, in
// microseconds after the start of the service day.
func (p Planned) at(along float64) int64 {
	share := 0.0
	if p.Length > 0 {
		share = along / p.Length
	}
	return int64((float64(p.Start) + float64(p.Duration)*share) * 1e6)
}

// Stretch is part of a run along its route, in metres from the start, with
// the instants (microseconds UTC) at which it began and ended.
type Stretch struct {
	From    float64 `json:"from"`
	To      float64 `json:"to"`
	FromAt  int64   `json:"from_at"`
	UntilAt int64   `json:"until_at"`
	Kind    string  `json:"kind"` // delivered, unproven or offroute
}

// The kinds of stretch.
const (
	StretchDelivered = "delivered"
	StretchUnproven  = "unproven"
	StretchOffRoute  = "offroute"
)

// Part is how much of a run lies in one territory, and what became of it there.
// Code is empty outside every known territory.
type Part struct {
	Code      string
	Planned   quantity.Metres
	Delivered quantity.Metres
	Unproven  quantity.Metres
	OffRoute  quantity.Metres
}

// NotRun is what is left of the plan: metres that were not driven at all.
// Where a vehicle drove a part twice none is left.
func (p Part) NotRun() quantity.Metres {
	return max(0, p.Planned-p.Delivered-p.Unproven-p.OffRoute)
}

// Run is a planned run and what became of it.
type Run struct {
	Date      civil.Date
	Trip      string
	Start     int // seconds after the start of the service day
	Every     int // seconds; as in Planned
	Route     string
	Direction int
	Block     string
	Vehicle   string
	Who       Who // says that the vehicle drove it
	Status    Status
	Reason    Reason
	Grade     Grade
	Planned   quantity.Metres
	Delivered quantity.Metres
	Unproven  quantity.Metres
	OffRoute  quantity.Metres
	Began     int64 // microseconds UTC; 0 when it did not run
	Ended     int64
	Stretches []Stretch
	Parts     []Part
	Calls     []Call // at each halte of its trip; nil where they were not loaded
}

// Compare orders runs by day, start and trip.
func (r Run) Compare(o Run) int {
	return cmp.Or(r.Date.Compare(o.Date), cmp.Compare(r.Start, o.Start), cmp.Compare(r.Trip, o.Trip))
}

// Clock gives the planned departure as a time of day, "07.15".
func (r Run) Clock() string { return clock(r.Start) }

func clock(seconds int) string {
	h, m := seconds/3600, seconds%3600/60
	return string([]byte{byte('0' + h/10%10), byte('0' + h%10), '.', byte('0' + m/10), byte('0' + m%10)})
}

// Day is how a service's day went.
type Day struct {
	Date      civil.Date
	Runs      map[Status]int
	Planned   quantity.Metres
	Delivered quantity.Metres
	Parts     []Part // by territory code
}

// sortedParts gives parts in the order of their codes.
func sortedParts(parts map[string]*Part) []Part {
	all := make([]Part, 0, len(parts))
	for _, code := range slices.Sorted(maps.Keys(parts)) {
		all = append(all, *parts[code])
	}
	return all
}
