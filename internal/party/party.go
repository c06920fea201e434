// SPDX-License-Identifier: Apache-2.0

// Package party knows who takes part in a cooperation: governments and their
// agencies (perangkat daerah), offices (jabatan) and the people who hold them
// for a time, and how a holder's name is printed under a document. It does
// not know who may do what (package policy) nor any agreement.
package party

import (
	"slices"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// Kind is the kind of a government.
type Kind string

// The kinds of government.
const (
	Province Kind = "provinsi"
	Regency  Kind = "kabupaten"
	City     Kind = "kota"
)

// Government is a regional government (pemerintah daerah). Its Kemendagri
// code identifies it everywhere: "14.01" is Kabupaten Kampar.
type Government struct {
	Code  string
	Name  string // "Kabupaten Kampar"
	Short string // "Kampar"
	Kind  Kind
}

// Within reports whether the government lies in the province with this code
// ("14"), or is that province.
func (g Government) Within(province string) bool { return InProvince(g.Code, province) }

// InProvince reports whether a government code belongs to a province code.
func InProvince(code, province string) bool {
	return province != "" && (code == province || strings.HasPrefix(code, province+"."))
}

// IsProvince reports whether a government code is that of a province.
func IsProvince(code string) bool { return code != "" && !strings.Contains(code, ".") }

// Head gives the title of the head of such a government.
func (k Kind) Head() string {
	switch k {
	case Province:
		return "Gubernur"
	case City:
		return "Wali Kota"
	default:
		return "Bupati"
	}
}

// Validate checks a government as it is entered.
func (g Government) Validate() error {
	var fields []fault.Field
	if !validCode(g.Code) {
		fields = append(fields, fault.NewField("code", "party.bad_code", "Value", g.Code))
	}
	if strings.TrimSpace(g.Name) == "" {
		fields = append(fields, fault.NewField("name", "ui.required"))
	}
	if !slices.Contains([]Kind{Province, Regency, City}, g.Kind) {
		fields = append(fields, fault.NewField("kind", "party.bad_kind"))
	}
	return fault.InvalidFields(fields)
}

func validCode(code string) bool {
	for i, part := range strings.Split(code, ".") {
		if len(part) != 2 || i > 1 || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}

// Affair is what an agency does that matters to a cooperation.
type Affair string

// The affairs that Sinergi gives duties to.
const (
	Secretariat Affair = "sekretariat" // Bagian Kerja Sama, TKKSD secretariat
	Finance     Affair = "keuangan"
	Transport   Affair = "perhubungan"
	Environment Affair = "lingkungan"
	Legislature Affair = "dprd"
	Inspection  Affair = "inspektorat"
	OtherAffair Affair = "lain"
)

// Affairs lists every affair in the order in which pages offer them.
func Affairs() []Affair {
	return []Affair{Secretariat, Finance, Transport, Environment, Legislature, Inspection, OtherAffair}
}

// Agency is a perangkat daerah (OPD) of one government.
type Agency struct {
	ID         string
	Government string
	Name       string // "Dinas Perhubungan"
	Short      string // "Dishub"
	Affair     Affair
}

// Validate checks an agency as it is entered.
func (a Agency) Validate() error {
	var fields []fault.Field
	if strings.TrimSpace(a.Name) == "" {
		fields = append(fields, fault.NewField("name", "ui.required"))
	}
	if !slices.Contains(Affairs(), a.Affair) {
		fields = append(fields, fault.NewField("affair", "party.bad_affair"))
	}
	return fault.InvalidFields(fields)
}

// Office is a jabatan. Duties and queues belong to the office, not to the
// person who holds it for a time.
type Office struct {
	ID         string
	Government string
	Agency     string // empty for the head of the government
	Title      string // "Kepala Dinas Perhubungan"
	Head       bool   // kepala daerah
}

// Acting says in what capacity a person holds an office.
type Acting string

// The acting types. They decide how a name is printed.
const (
	Definitive Acting = "definitif"
	Pj         Acting = "Pj"  // penjabat, appointed
	Pjs        Acting = "Pjs" // penjabat sementara
	Plt        Acting = "Plt" // pelaksana tugas
	Plh        Acting = "Plh" // pelaksana harian
)

// Titled is the title of an office with the acting type before it, as it is
// printed: "Pj. Bupati Kampar".
func (a Acting) Titled(title string) string {
	if a == Definitive || a == "" {
		return title
	}
	return string(a) + ". " + title
}

// Actings lists the acting types in the order in which pages offer them.
func Actings() []Acting { return []Acting{Definitive, Pj, Pjs, Plt, Plh} }

// Holder is a person who holds an office for a time.
type Holder struct {
	ID       string
	Office   string
	Name     string // without academic titles
	Prefix   string // academic titles before the name
	Suffix   string // academic titles after it
	Acting   Acting
	NIP      string
	Rank     string // pangkat/golongan
	Decision string // number of the appointing decision
	From     civil.Date
	Until    civil.Date // no day: still in office
}

// Holds reports whether the holder is in office on a day.
func (h Holder) Holds(d civil.Date) bool {
	return !d.Before(h.From) && (h.Until.IsZero() || !d.After(h.Until))
}

// Validate checks a holder as entered.
func (h Holder) Validate() error {
	var fields []fault.Field
	if strings.TrimSpace(h.Name) == "" {
		fields = append(fields, fault.NewField("name", "ui.required"))
	}
	if !slices.Contains(Actings(), h.Acting) {
		fields = append(fields, fault.NewField("acting", "party.bad_acting"))
	}
	if h.From.IsZero() {
		fields = append(fields, fault.NewField("from", "ui.required"))
	}
	if !h.Until.IsZero() && h.Until.Before(h.From) {
		fields = append(fields, fault.NewField("until", "party.until_before_from"))
	}
	return fault.InvalidFields(fields)
}
