package policy_test

import (
	"slices"
	"testing"

	"sinergi/internal/policy"
)

// Every actor, against every resource of up to three parties: the marks say
// the same as Can.
func TestMarksSayWhatCanSays(t *testing.T) {
	t.Parallel()
	codes := []string{kampar, pekanbaru, siak, riau, jakarta, ""}
	var resources []policy.Resource
	for _, a := range codes {
		for _, b := range codes {
			for _, owner := range codes {
				for _, draft := range []bool{false, true} {
					resources = append(resources, policy.Resource{Parties: []string{a, b}, Owner: owner, Draft: draft}, policy.Resource{Parties: []string{a, b}, Owner: owner, Draft: draft, Proposed: draft}, policy.Resource{Parties: []string{a, b, jakarta}, Owner: owner, Draft: draft})
				}
			}
		}
	}
	resources = append(resources, policy.Resource{}, policy.Resource{Draft: true, Owner: kampar})
	checked := 0
	for _, r := range resources {
		if slices.Contains(r.Parties, "") {
			continue
		}
		do := policy.SeeCooperation
		if r.Draft {
			do = policy.SeeDraft
		}
		for _, gov := range codes {
			for _, role := range append(policy.Roles(), "") {
				a := actor(gov, role)
				if role == "" {
					a.Roles = nil
				}
				may := policy.Can(a, do, r) == nil
				marked := slices.ContainsFunc(policy.Open(r), func(m policy.Mark) bool { return slices.Contains(a.Marks(), m) })
				if may != marked {
					t.Errorf("%s of %q on %+v: may %v, marked %v", role, gov, r, may, marked)
				}
				checked++
			}
		}
		if len(policy.Actor{}.Marks()) != 0 {
			t.Error("the public has marks")
		}
	}
	if checked < 5000 {
		t.Errorf("only %d were checked", checked)
	}
}

// A paper is as closed as the cooperation that it is in.
func TestAPaperIsAsClosedAsItsCooperation(t *testing.T) {
	t.Parallel()
	shared := policy.Resource{Parties: []string{kampar, pekanbaru}}
	drafted := policy.Resource{Parties: []string{kampar, pekanbaru}, Owner: kampar, Draft: true}
	theirs := policy.Resource{Parties: []string{kampar, pekanbaru}, Owner: pekanbaru, Draft: true}
	wide := policy.Resource{Parties: []string{kampar, pekanbaru, jakarta}}
	for name, tc := range map[string]struct {
		paper, outer policy.Resource
		sees, not    []policy.Actor
	}{
		"a paper in force of a shared cooperation": {shared, shared, []policy.Actor{actor(kampar, policy.Legislator), actor(riau, policy.Observer)}, []policy.Actor{actor(siak, policy.Admin)}},
		"a draft in a shared cooperation":          {theirs, shared, []policy.Actor{actor(pekanbaru, policy.Cooperation)}, []policy.Actor{actor(kampar, policy.Cooperation), actor(pekanbaru, policy.Legislator), actor(riau, policy.Observer)}},
		"a paper in force of a draft":              {shared, drafted, []policy.Actor{actor(kampar, policy.Cooperation)}, []policy.Actor{actor(pekanbaru, policy.Cooperation), actor(riau, policy.Observer)}},
		"a draft of one in a draft of the other":   {theirs, drafted, nil, []policy.Actor{actor(kampar, policy.Cooperation), actor(pekanbaru, policy.Cooperation)}},
		"inside the province, within a wider one":  {shared, wide, []policy.Actor{actor(kampar, policy.Finance)}, []policy.Actor{actor(riau, policy.Observer), actor(jakarta, policy.Finance)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			marks := policy.Within(policy.Open(tc.paper), tc.outer)
			for _, a := range tc.sees {
				if !slices.ContainsFunc(marks, func(m policy.Mark) bool { return slices.Contains(a.Marks(), m) }) {
					t.Errorf("%v of %s does not see it", a.Roles, a.Government)
				}
			}
			for _, a := range tc.not {
				if slices.ContainsFunc(marks, func(m policy.Mark) bool { return slices.Contains(a.Marks(), m) }) {
					t.Errorf("%v of %s sees it", a.Roles, a.Government)
				}
			}
		})
	}
}
