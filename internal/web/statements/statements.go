// SPDX-License-Identifier: Apache-2.0

// Package statements is the pages of a month's statement (perhitungan): the
// list, the statement with every line and its formula in words, the way from
// an amount to its evidence, and the moves of both sides.
package statements

import (
	"embed"
	"net/url"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/settlement"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ list, sheet, line, evidence *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list:     f.View(files, "list.html"),
		sheet:    f.View(files, "sheet.html"),
		line:     f.View(files, "line.html"),
		evidence: f.View(files, "evidence.html"),
	}
	f.Handle("GET /statements", p.showList)
	f.Handle("POST /statements", p.draft)
	f.Handle("GET /statements/{id}", p.showSheet)
	f.Handle("GET /statements/{id}/lines/{no}", p.showLine)
	f.Handle("GET /statements/{id}/evidence/{measure}/{government}/{date}", p.showEvidence)
	f.Handle("POST /statements/{id}/moves", p.move)
	f.Handle("POST /statements/{id}/accept-all", p.acceptAll)
	f.Handle("GET /statements/{id}/statement.json", p.canonical)
	f.Handle("GET /statements/{id}/statement.pdf", p.pdf)
	f.Handle("GET /statements/{id}/statement.xlsx", p.xlsx)
}

type listBody struct {
	Items []item
	Moves bool // something is to be said of one of them
	Empty ui.Empty
	PKS   []ui.Option
	Month string
	May   bool
	Next  string
}

// perPage is how many statements a page lists.
const perPage = 50

type item struct {
	Href, Title, Month, Version string
	Total                       string
	State                       ui.Badge
	Moves                       []string // whose move it is, and what changed
}

func (p *pages) showList(v *front.Visit) error {
	page, err := p.listPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.list, page)
}

func (p *pages) listPage(v *front.Visit) (*ui.Page, error) {
	if v.Actor.Public() {
		return nil, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	all, next, err := v.Desk.StatementList(v.R.Context(), v.Actor, v.R.URL.Query().Get("after"), perPage)
	if err != nil {
		return nil, err
	}
	body := listBody{
		Empty: ui.Empty{Title: v.T("statement.none_title"), Text: v.T("statement.none_text")}, Month: civil.In(time.Now()).MonthOf().Prev().String(),
		May: v.Actor.Has(policy.Finance) || v.Actor.Has(policy.Cooperation),
	}
	if next != "" {
		body.Next = "/statements?" + url.Values{"after": {next}}.Encode()
	}
	if body.May {
		provided, err := v.Desk.Provided(v.R.Context(), v.Actor)
		if err != nil {
			return nil, err
		}
		for _, paper := range provided {
			body.PKS = append(body.PKS, ui.Option{Value: paper.ID, Label: paper.Title})
		}
	}
	ids := []string{}
	for _, s := range all {
		ids = append(ids, s.ID)
	}
	pending, _, err := v.Desk.Pending(v.R.Context(), v.Actor, ids, perPage)
	if err != nil {
		return nil, err
	}
	said := map[string][]string{}
	for _, s := range pending {
		if mine := Mine(v, s.Sheet); mine != "" {
			said[s.ID] = append(said[s.ID], v.T("statement.your_move", "What", mine))
		}
		if theirs := Theirs(v, s.Sheet); theirs != "" && !s.Running {
			said[s.ID] = append(said[s.ID], theirs)
		}
		if s.Running {
			said[s.ID] = append(said[s.ID], v.T("statement.preview_note"))
		}
		if text := changed(v, s); text != "" {
			said[s.ID] = append(said[s.ID], text)
		}
	}
	body.Moves = len(said) > 0
	for _, s := range all {
		body.Items = append(body.Items, item{
			Href: "/statements/" + s.ID, Title: s.Title, Month: i18n.Month(v.Lang, s.Month), Version: strconv.Itoa(s.Version),
			Total: i18n.Rupiah(v.Lang, s.Total), State: StatusBadge(v, s.Status), Moves: said[s.ID],
		})
	}
	page := v.Page(v.T("nav.statements"))
	page.Body = body
	return page, nil
}

// StatusBadge says where a statement stands.
func StatusBadge(v *front.Visit, s settlement.Status) ui.Badge {
	kind := map[settlement.Status]ui.Kind{settlement.Draft: ui.Draft, settlement.Offered: ui.Waiting, settlement.Disputed: ui.Warn, settlement.Accepted: ui.Good, settlement.Agreed: ui.Good}[s]
	return ui.Badge{Text: v.T("statement.status." + string(s)), Kind: kind}
}

func (p *pages) draft(v *front.Visit) error {
	m, err := civil.ParseMonth(v.R.PostFormValue("month"))
	var id string
	if err == nil {
		id, err = v.Desk.DraftStatement(v.R.Context(), v.Actor, v.R.PostFormValue("pks"), m)
	}
	if err != nil {
		page, perr := p.listPage(v)
		if perr != nil {
			return perr
		}
		return v.Retry(p.list, page, err)
	}
	flash := "statement.drafted"
	if s, err := v.Desk.Sheet(v.R.Context(), v.Actor, id); err != nil {
		return err
	} else if s.Status != settlement.Draft {
		flash = "statement.unchanged"
	}
	return v.Redirect("/statements/"+id, flash)
}

// Language speaks a statement's phrases in the visitor's language.
func Language(text *i18n.Catalog, lang string) tariff.Language {
	return tariff.Language{Code: lang, Message: func(key string, args map[string]any) string { return text.T(lang, key, args) }, Government: region.Name}
}
