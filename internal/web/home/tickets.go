package home

import (
	"net/url"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
)

type statementOf = store.Statement

// maxTickets is how many waiting tickets the page names one by one.
const maxTickets = 8

// tickets lists the weighbridge tickets that wait for the visitor's decision,
// and counts them all.
func tickets(v *front.Visit, month civil.Month) (list []todo, waiting int, err error) {
	all, err := v.Desk.WaitingTickets(v.R.Context(), v.Actor, month)
	if err != nil {
		return nil, 0, err
	}
	for i, t := range all {
		if i == maxTickets {
			list = append(list, todo{"/waste/" + t.Service + "?month=" + month.String() + "&state=waiting#tickets", v.T("home.more_tickets", "Count", len(all)-maxTickets), ""})
			break
		}
		list = append(list, todo{"/waste/" + t.Service + "/tickets/" + url.PathEscape(t.Number) + "/" + t.Content() + "?month=" + month.String(), v.T("home.ticket", "Number", t.Number, "Why", v.T("home.flag."+string(t.Blocked()[0]))), i18n.Date(v.Lang, t.Day())})
	}
	return list, len(all), nil
}
