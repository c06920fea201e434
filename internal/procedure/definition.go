package procedure

import (
	"fmt"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
)

// Definition is one version of a procedure. Once released it never changes; a
// correction is a new version.
type Definition struct {
	ID      string   `toml:"id"`
	Version int      `toml:"version"`
	Name    Text     `toml:"name"`
	Include []string `toml:"include"` // "ksdd-bersama.1": gates shared with other definitions
	Part    bool     `toml:"part"`    // only to be included
	Basis
	// Document is what is signed in the run, and Branch what is signed in each
	// branch; empty when there is none. A Sinergi has a nk and no branch.
	Document DocumentKind `toml:"document"`
	Branch   DocumentKind `toml:"branch"`
	Rules    Rules        `toml:"rules"`
	// Effects gives gates of an included part an effect on the subject.
	Effects map[string]Effect `toml:"effects"`
	Gates   []Gate            `toml:"gate"`

	at map[string]int // gate id to index in Gates, which is in topological order
}

// Key names a version of a definition: "ksdd-wajib.1".
func (d *Definition) Key() string { return fmt.Sprintf("%s.%d", d.ID, d.Version) }

// Gate gives a gate by its id.
func (d *Definition) Gate(id string) (Gate, bool) {
	i, ok := d.at[id]
	if !ok {
		return Gate{}, false
	}
	return d.Gates[i], true
}

// Basis is what a rule rests on. Empty Verified fields are shown as "belum
// diverifikasi": nobody has held the rule against the text of the article.
type Basis struct {
	Article    string     `toml:"article" json:"article"`
	VerifiedBy string     `toml:"verified_by" json:"verified_by"`
	VerifiedOn civil.Date `toml:"verified_on" json:"verified_on"`
}

// Verified reports whether someone has verified the rule, and when.
func (b Basis) Verified() bool { return b.VerifiedBy != "" && !b.VerifiedOn.IsZero() }

// Rules are what must hold of a run when it starts.
type Rules struct {
	// Partner is the kind of party that must take part beside regions; empty
	// when only regions may.
	Partner PartyKind `toml:"partner"`
	// Pairings are the pairs of regions allowed (UU 23/2014 art. 364(2));
	// empty for any.
	Pairings []Pairing `toml:"pairings"`
	// Subject says that the run is about an earlier one.
	Subject bool `toml:"subject"`
	// Mandatory says that the subject must be a mandatory cooperation.
	Mandatory bool `toml:"mandatory"`
	// Category is what the cooperation is by this procedure.
	Category agreement.Category `toml:"category"`
	// Supervisor says that the supervising office starts the run, not a party.
	Supervisor bool `toml:"supervisor"`
}

// DocumentKind is what is signed.
type DocumentKind string

// The kinds of document.
const (
	KB       DocumentKind = "kb"      // Kesepakatan Bersama
	NK       DocumentKind = "nk"      // Nota Kesepakatan (Sinergi)
	PKS      DocumentKind = "pks"     // Perjanjian Kerja Sama
	Addendum DocumentKind = "adendum" // of the kind of what it amends
)

// Scope says whether a gate stands once in the run or once in each branch.
type Scope string

// The scopes.
const (
	WholeRun   Scope = "run"
	EachBranch Scope = "branch"
)

// Side says which parties have to move at a gate. A gate of Initiator,
// Partner, Each or Region becomes one slot for each such party.
type Side string

// The sides.
const (
	Initiator Side = "initiator"  // the party that began
	Partner   Side = "partner"    // every other party
	Each      Side = "each"       // every party
	Region    Side = "region"     // every party that is a regional government
	Joint     Side = "joint"      // one slot; any party may move
	Above     Side = "supervisor" // one slot; governor or Minister
)

// Gate is one step of a procedure.
type Gate struct {
	ID    string          `toml:"id"`
	Name  Text            `toml:"name"`
	Stage agreement.Stage `toml:"stage"` // of the ten of PP 28/2018 art. 6(1)
	Scope Scope           `toml:"scope"`
	Side  Side            `toml:"side"`
	// Office is whose move it is. RecordedBy may enter what that office did on
	// paper; the record then names both.
	Office     OfficeKind   `toml:"office"`
	RecordedBy []OfficeKind `toml:"recorded_by"`
	// ByParties says that a party may record what an office above did, since
	// that office may have no seat here.
	ByParties bool `toml:"by_parties"`
	// Internal says that what is given here is the government's own affair, such
	// as what its TKKSD thinks of an offer: others see that the gate has passed,
	// not what was said at it.
	Internal bool `toml:"internal"`
	// After are the gates that must have passed: "kak", or "rencana@own" when
	// only the same government's slot counts.
	After []string `toml:"after"`
	// Before are gates of an included part that must wait for this one.
	Before []string `toml:"before"`
	// OnlyIf are conditions that must all hold for the gate to be needed.
	OnlyIf []string `toml:"only_if"`
	// Overridable says that a head of region or regional secretary may record
	// why the gate is skipped.
	Overridable bool     `toml:"overridable"`
	Effect      Effect   `toml:"effect"` // on the subject, when the gate passes
	Deadline    Deadline `toml:"deadline"`
	Needs       []Need   `toml:"need"`
	Basis

	after  []reference
	onlyIf []condition
	below  []int // every gate that rests on this one
}

// Need gives a need of the gate by its id.
func (g *Gate) Need(id string) (*Need, bool) {
	for i := range g.Needs {
		if g.Needs[i].ID == id {
			return &g.Needs[i], true
		}
	}
	return nil, false
}

// Need is something that a gate waits for.
type Need struct {
	ID       string   `toml:"id"`
	Name     Text     `toml:"name"`
	Type     NeedType `toml:"type"`
	Optional bool     `toml:"optional"`
	// By and RecordedBy narrow those of the gate.
	By         OfficeKind   `toml:"by"`
	RecordedBy []OfficeKind `toml:"recorded_by"`
	// Until is the gate at which the need may no longer be given anew. Without
	// it, it is fixed once a gate that rests on it has begun.
	Until   string   `toml:"until"`
	Fields  []Item   `toml:"field"`  // of a form or checklist
	Options []Option `toml:"option"` // of a choice
	Min     int      `toml:"min"`    // members who must have given an opinion
}

// Item is a field of a form or a line of a checklist.
type Item struct {
	ID       string `toml:"id"`
	Name     Text   `toml:"name"`
	Optional bool   `toml:"optional"`
}

// Option is one answer of a choice.
type Option struct {
	ID     string      `toml:"id"`
	Name   Text        `toml:"name"`
	Effect Consequence `toml:"effect"`
	To     []string    `toml:"to"`      // gates that are opened anew, for Return
	OnlyIf []string    `toml:"only_if"` // conditions under which it may be chosen
	Reason bool        `toml:"reason"`  // a reason must be given
	// Conditions says that the conditions attached must be listed.
	Conditions bool `toml:"conditions"`

	to     []reference
	onlyIf []condition
}

// Consequence is what an option does.
type Consequence string

// The consequences.
const (
	Pass   Consequence = "pass"   // the gate has passed
	Hold   Consequence = "hold"   // it stays open
	Return Consequence = "return" // earlier gates are opened anew
	Stop   Consequence = "stop"   // the run, or the branch, ends here
)

// Effect is what a passed gate does to the subject of the run.
type Effect string

// The effects.
const (
	Suspends    Effect = "suspend"
	Resumes     Effect = "resume"
	Ends        Effect = "end"
	Amends      Effect = "amend"
	Extends     Effect = "extend"
	TakesOver   Effect = "take_over"
	Secretariat Effect = "secretariat"
	Settles     Effect = "settle" // a dispute
)

// Deadline is a rule of time for a gate. Zero Days means that no rule of time
// is known; the basis may still say where one is to be looked for.
type Deadline struct {
	Days int  `toml:"days"`
	Unit Unit `toml:"unit"`
	// From is what the days are counted from: "opened" (the day the gate
	// opened), or "gate.need", the day on which that paper was received.
	From    string `toml:"from"`
	Silence Text   `toml:"silence"` // what it means when nothing happens
	Source  Source `toml:"source"`
	Basis
}

// Unit is how days are counted.
type Unit string

// The units.
const (
	CalendarDays Unit = "calendar"
	WorkingDays  Unit = "working"
)

// Source says where a rule of time comes from, so that a habit is not taken
// for law.
type Source string

// The sources.
const (
	Law      Source = "law"      // an article that was read
	Recalled Source = "recalled" // said to be law; the text was not read
	House    Source = "house"    // a default of this software, without legal force
)

// NeedType is the type of what is needed; it decides which part of a Value
// counts and how it is checked.
type NeedType string

// The types.
const (
	NeedForm        NeedType = "form"        // every field filled
	NeedChecklist   NeedType = "checklist"   // every line confirmed
	NeedDocument    NeedType = "document"    // a paper with date and hash
	NeedLetter      NeedType = "letter"      // a paper signed by the office
	NeedPlan        NeedType = "plan"        // development plan or exception, PP art. 4(2)-(3)
	NeedReview      NeedType = "review"      // opinions of members of the TKKSD
	NeedChoice      NeedType = "choice"      // one of the options
	NeedBurden      NeedType = "burden"      // does it burden the public and the region?
	NeedBudget      NeedType = "budget"      // is the money in the current APBD?
	NeedBudgetLine  NeedType = "budget_line" // account and amount for the year
	NeedTariff      NeedType = "tariff"
	NeedUnit        NeedType = "unit" // who runs the service
	NeedText        NeedType = "text" // a version of the text, by hash
	NeedAccept      NeedType = "accept"
	NeedSend        NeedType = "send" // the text goes out for signature
	NeedSignature   NeedType = "signature"
	NeedPower       NeedType = "power" // surat kuasa
	NeedNumber      NeedType = "number"
	NeedOriginals   NeedType = "originals"
	NeedTerm        NeedType = "term" // from when, until when
	NeedSecretariat NeedType = "secretariat"
	NeedEvaluation  NeedType = "evaluation" // of what the run is about, confirmed by all its parties
)
