package papers

import (
	"strconv"
	"strings"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/retention"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// archiveForm is what the form for the archiving of a paper holds.
type archiveForm struct {
	Code, Active, Inactive, Fate, Why string
	Fates                             []ui.Option
	Basis                             string // on what the proposal rests
	Open                              bool
}

// keptBy says by which rule a paper is kept.
func keptBy(v *front.Visit, r retention.Rule) string {
	return v.T("register.archive_rule", "Active", r.Active, "Inactive", r.Inactive, "Fate", v.T("register.fate."+string(r.Fate)))
}

// archiveLine says how the visitor's government archives a paper; empty for who
// is no party.
func archiveLine(v *front.Visit, r ops.Registered, s retention.Schedule) string {
	for _, code := range r.Codes() {
		if code != v.Actor.Government {
			continue
		}
		a := r.Archive(code, s)
		if a.Plan.Until.IsZero() {
			return v.T("register.archive_code", "Code", a.Code)
		}
		return v.T("register.archive_line", "Code", a.Code, "Until", a.Plan.Until, "Phase", v.T("register.phase."+string(a.On(v.Desk.Today()))))
	}
	return ""
}

// archived adds how a party archives the paper to its side of the page.
func (x *sheetSide) archived(v *front.Visit, s ops.PaperSheet, government string, schedule retention.Schedule) {
	a := s.Archive(government, schedule)
	note := v.T("register.archive_proposed")
	if a.Changed != nil {
		note = v.T("register.archive_changed", "Who", a.Changed.Name, "At", i18n.DateTime(v.Lang, time.UnixMicro(a.Changed.AtUS)), "Reason", a.Changed.Reason)
	} else if !schedule.Verified() {
		note += " (" + v.T("register.archive_unverified") + ")"
	}
	x.Facts = append(x.Facts, ui.Fact{Label: v.T("register.column.code"), Value: a.Code, Note: note}, ui.Fact{Label: v.T("register.retention"), Value: keptBy(v, a.Rule)})
	if !a.Plan.Until.IsZero() {
		x.Facts = append(x.Facts, ui.Fact{
			Label: v.T("register.column.keep_until"), Value: i18n.Date(v.Lang, a.Plan.Until),
			Note: v.T("register.archive_days", "Active", a.ActiveUntil, "Phase", v.T("register.phase."+string(a.On(v.Desk.Today())))),
		})
	}
	for i, k := range ofGovernment(s.Archived, government) {
		if i > 0 {
			x.Moved = append(x.Moved, v.T("register.was_archived", "Code", k.Code, "Rule", keptBy(v, k.Rule), "Who", k.Name, "At", i18n.DateTime(v.Lang, time.UnixMicro(k.AtUS)), "Reason", k.Reason))
		}
	}
	if !x.Edit {
		return
	}
	x.Archive = archiveForm{Open: v.R.PostForm.Has("code"), Basis: schedule.Article, Code: a.Code, Active: strconv.Itoa(a.Active), Inactive: strconv.Itoa(a.Inactive), Fate: string(a.Fate)}
	for _, f := range retention.Fates() {
		x.Archive.Fates = append(x.Archive.Fates, ui.Option{Value: string(f), Label: v.T("register.fate." + string(f))})
	}
	for name, to := range map[string]*string{"code": &x.Archive.Code, "active": &x.Archive.Active, "inactive": &x.Archive.Inactive, "fate": &x.Archive.Fate, "why": &x.Archive.Why} {
		if v.R.PostForm.Has(name) {
			*to = v.R.PostFormValue(name)
		}
	}
}

func ofGovernment(all []store.Archiving, code string) (out []store.Archiving) {
	for _, a := range all {
		if a.Government == code {
			out = append(out, a)
		}
	}
	return out
}

func (p *pages) setArchive(v *front.Visit) error {
	id := v.R.PathValue("id")
	years := func(name string) int {
		n, err := strconv.Atoi(strings.TrimSpace(v.R.PostFormValue(name)))
		if err != nil {
			return -1 // refused as no number of years
		}
		return n
	}
	rule := retention.Rule{Code: v.R.PostFormValue("code"), Active: years("active"), Inactive: years("inactive"), Fate: retention.Fate(v.R.PostFormValue("fate"))}
	if err := v.Desk.RecordArchiving(v.R.Context(), v.Actor, id, rule, v.R.PostFormValue("why")); err != nil {
		return p.again(v, err)
	}
	return v.Redirect(Path(id), "register.archive_saved")
}
