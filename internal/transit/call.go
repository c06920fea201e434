package transit

import (
	"encoding/binary"
	"sort"
)

// Call is when a run's vehicle came to a halte and left it, in seconds after
// the start of the service day. Where nobody can say when, both are Absent or
// Unsure.
type Call struct{ Arrived, Left int }

const (
	// Absent is of a halte that the vehicle did not come to: the run did not
	// reach it, went round it, or did not run.
	Absent = -1
	// Unsure is of a halte about which nothing is proved: it lies in a silence.
	Unsure = -2
)

// Seen reports whether it is known when the vehicle was there.
func (c Call) Seen() bool { return c.Arrived >= 0 }

// Unsure reports whether nothing is proved about the halte.
func (c Call) Unsure() bool { return c.Arrived == Unsure }

// Visit is when a pass was at a place along its shape, in microseconds UTC.
type Visit struct {
	Along         float64 // metres
	Arrived, Left int64
}

// calls says when a run was at each of its halte. Visits are in order of their
// place; a halte at which nothing proves the pass has none.
func calls(midnight int64, halts []float64, status Status, pass *Pass) []Call {
	if len(halts) == 0 {
		return nil
	}
	out := make([]Call, len(halts))
	for i, along := range halts {
		out[i] = Call{Absent, Absent}
		if pass == nil {
			if status == Unproven {
				out[i] = Call{Unsure, Unsure}
			}
			continue
		}
		at := sort.Search(len(pass.Visits), func(k int) bool { return pass.Visits[k].Along >= along })
		if at < len(pass.Visits) && pass.Visits[at].Along == along {
			v := pass.Visits[at]
			out[i] = Call{max(0, wholeSeconds(v.Arrived-midnight)), max(0, wholeSeconds(v.Left-midnight))}
		} else if pass.silentAt(along) {
			out[i] = Call{Unsure, Unsure}
		}
	}
	return out
}

// silentAt reports whether a place lies in a stretch that nothing proves.
func (p Pass) silentAt(along float64) bool {
	for _, s := range p.Stretches {
		if s.Kind == StretchUnproven && s.From <= along && along <= s.To {
			return true
		}
	}
	return false
}

// wholeSeconds rounds microseconds to the nearest second.
func wholeSeconds(us int64) int {
	if us < 0 {
		return -int((-us + 500_000) / 1_000_000)
	}
	return int((us + 500_000) / 1_000_000)
}

// PackCalls writes calls compactly: the same calls always give the same bytes.
// Each is 0 (absent), 1 (unsure), or how long it is after the one before, as
// 2, 4, 6 … (3, 5 … for one before it), followed by how long the halt was.
func PackCalls(calls []Call) []byte {
	out := binary.AppendUvarint(make([]byte, 0, 2+4*len(calls)), uint64(len(calls)))
	last := 0
	for _, c := range calls {
		switch {
		case c.Unsure():
			out = binary.AppendUvarint(out, 1)
		case !c.Seen():
			out = binary.AppendUvarint(out, 0)
		default:
			d := c.Arrived - last
			if d >= 0 {
				out = binary.AppendUvarint(out, uint64(d)*2+2)
			} else {
				out = binary.AppendUvarint(out, uint64(-d)*2+1)
			}
			out = binary.AppendVarint(out, int64(c.Left-c.Arrived))
			last = c.Arrived
		}
	}
	return out
}

// UnpackCalls reads what PackCalls wrote. No bytes are no calls.
func UnpackCalls(data []byte) ([]Call, error) {
	if len(data) == 0 {
		return nil, nil
	}
	n, used := binary.Uvarint(data)
	if used <= 0 || n > uint64(len(data)) {
		return nil, errPacked
	}
	data = data[used:]
	if n == 0 && len(data) == 0 {
		return nil, nil
	}
	out := make([]Call, n)
	last := 0
	for i := range out {
		v, used := binary.Uvarint(data)
		if used <= 0 || v > 1<<32 {
			return nil, errPacked
		}
		data = data[used:]
		switch {
		case v == 0:
			out[i] = Call{Absent, Absent}
			continue
		case v == 1:
			out[i] = Call{Unsure, Unsure}
			continue
		case v%2 == 0:
			last += int(v/2) - 1
		default:
			last -= int(v / 2)
		}
		halt, used := binary.Varint(data)
		if used <= 0 || last < 0 || halt > 1<<32 || int64(last)+halt < 0 {
			return nil, errPacked
		}
		data = data[used:]
		out[i] = Call{last, last + int(halt)}
	}
	if len(data) != 0 {
		return nil, errPacked
	}
	return out, nil
}
