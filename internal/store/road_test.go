package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"sinergi/internal/road"
	"sinergi/internal/store"
)

// The newest map of roads comes first, with what was found in it.
func TestMapsOfRoads(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		old := store.RoadMap{AtUS: 1, SHA256: "a", Name: "riau.osm.pbf", By: "Budi", Facts: road.Facts{AsOf: "2026-11-01T00:00:00Z", Roads: 10, Places: 20, Metres: 1234.5, Bans: 1}}
		now := store.RoadMap{AtUS: 2, SHA256: "b", Name: "sumatra.osm.pbf", By: "Wati"}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.AddFile(ctx, "a", "x", 1, 1), tx.AddFile(ctx, "b", "x", 1, 1), tx.AddRoadMap(ctx, old), tx.AddRoadMap(ctx, now))
		})
		if err := s.Read(t.Context(), func(tx *store.Tx) error {
			maps, err := tx.RoadMaps(t.Context())
			if want := []store.RoadMap{now, old}; !slices.Equal(maps, want) {
				t.Errorf("maps %+v, want %+v", maps, want)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
