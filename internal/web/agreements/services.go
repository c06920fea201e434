// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/money"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/transit"
	"sinergi/internal/waste"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type serviceRow struct {
	Edit, Name, Kind, Clause, Provider, Registry string
}

type servicesBody struct {
	standing
	Tabs                                    []ui.Tab
	Base                                    string
	Rows                                    []serviceRow
	Empty                                   ui.Empty
	Edit                                    bool
	ID, Name, Kind, Clause, Provider        string
	Agency, Routes, GapLimit                string
	From, FirstOfNext                       string
	Early, Late, Headway                    string // seconds, seconds, per cent
	ExcessPriced, Inferred, Excused         bool
	Caps                                    []capForm
	Kinds, Clauses, Parties, Agencies, Days []ui.Option
}

// capForm is what an agreement says of one government's loads.
type capForm struct {
	Code, Name, Cap, Closed string
	CapName, ClosedName     string
}

func servicesPage(v *front.Visit, e ops.Entry) (*ui.Page, error) {
	p := e.Paper
	body := servicesBody{
		standing: standingOf(v, e), FirstOfNext: ui.InputValue(v.Lang, nextMonth()),
		Tabs: tabs(v, e, "services"), Base: at(e), Empty: ui.Empty{Title: v.T("entry.no_services"), Text: v.T("entry.no_services_text")},
		Clauses: clauseOptions(v, p.Clauses), Parties: partyOptions(v, p.Codes()), Agencies: agencyOptions(v, e.Dossier),
		Days: []ui.Option{{Value: "", Label: v.T("entry.never_closed")}},
	}
	for _, k := range []agreement.ServiceKind{agreement.Bus, agreement.Waste} {
		body.Kinds = append(body.Kinds, ui.Option{Value: string(k), Label: v.T("entry.service_kind." + string(k)), Hint: v.T("entry.service_hint." + string(k))})
	}
	for _, d := range weekdays() {
		body.Days = append(body.Days, ui.Option{Value: d, Label: v.T("entry.weekday." + d)})
	}
	for i, code := range p.Codes() {
		body.Caps = append(body.Caps, capForm{Code: code, Name: ops.GovernmentName(code), CapName: numbered("cap", i), ClosedName: numbered("closed", i)})
	}
	editing := v.R.URL.Query().Get("service")
	for _, s := range p.Services {
		body.Rows = append(body.Rows, serviceRow{
			Edit: body.Base + "/services?service=" + url.QueryEscape(s.ID) + "#service", Name: s.Name, Kind: v.T("entry.service_kind." + string(s.Kind)),
			Clause: agreement.Cite(p.Clauses, s.Clause), Provider: ops.GovernmentName(s.Provider),
		})
		if feed := map[agreement.ServiceKind]policy.Action{agreement.Bus: policy.FeedBus, agreement.Waste: policy.FeedWaste}[s.Kind]; policy.Can(v.Actor, feed, policy.Resource{Parties: p.Codes(), Provider: s.Provider}) == nil {
			body.Rows[len(body.Rows)-1].Registry = "/services/" + s.ID
		}
		if s.ID == editing {
			body.Edit, body.ID, body.Name, body.Kind, body.Clause, body.Provider, body.Agency = true, s.ID, s.Name, string(s.Kind), s.Clause, s.Provider, s.Agency
			if err := body.fill(v, s.Kind, e.Rules[s.ID]); err != nil {
				return nil, err
			}
		}
	}
	if v.R.Method == "POST" {
		body.ID, body.Name, body.Kind, body.Clause = typed(v, "id"), typed(v, "name"), typed(v, "kind"), typed(v, "clause")
		body.Provider, body.Agency, body.Edit = typed(v, "provider"), typed(v, "agency"), typed(v, "id") != ""
		body.From = typed(v, "from")
		body.Routes, body.GapLimit, body.ExcessPriced, body.Inferred = typed(v, "routes"), typed(v, "gap_limit"), typed(v, "excess_priced") != "", typed(v, "inferred") != ""
		body.Early, body.Late, body.Headway, body.Excused = typed(v, "early"), typed(v, "late"), typed(v, "headway"), typed(v, "excused") != ""
		for i := range body.Caps {
			c := &body.Caps[i]
			c.Cap, c.Closed = typed(v, c.CapName), typed(v, c.ClosedName)
		}
	}
	page := newPage(v, e, v.T("cooperation.services"), ui.Link{Href: at(e), Label: p.Title})
	page.Body = body
	return page, nil
}

func weekdays() []string {
	return []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
}

// fill shows the rules of a service in the form.
func (b *servicesBody) fill(v *front.Visit, kind agreement.ServiceKind, text string) error {
	switch kind {
	case agreement.Bus:
		r, err := transit.ParseRules(text)
		if err != nil {
			return err
		}
		b.Routes, b.GapLimit, b.Inferred = strings.Join(r.Routes, ", "), strconv.Itoa(r.GapLimitS), r.Inferred
		b.Early, b.Late, b.Headway, b.Excused = strconv.Itoa(r.OnTimeEarlyS), strconv.Itoa(r.OnTimeLateS), strconv.Itoa(r.HeadwayPerm/10), r.Excused
	case agreement.Waste:
		r, err := waste.ParseRules(text)
		if err != nil {
			return err
		}
		b.ExcessPriced = r.ExcessPriced
		for i := range b.Caps {
			c := &b.Caps[i]
			if kg, ok := r.CapKg[c.Code]; ok {
				c.Cap = money.Rupiah(kg).Digits()
			}
			if len(r.Closed[c.Code]) > 0 {
				c.Closed = strings.ToLower(r.Closed[c.Code][0])
			}
		}
	}
	return nil
}

func (p *pages) showServices(v *front.Visit) error {
	e, err := load(v)
	if err == nil {
		err = mayEdit(e)
	}
	if err != nil {
		return err
	}
	page, err := servicesPage(v, e)
	if err != nil {
		return err
	}
	return v.Render(p.services, page)
}

func (p *pages) saveService(v *front.Visit) error {
	e, err := load(v)
	if err == nil {
		err = mayEdit(e)
	}
	if err != nil {
		return err
	}
	page, err := servicesPage(v, e)
	if err != nil {
		return err
	}
	s := agreement.Service{
		ID: typed(v, "id"), Agreement: e.Paper.ID, Clause: typed(v, "clause"), Kind: agreement.ServiceKind(typed(v, "kind")),
		Name: typed(v, "name"), Provider: typed(v, "provider"), Agency: typed(v, "agency"),
	}
	var fields []fault.Field
	for name, value := range map[string]string{"clause": s.Clause, "kind": string(s.Kind), "name": s.Name, "provider": s.Provider} {
		if value == "" {
			fields = append(fields, fault.NewField(name, "ui.required"))
		}
	}
	rules, err := rulesOf(v, page.Body.(servicesBody), s.Kind, e.Rules[s.ID])
	if f := fault.Of(err); f != nil && len(f.Fields) > 0 {
		fields = append(fields, f.Fields...)
	} else if err != nil {
		return err
	}
	from := dateOf(&fields, "from", typed(v, "from"))
	if s.ID != "" && !slices.ContainsFunc(e.Paper.Services, func(known agreement.Service) bool { return known.ID == s.ID }) {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	if err := fault.InvalidFields(fields); err != nil {
		return v.Retry(p.services, page, err)
	}
	if err := v.Desk.SaveService(v.R.Context(), v.Actor, s, rules, from); err != nil {
		return v.Retry(p.services, page, err)
	}
	return v.Redirect(at(e)+"/services", saved(e, "entry.service_saved"))
}

// rulesOf gives the rules as typed. What the form does not show stays as it
// was in old.
func rulesOf(v *front.Visit, b servicesBody, kind agreement.ServiceKind, old string) (string, error) {
	rules := map[string]any{}
	if old != "" {
		if err := json.Unmarshal([]byte(old), &rules); err != nil {
			return "", err
		}
	}
	var fields []fault.Field
	switch kind {
	case agreement.Bus:
		delete(rules, "routes")
		if routes := strings.FieldsFunc(b.Routes, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }); len(routes) > 0 {
			rules["routes"] = routes
		}
		for _, x := range []struct {
			field, rule, typed, wrong string
			least, most               int
			as                        func(n int) int
		}{
			{"gap_limit", "gap_limit_s", b.GapLimit, "entry.bad_gap", 10, 3600, func(n int) int { return n }},
			{"early", "on_time_early_s", b.Early, "entry.bad_early", 0, 3600, func(n int) int { return cmp.Or(n, -1) }}, // -1: not at all
			{"late", "on_time_late_s", b.Late, "entry.bad_late", 1, 3600, func(n int) int { return n }},
			{"headway", "headway_perm", b.Headway, "entry.bad_headway", 1, 100, func(n int) int { return n * 10 }},
		} {
			delete(rules, x.rule)
			if x.typed == "" {
				continue
			}
			n, err := strconv.Atoi(x.typed)
			if err != nil || n < x.least || n > x.most {
				fields = append(fields, fault.NewField(x.field, x.wrong))
			}
			rules[x.rule] = x.as(n)
		}
		for rule, is := range map[string]bool{"inferred": b.Inferred, "excused": b.Excused} {
			delete(rules, rule)
			if is {
				rules[rule] = true
			}
		}
	case agreement.Waste:
		caps, closed := map[string]int64{}, map[string][]string{}
		for _, c := range b.Caps {
			if c.Cap != "" {
				kg, err := money.Parse(c.Cap) // a whole number, with or without points
				if err != nil || kg < 0 {
					fields = append(fields, fault.NewField(c.CapName, "entry.bad_cap", "Value", c.Cap))
					continue
				}
				caps[c.Code] = int64(kg)
			}
			if slices.Contains(weekdays(), c.Closed) {
				closed[c.Code] = []string{c.Closed}
			}
		}
		maps.DeleteFunc(rules, func(key string, _ any) bool { return key == "cap_kg" || key == "closed" || key == "excess_priced" })
		if len(caps) > 0 {
			rules["cap_kg"] = caps
		}
		if len(closed) > 0 {
			rules["closed"] = closed
		}
		if b.ExcessPriced {
			rules["excess_priced"] = true
		}
	}
	if err := fault.InvalidFields(fields); err != nil {
		return "", err
	}
	text, err := json.Marshal(rules)
	return string(text), err
}
