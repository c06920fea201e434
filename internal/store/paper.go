package store

import (
	"context"
	"fmt"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/retention"
	"sinergi/internal/sqldb"
)

// Renumbering is a number of a party that was replaced.
type Renumbering struct {
	Agreement, Government string
	Was, Number           string
	Reason                string
	AtUS                  int64
	Account, Name         string // who entered it
}

// AddRenumbering appends to the earlier numbers of a paper.
func (tx *Tx) AddRenumbering(ctx context.Context, r Renumbering) error {
	_, err := tx.Exec(ctx, `
		insert into paper_number (agreement, government, seq, was, number, reason, at_us, account, name)
		select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7, $8 from paper_number where agreement = $1 and government = $2`,
		r.Agreement, r.Government, r.Was, r.Number, r.Reason, r.AtUS, r.Account, r.Name)
	return err
}

// Renumberings lists the numbers of a paper that were replaced, newest first.
func (tx *Tx) Renumberings(ctx context.Context, agreementID string) ([]Renumbering, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (r Renumbering, err error) {
		err = row.Scan(&r.Agreement, &r.Government, &r.Was, &r.Number, &r.Reason, &r.AtUS, &r.Account, &r.Name)
		return r, err
	}, `
		select agreement, government, was, number, reason, at_us, account, name
		from paper_number where agreement = $1 order by at_us desc, government, seq desc`, agreementID)
}

// Original is where a party keeps its original of a paper.
type Original struct {
	Agreement, Government string
	Place, Holder         string
	Copies                int
	Note                  string
	AtUS                  int64
	Account, Name         string // who entered it
}

// AddOriginal appends where an original is kept from now on.
func (tx *Tx) AddOriginal(ctx context.Context, o Original) error {
	_, err := tx.Exec(ctx, `
		insert into paper_original (agreement, government, seq, place, holder, copies, note, at_us, account, name)
		select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7, $8, $9 from paper_original where agreement = $1 and government = $2`,
		o.Agreement, o.Government, o.Place, o.Holder, o.Copies, o.Note, o.AtUS, o.Account, o.Name)
	return err
}

const originalColumns = `o.agreement, o.government, o.place, o.holder, o.copies, o.note, o.at_us, o.account, o.name`

func scanOriginal(row sqldb.Scanner) (o Original, err error) {
	err = row.Scan(&o.Agreement, &o.Government, &o.Place, &o.Holder, &o.Copies, &o.Note, &o.AtUS, &o.Account, &o.Name)
	return o, err
}

// Originals lists where the originals of a paper have been, newest first: the
// first of a government is where its original is now.
func (tx *Tx) Originals(ctx context.Context, agreementID string) ([]Original, error) {
	return sqldb.Select(ctx, tx.Tx, scanOriginal, `
		select `+originalColumns+` from paper_original o where o.agreement = $1 order by o.at_us desc, o.government, o.seq desc`, agreementID)
}

// NumberedAlike gives the title of another paper of the same kind, signed in
// the same year, to which a government gave a number, or nothing.
func (tx *Tx) NumberedAlike(ctx context.Context, a agreement.Agreement, government, number string) (title string, err error) {
	all, err := sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select a.title from agreement_party p join agreement a on a.id = p.agreement
		where p.government = $1 and lower(p.number) = lower($2) and a.kind = $3 and substr(a.signed_on, 1, 4) = substr($4, 1, 4) and a.id <> $5 order by a.id limit 1`,
		government, number, string(a.Kind), a.SignedOn.String(), a.ID)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// Gap is what is missing in the register of a paper.
type Gap string

// The gaps.
const (
	NoNumber   Gap = "nomor" // a party has given no number
	NoOriginal Gap = "asli"  // it is not known where a party's original is
)

// Gaps lists the gaps.
func Gaps() []Gap { return []Gap{NoNumber, NoOriginal} }

// PaperFilter narrows the register. Empty fields ask nothing.
type PaperFilter struct {
	Words  string // in the title or a number
	Kind   agreement.Kind
	Year   string // of the signing
	Party  string
	Status agreement.Status
	Gap    Gap
	// Unjudged asks for papers that a government has not evaluated.
	Unjudged *Unjudged
	Phase    retention.Phase // of the asker's own retention, by Keeping
	Keeping  *Keeping
}

// Unjudged is a government and the periods that it should have evaluated, by
// how often a year an agreement asks for it: from and to so often, that period
// was in force and no evaluation is of one of Covered.
type Unjudged struct {
	Government string
	Default    int // how often, when the agreement does not say
	Periods    []UnjudgedPeriod
}

// UnjudgedPeriod is one of the periods of Unjudged.
type UnjudgedPeriod struct {
	Least, Most int // evaluations a year
	First, Last civil.Date
	Covered     []string // the periods that lie in it or around it
}

// RegisteredPaper is a paper as the register lists it: without signers.
type RegisteredPaper struct {
	agreement.Agreement
	Originals  map[string]Original  // by government
	Archivings map[string]Archiving // by government; missing: as the schedule proposes
	Files      int
}

// PapersAfter lists what was signed, newest first, from after a paper (empty:
// from the newest), at most limit. The caller still asks policy about every
// row.
func (tx *Tx) PapersAfter(ctx context.Context, r Reader, f PaperFilter, after agreement.Agreement, limit int) ([]RegisteredPaper, error) {
	where, args := registered(r, f)
	if after.ID != "" {
		args = append(args, after.SignedOn.String(), after.ID)
		where += fmt.Sprintf(` and (a.signed_on < $%[1]d or a.signed_on = $%[1]d and a.id > $%[2]d)`, len(args)-1, len(args))
	}
	args = append(args, limit)
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (p RegisteredPaper, err error) {
		err = row.Scan(&p.ID, &p.Cooperation, &p.Kind, &p.Title, date{&p.SignedOn}, &p.Place, date{&p.From}, date{&p.Until}, &p.Status, &p.Outside, &p.Owner, &p.Run, &p.Branch, &p.Evaluations, &p.Files)
		return p, err
	}, `
		select a.id, a.cooperation, a.kind, a.title, a.signed_on, a.place, a.from_date, a.until_date, a.status, a.outside, a.owner, a.run, a.branch, a.evaluations,
			(select count(*) from attachment x where x.agreement = a.id)
		from agreement a
		where `+where+fmt.Sprintf(` order by a.signed_on desc, a.id limit $%d`, len(args)), args...)
	if err != nil {
		return nil, err
	}
	return all, tx.fillRegistered(ctx, all)
}

// registered gives the condition under which an agreement a stands in the
// reader's register.
func registered(r Reader, f PaperFilter) (where string, args []any) {
	is := func(value any) string {
		args = append(args, value)
		return fmt.Sprintf("$%d", len(args))
	}
	inside := r.Government + "."
	where = `a.status <> 'draf' and not a.proposed and (exists (select 1 from agreement_party p where p.agreement = a.id and p.government = ` + is(r.Government) + `)`
	if r.Watches {
		where += ` or not exists (select 1 from agreement_party p where p.agreement = a.id and substr(p.government, 1, ` + is(len(inside)) + `) <> ` + is(inside) + `)`
	}
	where += `)`
	if words := strings.ToLower(strings.TrimSpace(f.Words)); words != "" {
		like := is("%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(words) + "%")
		where += ` and (lower(a.title) like ` + like + ` escape '\' or exists (select 1 from agreement_party p where p.agreement = a.id and lower(p.number) like ` + like + ` escape '\'))`
	}
	if f.Kind != "" {
		where += ` and a.kind = ` + is(string(f.Kind))
	}
	if f.Year != "" {
		where += ` and substr(a.signed_on, 1, 4) = ` + is(f.Year)
	}
	if f.Status != "" {
		where += ` and a.status = ` + is(string(f.Status))
	}
	if f.Party != "" {
		where += ` and exists (select 1 from agreement_party p where p.agreement = a.id and p.government = ` + is(f.Party) + `)`
	}
	switch f.Gap {
	case NoNumber:
		where += ` and exists (select 1 from agreement_party p where p.agreement = a.id and p.number = '')`
	case NoOriginal:
		where += ` and exists (select 1 from agreement_party p where p.agreement = a.id and ` + noOriginal + `)`
	}
	if f.Keeping != nil {
		where += ` and (` + kept(*f.Keeping, is) + `)`
	}
	if f.Unjudged != nil {
		where += ` and (` + unjudged(*f.Unjudged, is) + `)`
	}
	return where, args
}

// unjudged gives the condition under which a government has yet to evaluate an
// agreement a.
func unjudged(u Unjudged, is func(any) string) string {
	often := `case when a.evaluations > 0 then a.evaluations else ` + is(u.Default) + ` end`
	government := is(u.Government)
	mine := []string{`1 = 0`}
	for _, p := range u.Periods {
		covered := make([]string, len(p.Covered))
		for i, one := range p.Covered {
			covered[i] = is(one)
		}
		mine = append(mine, `(`+often+` between `+is(p.Least)+` and `+is(p.Most)+` and a.from_date <> '' and a.from_date <= `+is(p.Last.String())+
			` and (a.until_date = '' or a.until_date >= `+is(p.First.String())+`) and not exists (select 1 from evaluation e where e.agreement = a.id and e.government = `+government+
			` and e.period in (`+strings.Join(covered, ", ")+`)))`)
	}
	return strings.Join(mine, ` or `)
}

const noOriginal = `not exists (select 1 from paper_original o where o.agreement = p.agreement and o.government = p.government)`

// fillRegistered adds parties and originals to papers, in as many questions for
// all of them as for one.
func (tx *Tx) fillRegistered(ctx context.Context, all []RegisteredPaper) error {
	if len(all) == 0 {
		return nil
	}
	at, ids := map[string]int{}, make([]string, len(all))
	for i, p := range all {
		at[p.ID], ids[i] = i, p.ID
		all[i].Originals, all[i].Archivings = map[string]Original{}, map[string]Archiving{}
	}
	in, args := list(ids)
	type side struct {
		agreement string
		agreement.Party
	}
	sides, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s side, err error) {
		err = row.Scan(&s.agreement, &s.Government, &s.Agency, &s.Label, &s.Number)
		return s, err
	}, `select agreement, government, agency, label, number from agreement_party where agreement in `+in+` order by agreement, position`, args...)
	if err != nil {
		return err
	}
	for _, s := range sides {
		all[at[s.agreement]].Parties = append(all[at[s.agreement]].Parties, s.Party)
	}
	partners, err := tx.partners(ctx, ids)
	if err != nil {
		return err
	}
	for i := range all {
		all[i].Partners = partners[all[i].ID]
	}
	archived, err := tx.Archivings(ctx, ids)
	if err != nil {
		return err
	}
	for _, a := range archived {
		all[at[a.Agreement]].Archivings[a.Government] = a
	}
	kept, err := sqldb.Select(ctx, tx.Tx, scanOriginal, `select `+originalColumns+` from paper_original o where o.agreement in `+in+` order by o.seq`, args...)
	for _, o := range kept {
		all[at[o.Agreement]].Originals[o.Government] = o
	}
	return err
}

// PaperGaps counts what is missing in the register: how many papers there are,
// and of how many sides a gap is open.
type PaperGaps struct {
	Papers, NoNumber, NoOriginal int
}

// PaperGaps counts the gaps of a government's own sides or, for who watches,
// of all sides.
func (tx *Tx) PaperGaps(ctx context.Context, r Reader) (g PaperGaps, err error) {
	where, args := registered(r, PaperFilter{})
	sides := `from agreement a join agreement_party p on p.agreement = a.id where ` + where
	if !r.Watches {
		sides += ` and p.government = $1`
	}
	return sqldb.Get(ctx, tx.Tx, func(row sqldb.Scanner) (g PaperGaps, err error) {
		err = row.Scan(&g.Papers, &g.NoNumber, &g.NoOriginal)
		return g, err
	}, `select count(distinct a.id), coalesce(sum(case when p.number = '' then 1 else 0 end), 0), coalesce(sum(case when `+noOriginal+` then 1 else 0 end), 0) `+sides, args...)
}

// SignedYears lists the years in which something was signed, newest first.
func (tx *Tx) SignedYears(ctx context.Context, r Reader) ([]string, error) {
	where, args := registered(r, PaperFilter{})
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select distinct substr(a.signed_on, 1, 4) from agreement a
		where a.signed_on <> '' and `+where+` order by 1 desc`, args...)
}

// CountPapers counts what stands in the reader's register.
func (tx *Tx) CountPapers(ctx context.Context, r Reader, f PaperFilter) (n int, err error) {
	where, args := registered(r, f)
	err = tx.QueryRow(ctx, `select count(*) from agreement a where `+where, args...).Scan(&n)
	return n, err
}

// FirstSigned gives the day on which a government signed its first paper, or no
// day.
func (tx *Tx) FirstSigned(ctx context.Context, government string) (on civil.Date, err error) {
	err = tx.QueryRow(ctx, `
		select coalesce(min(a.signed_on), '') from agreement a join agreement_party p on p.agreement = a.id
		where p.government = $1 and a.signed_on <> '' and a.status <> 'draf' and not a.proposed`, government).Scan(date{&on})
	return on, err
}
