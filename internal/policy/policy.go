// SPDX-License-Identifier: Apache-2.0

// Package policy answers one question: may this actor do this to that thing?
// It is the only place where rights are decided. It knows roles, governments
// and relations (party to the agreement, owner of the draft, province above,
// provider of the service), and nothing of pages, routes or storage.
//
// Three rules hold above all: nobody acts for another government; what is still
// a draft of one government is not seen by another; and what two governments
// have agreed is not changed by one of them: it proposes, and the others
// answer.
package policy

import (
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/party"
)

// Role is what a person does for their government.
type Role string

// The roles. A person may have several.
const (
	Admin       Role = "admin"     // administers the government's own agencies, offices, people
	Cooperation Role = "kerjasama" // Bagian Kerja Sama: agreements
	Finance     Role = "keuangan"  // statements of the month
	Signer      Role = "penandatangan"
	Transport   Role = "perhubungan" // Dishub: bus service data
	Waste       Role = "kebersihan"  // DLHK: weighbridge tickets
	Legislator  Role = "dprd"        // reads what its government agreed and owes
	Observer    Role = "pengamat"    // province: reads cooperations inside the province
	Auditor     Role = "auditor"     // reads everything its government takes part in, and the trail
)

// Roles lists the roles in the order in which pages offer them.
func Roles() []Role {
	return []Role{Admin, Cooperation, Finance, Signer, Transport, Waste, Legislator, Observer, Auditor}
}

// Actor is who acts. The zero value is the public.
type Actor struct {
	Account    string
	Name       string
	Government string // Kemendagri code
	Agency     string
	Office     string
	Roles      []Role
}

// Public reports whether nobody is signed in.
func (a Actor) Public() bool { return a.Account == "" }

// Has reports whether the actor has a role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

func (a Actor) hasAny(roles ...Role) bool { return slices.ContainsFunc(roles, a.Has) }

// Action is something one can do.
type Action string

// The actions.
const (
	SeePublic       Action = "see_public"      // agreed results, without login
	SeeCooperation  Action = "see_cooperation" // agreements in force, services, obligations
	SeeDraft        Action = "see_draft"       // one government's unfinished papers
	EditAgreement   Action = "edit_agreement"  // enter or change a record: alone while it is one's own draft, otherwise by a proposal
	AnswerRecord    Action = "answer_record"   // confirm or refuse what another party proposes of it
	SeeService      Action = "see_service"     // runs, positions, tickets
	FeedBus         Action = "feed_bus"        // timetable, roster, vehicles, devices, positions; why a run is not complete; what passengers are told
	AnswerRun       Action = "answer_run"      // what the provider explains of a run: accept it or not
	Inspect         Action = "inspect"         // a bus service by the minimum service standard, for one's own government
	FeedWaste       Action = "feed_waste"      // trucks, tickets
	DecideTicket    Action = "decide_ticket"   // a flagged ticket; the others see who decided what and why, and may dispute the statement
	SeeStatement    Action = "see_statement"
	DraftStatement  Action = "draft_statement"  // compute, recompute
	OfferStatement  Action = "offer_statement"  // put before the other side
	AnswerStatement Action = "answer_statement" // accept or dispute lines
	SetParameter    Action = "set_parameter"    // prices a tariff refers to, such as fuel; set or propose, as EditAgreement
	AnswerParameter Action = "answer_parameter" // confirm or refuse a proposed one
	ProposeBorder   Action = "propose_border"
	ApproveBorder   Action = "approve_border"
	Administer      Action = "administer"     // people, agencies, offices of a government
	Delegate        Action = "delegate"       // an office, for some days
	SeeTrail        Action = "see_trail"      // who did what
	SeeProcedure    Action = "see_procedure"  // where a cooperation stands, and whose move it is
	MoveProcedure   Action = "move_procedure" // take part in it; which office may do what, package procedure says
	Confirm         Action = "confirm"        // an evaluation that a party has finished, for one's own government
	CheckLaw        Action = "check_law"      // say that a rule of a procedure was held against the text of the law
	EnterHolidays   Action = "enter_holidays" // the days off of a year, for everybody
	WordClause      Action = "word_clause"    // word a clause of the library for the own government
	MoveDuty        Action = "move_duty"      // hand in proof of a duty, or answer it; which party may do what, package obligation says
)

// Actions lists every action.
func Actions() []Action {
	return []Action{
		SeePublic, SeeCooperation, SeeDraft, EditAgreement, AnswerRecord, SeeService, FeedBus, AnswerRun, Inspect, FeedWaste, DecideTicket, SeeStatement,
		DraftStatement, OfferStatement, AnswerStatement, SetParameter, AnswerParameter, ProposeBorder, ApproveBorder, Administer, Delegate, SeeTrail,
		SeeProcedure, MoveProcedure, Confirm, CheckLaw, EnterHolidays, WordClause, MoveDuty,
	}
}

// Resource is what it is done to.
type Resource struct {
	Parties  []string // codes of the governments that take part
	Owner    string   // the government whose draft, agency or account it is; empty when shared
	Draft    bool     // not yet agreed: seen by its owner only
	Proposed bool     // a draft that is put before the other parties: they see it, and nobody changes it
	Provider string   // the government that runs the service and bills it; empty when unknown
	Office   string   // the office that is delegated
}

// Of is the resource of one government alone.
func Of(government string) Resource {
	return Resource{Parties: []string{government}, Owner: government}
}

// Can reports nil when the actor may do the action to the resource. Otherwise
// it is a fault: Unauthenticated for the public, Denied for a known actor of a
// party, NotFound for one who may not even know that the thing exists.
func Can(a Actor, do Action, r Resource) error {
	if do == SeePublic {
		return nil
	}
	if a.Public() {
		return fault.New(fault.Unauthenticated, "policy.login_first")
	}
	if !a.mayKnow(r) {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	if !a.may(do, r) {
		return fault.New(fault.Denied, "policy.denied")
	}
	return nil
}

// mayKnow is whether the existence of the thing is the actor's business.
func (a Actor) mayKnow(r Resource) bool {
	if r.Draft {
		return a.insider() && (a.Government == r.Owner || r.Proposed && a.member(r))
	}
	if slices.Contains(r.Parties, a.Government) {
		return true
	}
	return a.Has(Observer) && r.Owner == "" && len(r.Parties) > 0 && !slices.ContainsFunc(r.Parties, func(code string) bool {
		return !party.InProvince(code, a.Government)
	})
}

// insider is whether the actor works for their government: they know its
// unfinished papers. Legislators and observers see what was agreed.
func (a Actor) insider() bool {
	return a.Government != "" && a.hasAny(Admin, Cooperation, Finance, Signer, Transport, Waste, Auditor)
}

// member is whether the actor belongs to a party, rather than watching it.
func (a Actor) member(r Resource) bool { return slices.Contains(r.Parties, a.Government) }

// moves is whether the actor takes part in the procedures of their government.
func (a Actor) moves() bool {
	return a.hasAny(Cooperation, Finance, Signer, Transport, Waste, Legislator)
}

// TakesDelegation reports whether an office's moves can be delegated to the
// actor: they take part in procedures of their government, or watch those of
// others.
func (a Actor) TakesDelegation() bool { return a.moves() || a.Has(Observer) }

func (a Actor) may(do Action, r Resource) bool {
	switch do {
	case SeeCooperation, SeeStatement:
		return len(a.Roles) > 0
	case SeeDraft:
		return a.member(r) && a.insider()
	case SeeService:
		return a.hasAny(Admin, Cooperation, Finance, Signer, Transport, Waste, Observer, Auditor)
	case SeeTrail:
		return a.member(r) && a.hasAny(Admin, Auditor)
	case SeeProcedure:
		return !r.Draft && len(a.Roles) > 0 || a.hasAny(Admin, Cooperation, Finance, Signer, Transport, Waste, Auditor)
	case MoveDuty:
		return !r.Draft && a.member(r) && a.hasAny(Cooperation, Finance, Signer, Transport, Waste)
	case MoveProcedure:
		return a.member(r) && a.moves() || a.Has(Observer) && !a.member(r)
	}
	switch {
	case do == AnswerRecord:
		return a.member(r) && a.Government != r.Owner && a.Has(Cooperation)
	case do == AnswerParameter:
		return a.member(r) && a.Government != r.Owner && a.Has(Finance)
	case r.Proposed, !a.member(r), r.Owner != "" && r.Owner != a.Government:
		return false
	}
	provides := r.Provider == a.Government
	switch do {
	case EditAgreement:
		return a.Has(Cooperation)
	case Confirm:
		return !r.Draft && a.hasAny(Cooperation, Signer)
	case FeedBus:
		return a.Has(Transport) && provides
	case Inspect:
		return a.Has(Transport) && !r.Draft
	case AnswerRun:
		return a.hasAny(Transport, Finance) && r.Provider != "" && !provides
	case FeedWaste:
		return a.Has(Waste) && provides
	case DecideTicket:
		return a.Has(Waste) && a.Office != "" && provides
	case DraftStatement:
		return a.hasAny(Finance, Cooperation) && (r.Provider == "" || r.Provider == a.Government)
	case SetParameter:
		return a.Has(Finance)
	case OfferStatement:
		return a.Has(Finance) && (r.Provider == "" || r.Provider == a.Government)
	case AnswerStatement:
		return a.hasAny(Finance, Signer) && r.Provider != a.Government
	case CheckLaw:
		return a.hasAny(Cooperation, Observer)
	case ProposeBorder, WordClause:
		return a.Has(Cooperation)
	case ApproveBorder:
		return a.Has(Signer)
	case EnterHolidays:
		return a.Has(Admin) && party.IsProvince(a.Government)
	case Administer:
		return a.Has(Admin) && r.Owner == a.Government
	case Delegate:
		return r.Owner == a.Government && (a.Has(Admin) || r.Office != "" && a.Office == r.Office)
	}
	return false
}
