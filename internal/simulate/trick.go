package simulate

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// The tricks.
const (
	TrickDuplicate  = "duplicate_number" // another ticket under a number that is used; no load
	TrickRepeat     = "exact_repeat"     // the same row again; no load, and it must change nothing
	TrickTare       = "tare"             // ballast dropped before the second weighing: net too high
	TrickOrigin     = "origin"           // the other government's territory is declared
	TrickNet        = "net_typo"         // net is not gross − tare
	TrickTurnaround = "turnaround"       // the same lorry again minutes after it left; no load
	TrickClosed     = "closed_day"       // a load of Kampar on a Sunday
)

// play plays the day's trick, one kind a day in turn, so that every kind
// occurs in a month. On Sundays Kampar also brings a load that should not
// come.
func play(r *rand.Rand, n int, day *TicketDay) {
	if len(day.Tickets) == 0 {
		return
	}
	i := len(day.Tickets)/3 + r.IntN(len(day.Tickets)/3+1)
	if n%6 == 3 { // in turn the one government's lorries and the other's
		owner := []string{Kampar, Pekanbaru}[n/6%2]
		for k := range day.Tickets {
			if at := (i + k) % len(day.Tickets); day.Truth[at].Government == owner {
				i = at
				break
			}
		}
	}
	t, truth := &day.Tickets[i], &day.Truth[i]
	extra := *t
	ghost := *truth
	ghost.Net = 0
	switch n % 6 {
	case 0:
		extra.In, extra.Out = t.In.Add(3*time.Hour), t.Out.Add(3*time.Hour)
		extra.Gross, extra.Net = t.Gross+700, t.Net+700
		ghost.Trick = TrickDuplicate
		day.add(extra, ghost)
	case 1:
		ghost.Trick = TrickRepeat
		day.add(extra, ghost)
	case 2:
		t.Tare = round10(float64(t.Tare) * (0.75 + 0.1*r.Float64()))
		t.Net = t.Gross - t.Tare
		truth.Trick, truth.Declared = TrickTare, t.Net
	case 3:
		other := originsOf(Pekanbaru)
		if truth.Government == Pekanbaru {
			other = originsOf(Kampar)
		}
		t.Origin = other[r.IntN(len(other))]
		truth.Trick = TrickOrigin
	case 4:
		t.Net += []int64{900, -900, 10, 3600}[r.IntN(4)]
		truth.Trick, truth.Declared = TrickNet, t.Net
	case 5:
		extra.Number = fmt.Sprintf("%s-%d", t.Number[:len(t.Number)-4], 900+n)
		extra.In, extra.Out = t.Out.Add(2*time.Minute), t.Out.Add(time.Duration(6+r.IntN(5))*time.Minute)
		ghost.Trick = TrickTurnaround
		day.add(extra, ghost)
	}
	if day.Date.Weekday() == time.Sunday {
		day.closed(r, n)
	}
}

// closed adds the load that comes on a closed day.
func (d *TicketDay) closed(r *rand.Rand, n int) {
	in := d.Date.Start().Add(10*time.Hour + time.Duration(r.IntN(120))*time.Minute)
	t, truth := honest(r, d.Date, 800+n, visit{truck: Trucks()[0], in: in})
	truth.Trick = TrickClosed
	d.add(t, truth)
}
