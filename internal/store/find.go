package store

import (
	"context"
	"strconv"
	"strings"

	"sinergi/internal/search"
	"sinergi/internal/sqldb"
)

// Found is a text that was found.
type Found struct {
	ID          int64
	Scope       string // "agreement ID", "cooperation ID", "working DRAFT GOVERNMENT"
	Kind        string // AgreementText, ClauseText, …
	Ref         string // id of the clause, hash of the file; empty for the whole
	Cooperation string
	Title, Body string
}

// Paper gives the id of the agreement, cooperation or draft that the text
// belongs to.
func (f Found) Paper() string {
	parts := strings.Fields(f.Scope)
	return parts[1]
}

// OfAgreement reports whether the text belongs to an agreement.
func (f Found) OfAgreement() bool { return strings.HasPrefix(f.Scope, agreementScope+" ") }

// newest is how many texts PostgreSQL walks through, from the newest, before
// it asks its index. The index gives what it finds in no order, so that of a
// word of every text it would read all of them to show twenty; what is too rare
// to fill a page from the newest is soon read whole. The planner cannot know
// which of the two a word is.
const newest = 5000

// Find lists the texts of a kind (any, when it is empty) that a query finds,
// newest first, from before an id (0: from the newest), at most limit. few says
// that all that is found fits, as Tally tells: then the newest need not be
// walked through first. A query without readers finds nothing.
func (tx *Tx) Find(ctx context.Context, q search.Query, kind string, before int64, limit int, few bool) (found []Found, err error) {
	if len(q.Readers) == 0 {
		return nil, nil
	}
	if before <= 0 {
		before = 1 << 62
	}
	q, ways := readAs(q, kind), tx.ways()
	if few {
		ways = ways[len(ways)-1:]
	}
	for _, ids := range ways {
		found, err = sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (f Found, err error) {
			err = row.Scan(&f.ID, &f.Scope, &f.Kind, &f.Ref, &f.Cooperation, &f.Title, &f.Body)
			return f, err
		}, `
		select x.id, x.scope, x.kind, x.ref, x.cooperation, x.title, x.body
		from (`+ids+` order by 1 desc limit $2) i join search_text x on x.id = i.id
		order by x.id desc`, append([]any{before, limit}, tx.match(q)...)...)
		if err != nil || len(found) == limit {
			break
		}
	}
	return found, err
}

// Tally counts what a query finds of each kind, up to a limit. A query without
// readers finds nothing.
func (tx *Tx) Tally(ctx context.Context, q search.Query, kinds []string, limit int) (map[string]int, error) {
	counts := map[string]int{}
	if len(q.Readers) == 0 {
		return counts, nil
	}
	if tx.Dialect() == sqldb.Postgres {
		type count struct {
			kind string
			n    int
		}
		recent, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (c count, err error) {
			err = row.Scan(&c.kind, &c.n)
			return c, err
		}, `select kind, count(*) from (`+recently+` limit $2) as n group by kind`, append([]any{int64(1 << 62), newest}, tx.match(q)...)...)
		if err != nil {
			return nil, err
		}
		for _, c := range recent {
			counts[c.kind] = min(c.n, limit)
		}
	}
	for _, kind := range kinds {
		if counts[kind] == limit {
			continue
		}
		q, ways := readAs(q, kind), tx.ways()
		n, err := sqldb.Get(ctx, tx.Tx, sqldb.One[int], `
			select count(*) from (`+ways[len(ways)-1]+` limit $2) as n`, append([]any{int64(1 << 62), limit}, tx.match(q)...)...)
		if err != nil {
			return nil, err
		}
		counts[kind] = n
	}
	return counts, nil
}

// readAs narrows a query to a kind of text, by who may read that kind.
func readAs(q search.Query, kind string) search.Query {
	if kind == "" {
		return q
	}
	narrow := make([]string, len(q.Readers))
	for i, r := range q.Readers {
		narrow[i] = search.Fact(r, kind)
	}
	q.Readers = narrow
	return q
}

const matches = `string_to_array(terms, ' ') @> string_to_array($3, ' ') and string_to_array(terms, ' ') && string_to_array($4, ' ')`

var (
	// recently gives what is found among the newest, and everywhere what is
	// found at all; of a list that is wanted in order the latter must not
	// become a walk through all.
	recently   = `select id, kind from (select id, kind, terms from search_text where id < $1 order by id desc limit ` + strconv.Itoa(newest) + `) r where ` + matches
	everywhere = `with f as materialized (select id from search_text where id < $1 and ` + matches + `) select id from f`
)

// ways gives the selects of the ids of what a query finds, to be tried one
// after the other until enough is found; the last finds all. $1 is the id
// before which texts stand, and the arguments of match begin at $3.
func (tx *Tx) ways() []string {
	if tx.Dialect() == sqldb.Postgres {
		return []string{recently, everywhere}
	}
	return []string{`select rowid as id from search_index where rowid < $1 and search_index match $3`}
}

// match gives the arguments that say what is looked for. Terms and facts are
// made of letters, digits and underscores alone, whoever asked for them.
func (tx *Tx) match(q search.Query) []any {
	all := append(append([]string(nil), q.Terms...), q.Facts...)
	if tx.Dialect() == sqldb.Postgres {
		return []any{strings.Join(all, " "), strings.Join(q.Readers, " ")}
	}
	quoted := func(terms []string, between string) string { return `"` + strings.Join(terms, `"`+between+`"`) + `"` }
	match := `(` + quoted(q.Readers, " OR ") + `)`
	if len(all) > 0 {
		match = quoted(all, " AND ") + ` AND ` + match
	}
	return []any{match}
}

// SavedFilter is a filter of a page that a person keeps under a name.
type SavedFilter struct {
	Account, Page, Name string
	Query               string // of the page's address
	SavedUS             int64
}

// SaveFilter keeps a filter; one of the same name is replaced.
func (tx *Tx) SaveFilter(ctx context.Context, f SavedFilter) error {
	_, err := tx.Exec(ctx, `
		insert into saved_filter (account, page, name, query, saved_us) values ($1, $2, $3, $4, $5)
		on conflict (account, page, name) do update set query = excluded.query, saved_us = excluded.saved_us`, f.Account, f.Page, f.Name, f.Query, f.SavedUS)
	return err
}

// DropFilter forgets a filter.
func (tx *Tx) DropFilter(ctx context.Context, account, page, name string) error {
	_, err := tx.Exec(ctx, `delete from saved_filter where account = $1 and page = $2 and name = $3`, account, page, name)
	return err
}

// SavedFilters lists a person's filters of a page by name.
func (tx *Tx) SavedFilters(ctx context.Context, account, page string) ([]SavedFilter, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (f SavedFilter, err error) {
		err = row.Scan(&f.Account, &f.Page, &f.Name, &f.Query, &f.SavedUS)
		return f, err
	}, `select account, page, name, query, saved_us from saved_filter where account = $1 and page = $2 order by name`, account, page)
}
