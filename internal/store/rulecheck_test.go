package store_test

import (
	"errors"
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/party"
	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
	"sinergi/internal/store"
)

// Of a government the newest check of a rule counts, and emblems are replaced.
func TestRuleChecksAndEmblems(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, err := store.New(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		on := civil.Date{Year: 2026, Month: 11, Day: 26}
		check := func(government string, at int64, agrees bool) store.RuleCheck {
			return store.RuleCheck{Rule: "kak", Government: government, AtUS: at, On: on, Name: "Ana", Read: "Pasal 7", Agrees: agrees, Note: "catatan"}
		}
		if err := s.Write(t.Context(), func(tx *store.Tx) error {
			for _, code := range []string{"14.01", "14.71"} {
				if err := tx.SaveGovernment(t.Context(), party.Government{Code: code, Name: code, Kind: party.Regency}); err != nil {
					return err
				}
			}
			return errors.Join(tx.AddRuleCheck(t.Context(), check("14.01", 1, true)), tx.AddRuleCheck(t.Context(), check("14.01", 2, false)), tx.AddRuleCheck(t.Context(), check("14.71", 1, true)),
				tx.AddFile(t.Context(), "aa", "image/png", 1, 1), tx.AddFile(t.Context(), "bb", "image/png", 1, 1),
				tx.SetEmblem(t.Context(), store.Emblem{Government: "14.01", Kind: "daerah", SHA256: "aa", ByName: "Ana", AtUS: 1}),
				tx.SetEmblem(t.Context(), store.Emblem{Government: "14.01", Kind: "daerah", SHA256: "bb", ByName: "Budi", AtUS: 2}))
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Read(t.Context(), func(tx *store.Tx) error {
			all, err := tx.RuleChecks(t.Context())
			if err != nil || len(all) != 2 || all[0] != check("14.01", 2, false) || all[1] != check("14.71", 1, true) {
				t.Errorf("checks %+v: %v", all, err)
			}
			given, err := tx.Emblems(t.Context(), "14.01")
			if err != nil || len(given) != 1 || given[0].SHA256 != "bb" || given[0].ByName != "Budi" {
				t.Errorf("emblems %+v: %v", given, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
