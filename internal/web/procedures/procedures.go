// SPDX-License-Identifier: Apache-2.0

// Package procedures is the pages on which a cooperation moves: a run of a
// procedure with its gates, one page for each gate with what was given and
// what can be given now, the day of signing, what is voided and why, and the
// procedures themselves with the law that they rest on. What may be done by
// whom is decided in package procedure; these pages show it and ask.
package procedures

import (
	"embed"
	"net/url"
	"strconv"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ start, run, gate, act, branch, law, definition, province *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		start:      f.View(files, "start.html"),
		run:        f.View(files, "run.html"),
		gate:       f.View(files, "gate.html", "input.html"),
		act:        f.View(files, "act.html", "input.html"),
		branch:     f.View(files, "branch.html"),
		law:        f.View(files, "law.html"),
		definition: f.View(files, "definition.html"),
		province:   f.View(files, "province.html"),
	}
	f.Handle("GET /cooperations/{id}/start", p.showStart)
	f.Handle("POST /cooperations/{id}/start", p.begin)
	f.Handle("GET /runs/{run}", p.showRun)
	f.Handle("GET /runs/{run}/gates/{gate}/{branch}/{government}", p.showGate)
	f.Handle("POST /runs/{run}/gates/{gate}/{branch}/{government}", p.supply)
	f.Handle("GET /runs/{run}/gates/{gate}/{branch}/{government}/override", p.showOverride)
	f.Handle("POST /runs/{run}/gates/{gate}/{branch}/{government}/override", p.override)
	f.Handle("GET /runs/{run}/branches/new", p.showBranch)
	f.Handle("POST /runs/{run}/branches/new", p.openBranch)
	f.Handle("GET /runs/{run}/schedule/{branch}", p.showSchedule)
	f.Handle("POST /runs/{run}/schedule/{branch}", p.schedule)
	f.Handle("GET /runs/{run}/void/{what}/{branch}", p.showVoid)
	f.Handle("POST /runs/{run}/void/{what}/{branch}", p.void)
	f.Handle("GET /runs/{run}/files/{sum}", file)
	f.Handle("GET /procedures", p.showLaw)
	f.Handle("GET /procedures/{definition}", p.showDefinition)
	f.Handle("POST /procedures/{definition}", p.checkRules)
	f.Handle("GET /province", p.showProvince)
}

// nothing stands in an address for a branch or government that there is none
// of.
const nothing = "-"

func part(s string) string {
	if s == "" {
		return nothing
	}
	return url.PathEscape(s)
}

func unpart(s string) string {
	if s == nothing {
		return ""
	}
	return s
}

// RunPath is where a run is.
func RunPath(run string) string { return "/runs/" + url.PathEscape(run) }

// GatePath is where a gate of a run is.
func GatePath(run string, s procedure.Slot) string {
	return RunPath(run) + "/gates/" + part(s.Gate) + "/" + part(s.Branch) + "/" + part(s.Government)
}

// load gives the run in the address, to one who may see it.
func load(v *front.Visit) (ops.Proceeding, error) {
	return v.Desk.Proceeding(v.R.Context(), v.Actor, v.R.PathValue("run"))
}

// slotOf gives the gate in the address.
func slotOf(v *front.Visit) procedure.Slot {
	return procedure.Slot{Gate: v.R.PathValue("gate"), Branch: unpart(v.R.PathValue("branch")), Government: unpart(v.R.PathValue("government"))}
}

// newPage starts a page about a run.
func newPage(v *front.Visit, p ops.Proceeding, title string, crumbs ...ui.Link) *ui.Page {
	return v.Page(title, append([]ui.Link{
		{Href: "/cooperations", Label: v.T("nav.cooperations")},
		{Href: "/cooperations/" + url.PathEscape(p.Cooperation.ID), Label: p.Cooperation.Title},
	}, crumbs...)...)
}

// crumb is the way back to a run.
func crumb(v *front.Visit, p ops.Proceeding) ui.Link {
	return ui.Link{Href: RunPath(p.ID()), Label: p.Definition().Name.In(v.Lang)}
}

func typed(v *front.Visit, name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }

// baseOf gives the state that the officer saw when they filled the form.
func baseOf(v *front.Visit) int {
	n, err := strconv.Atoi(typed(v, "base"))
	if err != nil {
		return 0
	}
	return n
}

// again shows a form anew with what was wrong. That the officer may not do it,
// or that somebody else was faster, is told on the form as well: nothing that
// was typed is lost over it.
func again(v *front.Visit, view *ui.View, page *ui.Page, err error) error {
	if kind := fault.KindOf(err); kind != fault.Denied {
		return v.Retry(view, page, err)
	}
	page.Error = ui.ProblemOf(v.Text, v.Lang, err)
	return v.RenderStatus(view, page, ui.StatusOf(fault.Denied))
}

// prefixed puts what is wrong with a value at the inputs of its need.
func prefixed(err error, need string) error {
	e := fault.Of(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	fields := make([]fault.Field, len(e.Fields))
	for i, f := range e.Fields {
		f.Name = need + nothing + f.Name
		fields[i] = f
	}
	return fault.InvalidFields(fields)
}

func file(v *front.Visit) error {
	known, f, err := v.Desk.RunFile(v.R.Context(), v.Actor, v.R.PathValue("run"), v.R.PathValue("sum"))
	if err != nil {
		return err
	}
	defer f.Close()
	return v.Download(known.Name, f)
}
