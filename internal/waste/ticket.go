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
	"unicode/utf8"

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
	// Received is when it came, in microseconds UTC; 0 is unknown. It is not
	// part of what the ticket says.
	Received int64
}

// Plausible reports whether an instant (microseconds UTC) can be on a ticket
// at all: not before this century, and not more than a year ahead of now. What
// is beyond is a typing error, and refused as one.
func Plausible(us, now int64) bool {
	const year = 366 * 86_400_000_000
	return us >= time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro() && us <= now+year
}

// Heaviest is the largest mass of a ticket, in kilograms: more than any lorry
// on a road. What is beyond it is a typing error.
const Heaviest = 200_000

// The most letters that a ticket's texts may have; real ones have far fewer.
const (
	MaxNumber = 60
	MaxPlate  = 20
	MaxName   = 120 // of a site, an origin, a kind of load
)

// TooLong names the columns of the ticket's texts that are too long, each
// with the letters it may have.
func (t Ticket) TooLong() map[string]int {
	long := map[string]int{}
	for _, f := range []struct {
		column, text string
		most         int
	}{{"nomor", t.Number, MaxNumber}, {"lokasi", t.Site, MaxName}, {"plat", t.Plate, MaxPlate}, {"asal", t.Origin, MaxName}, {"jenis", t.Load, MaxName}} {
		if utf8.RuneCountInString(f.text) > f.most {
			long[f.column] = f.most
		}
	}
	return long
}

// Plate writes a number plate in one way, however it was typed: "BM 8123 AB"
// for "bm8123ab" or "BM-8123-AB". What is not built like a civil plate is only
// put in capitals with single spaces.
func Plate(s string) string {
	spaced := strings.ToUpper(strings.Join(strings.Fields(s), " "))
	compact := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.", r) {
			return -1
		}
		return r
	}, spaced)
	rest := strings.TrimLeft(compact, capitals)
	area := compact[:len(compact)-len(rest)]
	series := strings.TrimLeft(rest, "0123456789")
	number := rest[:len(rest)-len(series)]
	if len(area) < 1 || len(area) > 2 || len(number) < 1 || len(number) > 4 || len(series) > 3 || strings.Trim(series, capitals) != "" {
		return spaced
	}
	return strings.TrimSpace(area + " " + number + " " + series)
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// Content identifies what a ticket says: two tickets that say the same are
// the same ticket, wherever they came from.
func (t Ticket) Content() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q|%q|%q|%d|%d|%d|%d|%d|%q|%q", t.Site, t.Number, t.Plate, t.In, t.Out, t.Gross, t.Tare, t.Net, t.Origin, t.Load))
	return hex.EncodeToString(sum[:16])
}

// Day is the day on which the ticket counts: that of the second weighing in
// western Indonesia.
func (t Ticket) Day() civil.Date { return civil.In(time.UnixMicro(t.Out)) }

// said is a ticket's number at its site, however it was typed: another case or
// spacing does not make it another number.
func (t Ticket) said() [2]string { return [2]string{fold(t.Site), t.Folded()} }

// Folded is the ticket's number without what typing may change: case and
// spaces.
func (t Ticket) Folded() string { return fold(t.Number) }

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }

// compare orders tickets by second weighing, number and content.
func compare(a, b Ticket) int {
	if c := cmp.Or(cmp.Compare(a.Out, b.Out), cmp.Compare(a.Site, b.Site), cmp.Compare(a.Number, b.Number)); c != 0 {
		return c
	}
	return cmp.Compare(a.Content(), b.Content()) // a hash, made only where nothing else tells them apart
}

// once puts tickets in order and keeps those that say the same once.
func once(tickets []Ticket) []Ticket {
	out := slices.Clone(tickets)
	slices.SortFunc(out, compare)
	return slices.CompactFunc(out, func(a, b Ticket) bool { return a.Site == b.Site && a.Number == b.Number && a.Content() == b.Content() })
}

// Truck is a registered lorry.
type Truck struct {
	Plate      string
	Government string
	Tare       quantity.Kilograms // 0: not registered
	MaxGross   quantity.Kilograms // 0: not registered
}
