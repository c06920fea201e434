package home

import (
	"sinergi/internal/agreement"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/web/front"
)

// maxSteps is how many next steps the page names.
const maxSteps = 6

// next names what the visitor's office can do to bring things under way: as
// long as there is no cooperation, no service, no data or no statement yet. A
// step that another office has to take is named without a link.
func next(v *front.Visit, dossiers []ops.Dossier, services []service) ([]todo, error) {
	var steps []todo
	add := func(href, key string, args ...any) {
		if len(steps) < maxSteps {
			steps = append(steps, todo{Href: href, Text: v.T(key, args...)})
		}
	}
	if len(dossiers) == 0 {
		if v.Desk.MayEnterCooperation(v.Actor) {
			add("/cooperations/new", "home.next.cooperation")
		} else {
			add("", "home.next.wait_cooperation")
		}
		if v.Actor.Has(policy.Admin) {
			add("/admin/people/new", "home.next.people")
		}
		return steps, nil
	}
	for _, d := range dossiers {
		unprepared(d, add)
	}
	for _, s := range services {
		switch {
		case s.Data:
		case s.Feeds != "":
			add(s.Feeds, "home.next.feed", "Service", s.Name)
		default:
			add("", "home.next.wait_data", "Service", s.Name, "Who", ops.GovernmentName(s.Provider))
		}
	}
	return steps, unsettled(v, dossiers, services, add)
}

// unprepared names what a cooperation still lacks before its services can run.
func unprepared(d ops.Dossier, add func(href, key string, args ...any)) {
	at := "/cooperations/" + d.ID
	if d.MayEdit && len(d.Papers) == 0 {
		add(at+"/agreements/new", "home.next.paper", "Title", d.Title)
	}
	if d.MayEdit && d.Draft {
		add(at, "home.next.share", "Title", d.Title)
	}
	for _, p := range d.Papers {
		if p.Kind != agreement.PKS || !p.MayEdit {
			continue
		}
		if len(p.Services) == 0 {
			add("/agreements/"+p.ID+"/services", "home.next.service", "Title", p.Title)
		}
		if len(p.Tariffs) == 0 {
			add("/agreements/"+p.ID+"/tariffs", "home.next.tariff", "Title", p.Title)
		}
	}
}

// unsettled tells the finance office of the provider that a PKS with data has
// no statement yet.
func unsettled(v *front.Visit, dossiers []ops.Dossier, services []service, add func(href, key string, args ...any)) error {
	if !v.Actor.Has(policy.Finance) && !v.Actor.Has(policy.Cooperation) {
		return nil
	}
	measured := map[string]bool{}
	for _, s := range services {
		measured[s.ID] = s.Data && s.Provider == v.Actor.Government
	}
	for _, d := range dossiers {
		for _, p := range d.Papers {
			if len(p.Services) == 0 || len(p.Tariffs) == 0 || !measured[p.Services[0].ID] {
				continue
			}
			all, err := v.Desk.Statements(v.R.Context(), v.Actor, p.ID)
			if err != nil {
				return err
			}
			if len(all) == 0 {
				add("/statements", "home.next.statement", "Title", p.Title)
			}
		}
	}
	return nil
}
