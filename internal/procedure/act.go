package procedure

import (
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
)

// Act is one thing done in a run. Acts are only ever appended. The JSON of an
// act is its record: it can be stored, hashed and folded again.
type Act struct {
	Seq  int       `json:"seq"` // position in the run, from 1; set by Apply
	Kind ActKind   `json:"kind"`
	At   time.Time `json:"at"`
	By   Actor     `json:"by"`
	// Base is the Seq of the state that the actor saw. When the same slot has
	// moved since, the act is refused and the actor told what came between.
	Base   int    `json:"base"`
	Slot   Slot   `json:"slot,omitzero"` // for Supply and Override
	Need   string `json:"need,omitempty"`
	Value  *Value `json:"value,omitempty"`
	Branch string `json:"branch,omitempty"` // for acts on a branch or its document; empty for the run's own
	Reason string `json:"reason,omitempty"`

	Start    *Start     `json:"start,omitempty"`
	Open     *NewBranch `json:"open,omitempty"`
	Schedule *Schedule  `json:"schedule,omitempty"`
	Link     *Link      `json:"link,omitempty"`
}

// ActKind is what kind of thing is done.
type ActKind string

// The kinds of act.
const (
	StartRun    ActKind = "start"
	OpenBranch  ActKind = "open_branch"  // another PKS under the KB
	Supply      ActKind = "supply"       // give what a gate needs
	Override    ActKind = "override"     // let a gate pass without it, and say why
	SetSchedule ActKind = "schedule"     // the day of signing, or another day
	VoidSigning ActKind = "void_signing" // call the signing off; the text is open again
	VoidBranch  ActKind = "void_branch"
	VoidRun     ActKind = "void_run"
	LinkRun     ActKind = "link" // what a related run did to this one; see Run.Link
)

// Slot is a gate in a run: for one government when each moves, in one branch
// when the gate stands in each.
type Slot struct {
	Gate       string `json:"gate"`
	Branch     string `json:"branch,omitempty"`
	Government string `json:"government,omitempty"`
}

// String gives "gate/branch/government", for addresses and logs.
func (s Slot) String() string { return s.Gate + "/" + s.Branch + "/" + s.Government }

// Start is the first act: who, under which definition, about what.
type Start struct {
	Run        string   `json:"run"` // id
	Definition string   `json:"definition"`
	Version    int      `json:"version"`
	Title      string   `json:"title"`
	Parties    []Party  `json:"parties"`   // in the order of the text
	Initiator  string   `json:"initiator"` // code of the party that begins; the supervising government for a takeover
	Subject    *Subject `json:"subject,omitempty"`
}

// Party is a side of a run.
type Party struct {
	Code string    `json:"code"` // Kemendagri code of a region; any slug for others
	Name string    `json:"name"`
	Kind PartyKind `json:"kind"`
	// Of who has no register here, as texts print it: where they are, and on what
	// ground they act, such as the deed by which a company was founded.
	Seat    string `json:"seat,omitempty"`
	Address string `json:"address,omitempty"`
	Basis   string `json:"basis,omitempty"`
}

// PartyKind is what a party is.
type PartyKind string

// The kinds of party. Only regions have offices here; what the others do is
// recorded by the cooperation section of a region.
const (
	RegionalGovernment PartyKind = "daerah"
	ThirdParty         PartyKind = "pihak_ketiga"
	CentralBody        PartyKind = "pusat"
)

// Subject is the run, and perhaps the branch, that a run is about.
type Subject struct {
	Run    string `json:"run"`
	Branch string `json:"branch,omitempty"`
	// Category is that of the subject's procedure.
	Category agreement.Category `json:"category,omitempty"`
	// Document is what it is about: an addendum to a PKS is signed as a PKS.
	Document DocumentKind `json:"document"`
}

// NewBranch opens a branch.
type NewBranch struct {
	ID       string      `json:"id"` // slug
	Title    string      `json:"title"`
	Agencies []AgencyRef `json:"agencies,omitempty"`
}

// AgencyRef is a government's agency in a branch.
type AgencyRef struct {
	Government string `json:"government"`
	Agency     string `json:"agency"`
	Name       string `json:"name"`
}

// Schedule is when and where a document is to be signed.
type Schedule struct {
	On    civil.Date `json:"on"`
	Time  string     `json:"time,omitempty"` // "09.30"
	Place string     `json:"place"`
}

// Link is what a gate of a related run did to this one.
type Link struct {
	Run        string     `json:"run"`
	Definition string     `json:"definition"`
	Slot       Slot       `json:"slot"`
	Seq        int        `json:"seq"` // of the act with which that gate passed
	Effect     Effect     `json:"effect"`
	On         civil.Date `json:"on"` // from when
}
