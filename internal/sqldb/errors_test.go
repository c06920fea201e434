package sqldb_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
)

func TestConstraintErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, statement string
		kind            error
		columns         []string
		constraint      string // of both engines, where both tell
	}{
		{
			name:      "primary key",
			statement: `insert into account (id, site, number) values (1, 'TPS', 9)`,
			kind:      sqldb.ErrUnique, columns: []string{"id"},
		},
		{
			name:      "key of two columns",
			statement: `insert into account (id, site, number) values (9, 'TPA', 1)`,
			kind:      sqldb.ErrUnique, columns: []string{"site", "number"},
		},
		{
			name:      "missing parent",
			statement: `insert into account (id, site, number, office) values (9, 'TPA', 9, 77)`,
			kind:      sqldb.ErrForeignKey,
		},
		{
			name:      "parent that is still needed",
			statement: `delete from office where id = 1`,
			kind:      sqldb.ErrForeignKey,
		},
		{
			name:      "check",
			statement: `update account set balance = -1 where id = 1`,
			kind:      sqldb.ErrCheck, constraint: "account_not_overdrawn",
		},
		{
			name:      "required column",
			statement: `insert into account (id, number) values (9, 9)`,
			kind:      sqldb.ErrNotNull, columns: []string{"site"},
		},
	}
	kinds := []error{sqldb.ErrUnique, sqldb.ErrForeignKey, sqldb.ErrCheck, sqldb.ErrNotNull, sqldb.ErrBusy, sqldb.ErrReadOnly}
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		with(t, db, 1, 100)
		err := db.Write(ctx, func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(ctx, `insert into office (id, name) values (1, 'Dishub')`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `update account set office = 1 where id = 1`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				err := db.Write(ctx, func(tx *sqldb.Tx) error {
					_, err := tx.Exec(ctx, tt.statement)
					return err
				})
				for _, kind := range kinds {
					if errors.Is(err, kind) != (kind == tt.kind) {
						t.Errorf("error %v: is it %q? want %q", err, kind, tt.kind)
					}
				}
				constraint, ok := errors.AsType[*sqldb.ConstraintError](err)
				if !ok {
					t.Fatalf("error %v is no ConstraintError", err)
				}
				if diff := cmp.Diff(tt.columns, constraint.Columns); diff != "" {
					t.Errorf("columns (-want +got):\n%s", diff)
				}
				if tt.constraint != "" && constraint.Constraint != tt.constraint {
					t.Errorf("constraint %q, want %q", constraint.Constraint, tt.constraint)
				}
			})
		}
	})
}

func TestUniqueIndexOnAnExpression(t *testing.T) {
	t.Parallel()
	sqldbtest.EachMigrated(t, accounts(), func(t *testing.T, db *sqldb.DB) {
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `insert into office (name) values ('Dishub'), ('DISHUB')`)
			return err
		})
		constraint, ok := errors.AsType[*sqldb.ConstraintError](err)
		if !ok || constraint.Kind != sqldb.ErrUnique || constraint.Constraint != "office_name_folded" {
			t.Errorf("error %v, want ErrUnique of office_name_folded", err)
		}
	})
}

func TestOtherErrorsKeepTheirText(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `select missing_column`)
			return err
		})
		if err == nil || errors.Is(err, sqldb.ErrBusy) || !strings.Contains(err.Error(), "missing_column") {
			t.Errorf("error %v does not name the column", err)
		}
	})
}
