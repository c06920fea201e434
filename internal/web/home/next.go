package home

import (
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
)

// maxSteps is how many next steps the page names.
const maxSteps = 6

// next names what the visitor's office can do to bring things under way: as
// long as there is no cooperation, no service, no data or no statement yet. A
// step that another office has to take is named without a link.
func next(v *front.Visit, start ops.Start, services []service) ([]todo, error) {
	var steps []todo
	add := func(href, key string, args ...any) {
		if len(steps) < maxSteps {
			steps = append(steps, todo{Href: href, Text: v.T(key, args...)})
		}
	}
	if !start.Any {
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
	unprepared(start.Unprepared, add)
	for _, s := range services {
		switch {
		case s.Data:
		case s.Feeds != "":
			add(s.Feeds, "home.next.feed", "Service", s.Name)
		default:
			add("", "home.next.wait_data", "Service", s.Name, "Who", ops.GovernmentName(s.Provider))
		}
	}
	return steps, unsettled(v, services, add)
}

// unprepared names what cooperations still lack before their services can run.
func unprepared(u store.Unprepared, add func(href, key string, args ...any)) {
	for _, c := range u.Papers {
		add("/cooperations/"+c.ID+"/agreements/new", "home.next.paper", "Title", c.Title)
	}
	for _, c := range u.Unshared {
		add("/cooperations/"+c.ID, "home.next.share", "Title", c.Title)
	}
	for _, a := range u.Services {
		add("/agreements/"+a.ID+"/services", "home.next.service", "Title", a.Title)
	}
	for _, a := range u.Unpriced {
		add("/agreements/"+a.ID+"/tariffs", "home.next.tariff", "Title", a.Title)
	}
}

// unsettled tells the finance office of the provider that a PKS with data has
// no statement yet.
func unsettled(v *front.Visit, services []service, add func(href, key string, args ...any)) error {
	if !v.Actor.Has(policy.Finance) && !v.Actor.Has(policy.Cooperation) {
		return nil
	}
	var measured []string
	for _, s := range services {
		if s.Data && s.Provider == v.Actor.Government {
			measured = append(measured, s.Paper)
		}
	}
	all, err := v.Desk.Unsettled(v.R.Context(), measured)
	for _, a := range all {
		add("/statements", "home.next.statement", "Title", a.Title)
	}
	return err
}
