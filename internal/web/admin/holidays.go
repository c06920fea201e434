package admin

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/calendar"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// yearRow is a year that is known.
type yearRow struct {
	Year, Days, Decision, Source, Verified, From string
}

// changeRow is a day that the offices would close or open by a new list.
type changeRow struct{ Day, Name, Was, Is string }

type holidaysBody struct {
	Years                                            []yearRow
	Unknown                                          ui.Badge // the first year that nothing is known of
	History                                          []string
	MayEnter                                         bool
	Decision, Source, Note, VerifiedBy, VerifiedOn   string // being typed
	Preview                                          bool
	PreviewTitle, PreviewText, Missing, Year, AsJSON string
	Changes                                          []changeRow
}

func holidaysPage(v *front.Visit) (*ui.Page, error) {
	known, err := v.Desk.Holidays(v.R.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	b := holidaysBody{
		MayEnter: policy.Can(v.Actor, policy.EnterHolidays, policy.Of(v.Actor.Government)) == nil,
		Decision: typed(v, "decision"), Source: typed(v, "source"), Note: typed(v, "note"), VerifiedBy: typed(v, "verified_by"), VerifiedOn: typed(v, "verified_on"),
	}
	last := 0
	for _, y := range slices.Backward(known.Years) {
		b.Years = append(b.Years, yearOf(v, y, known.Entered))
		last = max(last, y.Year)
	}
	b.Unknown = ui.Badge{Text: v.T("holiday.unknown_from", "Year", strconv.Itoa(last+1)), Kind: ui.Waiting}
	if last <= v.Desk.Now().Year() {
		b.Unknown.Kind = ui.Warn
	}
	for _, e := range known.Entered {
		b.History = append(b.History, v.T("holiday.entered", "Year", strconv.Itoa(e.Year.Year), "Who", enteredBy(v, e), "At", i18n.DateTime(v.Lang, time.UnixMicro(e.AtUS)), "Decision", e.Decision))
	}
	page := v.Page(v.T("holiday.title"))
	page.Body = b
	return page, nil
}

// enteredBy names who entered a year: an administrator with the government, or
// the operator of the node.
func enteredBy(v *front.Visit, e store.HolidayYear) string {
	if e.Government == "" {
		return v.T("holiday.by_operator", "Name", e.Name)
	}
	return e.Name + " (" + ops.GovernmentName(e.Government) + ")"
}

func yearOf(v *front.Visit, y calendar.Year, entered []store.HolidayYear) yearRow {
	row := yearRow{
		Year: strconv.Itoa(y.Year), Days: v.T("holiday.counts", "Holidays", len(y.Holidays), "Leave", len(y.JointLeave)), Decision: y.Decision, Source: y.Source,
		Verified: v.T("run.unverified"), From: v.T("holiday.with_program"),
	}
	if y.VerifiedBy != "" {
		row.Verified = v.T("holiday.verified", "Name", y.VerifiedBy, "On", y.VerifiedOn)
	}
	for _, e := range entered {
		if e.Year.Year == y.Year {
			row.From = enteredBy(v, e)
			break
		}
	}
	return row
}

// preview tells what a year that was read would change; nothing is kept yet.
func (b *holidaysBody) preview(v *front.Visit, y calendar.Year) error {
	body, err := json.Marshal(y)
	if err != nil {
		return err
	}
	would, err := v.Desk.PreviewHolidays(v.R.Context(), y)
	if err != nil {
		return err
	}
	b.Preview, b.AsJSON, b.Year = true, string(body), strconv.Itoa(y.Year)
	for _, c := range would.Changes {
		name := c.Name
		if v.Lang == i18n.English {
			name = c.EN
		}
		b.Changes = append(b.Changes, changeRow{i18n.LongDate(v.Lang, c.Date), name, v.T(c.Was.Key()), v.T(c.Is.Key())})
	}
	b.PreviewTitle = v.T("holiday.preview", "Year", b.Year)
	b.PreviewText = v.T("holiday.preview_text", "Holidays", len(y.Holidays), "Leave", len(y.JointLeave), "Changes", len(b.Changes))
	var missing []string
	for _, d := range would.Missing {
		missing = append(missing, i18n.LongDate(v.Lang, d))
	}
	if len(missing) > 0 {
		b.Missing = v.T("holiday.missing", "Days", strings.Join(missing, "; "))
	}
	return nil
}

func (p *pages) showHolidays(v *front.Visit) error {
	page, err := holidaysPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.holidays, page)
}

// previewHolidays reads a file and shows what it would change.
func (p *pages) previewHolidays(v *front.Visit) error {
	if err := policy.Can(v.Actor, policy.EnterHolidays, policy.Of(v.Actor.Government)); err != nil {
		return err
	}
	page, err := holidaysPage(v)
	if err != nil {
		return err
	}
	y, err := readHolidays(v)
	if err != nil {
		return v.Retry(p.holidays, page, err)
	}
	b := page.Body.(holidaysBody)
	if err := b.preview(v, y); err != nil {
		return err
	}
	page.Body = b
	return v.Render(p.holidays, page)
}

func readHolidays(v *front.Visit) (calendar.Year, error) {
	about := calendar.Year{Decision: typed(v, "decision"), Source: typed(v, "source"), Note: typed(v, "note"), VerifiedBy: typed(v, "verified_by")}
	var wrong []fault.Field
	about.VerifiedOn = dayIn(v, "verified_on", &wrong)
	if err := fault.InvalidFields(wrong); err != nil {
		return about, err
	}
	file, _, err := v.R.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return about, fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")})
	}
	if err != nil {
		return about, err
	}
	defer file.Close()
	return v.Desk.ReadHolidays(file, about)
}

// enterHolidays keeps what was shown.
func (p *pages) enterHolidays(v *front.Visit) error {
	page, err := holidaysPage(v)
	if err != nil {
		return err
	}
	var y calendar.Year
	if err := json.Unmarshal([]byte(v.R.PostFormValue("year")), &y); err != nil {
		return v.Retry(p.holidays, page, fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")}))
	}
	if err := v.Desk.EnterHolidays(v.R.Context(), v.Actor, y); err != nil {
		return v.Retry(p.holidays, page, err)
	}
	return v.Redirect("/holidays", "holiday.saved")
}
