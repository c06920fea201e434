package raptor

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"time"

	"sinergi/gtfs"
)

// ErrSnapshot is why Load refuses: what it reads is no snapshot, is one of
// another version, or is damaged. It is to be made anew from the feed.
var ErrSnapshot = errors.New("raptor: not a snapshot that can be used")

// Load reads what Save wrote, and gives a timetable that answers as the one
// that was saved does. It reads to the end of the snapshot and perhaps further,
// and needs no more memory than some times what it has read.
func Load(from io.Reader) (*Timetable, error) {
	l := &loader{r: from, sum: sha256.New(), buf: make([]byte, 0, 1<<16)}
	if head := l.raw(len(magic)); l.err != nil || string(head) != magic {
		return nil, fmt.Errorf("%w: it does not begin as one", ErrSnapshot)
	}
	version := l.raw(4)
	if l.err == nil && binary.LittleEndian.Uint32(version) != snapshotVersion {
		return nil, fmt.Errorf("%w: it is of version %d, and this program reads version %d", ErrSnapshot, binary.LittleEndian.Uint32(version), snapshotVersion)
	}
	tt := l.timetable()
	l.sum.Write(l.buf[:l.next])
	l.buf, l.next = l.buf[:copy(l.buf, l.buf[l.next:])], 0
	sum := l.sum.Sum(nil)
	if told := l.raw(sha256.Size); l.err == nil && !bytes.Equal(told, sum) {
		l.fail("its checksum is another")
	}
	if l.err != nil {
		return nil, fmt.Errorf("%w: it is damaged: %w", ErrSnapshot, l.err)
	}
	tt.index()
	return tt, nil
}

// loader reads and checks; after an error it gives zeros.
type loader struct {
	r     io.Reader
	sum   hash.Hash // of what was taken from the buffer before
	buf   []byte
	next  int // what is taken from buf
	texts []string
	err   error
}

func (l *loader) fail(what string) {
	if l.err == nil {
		l.err = errors.New(what)
	}
}

// want sees to it that so many bytes are in the buffer, at most its size.
func (l *loader) want(n int) bool {
	for l.err == nil && len(l.buf)-l.next < n {
		l.sum.Write(l.buf[:l.next])
		left := copy(l.buf[:cap(l.buf)], l.buf[l.next:])
		var more int
		more, l.err = l.r.Read(l.buf[left:cap(l.buf)])
		l.buf, l.next = l.buf[:left+more], 0
		if more > 0 {
			l.err = nil
		}
		if errors.Is(l.err, io.EOF) {
			l.err = io.ErrUnexpectedEOF
		}
	}
	return l.err == nil
}

// uvarint reads a varint.
func (l *loader) uvarint() uint64 {
	if len(l.buf)-l.next < binary.MaxVarintLen64 && l.err == nil {
		l.want(binary.MaxVarintLen64)
		if errors.Is(l.err, io.ErrUnexpectedEOF) && l.next < len(l.buf) {
			l.err = nil // fewer may do
		}
	}
	if l.err != nil {
		return 0
	}
	v, n := binary.Uvarint(l.buf[l.next:])
	if n <= 0 {
		l.fail("a number has no end")
		return 0
	}
	l.next += n
	return v
}

// raw reads so many bytes.
func (l *loader) raw(n int) (b []byte) {
	for len(b) < n { // a length that is a lie takes no memory
		part := min(n-len(b), cap(l.buf))
		if !l.want(part) {
			return nil
		}
		b = append(b, l.buf[l.next:l.next+part]...)
		l.next += part
	}
	return b
}

// count reads a number from 0 to most.
func (l *loader) count(most int) int {
	n := l.uvarint()
	if n > uint64(most) {
		l.fail("a number is too large")
		return 0
	}
	return int(n)
}

// signed reads a number of either sign.
func (l *loader) signed() int64 {
	n := l.uvarint()
	return int64(n>>1) ^ -int64(n&1)
}

// number reads a number whose amount is at most another.
func (l *loader) number(most int32) int32 {
	n := l.signed()
	if n > int64(most) || n < -int64(most) {
		l.fail("a number is too large")
		return 0
	}
	return int32(n)
}

// of reads the number of one of so many.
func (l *loader) of(many int) int32 {
	n := l.number(never)
	if n < 0 || int(n) >= many {
		l.fail("it names what it does not have")
		return 0
	}
	return n
}

// many is how many of anything there may be at most.
const many = 1 << 28

// numbers reads numbers of so many, each as its difference to the one before.
func (l *loader) numbers(below int) (all []int32) {
	at := int32(0)
	for range l.count(many) {
		at += l.number(never - 1 - abs(at))
		if l.err == nil && (at < 0 || int(at) >= below) {
			l.fail("it names what it does not have")
		}
		if l.err != nil {
			return nil
		}
		all = append(all, at)
	}
	return all
}

func abs(n int32) int32 { return max(n, -n) }

func (l *loader) yes() bool { return l.count(1) == 1 }

func (l *loader) text() string {
	if n := l.count(len(l.texts)); n > 0 {
		return l.texts[n-1]
	}
	if l.err != nil {
		return ""
	}
	s := string(l.raw(l.count(1 << 20)))
	l.texts = append(l.texts, s)
	return s
}

func (l *loader) date() gtfs.Date {
	return gtfs.Date{Year: l.count(9999), Month: time.Month(l.count(12)), Day: l.count(31)}
}

func (l *loader) degrees() float64 {
	b := l.raw(8)
	if l.err != nil {
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(b))
	if math.IsNaN(v) || math.Abs(v) > 360 {
		l.fail("a place is nowhere")
		return 0
	}
	return v
}

// longest bounds seconds, so that their sums stay far from never.
const longest = 1 << 27

func (l *loader) timetable() *Timetable {
	tt := &Timetable{byID: map[string]int32{}, members: map[int32][]int32{}, lazy: new(lazily)}
	for _, n := range []*int{&tt.options.LinkMetres, &tt.options.Speed, &tt.options.Change, &tt.unused.Trips, &tt.unused.Transfers} {
		*n = l.count(longest)
	}
	if l.err == nil && tt.options.Speed == 0 {
		l.fail("nobody walks")
	}
	if zone := l.text(); l.err == nil {
		tt.zone, l.err = time.LoadLocation(zone)
	}
	tt.epoch = l.signed()
	for range l.count(2 * maxDays) {
		tt.days = append(tt.days, serviceDay{l.date(), l.number(longest)})
	}
	l.stops(tt)
	l.trips(tt)
	for n := l.count(many); n > 0 && l.err == nil; n-- {
		l.pattern(tt)
	}
	return tt
}

func (l *loader) stops(tt *Timetable) {
	var links []betweenStops
	n := l.count(many)
	for i := int32(0); int(i) < n && l.err == nil; i++ {
		s := Stop{ID: l.text(), Name: l.text(), Lat: l.degrees(), Lon: l.degrees(), Wheelchair: l.yes()}
		tt.byID[s.ID] = i
		tt.stops, tt.change = append(tt.stops, s), append(tt.change, max(-1, l.number(longest)))
		if members := l.numbers(n); members != nil {
			tt.members[i] = members
		}
		for k := l.count(many); k > 0 && l.err == nil; k-- {
			links = append(links, betweenStops{i, link{l.of(n), abs(l.number(longest)), abs(l.number(math.MaxInt32))}})
		}
	}
	tt.near = l.numbers(n)
	if l.err != nil {
		return
	}
	tt.links = linkRows(n, links)
	for i, k := range links {
		links[i] = betweenStops{k.to, link{k.from, k.seconds, k.centimetres}}
	}
	tt.into = linkRows(n, links)
}

func (l *loader) trips(tt *Timetable) {
	for n := l.count(many); n > 0 && l.err == nil; n-- {
		tt.trips = append(tt.trips, Trip{ID: l.text(), Route: l.text(), RouteName: l.text(), Headsign: l.text(), Type: l.count(1 << 16), Wheelchair: l.yes()})
	}
	tt.alone = make([]part, len(tt.trips))
	for i := range tt.alone {
		tt.alone[i].trip = int32(i)
	}
	for n := l.count(many); n > 0 && l.err == nil; n-- {
		var parts []part
		for k := l.count(many); k > 0 && l.err == nil; k-- {
			p := part{l.of(len(tt.trips)), l.number(longest)}
			if len(parts) == 0 && p.first != 0 || len(parts) > 0 && p.first <= parts[len(parts)-1].first {
				l.fail("a chain goes back")
			}
			parts = append(parts, p)
		}
		if len(parts) == 0 {
			l.fail("a chain is empty")
		}
		tt.joined = append(tt.joined, parts)
	}
}

func (l *loader) pattern(tt *Timetable) {
	var p pattern
	if p.stops = l.numbers(len(tt.stops)); p.stops != nil {
		p.may = l.raw(len(p.stops))
	} else if n := len(tt.patterns); n > 0 {
		p.stops, p.may = tt.patterns[n-1].stops, tt.patterns[n-1].may
	}
	if l.err == nil && len(p.stops) < 2 {
		l.fail("a pattern is no way")
	}
	p.barred = l.yes()
	for n := l.count(many); n > 0 && l.err == nil; n-- {
		w := window{from: l.number(longest)}
		w.until, w.every, w.day, w.exact = w.from+abs(l.number(longest)), l.number(longest), l.of(len(tt.days)), l.yes()
		if w.every <= 0 {
			l.fail("a headway is none")
		}
		p.windows = append(p.windows, w)
	}
	sortWindows(p.windows)
	for n := l.count(many); n > 0 && l.err == nil; n-- {
		r := run{l.of(len(tt.alone) + len(tt.joined)), l.of(len(tt.days))}
		if parts := tt.chainOr(r.chain, l.err); len(parts) > 0 && int(parts[len(parts)-1].first) >= len(p.stops) {
			l.fail("a chain is longer than its pattern")
		}
		at := int32(0)
		for range p.stops {
			at += l.number(longest)
			e := event{arrive: at}
			at += l.number(longest)
			e.depart = at
			if abs(e.arrive) > longest || abs(at) > longest {
				l.fail("a time is too far away")
				at = 0
			}
			p.events = append(p.events, e)
		}
		p.runs = append(p.runs, r)
	}
	if l.err == nil && (len(p.runs) == 0 || p.windows != nil && len(p.runs) != 1) {
		l.fail("a pattern has no run")
	}
	tt.patterns = append(tt.patterns, p)
}

// chainOr gives a chain that is known to be there unless something failed.
func (tt *Timetable) chainOr(number int32, err error) []part {
	if err != nil {
		return nil
	}
	return tt.chain(number)
}
