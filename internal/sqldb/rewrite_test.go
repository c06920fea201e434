package sqldb

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
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

// TestToSQLiteOfPieces puts statements together from pieces whose rewriting is
// known.
func TestToSQLiteOfPieces(t *testing.T) {
	t.Parallel()
	pieces := [][2]string{
		{"$1", "?1"},
		{"$23", "?23"},
		{"for update", " "},
		{"FOR\n\tUPDATE SKIP\r\nLOCKED", " "},
		{"For Update nowait", " "},
		{"'$1'", ""},
		{"'it''s for update'", ""},
		{`"$1 for update"`, ""},
		{"''", ""},
		{"-- $1 '\n", ""},
		{"/* \" $1 */", ""},
		{"select", ""},
		{"a.for_update", ""},
		{"x$1", ""},
		{"1.5", ""},
		{"(", ""},
		{"->>", ""},
		{"-", ""},
		{"/", ""},
		{"$", ""},
		{"é", ""},
		{"for", ""},
		{"updates", ""},
	}
	rapid.Check(t, func(t *rapid.T) {
		var query, want strings.Builder
		for _, piece := range rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "pieces") {
			query.WriteString(piece[0] + " , ")
			want.WriteString(cmp.Or(piece[1], piece[0]) + " , ")
		}
		if got := toSQLite(query.String()); got != want.String() {
			t.Errorf("toSQLite(%q)\n got %q\nwant %q", query.String(), got, want.String())
		}
	})
}

func TestRewriteRemembersWithinBounds(t *testing.T) {
	t.Parallel()
	db := &DB{dialect: SQLite}
	for i := range 3 * rewriteCacheSize {
		query := fmt.Sprintf("select %d, $1", i)
		for range 2 {
			if got, want := db.rewrite(query), fmt.Sprintf("select %d, ?1", i); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
		if n := len(db.rewrites.text); n > rewriteCacheSize {
			t.Fatalf("%d statements are remembered", n)
		}
	}
	if got := (&DB{dialect: Postgres}).rewrite("select $1 for update"); got != "select $1 for update" {
		t.Errorf("rewritten for PostgreSQL: %q", got)
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
