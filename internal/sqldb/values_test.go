package sqldb_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

// amount stands for the named types of the core, such as money.Rupiah.
type amount int64

type record struct {
	Balance amount
	Site    string
	Scan    []byte
	Detail  *string
	Active  bool
}

func scanRecord(row sqldb.Scanner) (record, error) {
	var r record
	err := row.Scan(&r.Balance, &r.Site, &r.Scan, &r.Detail, &r.Active)
	return r, err
}

// TestValuesComeBackAsTheyWere stores the same values by Exec and by both ways
// of Insert, on both engines, and reads them back.
func TestValuesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	detail := ` {"b":1, "a": [2.50,"é"],  "b":null}`
	id := uuid.MustParse("01980000-0000-7000-8000-000000000001")
	records := []record{
		{Balance: math.MaxInt64, Site: "TPA Muara Fajar – 'é' \"x\" \\ $1", Scan: []byte{0, 1, 255}, Detail: &detail, Active: true},
		{Balance: 0, Site: "", Scan: nil, Detail: nil, Active: false},
		{Balance: 214_000_000, Site: id.String(), Scan: []byte(strings.Repeat("x", 100_000)), Active: true},
	}
	rows := func(yield func([]any) bool) {
		for i, r := range records {
			var site any = r.Site
			if r.Site == id.String() {
				site = id // a driver.Valuer
			}
			if !yield([]any{i + 1, i, r.Balance, site, r.Scan, r.Detail, r.Active}) {
				return
			}
		}
	}
	into := sqldb.Bulk{Table: "account", Columns: []string{"id", "number", "balance", "site", "scan", "detail", "active"}}
	ways := map[string]func(t *testing.T, tx *sqldb.Tx) error{
		"exec": func(t *testing.T, tx *sqldb.Tx) error {
			for row := range rows {
				_, err := tx.Exec(t.Context(), `
					insert into account (id, number, balance, site, scan, detail, active)
					values ($1, $2, $3, $4, $5, $6, $7)`, row...)
				if err != nil {
					return err
				}
			}
			return nil
		},
		"insert": func(t *testing.T, tx *sqldb.Tx) error {
			_, err := tx.Insert(t.Context(), into, rows)
			return err
		},
		"insert on conflict": func(t *testing.T, tx *sqldb.Tx) error {
			into := into
			into.OnConflict = "on conflict do nothing"
			_, err := tx.Insert(t.Context(), into, rows)
			return err
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
				if err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return way(t, tx) }); err != nil {
					t.Fatal(err)
				}
				err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
					got, err := sqldb.Select(t.Context(), tx, scanRecord, `
						select balance, site, scan, detail, active from account order by id`)
					if diff := cmp.Diff(records, got); diff != "" {
						t.Errorf("records (-want +got):\n%s", diff)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestArgumentsThatTheEnginesWouldStoreUnlike(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		value any
	}{
		{"time", time.Now()},
		{"pointer to a time", new(time.Time)},
		{"NUL in text", "a\x00b"},
		{"text that is not UTF-8", "a\xffb"},
		{"struct", struct{ A int }{1}},
		{"list", []int64{1}},
		{"number above int64", uint64(math.MaxUint64)},
	}
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				ctx := t.Context()
				into := sqldb.Bulk{Table: "office", Columns: []string{"name"}}
				row := func(yield func([]any) bool) { yield([]any{tt.value}) }
				for name, try := range map[string]func(tx *sqldb.Tx) error{
					"exec": func(tx *sqldb.Tx) error {
						_, err := tx.Exec(ctx, `insert into office (name) values ($1)`, tt.value)
						return err
					},
					"query": func(tx *sqldb.Tx) error {
						_, err := sqldb.Select(ctx, tx, sqldb.One[int64], `select id from office where name = $1`, tt.value)
						return err
					},
					"query row": func(tx *sqldb.Tx) error {
						_, err := sqldb.Get(ctx, tx, sqldb.One[int64], `select id from office where name = $1`, tt.value)
						return err
					},
					"insert": func(tx *sqldb.Tx) error {
						_, err := tx.Insert(ctx, into, row)
						return err
					},
				} {
					if err := db.Write(ctx, try); !errors.Is(err, sqldb.ErrArgument) {
						t.Errorf("%s: error %v, want ErrArgument", name, err)
					}
				}
			})
		}
	})
}

func TestTextSortsByCodePoint(t *testing.T) {
	t.Parallel()
	want := []string{"", " a", "A", "Z", "_", "a", "a b", "a-", "ab", "z", "é", "–", "😀"}
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		err := db.Write(ctx, func(tx *sqldb.Tx) error {
			for i := range want {
				site := want[(i*5+3)%len(want)] // another order
				if _, err := tx.Exec(ctx, `insert into account (id, number, site) values ($1, $1, $2)`, i, site); err != nil {
					return err
				}
			}
			got, err := sqldb.Select(ctx, tx, sqldb.One[string], `select site from account order by site`)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestEachStops(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		for id := range int64(5) {
			with(t, db, id, id)
		}
		err := db.Read(ctx, func(tx *sqldb.Tx) error {
			var got []int64
			for balance, err := range sqldb.Each(ctx, tx, sqldb.One[int64], `select balance from account order by id`) {
				if err != nil {
					return err
				}
				if got = append(got, balance); len(got) == 2 {
					break
				}
			}
			if diff := cmp.Diff([]int64{0, 1}, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			// The query is closed: the transaction can go on.
			n, err := sqldb.Get(ctx, tx, sqldb.One[int64], `select count(*) from account`)
			if n != 5 {
				t.Errorf("%d rows, want 5", n)
			}
			for _, err := range sqldb.Each(ctx, tx, sqldb.One[int64], `select site from account order by id`) {
				if err == nil {
					t.Error("a text was read as a number")
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
