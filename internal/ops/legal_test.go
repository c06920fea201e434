package ops_test

import (
	"slices"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/jdih"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// The documentation networks are told of a paper by each government under its
// own number, and that it counts no longer once its term is over.
func TestWhatDocumentationNetworksAreTold(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		doc, err := b.desk.LegalDocument(t.Context(), b.who("pekanbaru-kerjasama"), demo.BusPKS, "https://example.test/")
		if err != nil {
			t.Fatal(err)
		}
		records, err := doc.Records()
		if err != nil || len(records) != 2 {
			t.Fatalf("%d records, %v", len(records), err)
		}
		a, c := records[0], records[1]
		if a.NoPeraturan == c.NoPeraturan || a.IDData == c.IDData || a.Penerbit == c.Penerbit {
			t.Errorf("both sides say the same: %+v %+v", a, c)
		}
		for _, r := range records {
			if r.Status != "Berlaku" || !strings.HasPrefix(r.URLDetailPeraturan, "https://example.test/public/cooperations/") || !strings.HasPrefix(r.TEUBadan, "Riau. ") {
				t.Errorf("told: %+v", r)
			}
		}
		all, more, err := b.desk.LegalRecords(t.Context(), b.who("kampar-kerjasama"), store.PaperFilter{}, 10, "https://example.test")
		if err != nil || more || !slices.ContainsFunc(all, func(r jdih.Record) bool { return r == c }) || slices.ContainsFunc(all, func(r jdih.Record) bool { return r.NoPeraturan == a.NoPeraturan }) {
			t.Errorf("Kampar's register tells %d papers, more %t, %v", len(all), more, err)
		}
		stranger := policy.Actor{Account: "x", Government: "14.08", Roles: []policy.Role{policy.Signer}}
		if _, err := b.desk.LegalDocument(t.Context(), stranger, demo.BusPKS, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("who is no party is told: %v", err)
		}
	})
}
