package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing/fstest"

	"sinergi/internal/sqldb"
)

func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "sqldb")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	db, err := sqldb.Open(ctx, sqldb.Config{Path: filepath.Join(dir, "sinergi.db")}) // or URL: "postgres://..."
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	err = db.Migrate(ctx, fstest.MapFS{"0001_agency.sql": {Data: []byte(`-- +goose Up
create table agency (id {{serial}}, name text not null unique);
`)}})
	if err != nil {
		fmt.Println(err)
		return
	}

	add := func(name string) error {
		return db.Write(ctx, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, `insert into agency (name) values ($1)`, name)
			return err
		})
	}
	fmt.Println(add("Dinas Perhubungan"), add("DLHK"))
	fmt.Println(errors.Is(add("DLHK"), sqldb.ErrUnique))

	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		names, err := sqldb.Select(ctx, tx, sqldb.One[string], `select name from agency order by name, id`)
		fmt.Println(names)
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// <nil> <nil>
	// true
	// [DLHK Dinas Perhubungan]
}
