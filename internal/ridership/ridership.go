// SPDX-License-Identifier: Apache-2.0

// Package ridership knows how many people rode a bus service and what they
// paid: counts that an office types, what door counters report and what a
// ticketing system exports ([Record]). It gives each to a run and a halte
// ([Assign]), and so to a government's territory, follows how full the bus was
// ([Trip.Load]), and adds up ([Measure]).
//
// What is counted is whole people, whole rupiah and whole metres, so that the
// figures of parts add up to that of the whole exactly. The three kinds of
// record count the same people: of a run only one kind counts, see [Trip.From].
// The package knows no files, no database and no tariff.
package ridership

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/money"
)

// Kind is what kind of evidence a record is.
type Kind string

// The kinds.
const (
	Typed   Kind = "counts" // an office counted a run, or a halte of it
	Counter Kind = "doors"  // a door counter: people in and out at a moment
	Fare    Kind = "fares"  // a fare that was paid at a moment
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Typed, Counter, Fare} }

// Payment is how a fare was paid.
type Payment string

// The ways of paying that are told apart.
const (
	Cash  Payment = "tunai"
	QRIS  Payment = "qris"
	Card  Payment = "kartu"
	Other Payment = "lain"
)

// Bounds of what a record may say; more is a mistake of typing.
const (
	MostPeople = 1000       // in and out of a run, or at a door at once
	MostPlaces = 400        // of a vehicle
	MostFare   = 10_000_000 // rupiah of one ticket
	MostIncome = 50_000_000 // rupiah of one run
	MaxText    = 80         // letters of an id or a name
)

// Record is one row of evidence. Which fields it has depends on its kind:
//
//   - Typed: Day, and Trip (with Start where it runs several times) or Line,
//     Direction and Start; Boarded; perhaps Stop, Alighted and Income.
//   - Counter: Vehicle and At; Boarded and Alighted; perhaps Stop and Door.
//   - Fare: ID and At; Vehicle or Line; Class, Income and Payment; perhaps Stop.
type Record struct {
	Kind      Kind
	Day       civil.Date // of Typed the day of service, else the calendar day of At
	At        int64      // microseconds UTC; 0 of Typed
	Trip      string
	Line      string // what the row calls the route
	Direction int    // -1: not said
	Start     int    // planned, seconds after the start of the day of service; -1: not said
	Vehicle   string
	Stop      string // what the row calls the halte; "": not said
	Door      string
	ID        string // of a fare: a fingerprint of the ticket, see [Fingerprint]
	Class     string // of a fare: whom it is for
	Payment   Payment
	Void      bool // a fare that was called off: it is kept and does not count

	Boarded  int64
	Alighted int64 // -1: not said
	Income   money.Rupiah
	Paid     bool // Income is said; it may be 0

	Revision int    // of the row as its sender numbers it; a higher one counts
	Source   string // "file.csv:12"
	Received int64  // microseconds UTC
}

// Key names what a record is about. Of records with the same key only the
// newest counts, see [Newest].
func (r Record) Key() string {
	part := func(n int) string { return strconv.Itoa(n) }
	var fields []string
	switch r.Kind {
	case Typed:
		fields = []string{r.Day.String(), r.Trip, fold(r.Line), part(r.Direction), part(r.Start), fold(r.Stop)}
	case Counter:
		fields = []string{r.Vehicle, strconv.FormatInt(r.At, 10), fold(r.Stop), fold(r.Door)}
	default:
		fields = []string{r.ID}
	}
	for i, f := range fields {
		fields[i] = strings.ReplaceAll(f, "|", "¦")
	}
	return strings.Join(fields, "|")
}

// Content is a fingerprint of what a record says. Where it came from and when
// is not in it, so that the same row twice is one.
func (r Record) Content() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", []any{
		r.Kind, r.Day.String(), r.At, r.Trip, r.Line, r.Direction, r.Start, r.Vehicle, r.Stop, r.Door, r.ID, r.Class, r.Payment, r.Void,
		r.Boarded, r.Alighted, int64(r.Income), r.Paid, r.Revision,
	}))
	return hex.EncodeToString(sum[:16])
}

// Compare orders records by time, then by what they are about.
func (r Record) Compare(o Record) int {
	return cmp.Or(r.Day.Compare(o.Day), cmp.Compare(r.At, o.At), cmp.Compare(r.Kind, o.Kind), cmp.Compare(r.Key(), o.Key()))
}

// Clock gives the time of a record as a time of day in western Indonesia,
// "07.15"; of a typed one its planned start; "" when nothing is said.
func (r Record) Clock() string {
	if r.Kind == Typed {
		if r.Start < 0 {
			return ""
		}
		return fmt.Sprintf("%02d.%02d", r.Start/3600, r.Start/60%60)
	}
	return time.UnixMicro(r.At).In(civil.WIB()).Format("15.04")
}

// Newest gives of every key the record that counts: the one with the highest
// revision, of those the one that was received last, and where that is the same
// moment the one whose content comes last, so that the order of reading does
// not matter. The others are still evidence of what was said before.
func Newest(all []Record) []Record {
	type about struct {
		kind Kind
		key  string
	}
	at := make(map[about]int, len(all))
	out := make([]Record, 0, len(all))
	for _, r := range all {
		k := about{r.Kind, r.Key()}
		i, seen := at[k]
		if !seen {
			at[k] = len(out)
			out = append(out, r)
			continue
		}
		o := out[i]
		if cmp.Or(cmp.Compare(r.Revision, o.Revision), cmp.Compare(r.Received, o.Received), cmp.Compare(r.Content(), o.Content())) > 0 {
			out[i] = r
		}
	}
	slices.SortStableFunc(out, Record.Compare)
	return out
}

// Fingerprint is what is kept of a ticket's id, which may be that of a person's
// card: it cannot be turned back without the secret of the service.
func Fingerprint(secret []byte, id string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(strings.TrimSpace(id)))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// fold makes names comparable: case and what is neither letter nor digit do not
// matter, except where nothing else is left.
func fold(name string) string {
	folded := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '.', ',', '-', '_', '/', '(', ')', '\'', '"', '\u00a0', '·':
			return -1
		}
		return r
	}, strings.ToLower(name))
	return cmp.Or(folded, strings.TrimSpace(name))
}
