package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/fault"
	"sinergi/internal/policy"
)

const kampar, pekanbaru, siak, riau, jakarta = "14.01", "14.71", "14.08", "14", "31"

func actor(gov string, roles ...policy.Role) policy.Actor {
	return policy.Actor{Account: "a", Government: gov, Office: "o", Roles: roles}
}

// The whole table: for each action, the roles that may do it in each relation.
// Roles that are not named may not.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	all := policy.Roles()
	work := []policy.Role{policy.Admin, policy.Cooperation, policy.Finance, policy.Signer, policy.Transport, policy.Waste}
	moving := []policy.Role{policy.Cooperation, policy.Finance, policy.Signer, policy.Transport, policy.Waste}
	with := func(base []policy.Role, more ...policy.Role) []policy.Role {
		return append(slices.Clone(base), more...)
	}
	type rights struct{ own, partner, province []policy.Role } // shared thing of Kampar+Pekanbaru, provided by Pekanbaru
	table := map[policy.Action]rights{
		policy.SeePublic:       {all, all, all},
		policy.SeeCooperation:  {all, all, []policy.Role{policy.Observer}},
		policy.SeeStatement:    {all, all, []policy.Role{policy.Observer}},
		policy.SeeService:      {with(work, policy.Observer, policy.Auditor), with(work, policy.Observer, policy.Auditor), []policy.Role{policy.Observer}},
		policy.SeeDraft:        {with(work, policy.Auditor), with(work, policy.Auditor), nil},
		policy.SeeTrail:        {[]policy.Role{policy.Admin, policy.Auditor}, []policy.Role{policy.Admin, policy.Auditor}, nil},
		policy.SeeProcedure:    {all, all, []policy.Role{policy.Observer}},
		policy.MoveProcedure:   {with(moving, policy.Legislator), with(moving, policy.Legislator), []policy.Role{policy.Observer}},
		policy.MoveDuty:        {moving, moving, nil},
		policy.Confirm:         {[]policy.Role{policy.Cooperation, policy.Signer}, []policy.Role{policy.Cooperation, policy.Signer}, nil},
		policy.WordClause:      {[]policy.Role{policy.Cooperation}, []policy.Role{policy.Cooperation}, nil},
		policy.EnterHolidays:   {nil, nil, nil}, // days off are nobody's shared thing
		policy.CheckLaw:        {[]policy.Role{policy.Cooperation, policy.Observer}, []policy.Role{policy.Cooperation, policy.Observer}, nil},
		policy.EditAgreement:   {[]policy.Role{policy.Cooperation}, []policy.Role{policy.Cooperation}, nil},
		policy.AnswerRecord:    {[]policy.Role{policy.Cooperation}, []policy.Role{policy.Cooperation}, nil},
		policy.AnswerParameter: {[]policy.Role{policy.Finance}, []policy.Role{policy.Finance}, nil},
		policy.FeedBus:         {[]policy.Role{policy.Transport}, nil, nil},
		policy.Inspect:         {[]policy.Role{policy.Transport}, []policy.Role{policy.Transport}, nil},
		policy.AnswerRun:       {nil, []policy.Role{policy.Transport, policy.Finance}, nil},
		policy.FeedWaste:       {[]policy.Role{policy.Waste}, nil, nil},
		policy.DecideTicket:    {[]policy.Role{policy.Waste}, nil, nil},
		policy.DraftStatement:  {[]policy.Role{policy.Finance, policy.Cooperation}, nil, nil},
		policy.SetParameter:    {[]policy.Role{policy.Finance}, []policy.Role{policy.Finance}, nil},
		policy.OfferStatement:  {[]policy.Role{policy.Finance}, nil, nil},
		policy.AnswerStatement: {nil, []policy.Role{policy.Finance, policy.Signer}, nil},
		policy.ProposeBorder:   {[]policy.Role{policy.Cooperation}, []policy.Role{policy.Cooperation}, nil},
		policy.ApproveBorder:   {[]policy.Role{policy.Signer}, []policy.Role{policy.Signer}, nil},
		policy.Administer:      {nil, nil, nil}, // a shared thing has no administrator
		policy.Delegate:        {nil, nil, nil}, // nor is it an office
	}
	shared := policy.Resource{Parties: []string{kampar, pekanbaru}, Provider: pekanbaru}
	for _, do := range policy.Actions() {
		want, ok := table[do]
		if !ok {
			t.Fatalf("%s is not in the table", do)
		}
		for _, role := range all {
			for _, c := range []struct {
				who   string
				gov   string
				roles []policy.Role
			}{{"provider", pekanbaru, want.own}, {"partner", kampar, want.partner}, {"province", riau, want.province}} {
				err := policy.Can(actor(c.gov, role), do, shared)
				if got, may := err == nil, slices.Contains(c.roles, role); got != may {
					t.Errorf("%s of %s may %s = %v, want %v (%v)", role, c.who, do, got, may, err)
				}
			}
		}
	}
}

func TestStrangersDoNotEvenKnow(t *testing.T) {
	t.Parallel()
	shared := policy.Resource{Parties: []string{kampar, pekanbaru}}
	for _, do := range policy.Actions() {
		if do == policy.SeePublic {
			continue
		}
		for _, role := range policy.Roles() {
			for _, gov := range []string{siak, jakarta, ""} {
				if err := policy.Can(actor(gov, role), do, shared); fault.KindOf(err) != fault.NotFound {
					t.Errorf("%s of %q, %s: %v, want not found", role, gov, do, err)
				}
			}
		}
		if err := policy.Can(policy.Actor{}, do, shared); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("the public, %s: %v, want unauthenticated", do, err)
		}
	}
}

// A Kampar officer cannot see Pekanbaru's drafts, nor act for it; neither can
// the province.
func TestDraftsStayWithTheirGovernment(t *testing.T) {
	t.Parallel()
	draft := policy.Resource{Parties: []string{kampar, pekanbaru}, Owner: pekanbaru, Draft: true, Provider: pekanbaru}
	for _, do := range policy.Actions() {
		if do == policy.SeePublic {
			continue
		}
		for _, gov := range []string{kampar, riau, siak} {
			if err := policy.Can(actor(gov, policy.Roles()...), do, draft); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s, %s on Pekanbaru's draft: %v, want not found", gov, do, err)
			}
		}
	}
	if err := policy.Can(actor(pekanbaru, policy.Cooperation), policy.EditAgreement, draft); err != nil {
		t.Errorf("Pekanbaru cannot edit its own draft: %v", err)
	}
}

// Within its own government, too, a draft is the business of those who work on
// it: the DPRD and observers see what was agreed.
func TestDraftsAreNotForReaders(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]policy.Resource{
		"draft":    {Parties: []string{kampar, pekanbaru}, Owner: pekanbaru, Draft: true, Provider: pekanbaru},
		"proposed": {Parties: []string{kampar, pekanbaru}, Owner: pekanbaru, Draft: true, Proposed: true, Provider: pekanbaru},
	} {
		for _, do := range policy.Actions() {
			for _, role := range []policy.Role{policy.Legislator, policy.Observer} {
				if err := policy.Can(actor(pekanbaru, role), do, r); do != policy.SeePublic && fault.KindOf(err) != fault.NotFound {
					t.Errorf("%s of the owner, %s on what is %s: %v, want not found", role, do, name, err)
				}
			}
		}
	}
}

// What is proposed is seen by the parties' own people, changed by nobody, and
// answered by the others.
func TestAProposedRecordIsSeenAndAnswered(t *testing.T) {
	t.Parallel()
	r := policy.Resource{Parties: []string{kampar, pekanbaru}, Owner: kampar, Draft: true, Proposed: true, Provider: pekanbaru}
	may := map[policy.Action][2][]policy.Role{ // of the proposer, of the other
		policy.SeePublic:       {policy.Roles(), policy.Roles()},
		policy.AnswerRecord:    {nil, {policy.Cooperation}},
		policy.AnswerParameter: {nil, {policy.Finance}},
	}
	insiders := []policy.Role{policy.Admin, policy.Cooperation, policy.Finance, policy.Signer, policy.Transport, policy.Waste, policy.Auditor}
	for _, do := range []policy.Action{policy.SeeCooperation, policy.SeeDraft, policy.SeeStatement, policy.SeeProcedure} {
		may[do] = [2][]policy.Role{insiders, insiders}
	}
	may[policy.SeeService] = [2][]policy.Role{insiders, insiders}
	may[policy.SeeTrail] = [2][]policy.Role{{policy.Admin, policy.Auditor}, {policy.Admin, policy.Auditor}}
	moving := []policy.Role{policy.Cooperation, policy.Finance, policy.Signer, policy.Transport, policy.Waste}
	may[policy.MoveProcedure] = [2][]policy.Role{moving, moving}
	for _, do := range policy.Actions() {
		for _, role := range policy.Roles() {
			for i, gov := range []string{kampar, pekanbaru} {
				err := policy.Can(actor(gov, role), do, r)
				if got, want := err == nil, slices.Contains(may[do][i], role); got != want {
					t.Errorf("%s of %s may %s = %v, want %v (%v)", role, gov, do, got, want, err)
				}
			}
			for _, gov := range []string{riau, siak} {
				if err := policy.Can(actor(gov, role), do, r); do != policy.SeePublic && fault.KindOf(err) != fault.NotFound {
					t.Errorf("%s of %s, %s: %v, want not found", role, gov, do, err)
				}
			}
		}
	}
}

func TestAdministrationStaysAtHome(t *testing.T) {
	t.Parallel()
	if err := policy.Can(actor(kampar, policy.Admin), policy.Administer, policy.Of(kampar)); err != nil {
		t.Error(err)
	}
	if err := policy.Can(actor(kampar, policy.Roles()...), policy.Administer, policy.Of(pekanbaru)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("Kampar administers Pekanbaru: %v", err)
	}
	if err := policy.Can(actor(riau, policy.Roles()...), policy.Administer, policy.Of(pekanbaru)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the province administers Pekanbaru: %v", err)
	}
}

// An office is delegated by its holder, whatever their role, and by the
// administrator of its government.
func TestWhoDelegatesAnOffice(t *testing.T) {
	t.Parallel()
	office := policy.Of(kampar)
	office.Office = "kabag"
	holder, colleague := actor(kampar, policy.Finance), actor(kampar, policy.Cooperation)
	holder.Office, colleague.Office = "kabag", "kadis"
	namesake := actor(pekanbaru, policy.Admin)
	namesake.Office = "kabag"
	for name, tc := range map[string]struct {
		who  policy.Actor
		want fault.Kind
		may  bool
	}{
		"the holder": {holder, 0, true}, "the administrator": {actor(kampar, policy.Admin), 0, true}, "another office": {colleague, fault.Denied, false},
		"nobody's office": {actor(kampar, policy.Auditor), fault.Denied, false}, "another government": {namesake, fault.NotFound, false}, "the province": {actor(riau, policy.Roles()...), fault.NotFound, false},
	} {
		if err := policy.Can(tc.who, policy.Delegate, office); (err == nil) != tc.may || err != nil && fault.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := policy.Can(actor(kampar, policy.Auditor), policy.Delegate, policy.Of(kampar)); fault.KindOf(err) != fault.Denied {
		t.Errorf("somebody without an office delegates none: %v", err)
	}
}

func TestAnUnofficedPersonDecidesNoTicket(t *testing.T) {
	t.Parallel()
	a := actor(kampar, policy.Waste)
	a.Office = ""
	if err := policy.Can(a, policy.DecideTicket, policy.Resource{Parties: []string{kampar, pekanbaru}, Provider: kampar}); fault.KindOf(err) != fault.Denied {
		t.Errorf("got %v, want denied", err)
	}
}

func ExampleCan() {
	officer := policy.Actor{Account: "ana", Government: "14.01", Roles: []policy.Role{policy.Cooperation}}
	theirs := policy.Resource{Parties: []string{"14.01", "14.71"}, Owner: "14.71", Draft: true}
	fmt.Println(strings.HasPrefix(policy.Can(officer, policy.SeeDraft, theirs).Error(), "not_found"))
	// Output: true
}
