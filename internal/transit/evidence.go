package transit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/quantity"
)

// Proof is a run in the list of evidence behind a day's quantity: the metres
// that it delivered in one territory, or the status for which it is counted as
// not delivered.
type Proof struct {
	Trip    string
	Start   int // seconds after the start of the service day
	Vehicle string
	Metres  quantity.Metres
	Status  Status // of runs that are counted for their status
}

// Clock gives the planned departure as a time of day, "07.15".
func (p Proof) Clock() string { return clock(p.Start) }

// List is the canonical text of the runs behind a quantity, one a line. Its
// SHA-256 is the evidence that a statement names, so that its form never
// changes.
type List struct {
	Text  string
	Count int
	Sum   quantity.Metres
}

// Undelivered lists the statuses of runs that are counted as not delivered:
// those that did not run, and those that nothing proves.
func Undelivered() []Status { return []Status{Missed, Unproven} }

// DeliveredIn lists the runs of a day that delivered something in a territory.
func DeliveredIn(runs []Run, code string) (l List) {
	var text strings.Builder
	for _, r := range runs {
		for _, p := range r.Parts {
			if p.Code == code && p.Delivered > 0 {
				l.Sum += p.Delivered
				l.Count++
				fmt.Fprintf(&text, "%s|%d|%s|%d\n", r.Trip, r.Start, r.Vehicle, p.Delivered)
			}
		}
	}
	l.Text = text.String()
	return l
}

// NotDelivered lists the runs of a day that are counted as not delivered.
func NotDelivered(runs []Run) (l List) {
	var text strings.Builder
	for _, r := range runs {
		if slices.Contains(Undelivered(), r.Status) {
			l.Count++
			fmt.Fprintf(&text, "%s|%d|%s|%s\n", r.Trip, r.Start, r.Vehicle, r.Status)
		}
	}
	l.Text = text.String()
	return l
}

// ParseProofs reads a list back. A trip's id may hold a bar: it is what is
// left of the other three fields.
func ParseProofs(text string) ([]Proof, error) {
	var out []Proof
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		n := len(fields)
		if n < 4 {
			return nil, fault.New(fault.Invalid, "settlement.fault.evidence")
		}
		p := Proof{Trip: strings.Join(fields[:n-3], "|"), Vehicle: fields[n-2]}
		start, err := strconv.Atoi(fields[n-3])
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "settlement.fault.evidence", err)
		}
		p.Start = start
		if metres, err := strconv.ParseInt(fields[n-1], 10, 64); err == nil {
			p.Metres = quantity.Metres(metres)
		} else {
			p.Status = Status(fields[n-1])
		}
		out = append(out, p)
	}
	return out, nil
}
