package ops

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/search"
	"sinergi/internal/store"
)

// MostCounted is how far search results of a kind are counted: a page says
// "at least 100", which nobody reads to the end.
const MostCounted = 100

// snippet is how much of a text is shown of a result, in bytes.
const snippet = 280

// Searched is what somebody looks for. Empty fields ask nothing.
type Searched struct {
	Words  string
	In     string           // a kind of text, such as store.ClauseText
	Kind   agreement.Kind   // of the paper
	Party  string           // government code
	Status agreement.Status // of the paper
	Year   string           // in which it was signed
	Runs   string           // a year in which it runs
	Ends   string           // the year in which it ends
	Before int64            // the id after which the next results follow
}

// Empty reports whether nothing is asked.
func (s Searched) Empty() bool { return len(search.Terms(s.Words)) == 0 && len(s.facts()) == 0 }

func (s Searched) facts() []string {
	var out []string
	for name, value := range map[string]string{"kind": string(s.Kind), "party": s.Party, "status": string(s.Status), "year": s.Year, "runs": s.Runs, "ends": s.Ends} {
		if value != "" {
			out = append(out, search.Fact(name, value))
		}
	}
	return out
}

// Hit is a text that was found.
type Hit struct {
	store.Found
	In     agreement.Cooperation
	Paper  *agreement.Agreement // of which it is a part; nil for cooperations and texts under negotiation
	Pieces []search.Piece       // of the text, the words that were asked for marked
}

// Results is a page of what was found.
type Results struct {
	Hits   []Hit
	In     string         // the kind of text that Hits are of
	Counts map[string]int // by kind of text, at most MostCounted
	Next   int64          // for Searched.Before; 0 at the end
}

// SearchKinds lists the kinds of texts in the order in which pages offer them.
func SearchKinds() []string {
	return []string{store.AgreementText, store.ClauseText, store.CaptionText, store.DraftText, store.CooperationText}
}

// Search finds what the actor may read. Without a kind of text it shows the
// first that has something. What the actor may not read is neither shown nor
// counted.
func (d *Desk) Search(ctx context.Context, who policy.Actor, s Searched, limit int) (r Results, err error) {
	if who.Public() {
		return r, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	q := search.Query{Terms: search.Terms(s.Words), Facts: s.facts()}
	for _, m := range who.Marks() {
		q.Readers = append(q.Readers, store.ReaderFact(m))
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		r = Results{In: s.In}
		if s.Empty() {
			return nil
		}
		if r.Counts, err = tx.Tally(ctx, q, SearchKinds(), MostCounted); err != nil {
			return err
		}
		if i := slices.IndexFunc(SearchKinds(), func(kind string) bool { return r.Counts[kind] > 0 }); r.In == "" && i >= 0 {
			r.In = SearchKinds()[i]
		}
		all, err := tx.Find(ctx, q, r.In, s.Before, limit+1, r.In != "" && r.Counts[r.In] <= limit)
		if err != nil {
			return err
		}
		if len(all) > limit {
			all = all[:limit]
			r.Next = all[limit-1].ID
		}
		return d.fillHits(ctx, tx, who, q.Terms, all, &r)
	})
	return r, err
}

func (d *Desk) fillHits(ctx context.Context, tx *store.Tx, who policy.Actor, terms []string, all []store.Found, r *Results) error {
	papers := map[string]*agreement.Agreement{}
	cooperations := map[string]agreement.Cooperation{}
	for _, f := range all {
		h := Hit{Found: f}
		c, known := cooperations[f.Cooperation]
		if !known {
			var err error
			if c, err = tx.Cooperation(ctx, f.Cooperation); err != nil {
				return err
			}
			cooperations[f.Cooperation] = c
		}
		h.In = c
		may := policy.Can(who, policy.SeeCooperation, policy.OfCooperation(c))
		if f.OfAgreement() {
			id := f.Paper()
			if papers[id] == nil {
				a, err := tx.Agreement(ctx, id)
				if err != nil {
					return err
				}
				papers[id] = &a
			}
			h.Paper = papers[id]
			if may == nil && h.Paper.Status == agreement.Draft {
				may = policy.Can(who, policy.SeeDraft, policy.OfAgreement(*h.Paper))
			}
		}
		if may != nil { // the index says otherwise than policy: policy counts
			d.log.Error("search found what may not be read", "scope", f.Scope, "who", who.Account)
			continue
		}
		h.Pieces = search.Mark(f.Body, terms, snippet)
		r.Hits = append(r.Hits, h)
	}
	return nil
}

// longestFilterName bounds the name of a saved filter, in characters.
const longestFilterName = 60

// mostFilters is how many filters of a page a person keeps.
const mostFilters = 30

// SaveFilter keeps a page's filter for the actor under a name.
func (d *Desk) SaveFilter(ctx context.Context, who policy.Actor, page, name, query string) error {
	if who.Public() {
		return fault.New(fault.Unauthenticated, "policy.login_first")
	}
	name = strings.Join(strings.Fields(name), " ")
	values, err := url.ParseQuery(query)
	switch {
	case name == "":
		return fault.InvalidFields([]fault.Field{fault.NewField("name", "ui.required")})
	case utf8.RuneCountInString(name) > longestFilterName:
		return fault.InvalidFields([]fault.Field{fault.NewField("name", "search.name_too_long", "Limit", longestFilterName)})
	case err != nil || len(values) == 0 || len(query) > 2000:
		return fault.InvalidFields([]fault.Field{fault.NewField("name", "search.nothing_to_save")})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.SavedFilters(ctx, who.Account, page)
		if err != nil {
			return err
		}
		if len(all) >= mostFilters {
			return fault.InvalidFields([]fault.Field{fault.NewField("name", "search.too_many", "Limit", mostFilters)})
		}
		return tx.SaveFilter(ctx, store.SavedFilter{Account: who.Account, Page: page, Name: name, Query: values.Encode(), SavedUS: d.nowUS()})
	})
}

// DropFilter forgets a filter of the actor's.
func (d *Desk) DropFilter(ctx context.Context, who policy.Actor, page, name string) error {
	if who.Public() {
		return fault.New(fault.Unauthenticated, "policy.login_first")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.DropFilter(ctx, who.Account, page, name) })
}

// SavedFilters lists the actor's filters of a page.
func (d *Desk) SavedFilters(ctx context.Context, who policy.Actor, page string) (all []store.SavedFilter, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err = tx.SavedFilters(ctx, who.Account, page)
		return err
	})
	return all, err
}
