package drafts

import (
	"net/url"

	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type listBody struct {
	Texts []listed
	Begin []ui.Link
	Start string // where a procedure is begun, when texts can be begun for none
	Empty ui.Empty
}

type listed struct {
	Href, Kind, Title, Of string
	State                 ui.Badge
}

// showList shows the texts of a cooperation, and for what one can be begun.
func (p *pages) showList(v *front.Visit) error {
	ctx, id := v.R.Context(), v.R.PathValue("id")
	all, err := v.Desk.Drafts(ctx, v.Actor, id)
	if err != nil {
		return err
	}
	d, err := v.Desk.Dossier(ctx, v.Actor, id)
	if err != nil {
		return err
	}
	b := listBody{Empty: ui.Empty{Title: v.T("text.none_title"), Text: v.T("text.none_text")}}
	runs, err := v.Desk.Proceedings(ctx, v.Actor, id)
	if err != nil {
		return err
	}
	titles := map[string]string{}
	for _, r := range runs {
		run, err := v.Desk.Proceeding(ctx, v.Actor, r.ID)
		if err != nil {
			return err
		}
		if run.Reader.Writes() {
			b.Begin = append(b.Begin, ui.Link{Href: StartPath(r.ID, ""), Label: run.Title() + " · " + run.Definition().Name.In(v.Lang)})
		}
		for _, branch := range run.Branches() {
			titles[r.ID+"/"+branch.ID] = branch.Title
			if run.Reader.Writes() {
				b.Begin = append(b.Begin, ui.Link{Href: StartPath(r.ID, branch.ID), Label: branch.Title})
			}
		}
	}
	if len(b.Begin) == 0 && d.MayStart {
		b.Start = "/cooperations/" + url.PathEscape(d.ID) + "/start"
	}
	for _, x := range all {
		b.Texts = append(b.Texts, listedOf(v, x, titles[x.Run+"/"+x.Branch]))
	}
	page := v.Page(v.T("text.texts"), ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")}, ui.Link{Href: "/cooperations/" + url.PathEscape(d.ID), Label: d.Title})
	page.Body = b
	return v.Render(p.list, page)
}

func listedOf(v *front.Visit, x store.Draft, of string) listed {
	out := listed{Href: Path(x.ID), Kind: v.T("draft.kind." + string(x.Kind)), Title: x.Title, Of: of, State: ui.Badge{Text: v.T("text.state.common"), Kind: ui.Good}}
	switch {
	case x.Alone():
		out.State = ui.Badge{Text: v.T("text.state.alone"), Kind: ui.Draft}
	case x.Common == "":
		out.State = ui.Badge{Text: v.T("text.state.draft"), Kind: ui.Draft}
	}
	if out.Of == "" {
		out.Of = ops.GovernmentName(x.Owner)
	}
	return out
}
