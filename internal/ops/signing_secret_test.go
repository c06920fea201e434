package ops_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/sqldb"
	"sinergi/internal/store"
)

// noSecrets looks for every passphrase, NIK and password in every column of
// every table, in every file, and in the node's log.
func (h hall) noSecrets(t *testing.T, more ...string) {
	t.Helper()
	secrets := append([]string{}, more...)
	for _, s := range demo.Signees() {
		secrets = append(secrets, s.NIK, s.Passphrase)
	}
	found := func(where string, content []byte) {
		for _, s := range secrets {
			if bytes.Contains(content, []byte(s)) {
				t.Errorf("%s holds the secret %q", where, s)
			}
		}
	}
	found("the log", []byte(h.log.String()))
	err := filepath.WalkDir(h.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		found(name, b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	err = h.store.Read(t.Context(), func(tx *store.Tx) error {
		count := `select count(*) from pragma_table_info($1)`
		query := `select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`
		if h.store.DB().Dialect() == sqldb.Postgres {
			query = `select table_name from information_schema.tables where table_schema = current_schema()`
			count = `select count(*) from information_schema.columns where table_schema = current_schema() and table_name = $1`
		}
		tables, err := sqldb.Select(t.Context(), tx.Tx, sqldb.One[string], query)
		if err != nil {
			return err
		}
		for _, table := range tables {
			columns, err := sqldb.Get(t.Context(), tx.Tx, sqldb.One[int], count, table)
			if err != nil {
				return err
			}
			rows, err := tx.Query(t.Context(), `select * from `+table)
			if err != nil {
				return err
			}
			for rows.Next() {
				values, into := make([]any, columns), make([]any, columns)
				for i := range values {
					into[i] = &values[i]
				}
				if err := rows.Scan(into...); err != nil {
					return err
				}
				seen++
				var b strings.Builder
				for _, v := range values {
					if raw, ok := v.([]byte); ok {
						b.Write(raw)
					} else {
						fmt.Fprint(&b, v)
					}
					b.WriteByte(0)
				}
				found("table "+table, []byte(b.String()))
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("only %d rows were looked at", seen)
	}
}
