package sqldb

import (
	"strings"
	"testing"
)

func TestToSQLite(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, query, want string }{
		{"arguments", "select $1, $12", "select ?1, ?12"},
		{"string", "select '$1 it''s $2', $1", "select '$1 it''s $2', ?1"},
		{"quoted name", `select "a$1""$2" from t where a = $1`, `select "a$1""$2" from t where a = ?1`},
		{"name with a dollar", "select a$1 from t", "select a$1 from t"},
		{"line comment", "select 1 -- $1 for update\n, $1", "select 1 -- $1 for update\n, ?1"},
		{"block comment", "select /* $1 ' */ $1", "select /* $1 ' */ ?1"},
		{"lock", "select a from t where id = $1 for update", "select a from t where id = ?1  "},
		{"lock and skip", "(select a from t\n for  update\n skip locked)", "(select a from t\n  )"},
		{"lock without waiting", "select a from t FOR UPDATE NOWAIT;", "select a from t  ;"},
		{"lock in a string", "select 'for update'", "select 'for update'"},
		{"words that only look alike", "select wait_for update_for_update from t", "select wait_for update_for_update from t"},
		{"unfinished string", "select 'a $1", "select 'a $1"},
		{"unfinished comment", "select /* $1", "select /* $1"},
		{"lone dollar", "select $", "select $"},
		{"JSON path", "select a->>'$.b', $1", "select a->>'$.b', ?1"},
		{"letters beyond ASCII", "select 'é', é$1, $1", "select 'é', é$1, ?1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := toSQLite(tt.query); got != tt.want {
				t.Errorf("toSQLite(%q)\n got %q\nwant %q", tt.query, got, tt.want)
			}
		})
	}
}

func FuzzToSQLite(f *testing.F) {
	f.Add("select '$1', $2 -- $3\n from t for update skip locked")
	f.Add(`insert into "a$1" values ($1, /* ' */ $2) for update nowait`)
	f.Fuzz(func(t *testing.T, query string) {
		// Whatever the query, a quoted copy of it must come through untouched.
		for _, quote := range []string{"'", `"`} {
			text := quote + strings.ReplaceAll(query, quote, quote+quote) + quote
			if got := toSQLite("select " + text + ", $1"); got != "select "+text+", ?1" {
				t.Errorf("quoted %q became %q", text, got)
			}
		}
		if strings.Contains(query, "*/") {
			return
		}
		if got := toSQLite("/*" + query + "*/$1"); got != "/*"+query+"*/?1" {
			t.Errorf("comment of %q became %q", query, got)
		}
	})
}
