package bus

import (
	"fmt"
	"math"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
)

// dayMarey draws the day's runs over distance and time.
func dayMarey(v *front.Visit, bd ops.BusDay, base string) draw.Marey {
	m := draw.Marey{ID: "marey", Title: v.T("bus.marey_title"), Desc: v.T("bus.marey_desc"), Lang: v.Lang}
	m.From, m.To = hoursOf(bd)
	if len(bd.Lines) == 0 {
		return m
	}
	line := bd.Lines[0]
	m.Length, m.Bands = line.Length, bands(bd.Paper, line)
	for _, s := range line.Stops {
		m.Stops = append(m.Stops, draw.MareyStop{At: s.At, Name: s.Name})
	}
	m.Stops = fewer(m.Stops)
	for _, r := range bd.Runs {
		trip := draw.Trip{Label: departure(v, r), Href: fmt.Sprintf("%s/days/%s/%s/%d", base, r.Date, r.Trip, r.Start)}
		at := func(along float64) quantity.Metres {
			if r.Direction != line.Direction {
				along = float64(line.Length) - along
			}
			return quantity.Metres(along)
		}
		for _, s := range r.Stretches {
			a, b := draw.Moment{At: time.UnixMicro(s.FromAt), Metres: at(s.From)}, draw.Moment{At: time.UnixMicro(s.UntilAt), Metres: at(s.To)}
			if s.Kind == transit.StretchDelivered {
				trip.Run = append(trip.Run, a, b)
			} else {
				trip.Gaps = append(trip.Gaps, draw.Span{From: a, To: b})
			}
		}
		if len(trip.Run) == 0 && r.Every == 0 {
			start := bd.Date.Start().Add(time.Duration(r.Start) * time.Second)
			trip.Plan = []draw.Moment{{At: start, Metres: at(0)}, {At: start.Add(tripTime), Metres: at(float64(line.Length))}}
		}
		m.Trips = append(m.Trips, trip)
	}
	return m
}

// hoursOf gives the whole hours in which a day's trips run.
func hoursOf(bd ops.BusDay) (from, to time.Time) {
	first, last := bd.Runs[0].Start, bd.Runs[0].Start
	from = bd.Date.Start()
	for _, r := range bd.Runs {
		first, last = min(first, r.Start), max(last, r.Start+int(tripTime.Seconds()))
		if r.Ended > 0 {
			last = max(last, int(time.UnixMicro(r.Ended).Sub(from).Seconds()))
		}
	}
	last = min(last, (first/3600+27)*3600) // a wrong clock must not stretch the day
	return from.Add(time.Duration(first/3600) * time.Hour), from.Add(time.Duration((last+3599)/3600) * time.Hour)
}

// tripTime is how long a trip is drawn of which nothing is known.
const tripTime = 43 * time.Minute

// bands says through whose territory the way runs, for the margin of a
// diagram: the pieces of the line as they are drawn, stretched to its length.
func bands(a agreement.Agreement, line ops.RouteLine) []draw.Band {
	lengths := make([]float64, len(line.Pieces))
	whole := 0.0
	for i, piece := range line.Pieces {
		for k := 1; k < len(piece.Points); k++ {
			p, q := piece.Points[k-1], piece.Points[k]
			lengths[i] += math.Hypot(q.Lat-p.Lat, (q.Lon-p.Lon)*math.Cos(p.Lat*math.Pi/180))
		}
		whole += lengths[i]
	}
	var out []draw.Band
	done := 0.0
	for i, piece := range line.Pieces {
		along := func(f float64) quantity.Metres { return quantity.Metres(f / max(whole, 1e-9) * float64(line.Length)) }
		out = append(out, draw.Band{From: along(done), To: along(done + lengths[i]), Party: ops.PartyColour(a, piece.Code), Name: ops.ShortName(piece.Code)})
		done += lengths[i]
	}
	return out
}

// fewer keeps the ends and stops that are well apart.
func fewer(stops []draw.MareyStop) []draw.MareyStop {
	var out []draw.MareyStop
	for i, s := range stops {
		if i == 0 || i == len(stops)-1 || s.At-out[len(out)-1].At > 2500 && stops[len(stops)-1].At-s.At > 2500 {
			out = append(out, s)
		}
	}
	return out
}
