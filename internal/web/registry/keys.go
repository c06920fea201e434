package registry

import (
	"slices"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type keyRow struct {
	Label, Created, Withdraw string // Withdraw is empty when there is nothing to
	State                    ui.Badge
}

type keysBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Base    string
	Keys    []keyRow
	Empty   ui.Empty
	Label   string
}

func keysPage(v *front.Visit, r ops.Registry) *ui.Page {
	body := keysBody{Tabs: tabs(v, r, "keys"), Base: base(r), Label: v.R.PostFormValue("label"), Empty: ui.Empty{Title: v.T("registry.no_keys"), Text: v.T("registry.no_keys_text")}}
	active := 0
	for _, k := range r.Keys {
		row := keyRow{Label: k.Label, Created: i18n.DateTime(v.Lang, time.UnixMicro(k.CreatedUS).In(civil.WIB())), State: ui.Badge{Text: v.T("registry.withdrawn"), Kind: ui.Neutral}}
		if k.Active {
			active++
			row.State, row.Withdraw = ui.Badge{Text: v.T("registry.valid"), Kind: ui.Good}, base(r)+"/keys/"+k.KeyHash+"/withdraw"
		}
		body.Keys = append(body.Keys, row)
	}
	body.Summary = ui.Summary{Text: v.T("registry.keys_answer", "Count", number(v, active)), Note: v.T("registry.keys_note")}
	page := newPage(v, r, v.T("registry.title_keys"))
	page.Body = body
	return page
}

func (p *pages) showKeys(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	return v.Render(p.keys, keysPage(v, r))
}

func (p *pages) addKey(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	label := v.R.PostFormValue("label")
	key, err := v.Desk.NewSourceKey(v.R.Context(), v.Actor, r.Service.ID, label)
	if err != nil {
		return v.Retry(p.keys, keysPage(v, r), err)
	}
	return v.Render(p.key, sourceKeyPage(v, r, label, key))
}

func (p *pages) withdrawKey(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	hash := v.R.PathValue("key")
	if !slices.ContainsFunc(r.Keys, func(k store.SourceKey) bool { return k.KeyHash == hash }) {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	if err := v.Desk.WithdrawSourceKey(v.R.Context(), v.Actor, hash); err != nil {
		return err
	}
	return v.Redirect(base(r)+"/keys", "registry.key_withdrawn")
}

// sourceKeyPage shows the key of a system, this once, and how to use it.
func sourceKeyPage(v *front.Visit, r ops.Registry, label, key string) *ui.Page {
	address := strings.TrimSuffix(v.BaseURL, "/") + "/ingest/"
	curl := func(file, door string) string {
		return "curl -H 'Authorization: Bearer " + key + "' --data-binary @" + file + " '" + address + door + "'"
	}
	body := keyBody{
		Summary: ui.Summary{Text: v.T("registry.key_answer", "Name", label), Note: v.T("registry.key_once")}, Key: key,
		Back: ui.Link{Href: base(r) + "/keys", Label: v.T("registry.key_done")},
	}
	if r.Service.Kind == agreement.Waste {
		body.Recipes = []recipe{{Title: v.T("registry.recipe_scale"), Text: v.T("registry.recipe_scale_text"), Block: curl("tiket.csv", "tickets.csv")}}
	} else {
		body.Recipes = []recipe{
			{Title: "Traccar (server)", Text: v.T("registry.recipe_server"), Block: strings.Join([]string{
				"<entry key='forward.enable'>true</entry>", "<entry key='forward.type'>json</entry>",
				"<entry key='forward.url'>" + address + "traccar</entry>", "<entry key='forward.header'>Authorization: Bearer " + key + "</entry>",
				"<entry key='forward.retry.enable'>true</entry>",
			}, "\n")},
			{Title: v.T("registry.recipe_files"), Text: v.T("registry.recipe_files_text"), Block: curl("posisi.csv", "positions.csv") + "\n" + curl("penugasan.csv", "roster.csv")},
		}
	}
	page := newPage(v, r, v.T("registry.key_title"), ui.Link{Href: base(r) + "/keys", Label: v.T("registry.title_keys")})
	page.Body = body
	return page
}
