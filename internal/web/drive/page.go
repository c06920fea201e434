package drive

import (
	"net/url"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// Of the runs of a day a page offers the next ones, and those that are not long
// gone.
const (
	offered = 6
	gone    = 20 * 60 // seconds
)

// body is the page as plain forms.
type body struct {
	Phone, Service string
	Vehicle        string // "" until one was chosen today
	Last           string // the vehicle of before, offered first
	Vehicles       []store.Vehicle
	Offers         []offer
	All            string // where all runs of the day are; "" when they are shown
	Trip           *trip
	Hitches        []ui.Option
	Said           []said
	Date           civil.Date
	ID             func() string
}

// offer is a run to choose.
type offer struct{ Clock, Line, Headsign, Href string }

// trip is the run that was chosen or started.
type trip struct {
	Clock, Line, Headsign, Next, NextAt string
	Trip                                string
	Start                               int
	Date                                civil.Date
	Started, Rests                      bool
}

// said is what the driver said today.
type said struct{ ID, At, Text string }

func page(v *front.Visit, d ops.Driving) *ui.Page {
	now := v.Desk.Now()
	today := d.Days[0]
	b := body{Phone: d.Phone.ID, Service: d.Phone.Name, Vehicles: d.Vehicles, Last: d.Vehicle, Date: today.Date, ID: newID}
	if len(d.Words) > 0 && v.R.URL.Query().Get("vehicle") == "" {
		b.Vehicle = d.Vehicle
	}
	b.Trip = chosen(v, d, now)
	if b.Vehicle != "" && b.Trip == nil {
		b.offers(v, d, int(now.Sub(today.Date.Start()).Seconds()))
	}
	for _, h := range transit.Hitches() {
		b.Hitches = append(b.Hitches, ui.Option{Value: string(h), Label: v.T("drive.trouble." + string(h))})
	}
	for i := len(d.Words) - 1; i >= 0; i-- {
		w := d.Words[i]
		b.Said = append(b.Said, said{w.ID, i18n.Clock(v.Lang, time.UnixMicro(w.At).In(civil.WIB())), wordText(v, d, w)})
	}
	p := quiet(v, v.T("drive.title"))
	p.Body, p.Script = b, "drive.js"
	return p
}

// chosen gives the run that the driver is in, or the one in the address.
func chosen(v *front.Visit, d ops.Driving, now time.Time) *trip {
	started, rests, ok := d.Now()
	t := trip{Trip: started.Trip, Start: started.Start, Date: started.Date, Started: true, Rests: rests}
	if !ok {
		q := v.R.URL.Query()
		start, err := strconv.Atoi(q.Get("start"))
		day, derr := civil.ParseDate(q.Get("date"))
		if err != nil || derr != nil {
			return nil
		}
		t = trip{Trip: q.Get("trip"), Start: start, Date: day}
	}
	r, found := d.Run(t.Date, t.Trip, t.Start)
	if !found {
		return nil
	}
	t.Clock, t.Line, t.Headsign = clock(v, r.Start), r.Line, r.Headsign
	second := int(now.Sub(t.Date.Start()).Seconds())
	for _, h := range d.Halts[t.Trip] {
		if t.Next = h.Name; r.Start+h.After >= second {
			t.NextAt = clock(v, r.Start+h.After)
			break
		}
	}
	return &t
}

// offers fills the runs to choose: those that the vehicle is rostered for, or
// when there are none all of them; the next ones first.
func (b *body) offers(v *front.Visit, d ops.Driving, second int) {
	all := v.R.URL.Query().Get("all") != ""
	ended := map[string]bool{}
	for _, w := range d.Words {
		if w.Kind == transit.Ends {
			ended[w.Trip+" "+strconv.Itoa(w.Start)] = true
		}
	}
	rostered := false
	for _, r := range d.Days[0].Runs {
		rostered = rostered || r.Vehicle == b.Vehicle && r.Start >= second-gone && !ended[r.Trip+" "+strconv.Itoa(r.Start)]
	}
	for _, r := range d.Days[0].Runs {
		if ended[r.Trip+" "+strconv.Itoa(r.Start)] || !all && (r.Start < second-gone || rostered && r.Vehicle != b.Vehicle || len(b.Offers) == offered) {
			continue
		}
		q := url.Values{"date": {d.Days[0].Date.String()}, "trip": {r.Trip}, "start": {strconv.Itoa(r.Start)}}
		b.Offers = append(b.Offers, offer{clock(v, r.Start), r.Line, r.Headsign, "/drive?" + q.Encode()})
	}
	if !all {
		b.All = "/drive?all=1"
	}
}

// wordText says what was said.
func wordText(v *front.Visit, d ops.Driving, w transit.Word) string {
	text := v.T("drive.did." + string(w.Kind))
	switch w.Kind {
	case transit.Boards:
		text += " " + w.Vehicle
	case transit.Trouble:
		text += ": " + v.T("drive.trouble."+string(w.Hitch))
		if w.Text != "" {
			text += ", " + w.Text
		}
	}
	if r, ok := d.Run(w.Date, w.Trip, w.Start); ok {
		text += " · " + r.Line + " " + r.Headsign + " " + clock(v, r.Start)
	}
	return text
}
