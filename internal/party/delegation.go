package party

import (
	"strings"
	"unicode/utf8"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// Delegation (pelimpahan) lets a person act for an office of their government
// besides their own, in the days that a letter of assignment (surat perintah,
// surat tugas) names. The office keeps its holder, and a holder who leaves does
// not end it. It covers the moves of the office; package procedure says what it
// never covers.
type Delegation struct {
	ID      string
	Office  string
	Account string // of the delegate
	Name    string // of the delegate, as it was then
	From    civil.Date
	Until   civil.Date // included
	Letter  string     // number of the letter that it rests on
	Note    string
	By      string // who made it
	AtUS    int64
	End     *Ending // nil unless it was ended before its time
}

// Ending is the end of a delegation before its time.
type Ending struct {
	On     civil.Date // from that moment on it is over, and not only from the next day
	By     string
	Reason string // empty: the delegate's account was closed
}

// Holds reports whether the delegate may act for the office on a day.
func (d Delegation) Holds(on civil.Date) bool {
	return d.End == nil && !on.Before(d.From) && !on.After(d.Until)
}

// Past reports whether a delegation is over on a day.
func (d Delegation) Past(on civil.Date) bool { return d.End != nil || on.After(d.Until) }

// overlaps reports whether two delegations share a day. The day on which one
// was ended is free for the next.
func (d Delegation) overlaps(o Delegation) bool {
	first, last := d.From, d.last()
	if o.From.After(first) {
		first = o.From
	}
	if o.last().Before(last) {
		last = o.last()
	}
	return !last.Before(first)
}

func (d Delegation) last() civil.Date {
	if d.End != nil && !d.Until.Before(d.End.On) {
		return d.End.On.AddDays(-1)
	}
	return d.Until
}

// The longest that a delegation says of itself, in characters, and how far
// ahead it can end: a later year is a slip of the pen.
const (
	longestLetter   = 120
	longestNote     = 300
	delegationAhead = 366 // days
)

// Validate checks a delegation of an office as it is entered on a day, beside
// those that the office has; the fields are those of its form, in its order.
// The head of region's office is not delegated: who stands in for the head holds
// the office as Plt. or Plh., and a PKS is signed by power of attorney (PP
// 28/2018 art. 2).
func (d Delegation) Validate(o Office, others []Delegation, today civil.Date) error {
	if o.Head {
		return fault.New(fault.Denied, "party.delegation_head", "Office", o.Title)
	}
	var fields []fault.Field
	required := func(name string, missing bool) {
		if missing {
			fields = append(fields, fault.NewField(name, "ui.required"))
		}
	}
	required("delegate", d.Account == "")
	required("delegate_from", d.From.IsZero())
	required("delegate_until", d.Until.IsZero())
	switch {
	case d.From.IsZero() || d.Until.IsZero():
	case d.Until.Before(d.From):
		fields = append(fields, fault.NewField("delegate_until", "party.until_before_from"))
	case d.Until.Before(today):
		fields = append(fields, fault.NewField("delegate_until", "party.delegation_over"))
	case d.Until.Sub(today) > delegationAhead:
		fields = append(fields, fault.NewField("delegate_until", "party.delegation_far", "Day", today.AddDays(delegationAhead)))
	default:
		for _, other := range others {
			if other.Office == d.Office && d.overlaps(other) {
				fields = append(fields, fault.NewField("delegate_from", "party.delegation_overlap", "Name", other.Name, "From", other.From, "Until", other.last()))
				break
			}
		}
	}
	required("letter", strings.TrimSpace(d.Letter) == "")
	if utf8.RuneCountInString(d.Letter) > longestLetter {
		fields = append(fields, fault.NewField("letter", "register.too_long", "Limit", longestLetter))
	}
	if utf8.RuneCountInString(d.Note) > longestNote {
		fields = append(fields, fault.NewField("note", "register.too_long", "Limit", longestNote))
	}
	return fault.InvalidFields(fields)
}
