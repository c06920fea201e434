// SPDX-License-Identifier: Apache-2.0

// Package waste knows weighbridge tickets: what a ticket is, which ones do not
// look right and why, what a person's decision about one means, and how many
// tonnes of which origin a day counts. It does no I/O and knows no prices.
//
// The result depends on which tickets there are, never on the order in which
// they came. A ticket that looks wrong waits for a decision by a named person;
// none is ever dropped.
package waste

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

// Ticket is a weighbridge ticket as it came.
type Ticket struct {
	Site    string
	Number  string
	Plate   string
	In, Out int64 // microseconds UTC: first and second weighing
	Gross   quantity.Kilograms
	Tare    quantity.Kilograms
	Net     quantity.Kilograms
	Origin  string // Kemendagri code as declared
	Load    string // kind of load
	Source  string // file and row
}

// Plate writes a number plate in one way: "BM 8123 AB".
func Plate(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), " ")) }

// Content identifies what a ticket says: two tickets that say the same are
// the same ticket, wherever they came from.
func (t Ticket) Content() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%d|%d|%d|%d|%d|%s|%s", t.Site, t.Number, t.Plate, t.In, t.Out, t.Gross, t.Tare, t.Net, t.Origin, t.Load))
	return hex.EncodeToString(sum[:16])
}

// Day is the day on which the ticket counts: that of the second weighing in
// western Indonesia.
func (t Ticket) Day() civil.Date { return civil.In(time.UnixMicro(t.Out)) }

// compare orders tickets by second weighing, number and content.
func compare(a, b Ticket) int {
	return cmp.Or(cmp.Compare(a.Out, b.Out), cmp.Compare(a.Site, b.Site), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Content(), b.Content()))
}

// once puts tickets in order and keeps those that say the same once.
func once(tickets []Ticket) []Ticket {
	out := slices.Clone(tickets)
	slices.SortFunc(out, compare)
	return slices.CompactFunc(out, func(a, b Ticket) bool { return a.Number == b.Number && a.Content() == b.Content() })
}

// Truck is a registered lorry.
type Truck struct {
	Plate      string
	Government string
	Tare       quantity.Kilograms // 0: not registered
	MaxGross   quantity.Kilograms // 0: not registered
}
