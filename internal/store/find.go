package store

import (
	"context"
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

// Find lists the texts that a query finds, newest first, from before an id (0:
// from the newest), at most limit. A query without readers finds nothing.
func (tx *Tx) Find(ctx context.Context, q search.Query, before int64, limit int) ([]Found, error) {
	if len(q.Readers) == 0 {
		return nil, nil
	}
	if before <= 0 {
		before = 1 << 62
	}
	ids, args := tx.matching(q)
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (f Found, err error) {
		err = row.Scan(&f.ID, &f.Scope, &f.Kind, &f.Ref, &f.Cooperation, &f.Title, &f.Body)
		return f, err
	}, `
		select x.id, x.scope, x.kind, x.ref, x.cooperation, x.title, x.body
		from (`+ids+` order by 1 desc limit $2) i join search_text x on x.id = i.id
		order by x.id desc`, append([]any{before, limit}, args...)...)
}

// CountFound counts what a query finds, up to a limit.
func (tx *Tx) CountFound(ctx context.Context, q search.Query, limit int) (int, error) {
	if len(q.Readers) == 0 {
		return 0, nil
	}
	ids, args := tx.matching(q)
	return sqldb.Get(ctx, tx.Tx, sqldb.One[int], `
		select count(*) from (`+ids+` limit $2) as n`, append([]any{int64(1 << 62), limit}, args...)...)
}

// matching gives the select of the ids of what a query finds, whose arguments
// begin at $3; $1 is the id before which texts stand. Terms and facts are
// made of letters, digits and underscores alone, whoever asked for them.
func (tx *Tx) matching(q search.Query) (string, []any) {
	all := append(append([]string(nil), q.Terms...), q.Facts...)
	if tx.Dialect() == sqldb.Postgres {
		return `select id from search_text
		where id < $1 and string_to_array(terms, ' ') @> string_to_array($3, ' ') and string_to_array(terms, ' ') && string_to_array($4, ' ')`,
			[]any{strings.Join(all, " "), strings.Join(q.Readers, " ")}
	}
	quoted := func(terms []string, between string) string { return `"` + strings.Join(terms, `"`+between+`"`) + `"` }
	match := `(` + quoted(q.Readers, " OR ") + `)`
	if len(all) > 0 {
		match = quoted(all, " AND ") + ` AND ` + match
	}
	return `select rowid as id from search_index where rowid < $1 and search_index match $3`, []any{match}
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
