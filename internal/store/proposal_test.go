package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/agreement"
	"sinergi/internal/consent"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// A proposal comes back as it was made, with what was answered; and of one
// object only one waits at a time.
func TestProposalsAreKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		hand := func(code string, at int64) consent.Hand {
			return consent.Hand{Government: code, Account: "a" + code, Name: "Petugas", AtUS: at}
		}
		made := func(id, object string) consent.Proposal {
			return consent.New(consent.Proposal{
				ID: id, Cooperation: coop(t, s), Agreement: "pks", Object: object, Kind: consent.AddTariff, Body: `{"x":1}`, Was: `{}`, By: hand("14.01", 7),
			}, []string{"14.71", "14.01"})
		}
		first := made("p1", "tariff")
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.AddProposal(ctx, first), tx.AddProposal(ctx, made("p2", "obligation x")))
		})
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddProposal(t.Context(), made("p3", "tariff")) })
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("two of one object wait: %v", err)
		}
		refused, err := first.Answer(hand("14.71", 9), consent.Refuse, "tidak")
		if err != nil {
			t.Fatal(err)
		}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			// Once it is over, another may take its place.
			return errors.Join(tx.MoveProposal(ctx, refused), tx.AddProposal(ctx, made("p3", "tariff")))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Proposal(ctx, "p1")
			same(t, "a refused proposal", got, refused, err)
			all, err := tx.Proposals(ctx, first.Cooperation, "pks")
			if err != nil || len(all) != 3 {
				t.Errorf("all: %+v, %v", all, err)
			}
			asking, err := tx.ProposalsAsking(ctx, "14.71")
			if err != nil || len(asking) != 2 || asking[0].ID != "p2" || asking[1].ID != "p3" {
				t.Errorf("waiting for Pekanbaru: %+v, %v", asking, err)
			}
			asking, err = tx.ProposalsAsking(ctx, "14.01")
			if err != nil || len(asking) != 0 {
				t.Errorf("waiting for the proposer: %+v, %v", asking, err)
			}
			if _, err := tx.Proposal(ctx, "p9"); fault.KindOf(err) != fault.NotFound {
				t.Errorf("unknown: %v", err)
			}
			return nil
		})
	})
}

// coop gives the id of the cooperation that enter has entered.
func coop(t *testing.T, s *store.Store) (id string) {
	t.Helper()
	read(t, s, func(ctx context.Context, tx *store.Tx) error {
		a, err := tx.Agreement(ctx, "pks")
		id = a.Cooperation
		return err
	})
	return id
}

// A service is on every day what was last agreed for it until then.
func TestAServiceByDay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			base := agreement.Service{ID: "b", Agreement: "pks", Clause: "c", Kind: agreement.Bus, Name: "Bus", Provider: "14.71"}
			november, january := base, base
			november.Provider, january.Name = "14.01", "Bus baru"
			return errors.Join(tx.SaveService(ctx, base, `{"gap_limit_s":1}`),
				tx.SaveServiceVersion(ctx, november, `{"gap_limit_s":2}`, day("2026-11-01")), tx.SaveServiceVersion(ctx, january, `{"gap_limit_s":3}`, day("2027-01-01")))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			for on, want := range map[string][3]string{
				"2026-10-31": {"14.71", "Bus", `{"gap_limit_s":1}`}, "2026-11-01": {"14.01", "Bus", `{"gap_limit_s":2}`},
				"2026-12-31": {"14.01", "Bus", `{"gap_limit_s":2}`}, "2027-06-01": {"14.71", "Bus baru", `{"gap_limit_s":3}`},
			} {
				got, rules, err := tx.Service(ctx, "b", day(on))
				same(t, on, [3]string{got.Provider, got.Name, rules}, want, err)
				all, err := tx.Services(ctx, "pks", day(on))
				if err != nil {
					return err
				}
				found := false
				for _, x := range all {
					found = found || cmp.Equal(x, got)
				}
				if !found {
					t.Errorf("%s: the list has %+v", on, all)
				}
			}
			return nil
		})
	})
}

// An entry of the trail stands with every government that it was recorded for,
// once.
func TestTheTrailOfAShared(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			e := store.Entry{AtUS: 1, Account: "a", Name: "Ana", Government: "14.01", Action: "x", Object: "y"}
			return errors.Join(tx.Record(ctx, e, "14.71", "14.01", "14.71"), tx.Record(ctx, e))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			for code, want := range map[string]int{"14.01": 2, "14.71": 1, "14.08": 0} {
				got, err := tx.Trail(ctx, code, 0, 9)
				if err != nil || len(got) != want {
					t.Errorf("%s reads %+v, want %d (%v)", code, got, want, err)
				}
			}
			return nil
		})
	})
}

// An invitation of another government says who made it and from where it was
// used, to both.
func TestInvitationsOfAnotherGovernment(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		own := store.Link{SecretHash: "h1", Purpose: "invite", Account: "k", ExpiresUS: 9, By: "14.01", ByName: "Ana"}
		foreign := store.Link{SecretHash: "h2", Purpose: "invite", Account: "p", ExpiresUS: 9, By: "14.01", ByName: "Ana"}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(
				tx.SaveAccount(ctx, store.Account{ID: "k", Login: "k", Name: "Kampar", Government: "14.01", Active: true, Roles: []policy.Role{policy.Admin}}),
				tx.SaveAccount(ctx, store.Account{ID: "p", Login: "p", Name: "Budi", Government: "14.71", Active: true, Roles: []policy.Role{policy.Admin}}),
				tx.SaveLink(ctx, own), tx.SaveLink(ctx, foreign))
		})
		foreign.UsedUS, foreign.UsedHost = 5, "192.0.2.1"
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveLink(ctx, foreign) })
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			for _, code := range []string{"14.01", "14.71"} {
				got, err := tx.ForeignInvitations(ctx, code)
				same(t, code, got, []store.Invitation{{Link: foreign, Name: "Budi", Government: "14.71"}}, err)
			}
			got, err := tx.ForeignInvitations(ctx, "14.08")
			if err != nil || len(got) != 0 {
				t.Errorf("a third government reads %+v, %v", got, err)
			}
			return nil
		})
	})
}
