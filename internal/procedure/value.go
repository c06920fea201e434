package procedure

import (
	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/party"
)

// Value is what is given for a need. Exactly the part that belongs to the
// need's type is set.
type Value struct {
	Fields      map[string]string `json:"fields,omitempty"` // form: text; checklist: "ya"
	Document    *Document         `json:"document,omitempty"`
	Plan        *Plan             `json:"plan,omitempty"`
	Opinion     *Opinion          `json:"opinion,omitempty"`
	Choice      *Choice           `json:"choice,omitempty"`
	Burden      *Burden           `json:"burden,omitempty"`
	Budget      *Budget           `json:"budget,omitempty"`
	BudgetLine  *BudgetLine       `json:"budget_line,omitempty"`
	Tariff      *Tariff           `json:"tariff,omitempty"`
	Unit        *ServiceUnit      `json:"unit,omitempty"`
	Text        *TextVersion      `json:"text,omitempty"`
	Hash        string            `json:"hash,omitempty"` // accept, send: SHA-256 of the text, hex
	Signature   *Signature        `json:"signature,omitempty"`
	Power       *Power            `json:"power,omitempty"`
	Number      *Number           `json:"number,omitempty"`
	Originals   *Originals        `json:"originals,omitempty"`
	Term        *Term             `json:"term,omitempty"`
	Secretariat *SecretariatCase  `json:"secretariat,omitempty"`
	Evaluation  *Evaluation       `json:"evaluation,omitempty"`
}

// Document is a paper: a study, minutes, a letter.
type Document struct {
	Title       string     `json:"title"`
	Number      string     `json:"number,omitempty"`
	Date        civil.Date `json:"date"`
	Received    civil.Date `json:"received,omitzero"` // no day: the day it was entered
	Hash        string     `json:"hash"`              // SHA-256 of the file, hex
	Attachments []string   `json:"attachments,omitempty"`
	Signer      *Signer    `json:"signer,omitempty"` // of a letter
}

// Signer is who put their name to something, as they were on that day. It is
// frozen here: a later change of office changes nothing about it.
type Signer struct {
	Government string       `json:"government"`
	Holder     string       `json:"holder,omitempty"` // id
	Office     string       `json:"office,omitempty"` // id
	Name       string       `json:"name"`
	Title      string       `json:"title"` // of the office
	Kind       OfficeKind   `json:"kind"`
	Acting     party.Acting `json:"acting,omitempty"`
	NIP        string       `json:"nip,omitempty"`
	Rank       string       `json:"rank,omitempty"`
	From       civil.Date   `json:"from"`              // in office since
	Until      civil.Date   `json:"until,omitzero"`    // no day: still in office
	Printed    []string     `json:"printed,omitempty"` // lines of the signature block
}

// SignerOf freezes a holder of an office.
func SignerOf(h party.Holder, o party.Office, agency *party.Agency) Signer {
	return Signer{
		Government: o.Government, Holder: h.ID, Office: o.ID, Name: h.Name, Title: o.Title, Kind: KindOf(o, agency),
		Acting: h.Acting, NIP: h.NIP, Rank: h.Rank, From: h.From, Until: h.Until, Printed: h.SignatureLines(o),
	}
}

func (s Signer) holds(d civil.Date) bool {
	return party.Holder{From: s.From, Until: s.Until}.Holds(d)
}

// Plan says where the development plan has the object, or which exception
// applies (PP 28/2018 art. 4(2)-(3)).
type Plan struct {
	Reference string        `json:"reference,omitempty"` // "RPJMD 2025-2029, program 2.15.02"
	Exception PlanException `json:"exception,omitempty"`
	Grounds   string        `json:"grounds,omitempty"` // of the exception
}

// PlanException is one of the three cases of PP 28/2018 art. 4(3).
type PlanException string

// The exceptions.
const (
	Emergency          PlanException = "darurat"
	StrategicProgramme PlanException = "program_strategis_nasional"
	AssignedTask       PlanException = "penugasan"
)

// PlanExceptions lists the exceptions.
func PlanExceptions() []PlanException {
	return []PlanException{Emergency, StrategicProgramme, AssignedTask}
}

// Opinion is what one member of the TKKSD holds.
type Opinion struct {
	Name     string `json:"name"`
	Role     string `json:"role"`
	Decision string `json:"decision"` // setuju, perbaiki, tolak
	Note     string `json:"note,omitempty"`
}

// The opinions that a member may give.
const (
	OpinionYes    = "setuju"
	OpinionRevise = "perbaiki"
	OpinionNo     = "tolak"
)

// Choice is the option chosen.
type Choice struct {
	Option     string   `json:"option"`
	Reason     string   `json:"reason,omitempty"`
	Conditions []string `json:"conditions,omitempty"` // of the DPRD; they become obligations
}

// Burden answers the first question of PP 28/2018 art. 6(2).
type Burden struct {
	Public bool   `json:"public"` // it burdens the public
	Region bool   `json:"region"` // it burdens the region
	Reason string `json:"reason"`
}

// Budget answers the second question of PP 28/2018 art. 6(2).
type Budget struct {
	Pays   bool   `json:"pays"`             // this government bears a cost
	InAPBD bool   `json:"in_apbd"`          // all of it is in the budget of Year
	Year   int    `json:"year,omitempty"`   // budget year
	Line   string `json:"line,omitempty"`   // account in that budget
	Reason string `json:"reason,omitempty"` // why nothing is paid, or where the money is to come from
}

// BudgetLine is the money for a year.
type BudgetLine struct {
	Year    int          `json:"year"`
	Account string       `json:"account"`
	Amount  money.Rupiah `json:"amount"`
}

// Tariff points to the tariff that the settlement reads.
type Tariff struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
}

// ServiceUnit is who runs the service.
type ServiceUnit struct {
	Government string `json:"government"`
	Agency     string `json:"agency"`
	Name       string `json:"name"`
}

// TextVersion is a version of the text under negotiation.
type TextVersion struct {
	Hash  string `json:"hash"` // SHA-256, hex
	Label string `json:"label,omitempty"`
}

// Signature is one party's signature under a document.
type Signature struct {
	Hash   string     `json:"hash"` // of the text that was sent for signature
	On     civil.Date `json:"on"`
	Place  string     `json:"place,omitempty"`
	Method Method     `json:"method"`
	Signer Signer     `json:"signer"`
	File   string     `json:"file,omitempty"` // SHA-256 of the signed PDF or of the scan
	// Marks are what a paper signed by hand carries beside the signature.
	Marks []Mark `json:"marks,omitempty"`
	// Proxy says that the signer signs by the surat kuasa given at this gate.
	Proxy bool `json:"proxy,omitempty"`
	// Suspensive names the clause by which nothing is owed before this
	// government's DPRD has agreed. Needed when it has not yet.
	Suspensive string `json:"suspensive,omitempty"`
}

// Method is how a document was signed.
type Method string

// The methods.
const (
	Electronic Method = "tte"
	WetInk     Method = "basah"
)

// Mark is something that a paper signed by hand carries.
type Mark string

// The marks that are looked for on a signed original.
const (
	Initials  Mark = "paraf"   // on every page
	StampDuty Mark = "meterai" // on the original of the other party
	Seal      Mark = "stempel" // of the office
)

// Marks lists the marks.
func Marks() []Mark { return []Mark{Initials, StampDuty, Seal} }

// Power is a surat kuasa: a head of region empowers an official to sign a PKS
// (PP 28/2018 art. 2(2)).
type Power struct {
	Number  string     `json:"number"`
	Date    civil.Date `json:"date"`
	Hash    string     `json:"hash"` // of the file
	Grantor Signer     `json:"grantor"`
	Grantee Signer     `json:"grantee"`
	From    civil.Date `json:"from"`
	Until   civil.Date `json:"until"`
	Revoked civil.Date `json:"revoked,omitzero"` // the first day on which it no longer holds
}

// Covers reports whether the power is in force on a day.
func (p Power) Covers(d civil.Date) bool {
	return !d.Before(p.From) && !d.After(p.Until) && (p.Revoked.IsZero() || d.Before(p.Revoked))
}

// Number is the number that one party gives a document.
type Number struct {
	Number string     `json:"number"`
	Date   civil.Date `json:"date,omitzero"`
}

// Originals says where a party's stamped original is kept.
type Originals struct {
	Place  string `json:"place"`
	Holder string `json:"holder"` // office
	Copies int    `json:"copies"`
	Note   string `json:"note,omitempty"`
}

// Term is from when until when something holds.
type Term struct {
	From  civil.Date `json:"from"`
	Until civil.Date `json:"until,omitzero"`
}

// SecretariatCase holds the conditions of PP 28/2018 art. 7 for a joint
// secretariat.
type SecretariatCase struct {
	Continuous string `json:"continuous"` // why it is continuous
	Objects    int    `json:"objects"`
	Years      int    `json:"years"`
	Financing  string `json:"financing"` // how each APBD pays
}

// Evaluation is a finished evaluation of an agreement, as it stood when it was
// given. It is frozen here.
type Evaluation struct {
	Agreement  string         `json:"agreement"`
	Title      string         `json:"title"`
	Run        string         `json:"run"` // that brought the agreement about
	Branch     string         `json:"branch,omitempty"`
	Government string         `json:"government"` // that finished it
	Period     string         `json:"period"`
	Version    int            `json:"version"`
	Hash       string         `json:"hash"` // SHA-256, hex
	Confirmed  []Confirmation `json:"confirmed"`
}

// Confirmation says that a government confirmed something by its hash.
type Confirmation struct {
	Government string     `json:"government"`
	Name       string     `json:"name"`
	On         civil.Date `json:"on"`
	Hash       string     `json:"hash"`
}
