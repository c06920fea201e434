// SPDX-License-Identifier: Apache-2.0

// Package transit knows how a bus service is measured: what a position report
// is and when it is set aside, which planned run a vehicle's pass along the
// route delivered, how much of it, and how a day adds up. It reads positions
// with package trace and cuts routes with package territory; it does no I/O
// and knows no prices.
package transit

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"time"

	"sinergi/internal/civil"
)

// Unknown marks a speed, heading or accuracy that the device did not send.
const Unknown = -1

// Position is one report of where a vehicle was. Coordinates are whole 1e-7
// degrees (about a centimetre), so that they are the same bytes everywhere.
type Position struct {
	At       int64 // microseconds UTC, the device's fix time
	LatE7    int32
	LonE7    int32
	Speed    int32 // cm/s, or Unknown
	Heading  int32 // degrees 0–359, or Unknown
	Accuracy int32 // decimetres, or Unknown
}

// Lat gives the latitude in degrees.
func (p Position) Lat() float64 { return float64(p.LatE7) / 1e7 }

// Lon gives the longitude in degrees.
func (p Position) Lon() float64 { return float64(p.LonE7) / 1e7 }

// Time gives the fix time in western Indonesia.
func (p Position) Time() time.Time { return time.UnixMicro(p.At).In(civil.WIB()) }

// Day gives the calendar day of the fix in western Indonesia.
func (p Position) Day() civil.Date { return civil.In(time.UnixMicro(p.At)) }

// Report is what a device or a tracking server says: a position that has not
// been judged yet.
type Report struct {
	At       time.Time // fix time by the device's clock
	Received time.Time // by the receiver's clock: the tracking server's, else ours
	Lat, Lon float64
	Speed    float64 // m/s, negative when unknown
	Heading  float64 // degrees, negative when unknown
	Accuracy float64 // metres, negative when unknown
}

// Aside says why a report cannot be used. It is kept with the report.
type Aside string

// The reasons for setting a report aside.
const (
	Usable          Aside = ""
	ImpossiblePlace Aside = "tempat_mustahil" // no such place on earth, or 0°,0°
	ClockAhead      Aside = "jam_maju"        // fixed after it was received
	ClockBehind     Aside = "jam_mundur"      // fixed before the device was registered
)

// clockTolerance is how far a device's clock may run ahead of the receiver's.
const clockTolerance = 5 * time.Minute

// Judge turns a report into a position, and says whether it is usable. since
// is when the device was registered. A report set aside keeps the time of
// receipt as its time when its own clock is what is wrong, so that it is
// found on the day on which it came.
func Judge(r Report, since time.Time) (Position, Aside) {
	p := Position{
		At: r.At.UnixMicro(), LatE7: e7(r.Lat), LonE7: e7(r.Lon),
		Speed: scaled(r.Speed, 100, 20_000), Heading: heading(r.Heading), Accuracy: scaled(r.Accuracy, 10, 1_000_000),
	}
	switch {
	case r.At.After(r.Received.Add(clockTolerance)):
		p.At = r.Received.UnixMicro()
		return p, ClockAhead
	case r.At.Before(since):
		p.At = r.Received.UnixMicro()
		return p, ClockBehind
	case !possible(r.Lat, r.Lon):
		return p, ImpossiblePlace
	}
	return p, Usable
}

func possible(lat, lon float64) bool {
	return math.Abs(lat) <= 90 && math.Abs(lon) <= 180 && (lat != 0 || lon != 0)
}

func e7(deg float64) int32 {
	if math.IsNaN(deg) || math.Abs(deg) > 180 {
		return 0
	}
	return int32(math.Round(deg * 1e7))
}

func scaled(v, factor, limit float64) int32 {
	if math.IsNaN(v) || v < 0 || v*factor > limit {
		return Unknown
	}
	return int32(math.Round(v * factor))
}

func heading(deg float64) int32 {
	if math.IsNaN(deg) || deg < 0 || deg > 360 {
		return Unknown
	}
	return int32(math.Round(deg)) % 360
}

// Pack writes positions compactly: the same positions always give the same
// bytes. The form is a count, then per position the differences to the one
// before as variable-length integers.
func Pack(ps []Position) []byte {
	buf := binary.AppendUvarint(make([]byte, 0, 8+12*len(ps)), uint64(len(ps)))
	var last Position
	for _, p := range ps {
		buf = binary.AppendVarint(buf, p.At-last.At)
		buf = binary.AppendVarint(buf, int64(p.LatE7)-int64(last.LatE7))
		buf = binary.AppendVarint(buf, int64(p.LonE7)-int64(last.LonE7))
		buf = binary.AppendVarint(buf, int64(p.Speed))
		buf = binary.AppendVarint(buf, int64(p.Heading))
		buf = binary.AppendVarint(buf, int64(p.Accuracy))
		last = p
	}
	return buf
}

var errPacked = errors.New("packed positions are damaged")

// Unpack reads what Pack wrote and appends it to ps.
func Unpack(ps []Position, data []byte) ([]Position, error) {
	n, used := binary.Uvarint(data)
	if used <= 0 || n > uint64(len(data)) {
		return ps, errPacked
	}
	data = data[used:]
	var last Position
	for range n {
		var v [6]int64
		for i := range v {
			x, used := binary.Varint(data)
			if used <= 0 {
				return ps, errPacked
			}
			v[i], data = x, data[used:]
		}
		last = Position{
			At: last.At + v[0], LatE7: last.LatE7 + int32(v[1]), LonE7: last.LonE7 + int32(v[2]),
			Speed: int32(v[3]), Heading: int32(v[4]), Accuracy: int32(v[5]),
		}
		ps = append(ps, last)
	}
	if len(data) != 0 {
		return ps, errPacked
	}
	return ps, nil
}

// Merge puts positions of one device in order and keeps each once, whatever
// order they came in: by time, and of several at the same instant the one that
// sorts first by its content, so that every node keeps the same. The input is
// reordered.
func Merge(ps []Position) []Position {
	slices.SortFunc(ps, func(a, b Position) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.LatE7, b.LatE7), cmp.Compare(a.LonE7, b.LonE7),
			cmp.Compare(a.Speed, b.Speed), cmp.Compare(a.Heading, b.Heading), cmp.Compare(a.Accuracy, b.Accuracy))
	})
	return slices.CompactFunc(ps, func(a, b Position) bool { return a.At == b.At })
}
