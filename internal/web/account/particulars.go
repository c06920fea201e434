package account

import (
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// Particulars reads where a government or agency has its seat and is written to
// from a form.
func Particulars(value func(name string) string) party.Particulars {
	return party.Particulars{
		Seat: value("seat"), Address: value("address"),
		Contact: party.Contact{Office: value("contact_office"), Address: value("contact_address"), Phone: value("phone"), Email: value("email")},
	}
}

// Unfilled names the governments whose seat, address or contact is printed as
// dotted lines (ops.Unfilled), with the way to where it is entered for who may.
func Unfilled(v *front.Visit, codes []string) []ui.Notice {
	var out []ui.Notice
	for _, code := range codes {
		n := ui.Notice{Text: v.T("account.unfilled", "Government", ops.GovernmentName(code))}
		if code == v.Actor.Government && policy.Can(v.Actor, policy.Administer, policy.Of(code)) == nil {
			n.Link = &ui.Link{Href: "/admin/particulars", Label: v.T("account.fill_in")}
		} else {
			n.Note = v.T("account.filled_by", "Government", ops.GovernmentName(code))
		}
		out = append(out, n)
	}
	return out
}
