package home

import (
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
)

// proposals lists what other governments propose and the visitor may answer.
func proposals(v *front.Visit) (list []todo, err error) {
	all, err := v.Desk.ProposalsAsking(v.R.Context(), v.Actor)
	for _, p := range all {
		text := v.T("home.proposal", "Who", ops.GovernmentName(p.By.Government), "What", v.T("proposal.kind."+string(p.Kind)), "Title", p.Title)
		list = append(list, todo{"/proposals/" + p.ID, text, i18n.Date(v.Lang, civil.In(time.UnixMicro(p.By.AtUS)))})
	}
	return list, err
}

// noticeDays is how long a person is told how they came in.
const noticeDays = 14

// invitation tells a person whom another government invited who did so, from
// where their link was used, and that nobody else knows the password.
func invitation(v *front.Visit) (string, error) {
	all, err := v.Desk.Invitations(v.R.Context(), v.Actor)
	for _, i := range all {
		used := time.UnixMicro(i.UsedUS)
		if i.Account == v.Actor.Account && i.UsedUS != 0 && time.Since(used) < noticeDays*24*time.Hour {
			return v.T("home.invited", "Name", i.ByName, "Government", ops.GovernmentName(i.By), "At", i18n.DateTime(v.Lang, used), "Host", i.UsedHost), nil
		}
	}
	return "", err
}
