package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/agreement"
	"sinergi/internal/policy"
	"sinergi/internal/search"
	"sinergi/internal/store"
)

func waterPapers() (agreement.Cooperation, agreement.Agreement, []agreement.Clause) {
	c := agreement.Cooperation{ID: "air", Title: "Air bersih", Subject: "Penyediaan air", Category: agreement.Undecided, Parties: []string{"14.01", "14.71"}, Owner: "14.01"}
	a := agreement.Agreement{
		ID: "kb-air", Cooperation: "air", Kind: agreement.KB, Title: "Air bersih perbatasan", Status: agreement.Active, Owner: "14.01", Outside: true,
		SignedOn: day("2024-09-05"), From: day("2024-09-05"), Until: day("2026-09-04"),
		Parties: []agreement.Party{{Government: "14.71", Label: "PIHAK KESATU", Number: "19/KB/2024"}, {Government: "14.01", Label: "PIHAK KEDUA"}},
	}
	tree := []agreement.Clause{
		{ID: "bab-i", Label: "BAB I", Heading: "KETENTUAN UMUM", Children: []agreement.Clause{{ID: "objek", Label: "Pasal 1", Heading: "Objek", Text: "Pengelolaan jaringan pipa."}}},
		{ID: "biaya", Label: "Pasal 2", Heading: "Pembiayaan", Children: []agreement.Clause{{ID: "biaya.1", Label: "(1)", Text: "Tarif sebesar Rp13.500."}, {ID: "biaya.2", Label: "(2)", Text: "PIHAK KEDUA membayar."}}},
	}
	return c, a, tree
}

var kinds = []string{store.AgreementText, store.ClauseText, store.CaptionText, store.DraftText, store.CooperationText}

func find(ctx context.Context, t *testing.T, tx *store.Tx, words string, facts []string, who policy.Actor) []string {
	t.Helper()
	q := search.Query{Terms: search.Terms(words), Facts: facts}
	for _, m := range who.Marks() {
		q.Readers = append(q.Readers, search.Fact("reader", string(m)))
	}
	all, err := tx.Find(ctx, q, "", 0, 100, false)
	if err != nil {
		t.Fatal(err)
	}
	if few, err := tx.Find(ctx, q, "", 0, 100, true); err != nil || !cmp.Equal(few, all) {
		t.Errorf("%q: the index finds %d (%v), a walk %d", words, len(few), err, len(all))
	}
	counts, err := tx.Tally(ctx, q, kinds, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range all {
		out = append(out, f.Kind+" "+f.Title)
		counts[f.Kind]--
	}
	for kind, n := range counts {
		if n != 0 {
			t.Errorf("%q: counted %d more of %s than found", words, n, kind)
		}
	}
	slices.Sort(out)
	return out
}

func TestFinding(t *testing.T) {
	t.Parallel()
	officer := policy.Actor{Account: "a", Government: "14.01", Roles: []policy.Role{policy.Cooperation}}
	each(t, func(t *testing.T, s *store.Store) {
		c, a, tree := waterPapers()
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.SaveCooperation(ctx, c), tx.SaveAgreement(ctx, a), tx.SaveClauses(ctx, a.ID, tree),
				tx.AddFile(ctx, "ab12", "application/pdf", 9, 1), tx.Attach(ctx, store.Attachment{Agreement: a.ID, SHA256: "ab12", Name: "pindaian.pdf", Caption: "Halaman penandatanganan", Government: "14.01"}))
		})
		fact := search.Fact
		for name, tc := range map[string]struct {
			words string
			facts []string
			want  []string
		}{
			"another form of a word":       {"mengelola", nil, []string{"klausul Pasal 1 Objek"}},
			"words of two ayat":            {"tarif dibayar pembiayaan", nil, []string{"klausul Pasal 2 Pembiayaan"}},
			"an amount":                    {"13,500", nil, []string{"klausul Pasal 2 Pembiayaan"}},
			"the number of a party":        {"19/KB/2024", nil, []string{"perjanjian Air bersih perbatasan"}},
			"a caption":                    {"ditandatangani", nil, []string{"lampiran pindaian.pdf"}},
			"a government":                 {"Pekanbaru", nil, []string{"perjanjian Air bersih perbatasan"}},
			"a cooperation":                {"sediakan", nil, []string{"kerja_sama Air bersih"}},
			"only agreements":              {"air", []string{fact("in", store.AgreementText)}, []string{"perjanjian Air bersih perbatasan"}},
			"signed that year":             {"objek", []string{fact("year", "2024"), fact("kind", "kb"), fact("status", "berlaku"), fact("party", "14.71")}, []string{"klausul Pasal 1 Objek"}},
			"in force that year":           {"objek", []string{fact("runs", "2026")}, []string{"klausul Pasal 1 Objek"}},
			"not in force any more":        {"objek", []string{fact("runs", "2027")}, nil},
			"no such word":                 {"bandara", nil, nil},
			"quotes and operators":         {`" OR "objek NOT -( *`, nil, nil},
			"nothing but a filter":         {"", []string{fact("in", store.CaptionText)}, []string{"lampiran pindaian.pdf"}},
			"a word that is a fact's name": {"_reader_g14_01", nil, nil},
		} {
			read(t, s, func(ctx context.Context, tx *store.Tx) error {
				if diff := cmp.Diff(find(ctx, t, tx, tc.words, tc.facts, officer), tc.want); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
				return nil
			})
		}

		// What changes is found as it is now.
		tree[1].Children[0].Text = "Tarif menurut lampiran."
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveClauses(ctx, a.ID, tree[1:]) })
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			for words, want := range map[string][]string{"13500": nil, "pipa": nil, "lampiran tarif": {"klausul Pasal 2 Pembiayaan"}} {
				if diff := cmp.Diff(find(ctx, t, tx, words, nil, officer), want); diff != "" {
					t.Errorf("after the change, %q: %s", words, diff)
				}
			}
			return nil
		})
	})
}

// Whatever is written in whatever order by whomever: nobody finds or counts
// what they may not see, and everybody finds what they may.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	codes := []string{"14.01", "14.71"}
	each(t, func(t *testing.T, s *store.Store) {
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			word := "kata" + strings.Repeat("z", 3) + letters(round)
			var all []agreement.Agreement
			coops := map[string]agreement.Cooperation{}
			for i := range rapid.IntRange(1, 4).Draw(rt, "agreements") {
				c := agreement.Cooperation{ID: fmt.Sprintf("c%d-%d", round, rapid.IntRange(1, 2).Draw(rt, "cooperation")), Title: word, Parties: codes, Owner: rapid.SampledFrom(codes).Draw(rt, "owner"), Draft: rapid.Bool().Draw(rt, "draft")}
				coops[c.ID] = c
				all = append(all, agreement.Agreement{
					ID: fmt.Sprintf("a%d-%d", round, i), Cooperation: c.ID, Kind: agreement.KB, Title: word, Owner: rapid.SampledFrom(codes).Draw(rt, "by"),
					Status: rapid.SampledFrom([]agreement.Status{agreement.Draft, agreement.Active}).Draw(rt, "status"), Proposed: rapid.Bool().Draw(rt, "proposed"), Parties: []agreement.Party{{Government: codes[0]}, {Government: codes[1]}},
				})
			}
			saveAll := func(ctx context.Context, tx *store.Tx) error {
				for _, c := range coops {
					if err := tx.SaveCooperation(ctx, c); err != nil {
						return err
					}
				}
				for _, a := range all {
					if err := errors.Join(tx.SaveAgreement(ctx, a), tx.SaveClauses(ctx, a.ID, []agreement.Clause{{ID: "x", Label: "Pasal 1", Text: word}})); err != nil {
						return err
					}
				}
				return nil
			}
			write(t, s, saveAll)
			// Somebody shares or withdraws afterwards, alone.
			for id, c := range coops {
				c.Draft = rapid.Bool().Draw(rt, "draft then")
				c.Owner = storedOwner(t, s, id)
				coops[id] = c
				write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveCooperation(ctx, c) })
			}
			for _, who := range []policy.Actor{
				{},
				{Account: "x", Government: "14.01", Roles: []policy.Role{policy.Cooperation}},
				{Account: "x", Government: "14.71", Roles: []policy.Role{policy.Finance}},
				{Account: "x", Government: "14.71", Roles: []policy.Role{policy.Legislator}},
				{Account: "x", Government: "14", Roles: []policy.Role{policy.Observer}},
				{Account: "x", Government: "14.08", Roles: policy.Roles()},
			} {
				want := 0
				for _, c := range coops {
					if policy.Can(who, policy.SeeCooperation, policy.OfCooperation(c)) != nil {
						continue
					}
					want++
					for _, a := range all {
						do := policy.SeeCooperation
						if a.Status == agreement.Draft {
							do = policy.SeeDraft
						}
						if a.Cooperation == c.ID && policy.Can(who, do, policy.OfAgreement(a)) == nil {
							want += 2 // the record and its clause
						}
					}
				}
				read(t, s, func(ctx context.Context, tx *store.Tx) error {
					if got := find(ctx, t, tx, word, nil, who); len(got) != want {
						rt.Errorf("%v of %q finds %d, may see %d: %+v %+v", who.Roles, who.Government, len(got), want, coops, all)
					}
					return nil
				})
			}
		})
	})
}

// letters writes a number in letters, so that it is one word.
func letters(n int) string {
	s := ""
	for ; n > 0; n /= 26 {
		s += string(rune('a' + n%26))
	}
	return s + "x"
}

func storedOwner(t *testing.T, s *store.Store, id string) (owner string) {
	t.Helper()
	read(t, s, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, id)
		owner = c.Owner
		return err
	})
	return owner
}
