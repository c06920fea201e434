package party

import "strings"

// Class is the class of an official document (naskah dinas) in Permendagri
// 1/2023, as far as it decides how a signer's name is printed.
type Class string

// The classes.
const (
	Regulation     Class = "arahan"        // regulations and decisions
	Correspondence Class = "korespondensi" // letters and assignments
	Special        Class = "khusus"        // agreements, powers of attorney, minutes
	Charter        Class = "piagam"        // charters and certificates
)

// RegionalSecretary reports whether the office is that of the Sekretaris
// Daerah. It is known by its title: a register of offices has no other mark.
func (o Office) RegionalSecretary() bool {
	return strings.HasPrefix(strings.ToLower(o.Title), "sekretaris daerah")
}

// deputy reports whether the office is that of the deputy head of the region.
func (o Office) deputy() bool {
	for _, title := range []string{"wakil gubernur", "wakil bupati", "wakil wali kota", "wakil walikota"} {
		if strings.HasPrefix(strings.ToLower(o.Title), title) {
			return true
		}
	}
	return false
}

// SignatureLines is SignatureBlock for an agreement or another special
// document.
func (h Holder) SignatureLines(o Office) []string { return h.SignatureBlock(Special, o) }

// SignatureBlock gives the lines under a signature: office with its acting
// type, name, and where they belong rank and NIP. Permendagri 1/2023 art. 44:
//
//	(1) regulations and decisions: no academic titles
//	(2) letters and special documents: with them, but not charters
//	(3) officials other than the head of region, the deputy and the Sekda:
//	    titles, rank and NIP
//	(4) Pj, Pjs, Plt and Plh head of region: no title, rank or NIP
//	(5) Pj and Plh Sekda: as (4)
//
// A Plt Sekda is in neither (3) nor (5), so the name is printed with titles
// and without rank and NIP.
func (h Holder) SignatureBlock(c Class, o Office) []string {
	office := h.Acting.Titled(o.Title)
	if h.bare(o) {
		return []string{office, h.Name}
	}
	name := h.Name
	if c == Correspondence || c == Special {
		name = h.withTitles()
	}
	lines := []string{office, name}
	if o.Head || o.deputy() || o.RegionalSecretary() || c == Regulation || c == Charter {
		return lines
	}
	if h.Rank != "" {
		lines = append(lines, h.Rank)
	}
	if h.NIP != "" {
		lines = append(lines, "NIP "+h.NIP)
	}
	return lines
}

// bare reports whether only the name is printed: art. 44(4) and (5).
func (h Holder) bare(o Office) bool {
	return (o.Head && h.Acting != Definitive) || (o.RegionalSecretary() && (h.Acting == Pj || h.Acting == Plh))
}

func (h Holder) withTitles() string {
	name := strings.TrimSpace(h.Prefix + " " + h.Name)
	if h.Suffix != "" {
		name += ", " + h.Suffix
	}
	return name
}
