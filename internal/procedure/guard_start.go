package procedure

import (
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/party"
)

// startGuard is a rule for the first act.
type startGuard struct {
	name  string
	check func(*Definition, *Act) error
}

func startGuards() []startGuard {
	return []startGuard{
		{"start_parties", rightParties},
		{"start_actor", rightStarter},
		{"start_pairing", rightPairing},
		{"start_subject", rightSubject},
	}
}

// rightParties: two or more different parties with names, regions among them,
// and a partner of the kind that the procedure is for, and no other.
func rightParties(d *Definition, act *Act) error {
	var fields []fault.Field
	seen, kinds := map[string]bool{}, map[PartyKind]int{}
	for _, p := range act.Start.Parties {
		if seen[p.Code] {
			fields = append(fields, fault.NewField("parties", "agreement.party_twice", "Code", p.Code))
		}
		seen[p.Code] = true
		kinds[p.Kind]++
		if blank(p.Code) || blank(p.Name) {
			fields = append(fields, fault.NewField("parties", "procedure.party_unnamed"))
		}
	}
	regions := kinds[RegionalGovernment]
	others := len(act.Start.Parties) - regions
	switch {
	case len(act.Start.Parties) < 2 || regions == 0:
		fields = append(fields, fault.NewField("parties", "procedure.too_few_parties"))
	case d.Rules.Subject: // whatever its subject had
	case d.Rules.Partner == "" && others > 0:
		fields = append(fields, fault.NewField("parties", "procedure.regions_only", "Procedure", d.Name))
	case d.Rules.Partner != "" && (others == 0 || kinds[d.Rules.Partner] != others):
		fields = append(fields, fault.NewField("parties", "procedure.partner_missing", "Procedure", d.Name))
	}
	if blank(act.Start.Run) || blank(act.Start.Title) {
		fields = append(fields, fault.NewField("title", "ui.required"))
	}
	return fault.InvalidFields(fields)
}

// rightStarter: a party begins for itself; a takeover is begun by the governor
// of the province.
func rightStarter(d *Definition, act *Act) error {
	s := act.Start
	if d.Rules.Supervisor {
		above := len(s.Initiator) == 2 && slices.ContainsFunc(s.Parties, func(p Party) bool { return party.InProvince(p.Code, s.Initiator) })
		if !above || act.By.Government != s.Initiator || act.By.Kind != HeadOfRegion || act.By.ByDelegation() {
			return fault.New(fault.Denied, "procedure.governor_begins")
		}
		return nil
	}
	i := slices.IndexFunc(s.Parties, func(p Party) bool { return p.Code == s.Initiator })
	if i < 0 || act.By.Government == "" {
		return fault.New(fault.Denied, "procedure.not_a_party")
	}
	own := s.Initiator
	if s.Parties[i].Kind != RegionalGovernment {
		own = act.By.Government // a region records the initiative of another body
		if !slices.ContainsFunc(s.Parties, func(p Party) bool { return p.Code == own && p.Kind == RegionalGovernment }) {
			return fault.New(fault.Denied, "procedure.not_a_party")
		}
	}
	if act.By.Government != own {
		return fault.New(fault.Denied, "procedure.other_government", "Government", s.Parties[i].Name)
	}
	if !slices.Contains([]OfficeKind{Cooperation, Agency, Secretary, HeadOfRegion}, act.By.Kind) || act.By.ByDelegation() && personal(act.By.Kind) {
		return fault.New(fault.Denied, "procedure.wrong_office", "Office", Cooperation.Name())
	}
	return nil
}

// Pairing is how two regions stand to each other (UU 23/2014 art. 364(2)).
type Pairing string

// The five pairings of the article, and the one beside them.
const (
	ProvinceProvince Pairing = "provinsi-provinsi"
	ProvinceOwn      Pairing = "provinsi-kabkota-sendiri"
	ProvinceOther    Pairing = "provinsi-kabkota-lain"
	LocalAcross      Pairing = "kabkota-kabkota-lintas-provinsi"
	LocalOneProvince Pairing = "kabkota-kabkota-satu-provinsi"
)

// Pairings lists the pairings in the order of the article.
func Pairings() []Pairing {
	return []Pairing{ProvinceProvince, ProvinceOwn, ProvinceOther, LocalAcross, LocalOneProvince}
}

// PairingOf gives the pairing of two Kemendagri codes.
func PairingOf(a, b string) Pairing {
	provinceA, provinceB := len(a) == 2, len(b) == 2
	switch {
	case provinceA && provinceB:
		return ProvinceProvince
	case provinceA:
		return provincePairing(a, b)
	case provinceB:
		return provincePairing(b, a)
	case len(a) > 2 && party.InProvince(b, a[:2]):
		return LocalOneProvince
	}
	return LocalAcross
}

func provincePairing(province, local string) Pairing {
	if party.InProvince(local, province) {
		return ProvinceOwn
	}
	return ProvinceOther
}

// rightPairing: every two regions stand to each other as the procedure asks.
func rightPairing(d *Definition, act *Act) error {
	if len(d.Rules.Pairings) == 0 {
		return nil
	}
	var regions []Party
	for _, p := range act.Start.Parties {
		if p.Kind == RegionalGovernment {
			regions = append(regions, p)
		}
	}
	if len(regions) < 2 {
		return fault.New(fault.Invalid, "procedure.too_few_parties")
	}
	for i, a := range regions {
		for _, b := range regions[i+1:] {
			if !slices.Contains(d.Rules.Pairings, PairingOf(a.Code, b.Code)) {
				return fault.New(fault.Invalid, "procedure.pairing", "Procedure", d.Name, "A", a.Name, "B", b.Name)
			}
		}
	}
	return nil
}

// rightSubject: addendum, extension, suspension, termination, dispute,
// takeover and secretariat are about a run; the last two about a mandatory
// cooperation (UU 23/2014 art. 364(3)-(6)).
func rightSubject(d *Definition, act *Act) error {
	s := act.Start.Subject
	switch {
	case !d.Rules.Subject && s == nil:
		return nil
	case !d.Rules.Subject:
		return fault.New(fault.Invalid, "procedure.subject_unwanted", "Procedure", d.Name)
	case s == nil || s.Run == "" || s.Run == act.Start.Run || s.Document.Name() == DocumentKind("").Name():
		return fault.New(fault.Invalid, "procedure.subject_needed", "Procedure", d.Name)
	case d.Rules.Mandatory && s.Category != agreement.Mandatory:
		return fault.New(fault.Invalid, "procedure.mandatory_only", "Procedure", d.Name)
	}
	return nil
}
