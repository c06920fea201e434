package procedures

import (
	"strconv"
	"strings"

	"sinergi/internal/procedure"
	"sinergi/internal/web/ui"
)

// filled gives a value as the inputs of its need hold it.
func filled(lang string, n procedure.Need, v *procedure.Value) map[string]string {
	if v == nil {
		return nil
	}
	yes := func(b bool) string { return map[bool]string{true: "ya", false: "tidak"}[b] }
	whole := func(i int) string {
		if i == 0 {
			return ""
		}
		return strconv.Itoa(i)
	}
	day := func(d any) string { return ui.InputValue(lang, d) }
	switch {
	case v.Fields != nil:
		return v.Fields
	case v.Document != nil:
		m := map[string]string{"title": v.Document.Title, "number": v.Document.Number, "date": day(v.Document.Date), "received": day(v.Document.Received), "file": v.Document.Hash, "attachment": strings.Join(v.Document.Attachments, " ")}
		return withSigner(m, "signer", v.Document.Signer)
	case v.Plan != nil:
		exception := string(v.Plan.Exception)
		if exception == "" {
			exception = "rencana"
		}
		return map[string]string{"plan": exception, "reference": v.Plan.Reference, "grounds": v.Plan.Grounds}
	case v.Opinion != nil:
		return map[string]string{"name": v.Opinion.Name, "role": v.Opinion.Role, "decision": v.Opinion.Decision, "note": v.Opinion.Note}
	case v.Choice != nil:
		return map[string]string{"option": v.Choice.Option, "reason": v.Choice.Reason, "conditions": strings.Join(v.Choice.Conditions, "\n")}
	case v.Burden != nil:
		return map[string]string{"public": yes(v.Burden.Public), "region": yes(v.Burden.Region), "reason": v.Burden.Reason}
	case v.Budget != nil:
		b := v.Budget
		return map[string]string{"pays": yes(b.Pays), "in_apbd": yes(b.InAPBD), "year": whole(b.Year), "line": b.Line, "reason": b.Reason}
	case v.BudgetLine != nil:
		return map[string]string{"year": whole(v.BudgetLine.Year), "account": v.BudgetLine.Account, "amount": ui.InputValue(lang, v.BudgetLine.Amount)}
	case v.Tariff != nil:
		return map[string]string{"id": v.Tariff.ID + " " + strconv.Itoa(v.Tariff.Version)}
	case v.Unit != nil:
		return map[string]string{"agency": v.Unit.Agency}
	case v.Text != nil:
		return map[string]string{"hash": v.Text.Hash, "label": v.Text.Label}
	case v.Signature != nil:
		return filledSignature(lang, v.Signature)
	case v.Power != nil:
		p := v.Power
		m := map[string]string{"number": p.Number, "date": day(p.Date), "from": day(p.From), "until": day(p.Until), "file": p.Hash}
		return withSigner(withSigner(m, "grantor", &p.Grantor), "grantee", &p.Grantee)
	case v.Number != nil:
		return map[string]string{"number": v.Number.Number, "date": day(v.Number.Date)}
	case v.Originals != nil:
		return map[string]string{"place": v.Originals.Place, "holder": v.Originals.Holder, "copies": whole(v.Originals.Copies), "note": v.Originals.Note}
	case v.Term != nil:
		return map[string]string{"from": day(v.Term.From), "until": day(v.Term.Until)}
	case v.Evaluation != nil:
		return map[string]string{"evaluation": evaluationValue(*v.Evaluation)}
	case v.Secretariat != nil:
		s := v.Secretariat
		return map[string]string{"continuous": s.Continuous, "objects": whole(s.Objects), "years": whole(s.Years), "financing": s.Financing}
	}
	return map[string]string{"hash": v.Hash}
}

func filledSignature(lang string, s *procedure.Signature) map[string]string {
	m := map[string]string{"hash": s.Hash, "on": ui.InputValue(lang, s.On), "place": s.Place, "file": s.File, "suspensive": s.Suspensive}
	for _, mark := range s.Marks {
		m["mark-"+string(mark)] = "1"
	}
	return withSigner(m, "signer", &s.Signer)
}

func withSigner(m map[string]string, name string, s *procedure.Signer) map[string]string {
	if s != nil {
		m[name] = s.Holder
		if s.Holder == "" {
			m["signer_name"], m["signer_title"] = s.Name, s.Title
		}
	}
	return m
}
