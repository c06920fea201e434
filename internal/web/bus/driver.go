package bus

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// lateWord tells after how long it is told that a word came later than it was said.
const lateWord = 2 * time.Minute

// driversSaid is what drivers said of a run, with what the positions say of it.
func driversSaid(v *front.Visit, br ops.BusRun) (out []ui.Event) {
	for _, w := range br.Said() {
		e := ui.Event{At: time.UnixMicro(w.At), Who: w.Vehicle + " (" + w.Device + ")", Text: wordText(v, w), Kind: ui.Neutral}
		if w.Kind == transit.Trouble {
			e.Kind = ui.Warn
		}
		if time.UnixMicro(w.Received).Sub(e.At) > lateWord {
			e.Text += v.T("bus.said_late", "At", i18n.DateTime(v.Lang, time.UnixMicro(w.Received).In(civil.WIB())))
		}
		i := slices.IndexFunc(br.Claims, func(c store.JudgedClaim) bool {
			return c.Trip == w.Trip && c.Start == w.Start && c.Vehicle == w.Vehicle
		})
		if i >= 0 && (w.Kind == transit.Starts || w.Kind == transit.Ends) {
			e.Text += ": " + v.T("drive.verdict."+string(br.Claims[i].Verdict))
			e.Kind = ui.Good
			if br.Claims[i].Verdict != transit.Borne {
				e.Kind = ui.Bad
			}
		}
		out = append(out, e)
	}
	return out
}

// wordText says what a driver said.
func wordText(v *front.Visit, w transit.Word) string {
	text := v.T("drive.did." + string(w.Kind))
	if w.Kind == transit.Trouble {
		text += ": " + troubleText(v, w)
	}
	return text
}

func troubleText(v *front.Visit, w transit.Word) string {
	text := v.T("drive.trouble." + string(w.Hitch))
	if w.Text != "" {
		text += " – " + w.Text
	}
	return text
}

// ground fills an explanation that nobody typed yet from the trouble that the
// driver had on the run. It reports whether there was any.
func (e *explaining) ground(v *front.Visit, br ops.BusRun) bool {
	if e.Typed.Cause != "" || e.Typed.Reason != "" {
		return false
	}
	var reasons []string
	for _, w := range br.Said() {
		if w.Kind != transit.Trouble {
			continue
		}
		if e.Typed.Cause == "" {
			e.Typed.Cause = string(w.Hitch.Cause())
		}
		reasons = append(reasons, v.T("bus.driver_trouble", "At", i18n.Clock(v.Lang, time.UnixMicro(w.At).In(civil.WIB())), "Text", troubleText(v, w)))
	}
	e.Typed.Reason = strings.Join(reasons, "\n")
	return len(reasons) > 0
}

// contradicted lists the claims of a day that the positions do not bear out.
func contradicted(v *front.Visit, bd ops.BusDay, base string) (out []row) {
	for _, c := range bd.Claims {
		if c.Verdict == transit.Borne {
			continue
		}
		r := row{Name: i18n.DayTime(v.Lang, c.Start) + " · " + c.Trip, Notes: []string{c.Vehicle, i18n.Clock(v.Lang, time.UnixMicro(c.At).In(civil.WIB()))}, State: ui.Badge{Text: v.T("drive.verdict." + string(c.Verdict)), Kind: ui.Warn}}
		if slices.ContainsFunc(bd.Runs, func(x transit.Run) bool { return x.Trip == c.Trip && x.Start == c.Start }) {
			r.Href = runAt(base, bd.Date, c.Trip, c.Start)
		}
		out = append(out, r)
	}
	return out
}

// doubtful is how long after the time of a run it is told that its vehicle does
// not drive it as its driver says.
const doubtful = 15 * time.Minute

// driversNow is what dispatchers are told of drivers: their troubles, and what
// they say and the positions do not bear out.
func driversNow(v *front.Visit, now ops.Live) (troubles []ui.Event, doubts []ui.Notice) {
	for _, w := range now.Troubles {
		e := ui.Event{At: time.UnixMicro(w.At), Who: w.Vehicle + " (" + w.Device + ")", Text: troubleText(v, w), Kind: ui.Warn}
		if w.Trip != "" {
			e.Text += " · " + i18n.DayTime(v.Lang, w.Start)
			e.Href = runAt("/bus/"+now.Service.ID, w.Date, w.Trip, w.Start)
		}
		troubles = append(troubles, e)
	}
	for _, c := range now.View.Claims {
		due := now.Plan.Day.Start().Add(time.Duration(c.Start)*time.Second + doubtful)
		if c.Verdict == transit.Contradicted && now.View.At.After(due) {
			doubts = append(doubts, ui.Notice{Text: v.T("now.contradicts", "Vehicle", c.Vehicle, "Clock", i18n.DayTime(v.Lang, c.Start), "Verdict", v.T("drive.verdict."+string(c.Verdict)))})
		}
	}
	return troubles, doubts
}

// runAt is where the page of a run is.
func runAt(base string, day civil.Date, trip string, start int) string {
	return base + "/days/" + day.String() + "/" + url.PathEscape(trip) + "/" + strconv.Itoa(start)
}
