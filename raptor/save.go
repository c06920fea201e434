package raptor

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"math"
	"slices"

	"sinergi/gtfs"
)

// A snapshot is magic, its version in four bytes (little endian), what save
// writes, and the SHA-256 of all before it. Whole numbers are varints as in
// encoding/binary, the least significant bits first; degrees are IEEE 754
// doubles, little endian. A text that was there before is its number, counted
// from one; 0 and its length begin a new one. What follows from the rest is not
// written.
const (
	magic           = "sinergi/raptor\n"
	snapshotVersion = 1
)

// Save writes the timetable, so that Load gives it back without the feed.
// What With laid over it is not written. The same timetable gives the same
// bytes.
func (tt *Timetable) Save(to io.Writer) error {
	if tt.plain != nil {
		tt = tt.plain
	}
	sum := sha256.New()
	w := &saver{w: bufio.NewWriterSize(io.MultiWriter(to, sum), 1<<16), texts: map[string]uint64{}}
	w.raw([]byte(magic))
	w.raw(binary.LittleEndian.AppendUint32(nil, snapshotVersion))
	w.timetable(tt)
	if w.err == nil {
		w.err = w.w.Flush()
	}
	if w.err == nil {
		_, w.err = to.Write(sum.Sum(nil))
	}
	return w.err
}

type saver struct {
	w     *bufio.Writer
	texts map[string]uint64
	room  [binary.MaxVarintLen64]byte
	err   error
}

func (w *saver) raw(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
}

func (w *saver) count(n int) { w.raw(binary.AppendUvarint(w.room[:0], uint64(n))) }

func (w *saver) number(n int32) { w.raw(binary.AppendVarint(w.room[:0], int64(n))) }

func (w *saver) numbers(all []int32) {
	w.count(len(all))
	before := int32(0)
	for _, n := range all {
		w.number(n - before)
		before = n
	}
}

func (w *saver) yes(b bool) {
	if b {
		w.count(1)
	} else {
		w.count(0)
	}
}

func (w *saver) text(s string) {
	if n, ok := w.texts[s]; ok {
		w.count(int(n))
		return
	}
	w.texts[s] = uint64(len(w.texts) + 1)
	w.count(0)
	w.count(len(s))
	w.raw([]byte(s))
}

func (w *saver) date(d gtfs.Date) {
	w.count(d.Year)
	w.count(int(d.Month))
	w.count(d.Day)
}

func (w *saver) timetable(tt *Timetable) {
	o := tt.options
	for _, n := range []int{o.LinkMetres, o.Speed, o.Change, tt.unused.Trips, tt.unused.Transfers} {
		w.count(n)
	}
	w.text(tt.zone.String())
	w.raw(binary.AppendVarint(w.room[:0], tt.epoch))
	w.count(len(tt.days))
	for _, d := range tt.days {
		w.date(d.date)
		w.number(d.offset)
	}
	w.count(len(tt.stops))
	for i, s := range tt.stops {
		w.text(s.ID)
		w.text(s.Name)
		w.raw(binary.LittleEndian.AppendUint64(nil, math.Float64bits(s.Lat)))
		w.raw(binary.LittleEndian.AppendUint64(nil, math.Float64bits(s.Lon)))
		w.yes(s.Wheelchair)
		w.number(tt.change[i])
		w.numbers(tt.members[int32(i)])
		links := tt.links.of(int32(i))
		w.count(len(links))
		for _, l := range links {
			w.number(l.to)
			w.number(l.seconds)
			w.number(l.centimetres)
		}
	}
	w.numbers(tt.near)
	w.count(len(tt.trips))
	for _, t := range tt.trips {
		w.text(t.ID)
		w.text(t.Route)
		w.text(t.RouteName)
		w.text(t.Headsign)
		w.count(t.Type)
		w.yes(t.Wheelchair)
	}
	w.count(len(tt.joined))
	for _, parts := range tt.joined {
		w.count(len(parts))
		for _, p := range parts {
			w.number(p.trip)
			w.number(p.first)
		}
	}
	w.count(len(tt.patterns))
	for i := range tt.patterns {
		w.pattern(&tt.patterns[i], tt.patterns[:i])
	}
}

// pattern writes a pattern; where it calls as the one before it, no stops.
func (w *saver) pattern(p *pattern, before []pattern) {
	if n := len(before); n > 0 && slices.Equal(before[n-1].stops, p.stops) && slices.Equal(before[n-1].may, p.may) {
		w.count(0)
	} else {
		w.numbers(p.stops)
		w.raw(p.may)
	}
	w.yes(p.barred)
	w.count(len(p.windows))
	for _, x := range p.windows {
		w.number(x.from)
		w.number(x.until - x.from)
		w.number(x.every)
		w.number(x.day)
		w.yes(x.exact)
	}
	w.count(len(p.runs))
	for i, r := range p.runs {
		w.number(r.chain)
		w.number(r.day)
		left := int32(0)
		for _, e := range p.events[i*len(p.stops) : (i+1)*len(p.stops)] {
			w.number(e.arrive - left)
			w.number(e.depart - e.arrive)
			left = e.depart
		}
	}
}
