package signing

import (
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/web/front"
)

type callsBody struct {
	Rows  []callRow
	Round string
	Older string
}

type callRow struct {
	When, Action, Actor, Signer, Endpoint, Outcome, Took, Status, Response string
	Before, After                                                          string
}

func (p *pages) showCalls(v *front.Visit) error {
	if err := signedIn(v); err != nil {
		return err
	}
	round := v.R.URL.Query().Get("round")
	all, err := v.Desk.SigningCalls(v.R.Context(), v.Actor, round, before(v.R.URL.Query().Get("before")))
	if err != nil {
		return err
	}
	b := callsBody{Round: round}
	for _, c := range all {
		row := callRow{
			When: i18n.DateTime(v.Lang, c.Started), Action: c.Action, Actor: c.Actor, Signer: c.Signer, Endpoint: c.Method + " " + c.Endpoint, Outcome: c.Outcome,
			Took: c.Took.Round(time.Millisecond).String(), Response: c.Response, Before: short(c.Before), After: short(c.After),
		}
		if c.HTTPStatus > 0 {
			row.Status = i18n.Int(v.Lang, int64(c.HTTPStatus))
		}
		if c.Failure != "" {
			row.Response = c.Failure
		}
		b.Rows = append(b.Rows, row)
	}
	if len(all) == 100 {
		b.Older = "/signing/calls?round=" + round + "&before=" + stamp(all[len(all)-1].Started)
	}
	page := v.Page(v.T("signing.calls"))
	page.Body = b
	return v.Render(p.calls, page)
}

func short(sum string) string { return sum[:min(12, len(sum))] }
