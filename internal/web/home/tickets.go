package home

import (
	"net/url"

	"sinergi/internal/i18n"
	"sinergi/internal/web/front"
)

// maxTickets is how many waiting tickets the page names one by one.
const maxTickets = 8

// tickets lists the weighbridge tickets that wait for the visitor's decision,
// those of the latest month by name, and counts them all.
func tickets(v *front.Visit) (list []todo, waiting int, err error) {
	months, err := v.Desk.WaitingTickets(v.R.Context(), v.Actor)
	if err != nil {
		return nil, 0, err
	}
	for _, m := range months {
		waiting += len(m.Tickets)
		at := "/waste/" + m.Service
		month := "?month=" + m.Month.String()
		named := 0
		for _, t := range m.Tickets[:min(len(m.Tickets), maxTickets-min(maxTickets, len(list)))] {
			named++
			list = append(list, todo{at + "/tickets/" + url.PathEscape(t.Number) + "/" + t.Content() + month, v.T("home.ticket", "Number", t.Number, "Why", v.T("home.flag."+string(t.Blocked()[0]))), i18n.Date(v.Lang, t.Day())})
		}
		if left := len(m.Tickets) - named; left > 0 {
			list = append(list, todo{at + month + "&state=waiting#tickets", v.T("home.other_tickets", "Count", left, "Month", i18n.Month(v.Lang, m.Month)), ""})
		}
	}
	return list, waiting, nil
}
