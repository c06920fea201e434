package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/search"
	"sinergi/internal/sqldb"
)

// The kinds of texts that can be found, as search results name them.
const (
	CooperationText = "kerja_sama" // its title and subject
	AgreementText   = "perjanjian" // its title, numbers, parties and signers
	ClauseText      = "klausul"    // a pasal with everything in it
	CaptionText     = "lampiran"   // the name and caption of a file
	DraftText       = "naskah"     // a clause of a government's copy of a text
)

// A scope is what is indexed together: what one write changes.
type scope struct {
	kind       string
	id         string
	government string // of a working copy
}

const (
	cooperationScope = "cooperation"
	agreementScope   = "agreement"
	workingScope     = "working"
)

func (s scope) key() string { return strings.TrimSpace(s.kind + " " + s.id + " " + s.government) }

// touch notes that a text has changed.
func (tx *Tx) touch(s scope) {
	if tx.stale == nil {
		tx.stale = map[scope]bool{}
	}
	tx.stale[s] = true
}

// indexed is a text as it is kept for search.
type indexed struct {
	id                int64
	kind, ref         string
	title, body, term string
}

// index makes the terms of all that was touched anew, in the transaction that
// touched it. A cooperation takes its papers with it, because who may read
// them depends on it.
func (tx *Tx) index(ctx context.Context) error {
	for s := range maps.Clone(tx.stale) {
		if s.kind != cooperationScope {
			continue
		}
		papers, err := sqldb.Select(ctx, tx.Tx, sqldb.One[string], `select id from agreement where cooperation = $1 order by id`, s.id)
		if err != nil {
			return err
		}
		for _, id := range papers {
			tx.touch(scope{agreementScope, id, ""})
		}
	}
	for _, s := range slices.SortedFunc(maps.Keys(tx.stale), func(a, b scope) int { return cmp.Compare(a.key(), b.key()) }) {
		cooperation, texts, err := tx.textsOf(ctx, s)
		if fault.KindOf(err) == fault.NotFound { // it was taken away again
			texts, err = nil, nil
		}
		if err != nil {
			return err
		}
		if err := tx.keepTexts(ctx, s, cooperation, texts); err != nil {
			return err
		}
	}
	tx.stale = nil
	return nil
}

func (tx *Tx) textsOf(ctx context.Context, s scope) (cooperation string, texts []indexed, err error) {
	switch s.kind {
	case cooperationScope:
		c, err := tx.Cooperation(ctx, s.id)
		if err != nil {
			return "", nil, err
		}
		marks := policy.Open(policy.OfCooperation(c))
		return c.ID, []indexed{newText(CooperationText, "", c.Title, c.Subject, append(partyFacts(c.Parties), readers(marks)...))}, nil
	case agreementScope:
		return tx.agreementTexts(ctx, s.id)
	}
	return tx.workingTexts(ctx, s.id, s.government)
}

func (tx *Tx) agreementTexts(ctx context.Context, id string) (cooperation string, texts []indexed, err error) {
	a, err := tx.Agreement(ctx, id)
	if err != nil {
		return "", nil, err
	}
	c, err := tx.Cooperation(ctx, a.Cooperation)
	if err != nil {
		return "", nil, err
	}
	tree, err := tx.Clauses(ctx, id)
	if err != nil {
		return "", nil, err
	}
	files, err := tx.Attachments(ctx, id)
	if err != nil {
		return "", nil, err
	}
	facts := append(paperFacts(a), readers(policy.Within(policy.Open(policy.OfAgreement(a)), policy.OfCooperation(c)))...)
	record := []string{a.Note, a.Place}
	for _, p := range a.Parties {
		g, err := tx.Government(ctx, p.Government)
		if err != nil {
			return "", nil, err
		}
		record = append(record, strings.TrimSpace(g.Name+" "+p.Number))
	}
	for _, s := range a.Signers {
		record = append(record, s.Name+", "+s.Title)
	}
	texts = append(texts, newText(AgreementText, "", a.Title, lines(record...), facts))
	texts = append(texts, clauseTexts(tree, facts)...)
	for _, f := range files {
		texts = append(texts, newText(CaptionText, f.SHA256, f.Name, f.Caption, facts))
	}
	return a.Cooperation, texts, nil
}

// clauseTexts gives a text for each pasal; a bab is only its heading.
func clauseTexts(tree []agreement.Clause, facts []string) []indexed {
	var out []indexed
	for _, c := range tree {
		title := strings.TrimSpace(c.Label + " " + c.Heading)
		if strings.HasPrefix(c.Label, "BAB ") {
			out = append(out, newText(ClauseText, c.ID, title, "", facts))
			out = append(out, clauseTexts(c.Children, facts)...)
			continue
		}
		out = append(out, newText(ClauseText, c.ID, title, wording(c, false), facts))
	}
	return out
}

// wording is everything that a clause says, a line for each one below it.
func wording(c agreement.Clause, labelled bool) string {
	text := c.Text
	if labelled {
		text = strings.TrimSpace(c.Label + " " + c.Text)
	}
	all := []string{text}
	for _, child := range c.Children {
		all = append(all, wording(child, true))
	}
	return lines(all...)
}

// workingTexts gives a text for each clause of a government's copy, open to
// those of the government who may see its drafts.
func (tx *Tx) workingTexts(ctx context.Context, id, government string) (cooperation string, texts []indexed, err error) {
	d, err := tx.Draft(ctx, id)
	if err != nil {
		return "", nil, err
	}
	w, err := tx.Working(ctx, id, government)
	if err != nil {
		return "", nil, err
	}
	var codes []string
	for _, p := range w.Text.Parties {
		codes = append(codes, p.Government)
	}
	facts := append(partyFacts(codes), readers(policy.Open(policy.Resource{Parties: []string{government}, Owner: government, Draft: true}))...)
	facts = append(facts, search.Fact("kind", string(d.Kind)), search.Fact("status", string(agreement.Draft)))
	texts = append(texts, newText(DraftText, "", d.Title, "", facts))
	for v := range w.Text.All() {
		if v.Clause.Text != "" || v.Clause.Heading != "" {
			texts = append(texts, newText(DraftText, v.Clause.ID, d.Title, lines(written(v.Clause.Heading), written(v.Clause.Text)), facts))
		}
	}
	return d.Cooperation, texts, nil
}

// written leaves out the marks of a text: what stands there in the end is not
// known yet.
func written(text string) string {
	s := ""
	for _, p := range draft.Pieces(text) {
		if p.Mark == nil && !p.Broken {
			s += p.Source
		} else {
			s += "…"
		}
	}
	return s
}

func lines(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return strings.TrimSpace(s) == "" }), "\n")
}

func newText(kind, ref, title, body string, facts []string) indexed {
	terms := append(search.Terms(title+"\n"+body), facts...)
	terms = append(terms, search.Fact("in", kind))
	for _, f := range facts {
		if strings.HasPrefix(f, readerFact) { // who reads what kind: one short list instead of two long ones to intersect
			terms = append(terms, search.Fact(f, kind))
		}
	}
	return indexed{kind: kind, ref: ref, title: title, body: body, term: strings.Join(terms, " ")}
}

func partyFacts(codes []string) []string {
	var out []string
	for _, code := range codes {
		out = append(out, search.Fact("party", code))
	}
	return out
}

// openEnd is how many years an agreement without an end counts as running,
// for the filter by year.
const openEnd = 50

func paperFacts(a agreement.Agreement) []string {
	out := append(partyFacts(a.Codes()), search.Fact("kind", string(a.Kind)), search.Fact("status", string(a.Status)))
	if !a.SignedOn.IsZero() {
		out = append(out, search.Fact("year", strconv.Itoa(a.SignedOn.Year)))
	}
	if a.From.IsZero() {
		return out
	}
	last := a.From.Year + openEnd
	if !a.Until.IsZero() {
		last = min(last, a.Until.Year)
		out = append(out, search.Fact("ends", strconv.Itoa(a.Until.Year)))
	}
	for y := a.From.Year; y <= last; y++ {
		out = append(out, search.Fact("runs", strconv.Itoa(y)))
	}
	return out
}

// readerFact is how the facts of who may read a text begin.
const readerFact = "_reader_"

func readers(marks []policy.Mark) []string {
	var out []string
	for _, m := range marks {
		out = append(out, ReaderFact(m))
	}
	return out
}

// ReaderFact gives the term of the texts that are open to a mark.
func ReaderFact(m policy.Mark) string { return search.Fact("reader", string(m)) }

// keepTexts writes what has changed of a scope's texts, and its terms.
func (tx *Tx) keepTexts(ctx context.Context, s scope, cooperation string, texts []indexed) error {
	key := s.key()
	old, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (x indexed, err error) {
		err = row.Scan(&x.id, &x.kind, &x.ref, &x.title, &x.body, &x.term)
		return x, err
	}, `select id, kind, ref, title, body, terms from search_text where scope = $1 and rules = $2 order by id`, key, search.Rules)
	if err != nil {
		return err
	}
	was := map[[2]string]indexed{}
	for _, x := range old {
		was[[2]string{x.kind, x.ref}] = x
	}
	var fresh []indexed
	for _, x := range texts {
		at := [2]string{x.kind, x.ref}
		before, known := was[at]
		x.id = before.id
		if !known || before != x {
			fresh = append(fresh, x)
			continue
		}
		delete(was, at)
	}
	// What is left in was is gone or has changed.
	if err := tx.dropTexts(ctx, key, was); err != nil || len(fresh) == 0 {
		return err
	}
	last, err := sqldb.Get(ctx, tx.Tx, sqldb.One[int64], `select coalesce(max(id), 0) from search_text`)
	if err != nil {
		return err
	}
	if _, err := tx.Insert(ctx, sqldb.Bulk{Table: "search_text", Columns: []string{"scope", "kind", "ref", "cooperation", "title", "body", "terms", "rules"}}, func(yield func([]any) bool) {
		for _, x := range fresh {
			if !yield([]any{key, x.kind, x.ref, cooperation, x.title, x.body, x.term, search.Rules}) {
				return
			}
		}
	}); err != nil || tx.Dialect() != sqldb.SQLite {
		return err
	}
	_, err = tx.Exec(ctx, `
		insert into search_index (rowid, terms) select id, terms from search_text
		where scope = $1 and id > $2 order by id`, key, last)
	return err
}

func (tx *Tx) dropTexts(ctx context.Context, key string, gone map[[2]string]indexed) error {
	drop := func(id int64) error {
		if tx.Dialect() == sqldb.SQLite {
			if _, err := tx.Exec(ctx, `delete from search_index where rowid = $1`, id); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `delete from search_text where id = $1`, id)
		return err
	}
	outdated, err := sqldb.Select(ctx, tx.Tx, sqldb.One[int64], `select id from search_text where scope = $1 and rules <> $2 order by id`, key, search.Rules)
	if err != nil {
		return err
	}
	for _, x := range gone {
		outdated = append(outdated, x.id)
	}
	for _, id := range outdated {
		if err := drop(id); err != nil {
			return err
		}
	}
	return nil
}

// indexStale makes the terms of all that was written before there was an
// index, or under other rules. When there is nothing to do it only asks.
func (s *Store) indexStale(ctx context.Context) error {
	const atOnce = 50
	for {
		var todo []scope
		err := s.Read(ctx, func(tx *Tx) (err error) {
			todo, err = tx.unindexed(ctx, atOnce)
			return err
		})
		if err != nil || len(todo) == 0 {
			return err
		}
		if err := s.Write(ctx, func(tx *Tx) error {
			for _, one := range todo {
				tx.touch(one)
			}
			return nil
		}); err != nil {
			return err
		}
	}
}

func (tx *Tx) unindexed(ctx context.Context, limit int) (todo []scope, err error) {
	for _, q := range []struct{ kind, query string }{
		{cooperationScope, `select id, '' from cooperation c where not exists (select 1 from search_text x where x.scope = 'cooperation ' || c.id and x.rules = $1) order by id limit $2`},
		{agreementScope, `select id, '' from agreement a where not exists (select 1 from search_text x where x.scope = 'agreement ' || a.id and x.rules = $1) order by id limit $2`},
		{workingScope, `select draft, government from draft_working w where not exists (select 1 from search_text x where x.scope = 'working ' || w.draft || ' ' || w.government and x.rules = $1) order by draft, government limit $2`},
	} {
		some, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (one scope, err error) {
			one.kind = q.kind
			err = row.Scan(&one.id, &one.government)
			return one, err
		}, q.query, search.Rules, limit)
		if err != nil {
			return nil, err
		}
		todo = append(todo, some...)
	}
	return todo, nil
}
