package procedure

import (
	"sinergi/internal/party"
	"sinergi/internal/policy"
)

// OfficeKind is what an office is in a procedure. Duties and queues belong to
// it, not to the person who holds the office for a time.
type OfficeKind string

// The kinds of office.
const (
	HeadOfRegion OfficeKind = "kepala_daerah"
	Secretary    OfficeKind = "sekda"      // Sekda, chair of the TKKSD
	Cooperation  OfficeKind = "kerja_sama" // Bagian Kerja Sama, secretariat of the TKKSD
	Agency       OfficeKind = "opd"
	Finance      OfficeKind = "keuangan"
	Council      OfficeKind = "dprd"
	Governor     OfficeKind = "gubernur" // as representative of the central government
	Minister     OfficeKind = "menteri"
	Supervisor   OfficeKind = "pembina"  // Governor within one province, otherwise Minister
	Leader       OfficeKind = "pimpinan" // of a third party or central body
	OtherOffice  OfficeKind = "lain"
)

// OfficeKinds lists the kinds that a gate may name.
func OfficeKinds() []OfficeKind {
	return []OfficeKind{HeadOfRegion, Secretary, Cooperation, Agency, Finance, Council, Governor, Minister, Supervisor, Leader}
}

// KindOf gives the kind of an office. agency is nil for an office without one.
func KindOf(o party.Office, agency *party.Agency) OfficeKind {
	if o.Head {
		return HeadOfRegion
	}
	if o.RegionalSecretary() {
		return Secretary
	}
	if agency == nil {
		return OtherOffice
	}
	return agencyKind(agency.Affair)
}

func agencyKind(a party.Affair) OfficeKind {
	switch a {
	case party.Secretariat:
		return Cooperation
	case party.Finance:
		return Finance
	case party.Legislature:
		return Council
	case party.Transport, party.Environment, party.OtherAffair:
		return Agency
	}
	return OtherOffice
}

// Actor is who acts: the person, and the office and capacity in which they
// acted on that day. It is kept with the act and never looked up again.
type Actor struct {
	Account    string        `json:"account"`
	Name       string        `json:"name"`
	Government string        `json:"government"`
	Agency     string        `json:"agency,omitempty"` // id
	Office     string        `json:"office,omitempty"` // id
	Title      string        `json:"title,omitempty"`  // of the office
	Kind       OfficeKind    `json:"kind"`
	Acting     party.Acting  `json:"acting,omitempty"`
	Roles      []policy.Role `json:"roles,omitempty"`
	// Letter is the number of the letter by which the office is delegated to the
	// person; empty when they act in an office of their own.
	Letter string `json:"letter,omitempty"`
	// Others are the offices that are delegated to the person on that day: they
	// may act in each of these capacities too. An act is done, and kept, in one.
	Others []Actor `json:"-"`
}

// ActorOf makes the actor of a signed-in person. office, agency and holder are
// nil when the person has none: someone on the staff of an agency acts for the
// agency, but nobody is head of region or Sekda without holding the office.
func ActorOf(a policy.Actor, office *party.Office, agency *party.Agency, holder *party.Holder) Actor {
	out := Actor{Account: a.Account, Name: a.Name, Government: a.Government, Office: a.Office, Kind: OtherOffice, Roles: a.Roles}
	if agency != nil {
		out.Kind, out.Agency = agencyKind(agency.Affair), agency.ID
	}
	if office != nil {
		out.Title, out.Kind = office.Title, KindOf(*office, agency)
	}
	if holder != nil {
		out.Acting = holder.Acting
	}
	return out
}
