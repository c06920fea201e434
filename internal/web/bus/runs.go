package bus

import (
	"encoding/csv"
	"fmt"
	"strconv"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/transit"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

func busDay(v *front.Visit) (ops.BusDay, error) {
	day, err := civil.ParseDate(v.R.PathValue("date"))
	if err != nil {
		return ops.BusDay{}, fault.New(fault.NotFound, "policy.not_found")
	}
	return v.Desk.BusDay(v.R.Context(), v.Actor, v.R.PathValue("service"), day)
}

func runRow(v *front.Visit, a agreement.Agreement, r transit.Run, base string) row {
	out := row{Name: departure(v, r), Href: fmt.Sprintf("%s/days/%s/%s/%d", base, r.Date, r.Trip, r.Start), Total: r.Delivered, State: statusBadge(v, r), Notes: []string{r.Trip, r.Block, r.Vehicle, string(r.Grade)}}
	for _, code := range a.Codes() {
		out.Metres = append(out.Metres, partOf(r.Parts, code, false))
	}
	return out
}

func statusBadge(v *front.Visit, r transit.Run) ui.Badge {
	kind := map[transit.Status]ui.Kind{transit.Complete: ui.Good, transit.Partial: ui.Warn, transit.Unproven: ui.Waiting, transit.Missed: ui.Bad}[r.Status]
	text := v.T("bus.status." + string(r.Status))
	if r.Reason != transit.NoReason {
		text += ": " + v.T("bus.reason."+string(r.Reason))
	}
	return ui.Badge{Text: text, Kind: kind}
}

// departure names a run by its time; one by headway, which has none, by its
// place among those that are owed.
func departure(v *front.Visit, r transit.Run) string {
	if r.Every == 0 {
		return i18n.DayTime(v.Lang, r.Start)
	}
	return v.T("bus.owed", "At", i18n.DayTime(v.Lang, r.Start), "Minutes", i18n.Int(v.Lang, int64(r.Every+30)/60))
}

func (p *pages) runsCSV(v *front.Visit) error {
	bd, err := busDay(v)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.W.Header().Set("Content-Disposition", `attachment; filename="runs-`+bd.Date.String()+`.csv"`)
	w := csv.NewWriter(v.W)
	header := []string{"date", "trip", "start", "every_s", "route", "direction", "block", "vehicle", "status", "reason", "grade", "planned_m", "delivered_m", "unproven_m", "offroute_m"}
	for _, code := range bd.Paper.Codes() {
		header = append(header, "delivered_m_"+code)
	}
	if err := w.Write(header); err != nil {
		return err
	}
	for _, r := range bd.Runs {
		rec := []string{
			r.Date.String(), r.Trip, r.Clock(), strconv.Itoa(r.Every), r.Route, strconv.Itoa(r.Direction), r.Block, r.Vehicle, string(r.Status), string(r.Reason), string(r.Grade),
			fmt.Sprint(int64(r.Planned)), fmt.Sprint(int64(r.Delivered)), fmt.Sprint(int64(r.Unproven)), fmt.Sprint(int64(r.OffRoute)),
		}
		for _, code := range bd.Paper.Codes() {
			rec = append(rec, fmt.Sprint(int64(partOf(r.Parts, code, false))))
		}
		if err := w.Write(rec); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
