package simulate

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"sinergi/internal/civil"
)

// Site is where tickets are written.
const Site = "TPA Muara Fajar II"

// Ticket is a weighbridge ticket as it is sent.
type Ticket struct {
	Number string
	Plate  string
	In     time.Time
	Out    time.Time
	Gross  int64 // kg
	Tare   int64
	Net    int64
	Origin string // Kemendagri code
	Load   string
}

// TicketTruth is what is true of a ticket.
type TicketTruth struct {
	Number string `json:"number"`
	Day    string `json:"day"`
	Origin string `json:"origin"`
	Net    int64  `json:"net_kg"`
	Trick  string `json:"trick"` // empty for an honest one
}

// The tricks.
const (
	TrickDuplicate  = "duplicate_number"
	TrickRepeat     = "exact_repeat"
	TrickTare       = "tare"
	TrickOrigin     = "origin"
	TrickNet        = "net_typo"
	TrickTurnaround = "turnaround"
	TrickClosed     = "closed_day"
)

// TicketDay is a day's tickets in the order in which they were written.
type TicketDay struct {
	Date    civil.Date
	Tickets []Ticket
	Truth   []TicketTruth
}

// Truck is a lorry that brings waste.
type Truck struct {
	Plate      string
	Government string
	Tare       int64 // kg
}

// Origins, by government: desa of Kampar along the border, kecamatan of
// Pekanbaru.
var origins = map[string][]string{
	"14.01": {"14.01.04", "14.01.05", "14.01.08"},
	"14.71": {"14.71.05", "14.71.06", "14.71.08", "14.71.09", "14.71.13"},
}

// Trucks lists the lorries of both governments.
func Trucks() []Truck {
	var all []Truck
	for i := range 14 {
		all = append(all, Truck{fmt.Sprintf("BM %d FA", 8101+i), "14.01", int64(3900 + 130*i)})
	}
	for i := range 20 {
		all = append(all, Truck{fmt.Sprintf("BM %d TA", 9201+i), "14.71", int64(4000 + 110*i)})
	}
	return all
}

// Tickets simulates the weighbridge on one day, counted from 0. Loads of
// Kampar are not taken on Sundays.
func (s *Simulation) Tickets(n int) TicketDay {
	date := s.cfg.Month.First().AddDays(n)
	r := s.stream(streamTickets, n, 0)
	day := TicketDay{Date: date}
	open := date.Start().Add(8 * time.Hour)
	type visit struct {
		truck Truck
		in    time.Time
	}
	var visits []visit
	for _, t := range Trucks() {
		if t.Government == "14.01" && date.Weekday() == time.Sunday {
			continue
		}
		at := open.Add(time.Duration(r.IntN(150)) * time.Minute)
		for range 3 + r.IntN(2) {
			visits = append(visits, visit{t, at})
			at = at.Add(time.Duration(130+r.IntN(100)) * time.Minute)
		}
	}
	slices.SortStableFunc(visits, func(a, b visit) int { return cmp.Or(a.in.Compare(b.in), cmp.Compare(a.truck.Plate, b.truck.Plate)) })
	for i, v := range visits {
		t, truth := s.honest(r, date, i+1, v.truck, v.in)
		day.Tickets, day.Truth = append(day.Tickets, t), append(day.Truth, truth)
	}
	s.play(r, n, &day)
	return day
}

func (s *Simulation) honest(r *rand.Rand, date civil.Date, no int, truck Truck, in time.Time) (Ticket, TicketTruth) {
	tare := truck.Tare + int64(float64(truck.Tare)*0.008*(2*r.Float64()-1))
	net := 3500 + int64(r.IntN(3500))
	places := origins[truck.Government]
	t := Ticket{Number: fmt.Sprintf("MF-%02d%02d-%03d", int(date.Month), date.Day, no), Plate: truck.Plate, In: in, Out: in.Add(time.Duration(8+r.IntN(18)) * time.Minute),
		Gross: round10(tare + net), Tare: round10(tare), Origin: places[r.IntN(len(places))], Load: []string{"campuran", "organik", "pasar"}[r.IntN(3)]}
	t.Net = t.Gross - t.Tare
	return t, TicketTruth{Number: t.Number, Day: date.String(), Origin: t.Origin, Net: t.Net}
}

func round10(kg int64) int64 { return (kg + 5) / 10 * 10 }

// play plays the day's trick, one kind a day in turn, so that every kind
// occurs in a month.
func (s *Simulation) play(r *rand.Rand, n int, day *TicketDay) {
	i := len(day.Tickets)/3 + r.IntN(len(day.Tickets)/3)
	t, truth := &day.Tickets[i], &day.Truth[i]
	add := func(extra Ticket, trick string, honest TicketTruth) {
		honest.Trick = trick
		day.Tickets, day.Truth = append(day.Tickets, extra), append(day.Truth, honest)
	}
	switch n % 6 {
	case 0:
		extra := *t // another load under a number that is used
		extra.In, extra.Out = t.In.Add(3*time.Hour), t.Out.Add(3*time.Hour)
		extra.Gross += 700
		extra.Net += 700
		truth.Trick = TrickDuplicate
		add(extra, TrickDuplicate, TicketTruth{Number: extra.Number, Day: truth.Day, Origin: extra.Origin})
	case 1:
		add(*t, TrickRepeat, TicketTruth{Number: t.Number, Day: truth.Day, Origin: t.Origin})
	case 2: // ballast dropped before the second weighing
		t.Tare = round10(t.Tare * 4 / 5)
		t.Net = t.Gross - t.Tare
		truth.Trick = TrickTare
	case 3:
		other := "14.71"
		if truth.Origin[:5] == other {
			other = "14.01"
		}
		t.Origin = origins[other][0]
		truth.Trick = TrickOrigin
	case 4:
		t.Net += 900
		truth.Trick = TrickNet
	case 5:
		extra := *t // the same lorry again after four minutes
		extra.Number = fmt.Sprintf("%s-%d", t.Number[:len(t.Number)-4], 900+n)
		extra.In, extra.Out = t.Out.Add(time.Minute), t.Out.Add(5*time.Minute)
		truth.Trick = ""
		add(extra, TrickTurnaround, TicketTruth{Number: extra.Number, Day: truth.Day, Origin: extra.Origin})
	}
	if day.Date.Weekday() == time.Sunday && day.Date.Day <= 21 {
		truck := Trucks()[0]
		in := day.Date.Start().Add(10*time.Hour + 17*time.Minute)
		extra, honest := s.honest(r, day.Date, 800, truck, in)
		add(extra, TrickClosed, honest)
	}
}

// CSV writes the day's tickets as a file: on even days as Excel in Indonesia
// writes it, on odd days in the international way.
func (d TicketDay) CSV() []byte {
	sep, stamp := byte(','), "2006-01-02 15:04"
	var b []byte
	if d.Date.Day%2 == 0 {
		sep, stamp = ';', "02/01/2006 15:04"
		b = append(b, "\xef\xbb\xbf"...)
	}
	field := func(last bool, s string) {
		b = append(b, s...)
		if last {
			b = append(b, "\r\n"...)
		} else {
			b = append(b, sep)
		}
	}
	for i, h := range []string{"nomor", "lokasi", "plat", "masuk", "keluar", "bruto_kg", "tara_kg", "neto_kg", "asal", "jenis"} {
		field(i == 9, h)
	}
	for _, t := range d.Tickets {
		for _, s := range []string{t.Number, Site, t.Plate, t.In.In(civil.WIB()).Format(stamp), t.Out.In(civil.WIB()).Format(stamp),
			strconv.FormatInt(t.Gross, 10), strconv.FormatInt(t.Tare, 10), strconv.FormatInt(t.Net, 10), t.Origin} {
			field(false, s)
		}
		field(true, t.Load)
	}
	return b
}
