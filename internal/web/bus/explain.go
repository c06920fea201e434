package bus

import (
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// explaining is what was said of a run, and what the visitor may say.
type explaining struct {
	Said       []ui.Event
	Counts     string // what it counts for, by the rules of the service
	MayExplain bool
	MayAnswer  bool
	Causes     []ui.Option
	Answers    []ui.Option
	Here       string
	Ground     bool // it is filled in from what the driver said
	Typed      struct{ Said, Cause, Reason string }
}

func explained(v *front.Visit, br ops.BusRun, here string) (e explaining, err error) {
	e.Here, e.Counts = here, v.T("explanation.counts")
	if br.Rules.Excused {
		e.Counts = v.T("explanation.counts_excused")
	}
	all, err := v.Desk.Explanations(v.R.Context(), v.Actor, br.Service.ID, br.Date, br.Date)
	if err != nil {
		return e, err
	}
	of := all[store.RunKeyOf(br.Run)]
	for _, x := range of {
		event := ui.Event{At: time.UnixMicro(x.AtUS), Who: x.Name + ", " + ops.ShortName(x.Government), Text: v.T("explanation.said." + string(x.Said)), Kind: saidKind(x.Said)}
		if x.Cause != "" {
			event.Text += " (" + v.T("explanation.cause."+string(x.Cause)) + ")"
		}
		if x.Reason != "" {
			event.Text += ": " + x.Reason
		}
		if x.File != "" {
			event.Href = proofHref(br.Service.ID, br.Date, x.File)
		}
		e.Said = append(e.Said, event)
	}
	standing := ops.ExplainedBy(of)
	may := func(do policy.Action) bool { return v.Desk.MayOfService(v.Actor, do, br.Paper, br.Service) }
	e.MayExplain = br.Run.Status != transit.Complete && (standing == transit.Unexplained || standing == transit.Rejected) && may(policy.FeedBus)
	e.MayAnswer = standing == transit.Awaiting && may(policy.AnswerRun)
	if e.MayExplain && v.R.PostFormValue("said") == "" {
		e.Ground = e.ground(v, br)
	}
	e.Causes = []ui.Option{{Label: v.T("explanation.choose")}}
	for _, c := range transit.Causes() {
		e.Causes = append(e.Causes, ui.Option{Value: string(c), Label: v.T("explanation.cause." + string(c))})
	}
	for _, s := range []transit.Said{transit.Accept, transit.Reject} {
		e.Answers = append(e.Answers, ui.Option{Value: string(s), Label: v.T("explanation.option." + string(s))})
	}
	return e, nil
}

func saidKind(s transit.Said) ui.Kind {
	return map[transit.Said]ui.Kind{transit.Explain: ui.Waiting, transit.Accept: ui.Good, transit.Reject: ui.Bad}[s]
}

// explain takes an explanation of a run, or an answer to it.
func (p *pages) explain(v *front.Visit) error {
	day, err1 := civil.ParseDate(v.R.PathValue("date"))
	start, err2 := strconv.Atoi(v.R.PathValue("start"))
	if err1 != nil || err2 != nil {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	e := transit.Explanation{Said: transit.Said(v.R.PostFormValue("said")), Cause: transit.Cause(v.R.PostFormValue("cause")), Reason: strings.TrimSpace(v.R.PostFormValue("reason"))}
	var proof io.Reader
	name := ""
	if file, header, err := v.R.FormFile("file"); err == nil {
		defer file.Close()
		proof, name = file, header.Filename
	}
	err := v.Desk.Explain(v.R.Context(), v.Actor, v.R.PathValue("service"), store.RunKey{Date: day, Trip: v.R.PathValue("trip"), Start: start}, e, name, proof)
	if err == nil {
		return v.Redirect(v.R.URL.Path, "explanation.sent")
	}
	page, failed := runPage(v)
	if failed != nil {
		return failed
	}
	if b, ok := page.Body.(runBody); ok {
		b.Typed.Said, b.Typed.Cause, b.Typed.Reason = string(e.Said), string(e.Cause), e.Reason
		page.Body = b
	}
	return v.Retry(p.run, page, err)
}

type explainedBody struct {
	Summary    ui.Summary
	Prev, Next string
	Tabs       []ui.Tab
	Rows       []explainedRow
	Pager      ui.Pager
	Empty      ui.Empty
}

type explainedRow struct {
	Name, Href, Vehicle string
	State, Explained    ui.Badge
}

// standings are the states in the order of their tabs.
func standings() []transit.Explained {
	return []transit.Explained{transit.Awaiting, transit.Unexplained, transit.Rejected, transit.Accepted}
}

func standingName(s transit.Explained) string {
	if s == transit.Unexplained {
		return "belum"
	}
	return string(s)
}

func standingBadge(v *front.Visit, s transit.Explained) ui.Badge {
	kind := map[transit.Explained]ui.Kind{transit.Unexplained: ui.Neutral, transit.Awaiting: ui.Waiting, transit.Accepted: ui.Good, transit.Rejected: ui.Bad}[s]
	return ui.Badge{Text: v.T("explanation.state." + standingName(s)), Kind: kind}
}

// showExplained lists a month's runs that are not complete, by how what was said
// of them stands.
func (p *pages) showExplained(v *front.Visit) error {
	bm, err := busMonth(v)
	if err != nil {
		return err
	}
	runs, err := v.Desk.Runs(v.R.Context(), v.Actor, bm.Service.ID, bm.Month.First(), bm.Month.Last())
	if err != nil {
		return err
	}
	all, err := v.Desk.Explanations(v.R.Context(), v.Actor, bm.Service.ID, bm.Month.First(), bm.Month.Last())
	if err != nil {
		return err
	}
	by := map[transit.Explained][]transit.Run{}
	n := 0
	for _, r := range runs {
		if r.Status != transit.Complete {
			s := ops.ExplainedBy(all[store.RunKeyOf(r)])
			by[s] = append(by[s], r)
			n++
		}
	}
	chosen := transit.Unexplained
	if len(by[transit.Awaiting]) > 0 {
		chosen = transit.Awaiting
	}
	here := "/bus/" + bm.Service.ID + "/explanations"
	for _, s := range standings() {
		if standingName(s) == v.R.URL.Query().Get("state") {
			chosen = s
		}
	}
	body := explainedBody{Prev: here + "?month=" + bm.Month.Prev().String(), Next: here + "?month=" + bm.Month.Next().String(), Empty: ui.Empty{Title: v.T("explanation.none_title"), Text: v.T("explanation.none_text")}}
	for _, s := range standings() {
		body.Tabs = append(body.Tabs, ui.Tab{Href: here + "?" + url.Values{"month": {bm.Month.String()}, "state": {standingName(s)}}.Encode(), Label: v.T("explanation.state." + standingName(s)), Count: len(by[s]), Current: s == chosen})
	}
	count := func(n int) string { return i18n.Int(v.Lang, int64(n)) }
	body.Summary = ui.Summary{Text: v.T("explanation.list_answer", "Month", i18n.Month(v.Lang, bm.Month), "Count", count(n), "Waiting", count(len(by[transit.Awaiting])), "Accepted", count(len(by[transit.Accepted])), "Rejected", count(len(by[transit.Rejected])))}
	from, to := 0, 0
	body.Pager, from, to = pageOf(v, len(by[chosen]))
	for _, r := range by[chosen][from:to] {
		body.Rows = append(body.Rows, explainedRow{
			Name: i18n.ShortDay(v.Lang, r.Date) + ", " + departure(v, r), Href: fmt.Sprintf("/bus/%s/days/%s/%s/%d#said", bm.Service.ID, r.Date, url.PathEscape(r.Trip), r.Start),
			Vehicle: r.Vehicle, State: statusBadge(v, r), Explained: standingBadge(v, chosen),
		})
	}
	page := v.Page(v.T("explanation.list_title", "Month", i18n.Month(v.Lang, bm.Month)), ui.Link{Href: "/bus/" + bm.Service.ID + "?month=" + bm.Month.String(), Label: bm.Service.Name})
	page.Body = body
	return v.Render(p.explained, page)
}

// proofHref is where a file is that proves what was said of a service's day.
func proofHref(service string, day civil.Date, sum string) string {
	return "/bus/" + service + "/proofs/" + day.String() + "/" + sum
}

// proofFile hands out what proves an explanation or an inspection.
func proofFile(v *front.Visit) error {
	day, err := civil.ParseDate(v.R.PathValue("date"))
	if err != nil {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	p, f, err := v.Desk.ServiceProof(v.R.Context(), v.Actor, v.R.PathValue("service"), day, v.R.PathValue("sum"))
	if err != nil {
		return err
	}
	defer f.Close()
	return v.Download(p.Name, f)
}
