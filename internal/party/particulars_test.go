package party_test

import (
	"slices"
	"strings"
	"testing"

	"sinergi/internal/fault"
	"sinergi/internal/party"
)

func TestParticularsAsEntered(t *testing.T) {
	t.Parallel()
	good := party.Particulars{
		Seat: "Bangkinang", Address: "Jalan Lingkar Nomor 1",
		Contact: party.Contact{Office: "Kepala Bagian Kerja Sama", Phone: "(0762) 20-001", Email: "kerja.sama@kampar.example"},
	}
	for name, c := range map[string]struct {
		change func(*party.Particulars)
		agency bool
		wrong  string // the field; empty: none
	}{
		"a government":              {func(*party.Particulars) {}, false, ""},
		"without a contact":         {func(p *party.Particulars) { p.Contact = party.Contact{} }, false, ""},
		"without a seat":            {func(p *party.Particulars) { p.Seat = " " }, false, "seat"},
		"without an address":        {func(p *party.Particulars) { p.Address = "" }, false, "address"},
		"an address that is a town": {func(p *party.Particulars) { p.Address = "bangkinang" }, false, "address"},
		"an agency of nothing":      {func(p *party.Particulars) { *p = party.Particulars{} }, true, ""},
		"an agency with bad mail":   {func(p *party.Particulars) { *p = party.Particulars{Contact: party.Contact{Email: "kampar"}} }, true, "email"},
		"mail to two":               {func(p *party.Particulars) { p.Contact.Email = "a@b.example, c@d.example" }, false, "email"},
		"a phone with letters":      {func(p *party.Particulars) { p.Contact.Phone = "telp 0762" }, false, "phone"},
		"a phone with a land":       {func(p *party.Particulars) { p.Contact.Phone = "+62 761 31543" }, false, ""},
		"far too much":              {func(p *party.Particulars) { p.Contact.Office = strings.Repeat("a", 201) }, false, "contact_office"},
	} {
		p := good
		c.change(&p)
		var wrong []string
		if f := fault.Of(p.Validate(c.agency)); f != nil {
			for _, x := range f.Fields {
				wrong = append(wrong, x.Name)
			}
		}
		if want := []string{c.wrong}; c.wrong == "" && wrong != nil || c.wrong != "" && !slices.Equal(wrong, want) {
			t.Errorf("%s: wrong are %v, want %q", name, wrong, c.wrong)
		}
	}
}

// A paper of an agency bears its own address and contact, or the government's.
func TestAnAgencyIsWrittenToAtItsGovernment(t *testing.T) {
	t.Parallel()
	g := party.Particulars{Seat: "Bangkinang", Address: "Jalan Lingkar Nomor 1", Contact: party.Contact{Office: "Bagian Kerja Sama", Phone: "0762 1"}}
	for name, c := range map[string]struct{ own, want party.Particulars }{
		"nothing of its own": {party.Particulars{}, party.Particulars{
			Seat: "Bangkinang", Address: "Jalan Lingkar Nomor 1",
			Contact: party.Contact{Office: "Bagian Kerja Sama", Address: "Jalan Lingkar Nomor 1, Bangkinang", Phone: "0762 1"},
		}},
		"its own house": {party.Particulars{Address: "Jalan Terminal Nomor 2"}, party.Particulars{
			Seat: "Bangkinang", Address: "Jalan Terminal Nomor 2",
			Contact: party.Contact{Office: "Bagian Kerja Sama", Address: "Jalan Lingkar Nomor 1, Bangkinang", Phone: "0762 1"},
		}},
		"its own contact": {party.Particulars{Contact: party.Contact{Office: "Bidang Angkutan"}}, party.Particulars{
			Seat: "Bangkinang", Address: "Jalan Lingkar Nomor 1", Contact: party.Contact{Office: "Bidang Angkutan"},
		}},
	} {
		if got := c.own.Under(g); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
	for _, c := range []struct{ seat, address, want string }{
		{"Bangkinang", "Jalan Lingkar Nomor 1", "Jalan Lingkar Nomor 1, Bangkinang"},
		{"Pekanbaru", "Jalan Sudirman 1, Pekanbaru 28116", "Jalan Sudirman 1, Pekanbaru 28116"},
		{"Pekanbaru", "", ""},
		{"", "Jalan Sudirman 1", "Jalan Sudirman 1"},
	} {
		if got := (party.Particulars{Seat: c.seat, Address: c.address}).Whole(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
