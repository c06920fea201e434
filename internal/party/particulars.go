package party

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"sinergi/internal/fault"
)

// Particulars are where a government, or one of its agencies, has its seat and
// is written to, as its documents print it.
type Particulars struct {
	Seat    string // tempat kedudukan: "Bangkinang"
	Address string // street, number and postal code: "Jalan Lingkar Nomor 1"
	Contact Contact
}

// Contact is where notices go (korespondensi): an office, so that it outlives
// its holder.
type Contact struct {
	Office  string `json:"office,omitempty"`
	Address string `json:"address,omitempty"` // empty: that of the government or agency
	Phone   string `json:"phone,omitempty"`
	Email   string `json:"email,omitempty"`
}

// Whole is the address with the town: "Jalan Lingkar Nomor 1, Bangkinang".
func (p Particulars) Whole() string {
	switch {
	case p.Address == "" || p.Seat == "" || strings.Contains(p.Address, p.Seat):
		return p.Address
	}
	return p.Address + ", " + p.Seat
}

// Under gives the particulars of an agency of a government: what it has not
// given itself is the government's. A contact is taken over whole, with its
// address.
func (p Particulars) Under(g Particulars) Particulars {
	out := Particulars{Seat: cmp.Or(p.Seat, g.Seat), Address: cmp.Or(p.Address, g.Address), Contact: p.Contact}
	if out.Contact == (Contact{}) {
		out.Contact = g.Contact
		out.Contact.Address = cmp.Or(out.Contact.Address, g.Whole())
	}
	return out
}

const longestParticular = 200 // letters

var (
	phoneForm = regexp.MustCompile(`^[+(]?[0-9][0-9 ()/.-]*$`)
	emailForm = regexp.MustCompile(`^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)
)

// Validate checks particulars as they are entered. A government needs a seat
// and an address; an agency may leave everything to its government.
func (p Particulars) Validate(agency bool) error {
	var fields []fault.Field
	for _, f := range []struct {
		name, text string
		required   bool
	}{
		{"seat", p.Seat, !agency},
		{"address", p.Address, !agency},
		{"contact_office", p.Contact.Office, false},
		{"contact_address", p.Contact.Address, false},
		{"phone", p.Contact.Phone, false},
		{"email", p.Contact.Email, false},
	} {
		switch {
		case f.required && strings.TrimSpace(f.text) == "":
			fields = append(fields, fault.NewField(f.name, "ui.required"))
		case utf8.RuneCountInString(f.text) > longestParticular:
			fields = append(fields, fault.NewField(f.name, "register.too_long", "Limit", longestParticular))
		}
	}
	if p.Seat != "" && strings.EqualFold(p.Seat, p.Address) {
		fields = append(fields, fault.NewField("address", "party.address_is_seat"))
	}
	if p.Contact.Phone != "" && !phoneForm.MatchString(p.Contact.Phone) {
		fields = append(fields, fault.NewField("phone", "party.bad_phone", "Value", p.Contact.Phone))
	}
	if p.Contact.Email != "" && !emailForm.MatchString(p.Contact.Email) {
		fields = append(fields, fault.NewField("email", "party.bad_email", "Value", p.Contact.Email))
	}
	return fault.InvalidFields(fields)
}
