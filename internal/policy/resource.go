package policy

import "sinergi/internal/agreement"

// OfCooperation is a cooperation as a resource.
func OfCooperation(c agreement.Cooperation) Resource {
	r := Resource{Parties: c.Parties, Draft: c.Draft}
	if c.Draft {
		r.Owner = c.Owner
	}
	return r
}

// OfAgreement is an agreement as a resource.
func OfAgreement(a agreement.Agreement) Resource {
	r := Resource{Parties: a.Codes(), Draft: a.Status == agreement.Draft, Proposed: a.Proposed}
	if r.Draft {
		r.Owner = a.Owner
	}
	return r
}
