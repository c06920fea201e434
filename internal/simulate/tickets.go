package simulate

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"sinergi/internal/civil"
)

// Site is where tickets are written.
const Site = "TPA Muara Fajar II"

// The gate of the site is open from 08:00 to 24:00.
const opens, closes = 8 * time.Hour, 24 * time.Hour

// Waste says what the weighbridge does in a month.
type Waste struct {
	Cap      float64 // tonnes a day from Kampar that are agreed; other days stay below it; default 200
	OverDays int     // days on which more comes; default 2, negative: none
	City     int     // loads a day from Pekanbaru; default 62
	Honest   bool    // nobody plays a trick
}

func (w Waste) withDefaults() Waste {
	if w.Cap <= 0 {
		w.Cap = 200
	}
	if w.OverDays == 0 {
		w.OverDays = 2
	}
	if w.City <= 0 {
		w.City = 62
	}
	return w
}

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

// TicketTruth is what is true of a ticket. A ticket that was written twice has
// two of them.
type TicketTruth struct {
	Number     string `json:"number"`
	Day        string `json:"day"`
	Plate      string `json:"plate"`
	Government string `json:"government"` // that the lorry belongs to
	Origin     string `json:"origin"`     // true; the ticket may say another
	Net        int64  `json:"net_kg"`     // truly brought; 0 when the ticket stands for no load
	Declared   int64  `json:"declared_kg"`
	Trick      string `json:"trick"` // empty for an honest one
}

// TicketDay is a day's tickets in the order in which they were written.
type TicketDay struct {
	Date    civil.Date
	Tickets []Ticket
	Truth   []TicketTruth // of the ticket at the same place
}

func (d *TicketDay) add(t Ticket, truth TicketTruth) {
	truth.Number, truth.Declared = t.Number, t.Net
	d.Tickets, d.Truth = append(d.Tickets, t), append(d.Truth, truth)
}

// visit is a lorry's coming.
type visit struct {
	truck Truck
	in    time.Time
	round int
}

// turn is the shortest time from a lorry's leaving to its next coming.
const turn = 85 * time.Minute

// overDays chooses the days on which more comes from Kampar than agreed.
func (s *Simulation) overDays() map[int]bool {
	r := s.stream(streamTickets, 0, 1)
	over := map[int]bool{}
	for _, n := range r.Perm(s.cfg.Days) {
		if len(over) < s.cfg.Waste.OverDays && s.cfg.Month.First().AddDays(n).Weekday() != time.Sunday {
			over[n] = true
		}
	}
	return over
}

// OverCap reports whether more came from Kampar on a day, counted from 0, than
// agreed.
func (s *Simulation) OverCap(n int) bool { return s.over[n] }

// Tickets simulates the weighbridge on one day, counted from 0. Loads of
// Kampar are not taken on Sundays.
func (s *Simulation) Tickets(n int) TicketDay {
	date := s.cfg.Month.First().AddDays(n)
	r := s.stream(streamTickets, n, 0)
	day := TicketDay{Date: date}
	coming := visits(r, date, Pekanbaru)
	coming = coming[:max(0, min(len(coming), s.cfg.Waste.City-5+r.IntN(11)))]
	goal := s.cfg.Waste.Cap * (0.82 + 0.12*r.Float64())
	if s.over[n] {
		goal = s.cfg.Waste.Cap * (1.08 + 0.1*r.Float64())
	}
	if date.Weekday() != time.Sunday {
		brought := 0.0
		for _, v := range visits(r, date, Kampar) {
			if brought += float64(v.truck.Load) / 1000; brought > goal {
				break
			}
			coming = append(coming, v)
		}
	}
	slices.SortStableFunc(coming, func(a, b visit) int { return cmp.Or(a.in.Compare(b.in), cmp.Compare(a.truck.Plate, b.truck.Plate)) })
	for i, v := range coming {
		day.add(honest(r, date, i+1, v))
	}
	if !s.cfg.Waste.Honest {
		play(r, n, &day)
	}
	return day
}

// visits lists when the lorries of a government could come on a day, the first
// round of all before the second.
func visits(r *rand.Rand, date civil.Date, government string) []visit {
	var all []visit
	for _, t := range Trucks() {
		if t.Government != government {
			continue
		}
		at := date.Start().Add(opens + time.Duration(r.IntN(160))*time.Minute)
		for round := 0; at.Before(date.Start().Add(closes - 90*time.Minute)); round++ {
			all = append(all, visit{t, at, round})
			at = at.Add(turn + time.Duration(45+r.IntN(100))*time.Minute)
		}
	}
	slices.SortStableFunc(all, func(a, b visit) int { return cmp.Or(cmp.Compare(a.round, b.round), a.in.Compare(b.in)) })
	return all
}

// honest weighs a lorry. Its tare differs a little from time to time: fuel,
// mud, the crew.
func honest(r *rand.Rand, date civil.Date, no int, v visit) (Ticket, TicketTruth) {
	tare := round10(float64(v.truck.Tare) * (1 + 0.01*(2*r.Float64()-1)))
	net := round10(float64(v.truck.Load) * (0.88 + 0.24*r.Float64()))
	places := originsOf(v.truck.Government)
	t := Ticket{
		Number: fmt.Sprintf("MF-%02d%02d%02d-%03d", date.Year%100, int(date.Month), date.Day, no), Plate: v.truck.Plate,
		In: v.in, Out: v.in.Add(time.Duration(12+r.IntN(33)) * time.Minute),
		Gross: tare + net, Tare: tare, Net: net, Origin: places[r.IntN(len(places))], Load: loads()[r.IntN(len(loads()))],
	}
	return t, TicketTruth{Day: date.String(), Plate: t.Plate, Government: v.truck.Government, Origin: t.Origin, Net: net}
}

// round10 rounds to the 10 kg that the scale shows.
func round10(kg float64) int64 { return int64(kg+5) / 10 * 10 }
