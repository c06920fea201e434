// SPDX-License-Identifier: Apache-2.0

// Package agreement knows what governments agree on: a cooperation (kerja
// sama) with its Kesepakatan Bersama (KB, the memorandum) and Perjanjian Kerja
// Sama (PKS, the binding agreements), the clauses, the obligations and
// services that point to clauses, and what must hold of them. It does not
// know the procedure that leads to a signature, nor any price or measurement.
package agreement

import (
	"regexp"
	"slices"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// Category says whether a cooperation is mandatory (UU 23/2014 art. 364) or
// voluntary (art. 365). It is a recorded human decision with its reason.
type Category string

// The categories. Undecided is shown as such, never guessed.
const (
	Mandatory Category = "wajib"
	Voluntary Category = "sukarela"
	Undecided Category = "belum_ditetapkan"
)

// Cooperation is a kerja sama between two or more governments as equals.
type Cooperation struct {
	ID             string // slug, stable, part of addresses
	Title          string
	Subject        string // what it is about, one sentence
	Category       Category
	CategoryReason string
	Parties        []string // government codes, in the order of the agreement
	Owner          string   // the government that entered it, while Draft
	Draft          bool     // seen by its owner only
}

// Event is a step in the life of a cooperation, for its timeline.
type Event struct {
	Date  civil.Date
	Stage Stage
	Note  string
	By    string // government code, or empty for all parties
}

// Stage is one of the ten stages of PP 28/2018 art. 6(1).
type Stage string

// The stages, in the order of the article.
const (
	Preparation  Stage = "persiapan"
	Offer        Stage = "penawaran"
	DraftingKB   Stage = "penyusunan_kb"
	SigningKB    Stage = "penandatanganan_kb"
	Legislature  Stage = "persetujuan_dprd"
	DraftingPKS  Stage = "penyusunan_pks"
	SigningPKS   Stage = "penandatanganan_pks"
	Execution    Stage = "pelaksanaan"
	Registration Stage = "penatausahaan"
	Reporting    Stage = "pelaporan"
)

// Stages lists the ten stages in the order of PP 28/2018 art. 6(1).
func Stages() []Stage {
	return []Stage{Preparation, Offer, DraftingKB, SigningKB, Legislature, DraftingPKS, SigningPKS, Execution, Registration, Reporting}
}

// Kind is the kind of document.
type Kind string

// The kinds of document of a KSDD (PP 28/2018 art. 6(3)), of a Sinergi (art.
// 46), and what changes them. The first two can also be entered by hand, when
// they were signed outside.
const (
	KB       Kind = "kb"
	PKS      Kind = "pks"
	NK       Kind = "nk"      // Nota Kesepakatan
	Addendum Kind = "adendum" // to a KB or PKS
)

// Status is where a document stands.
type Status string

// The statuses. A document that was signed outside is a draft until the other
// parties have confirmed its record.
const (
	Draft     Status = "draf"
	Signed    Status = "ditandatangani" // by all; its term has not begun
	Active    Status = "berlaku"
	Suspended Status = "ditangguhkan" // penghentian sementara
	Ended     Status = "berakhir"
)

// Agreement is a KB or a PKS.
type Agreement struct {
	ID          string // slug, stable, part of addresses
	Cooperation string
	Parent      string // the KB of a PKS
	Kind        Kind
	Title       string // TENTANG …
	Parties     []Party
	Partners    []Partner // parties that are no government
	SignedOn    civil.Date
	WrittenDate string // the date as the source writes it
	DateNote    string // why the two differ, when they do
	Place       string
	From, Until civil.Date
	Status      Status
	Proposed    bool   // a draft that its owner has put before the other parties, to be confirmed
	Outside     bool   // signed before or outside Sinergi
	Run, Branch string // of the procedure that brought it about; empty when Outside
	Owner       string // the government that entered it
	Note        string // shown with the agreement, e.g. that it is illustrative
	Signers     []Signer
	Attendees   []Attendee
	Evaluations int // how often a year it is evaluated, as its clause says; 0: it says nothing
}

// Party is a government's side of an agreement.
type Party struct {
	Government string // code
	Agency     string // id; empty for a KB
	Label      string // "PIHAK KESATU"
	Number     string // the number this party gave the document; may come later
}

// Partner is a party without a register here: a third party or a central body.
type Partner struct {
	Code   string // slug in the run that brought the agreement about
	Name   string
	Label  string // "PIHAK KEDUA"
	Number string // that it gave the document
}

// Signer is who signed for a party, as printed under the text.
type Signer struct {
	Government string
	Name       string
	Title      string // office
	Acting     string // definitif, Pj, …
}

// Attendee is who was present at the signing.
type Attendee struct {
	Name  string
	Title string
}

// InForce reports whether the agreement binds on a day.
func (a Agreement) InForce(d civil.Date) bool {
	return a.Status == Active && !d.Before(a.From) && (a.Until.IsZero() || !d.After(a.Until))
}

// Stands reports whether the agreement counts on a day, as a catalogue of legal
// documents says it: from its signature until it ended or ran out. One that is
// suspended still counts. ended is the first day on which it no longer did; zero
// when it counts, or when that day is not known.
func (a Agreement) Stands(d civil.Date) (counts bool, ended civil.Date) {
	past := !a.Until.IsZero() && d.After(a.Until)
	switch {
	case past:
		return false, a.Until.AddDays(1)
	case a.Status == Ended || a.Status == Draft:
		return false, civil.Date{}
	}
	return true, civil.Date{}
}

// Codes gives the governments of the agreement in the order of the text.
func (a Agreement) Codes() []string {
	codes := make([]string, len(a.Parties))
	for i, p := range a.Parties {
		codes[i] = p.Government
	}
	return codes
}

// PartyLabels are the defined terms of the parties in the order of the text.
func PartyLabels() []string {
	return []string{"PIHAK KESATU", "PIHAK KEDUA", "PIHAK KETIGA", "PIHAK KEEMPAT", "PIHAK KELIMA", "PIHAK KEENAM"}
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Slug makes an id from a title: lower case, words joined by hyphens, at most
// 60 characters.
func Slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s := b.String()
	if len(s) > 60 {
		s = s[:60]
	}
	return strings.Trim(s, "-")
}

// ValidID reports whether s can be an id. "new" cannot: it is the address of
// the form for a new one.
func ValidID(s string) bool { return len(s) <= 80 && s != "new" && slugForm.MatchString(s) }

// Validate checks a cooperation as entered.
func (c Cooperation) Validate() error {
	var fields []fault.Field
	if !ValidID(c.ID) {
		fields = append(fields, fault.NewField("title", "agreement.bad_title"))
	}
	if strings.TrimSpace(c.Title) == "" {
		fields = append(fields, fault.NewField("title", "ui.required"))
	}
	if c.Category != Mandatory && c.Category != Voluntary && c.Category != Undecided {
		fields = append(fields, fault.NewField("category", "agreement.bad_category"))
	}
	if c.Category != Undecided && strings.TrimSpace(c.CategoryReason) == "" {
		fields = append(fields, fault.NewField("category_reason", "agreement.reason_needed"))
	}
	fields = append(fields, checkParties(c.Parties, 1)...)
	return fault.InvalidFields(fields)
}

// checkParties: a region may cooperate with a third party or a central body
// alone (PP 28/2018 art. 1), which are parties of the procedure; a paper that
// was signed outside is between regions.
func checkParties(codes []string, least int) []fault.Field {
	if len(codes) < least {
		return []fault.Field{fault.NewField("parties", "agreement.too_few_parties", "Least", least)}
	}
	seen := map[string]bool{}
	for _, c := range codes {
		if seen[c] {
			return []fault.Field{fault.NewField("parties", "agreement.party_twice", "Code", c)}
		}
		seen[c] = true
	}
	return nil
}

// Validate checks an agreement as entered. A weekday that contradicts its
// date is refused until a note says which is right: what was written stays,
// and the contradiction is shown, never silently kept.
func (a Agreement) Validate() error {
	var fields []fault.Field
	if !ValidID(a.ID) {
		fields = append(fields, fault.NewField("title", "agreement.bad_title"))
	}
	if strings.TrimSpace(a.Title) == "" {
		fields = append(fields, fault.NewField("title", "ui.required"))
	}
	if !slices.Contains([]Kind{KB, PKS, NK, Addendum}, a.Kind) || a.Outside && a.Kind != KB && a.Kind != PKS {
		fields = append(fields, fault.NewField("kind", "agreement.bad_kind"))
	}
	if a.Kind == PKS && a.Parent == "" {
		fields = append(fields, fault.NewField("parent", "agreement.pks_needs_kb"))
	}
	fields = append(fields, checkParties(a.Codes(), 2)...)
	if a.Status == Active {
		fields = append(fields, a.checkDates()...)
	}
	return fault.InvalidFields(append(fields, a.checkWrittenDate()...))
}

func (a Agreement) checkDates() []fault.Field {
	var fields []fault.Field
	if a.SignedOn.IsZero() {
		fields = append(fields, fault.NewField("signed_on", "ui.required"))
	}
	if a.From.IsZero() {
		fields = append(fields, fault.NewField("from", "ui.required"))
	}
	if !a.Until.IsZero() && a.Until.Before(a.From) {
		fields = append(fields, fault.NewField("until", "party.until_before_from"))
	}
	if !a.From.IsZero() && a.From.Before(a.SignedOn) && strings.TrimSpace(a.DateNote) == "" {
		fields = append(fields, fault.NewField("from", "agreement.from_before_signing"))
	}
	return fields
}

func (a Agreement) checkWrittenDate() []fault.Field {
	if a.WrittenDate == "" || strings.TrimSpace(a.DateNote) != "" {
		return nil
	}
	w, err := civil.ParseWritten(a.WrittenDate)
	if err != nil {
		return []fault.Field{fault.NewField("written_date", "civil.not_a_date", "Value", a.WrittenDate)}
	}
	if w.Contradiction() {
		alternative := ""
		if alt := w.Alternatives(); len(alt) > 0 {
			alternative = alt[0].Indonesian()
		}
		return []fault.Field{fault.NewField("written_date", "agreement.weekday_contradicts",
			"Written", a.WrittenDate, "Date", w.Date.Long(), "Day", civil.WeekdayName(w.Date.Weekday()), "Alternative", alternative)}
	}
	if !a.SignedOn.IsZero() && w.Date != a.SignedOn {
		return []fault.Field{fault.NewField("written_date", "agreement.date_differs", "Written", w.Date.Indonesian(), "Entered", a.SignedOn.Indonesian())}
	}
	return nil
}
