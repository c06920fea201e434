package gtfs

import (
	"cmp"
	"slices"
	"strings"
)

// None stands for no stop and no text in the columns of StopTimes.
const None = ^uint32(0)

// StopTimes are the rows of stop_times.txt as columns: row i is Stop[i],
// Arrival[i] and so on. The rows of a trip lie together in order of
// stop_sequence, see [StopTimes.Of]. A column that the file does not have is
// nil; those that have no reason to be nil are Stop, Arrival, Departure and
// Sequence.
type StopTimes struct {
	Stop               []uint32 // index in Feed.Stops; None when the row names an area instead
	Arrival, Departure []int32  // seconds after noon minus 12 h of the service day, may exceed 24 h; -1 when not given
	Sequence           []uint32
	Dist               []float64 // along the shape in the feed's own unit; -1 when not given

	Pickup, DropOff, ContinuousPickup, ContinuousDropOff, Timepoint []int8 // -1 when not given

	WindowStart, WindowEnd []int32 // of service on demand; -1 when not given
	Headsign               Texts
	LocationGroup          Texts
	Location               Texts
	PickupBooking          Texts
	DropOffBooking         Texts

	lines []uint32 // of every row; nil when row i is on line i+2
	trips []run    // by index in Feed.Trips
}

// run is a stretch of rows.
type run struct{ from, to uint32 }

// Len gives the number of rows.
func (st *StopTimes) Len() int { return len(st.Stop) }

// Of gives the rows of the trip at an index of Feed.Trips: from up to, not
// with, to.
func (st *StopTimes) Of(trip int) (from, to int) {
	if trip >= len(st.trips) {
		return 0, 0
	}
	r := st.trips[trip]
	return int(r.from), int(r.to)
}

// Line gives the line of a row in the file, the header being 1.
func (st *StopTimes) Line(row int) int {
	if st.lines == nil {
		return row + 2
	}
	return int(st.lines[row])
}

// Texts is a column of texts of which many are equal. It is empty when the
// file does not have the column.
type Texts struct {
	At   []uint32 // index in All by row, None for an empty value
	All  []string
	seen map[string]uint32
}

// Of gives the text of a row.
func (t *Texts) Of(row int) string {
	if t.At == nil || t.At[row] == None {
		return ""
	}
	return t.All[t.At[row]]
}

func (t *Texts) intern(b []byte) (at uint32, fresh bool) {
	if i, ok := t.seen[string(b)]; ok {
		return i, false
	}
	if t.seen == nil {
		t.seen = map[string]uint32{}
	}
	s := strings.Clone(string(b))
	i := uint32(len(t.All))
	t.seen[s] = i
	t.All = append(t.All, s)
	return i, true
}

// timesLoader fills the columns while the file is read.
type timesLoader struct {
	f    *Feed
	ck   *checker
	st   *StopTimes
	size int64 // of the file, about

	numbers []numbersColumn
	small   []smallColumn
	texts   []textColumn

	tripAt, stopAt, arrivalAt, departureAt, sequenceAt, distAt int

	trip     uint32 // of the row before, None for one that is unknown
	tripID   []byte
	runs     []tripRun // in order of the file
	ordered  bool      // sequences rise within every run
	lastStop uint32
	next     []uint32 // by stop: which stop came after it last time
}

type tripRun struct {
	trip uint32
	run
}

type numbersColumn struct {
	at  int
	out *[]int32
}

type smallColumn struct {
	at      int
	out     *[]int8
	highest int8
}

type textColumn struct {
	at  int
	out *Texts
}

func (l *timesLoader) at(name string) int {
	for i, c := range l.ck.columns {
		if c != nil && c.name == name {
			return i
		}
	}
	return -1
}

// begin plans the columns for the header, with room for the rows that the
// first ones let expect.
func (l *timesLoader) begin(s *splitter) {
	st := l.st
	l.tripAt, l.stopAt, l.sequenceAt = l.at("trip_id"), l.at("stop_id"), l.at("stop_sequence")
	l.arrivalAt, l.departureAt, l.distAt = l.at("arrival_time"), l.at("departure_time"), l.at("shape_dist_traveled")
	l.trip, l.lastStop, l.ordered = None, None, true
	l.next = make([]uint32, len(l.f.Stops))

	room := 0
	if rows := int64(len(s.data[s.at:])) / max(1, int64(lineLength(s.data[s.at:]))); rows > 0 {
		room = int(min(rows*max(l.size, block)/int64(len(s.data))*102/100+64, int64(l.f.limits.Rows)))
	}
	st.Stop, st.Sequence = make([]uint32, 0, room), make([]uint32, 0, room)
	st.Arrival, st.Departure = make([]int32, 0, room), make([]int32, 0, room)
	if l.distAt >= 0 {
		st.Dist = make([]float64, 0, room)
	}
	for name, out := range map[string]*[]int8{
		"pickup_type": &st.Pickup, "drop_off_type": &st.DropOff, "continuous_pickup": &st.ContinuousPickup,
		"continuous_drop_off": &st.ContinuousDropOff, "timepoint": &st.Timepoint,
	} {
		if at := l.at(name); at >= 0 {
			*out = make([]int8, 0, room)
			l.small = append(l.small, smallColumn{at, out, int8(l.ck.columns[at].values[0][1])})
		}
	}
	for name, out := range map[string]*[]int32{"start_pickup_drop_off_window": &st.WindowStart, "end_pickup_drop_off_window": &st.WindowEnd} {
		if at := l.at(name); at >= 0 {
			*out = make([]int32, 0, room)
			l.numbers = append(l.numbers, numbersColumn{at, out})
		}
	}
	for name, out := range map[string]*Texts{
		"stop_headsign": &st.Headsign, "location_group_id": &st.LocationGroup, "location_id": &st.Location,
		"pickup_booking_rule_id": &st.PickupBooking, "drop_off_booking_rule_id": &st.DropOffBooking,
	} {
		if at := l.at(name); at >= 0 {
			out.At = make([]uint32, 0, room)
			l.texts = append(l.texts, textColumn{at, out})
		}
	}
	byPlace := func(a, b int) int { return cmp.Compare(a, b) }
	slices.SortFunc(l.small, func(a, b smallColumn) int { return byPlace(a.at, b.at) })
	slices.SortFunc(l.numbers, func(a, b numbersColumn) int { return byPlace(a.at, b.at) })
	slices.SortFunc(l.texts, func(a, b textColumn) int { return byPlace(a.at, b.at) })
}

// lineLength gives the mean length of the first lines.
func lineLength(b []byte) int {
	b = b[:min(len(b), 1<<14)]
	n := 0
	for _, c := range b {
		if c == '\n' {
			n++
		}
	}
	return len(b) / max(n, 1)
}

// cellAt gives the value of a row in a column, nil when it has none.
func cellAt(s *splitter, i int) []byte {
	if uint(i) >= uint(len(s.cells)) {
		return nil
	}
	return s.cells[i].in(s.data)
}

// tell reports a value by what the schema says of its column.
func (l *timesLoader) tell(s *splitter, i int) {
	if i >= 0 && i < len(s.cells) {
		l.ck.value(l.ck.columns[i], s.row, s.cells[i].in(s.data))
	}
}

func (l *timesLoader) seconds(s *splitter, i int) int32 {
	b := cellAt(s, i)
	if len(b) == 0 {
		return -1
	}
	v, ok := clock(b)
	if !ok {
		l.tell(s, i)
		return -1
	}
	return v
}

// row takes a row into the columns. A row of a trip that does not exist is
// only reported.
func (l *timesLoader) row(s *splitter) {
	st := l.st
	if b := cellAt(s, l.tripAt); string(b) != string(l.tripID) || len(l.runs) == 0 {
		l.changeTrip(s, b)
	}
	sequence, ok := integer(cellAt(s, l.sequenceAt))
	if !ok || sequence < 0 {
		l.tell(s, l.sequenceAt)
		sequence = 0
	}
	stop := l.stop(s)
	arrival, departure := l.seconds(s, l.arrivalAt), l.seconds(s, l.departureAt)
	known := l.trip != None
	if !known {
		l.missing(s, l.tripAt)
	}
	r := &l.runs[len(l.runs)-1]
	if known {
		n := uint32(len(st.Stop))
		if n > r.from && uint32(sequence) <= st.Sequence[n-1] {
			l.ordered = false
		}
		r.to++
		if st.lines != nil {
			st.lines = append(st.lines, uint32(s.row))
		} else if s.row != int(n)+2 {
			l.listLines(s.row)
		}
		st.Stop = append(st.Stop, stop)
		st.Arrival, st.Departure = append(st.Arrival, arrival), append(st.Departure, departure)
		st.Sequence = append(st.Sequence, uint32(sequence))
	}
	if l.distAt >= 0 {
		b, v := cellAt(s, l.distAt), -1.0
		if len(b) > 0 {
			if v, ok = float(b); !ok || v < 0 {
				l.tell(s, l.distAt)
				v = -1
			}
		}
		if known {
			st.Dist = append(st.Dist, v)
		}
	}
	for _, c := range l.small {
		v := int8(-1)
		if b := cellAt(s, c.at); len(b) == 1 && b[0] >= '0' && b[0] <= '9' {
			if v = int8(b[0] - '0'); v > c.highest {
				l.tell(s, c.at)
			}
		} else if len(b) > 0 {
			l.tell(s, c.at)
		}
		if known {
			*c.out = append(*c.out, v)
		}
	}
	for _, c := range l.numbers {
		if v := l.seconds(s, c.at); known {
			*c.out = append(*c.out, v)
		}
	}
	for _, c := range l.texts {
		at := None
		if b := cellAt(s, c.at); len(b) > 0 {
			var fresh bool
			if at, fresh = c.out.intern(b); fresh {
				l.tell(s, c.at)
			}
		}
		if known {
			c.out.At = append(c.out.At, at)
		}
	}
}

// changeTrip begins the rows of another trip.
func (l *timesLoader) changeTrip(s *splitter, b []byte) {
	l.tripID = append(l.tripID[:0], b...)
	l.trip = None
	if i, ok := l.f.trips[string(b)]; ok {
		l.trip = uint32(i)
	}
	n := uint32(len(l.st.Stop))
	l.runs = append(l.runs, tripRun{l.trip, run{n, n}})
	if l.trip == None {
		l.tell(s, l.tripAt) // when it is empty
	}
}

// stop finds the row's stop. Most often it is the one that followed the stop
// before when another trip passed there.
func (l *timesLoader) stop(s *splitter) uint32 {
	b := cellAt(s, l.stopAt)
	if len(b) == 0 {
		if l.stopAt >= 0 && !l.elsewhere(s) {
			l.ck.found(Problem{Code: "missing_required_field", Row: s.row, Column: "stop_id"})
		}
		return None
	}
	if l.lastStop != None {
		if guess := l.next[l.lastStop]; l.f.Stops[guess].ID == string(b) {
			l.lastStop = guess
			return guess
		}
	}
	i, ok := l.f.stops[string(b)]
	if !ok {
		l.missing(s, l.stopAt)
		return None
	}
	if l.lastStop != None {
		l.next[l.lastStop] = uint32(i)
	}
	l.lastStop = uint32(i)
	return uint32(i)
}

// elsewhere reports whether a row names an area in place of a stop.
func (l *timesLoader) elsewhere(s *splitter) bool {
	for _, c := range l.texts {
		if (c.out == &l.st.LocationGroup || c.out == &l.st.Location) && len(cellAt(s, c.at)) > 0 {
			return true
		}
	}
	return false
}

// missing reports a reference to what does not exist.
func (l *timesLoader) missing(s *splitter, i int) {
	if b := cellAt(s, i); len(b) > 0 && !l.f.absent(l.ck.columns[i]) {
		c := l.ck.columns[i]
		l.ck.found(Problem{Code: "foreign_key_violation", Row: s.row, Column: c.name, Value: strings.ToValidUTF8(string(b), "\uFFFD"), Column2: c.parentsAsIfOneFile, Value2: c.parentColumn})
	}
}

func (l *timesLoader) listLines(row int) {
	st := l.st
	st.lines = make([]uint32, len(st.Stop), max(cap(st.Stop), 64))
	for i := range st.lines {
		st.lines[i] = uint32(i) + 2
	}
	st.lines = append(st.lines, uint32(row))
}
