package store

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/sqldb"
)

// SaveCooperation adds or changes a cooperation and its parties.
func (tx *Tx) SaveCooperation(ctx context.Context, c agreement.Cooperation) error {
	tx.touch(scope{cooperationScope, c.ID, ""})
	_, err := tx.Exec(ctx, `
		insert into cooperation (id, title, subject, category, category_reason, owner, draft) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (id) do update set title = excluded.title, subject = excluded.subject, category = excluded.category,
			category_reason = excluded.category_reason, draft = excluded.draft`,
		c.ID, c.Title, c.Subject, string(c.Category), c.CategoryReason, c.Owner, c.Draft)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		update procedure_move set hidden = ($2 and government <> $3) where run in (select id from procedure_run where cooperation = $1) and hidden <> ($2 and government <> $3)`,
		c.ID, c.Draft, c.Owner); err != nil { // whose move it is is not told of a draft
		return err
	}
	if _, err := tx.Exec(ctx, `delete from cooperation_party where cooperation = $1`, c.ID); err != nil {
		return err
	}
	for i, code := range c.Parties {
		if _, err := tx.Exec(ctx, `insert into cooperation_party (cooperation, position, government) values ($1, $2, $3)`, c.ID, i+1, code); err != nil {
			return err
		}
	}
	return nil
}

const cooperationColumns = `c.id, c.title, c.subject, c.category, c.category_reason, c.owner, c.draft`

// Cooperation gives one cooperation.
func (tx *Tx) Cooperation(ctx context.Context, id string) (agreement.Cooperation, error) {
	c, err := sqldb.Get(ctx, tx.Tx, scanCooperation, `select `+cooperationColumns+` from cooperation c where c.id = $1`, id)
	if err != nil {
		return c, found(err)
	}
	c.Parties, err = tx.cooperationParties(ctx, id)
	return c, err
}

// Cooperations lists all cooperations by title. The caller leaves out those
// that the actor may not know.
func (tx *Tx) Cooperations(ctx context.Context) ([]agreement.Cooperation, error) {
	all, err := sqldb.Select(ctx, tx.Tx, scanCooperation, `select `+cooperationColumns+` from cooperation c order by c.title, c.id`)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Parties, err = tx.cooperationParties(ctx, all[i].ID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (tx *Tx) cooperationParties(ctx context.Context, id string) ([]string, error) {
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select government from cooperation_party where cooperation = $1 order by position`, id)
}

func scanCooperation(row sqldb.Scanner) (c agreement.Cooperation, err error) {
	err = row.Scan(&c.ID, &c.Title, &c.Subject, &c.Category, &c.CategoryReason, &c.Owner, &c.Draft)
	return c, err
}

// AddEvent appends a step to a cooperation's timeline.
func (tx *Tx) AddEvent(ctx context.Context, cooperation string, e agreement.Event) error {
	_, err := tx.Exec(ctx, `
		insert into cooperation_event (cooperation, seq, date, stage, note, by_government)
		select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5 from cooperation_event where cooperation = $1`,
		cooperation, e.Date.String(), string(e.Stage), e.Note, e.By)
	return err
}

// Events gives a cooperation's timeline, oldest first.
func (tx *Tx) Events(ctx context.Context, cooperation string) ([]agreement.Event, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (e agreement.Event, err error) {
		err = row.Scan(date{&e.Date}, &e.Stage, &e.Note, &e.By)
		return e, err
	}, `select date, stage, note, by_government from cooperation_event where cooperation = $1 order by date, seq`, cooperation)
}

// SaveAgreement adds or changes an agreement with its parties, signers and
// attendees.
func (tx *Tx) SaveAgreement(ctx context.Context, a agreement.Agreement) error {
	tx.touch(scope{agreementScope, a.ID, ""})
	_, err := tx.Exec(ctx, `
		insert into agreement (id, cooperation, parent, kind, title, signed_on, written_date, date_note, place, from_date, until_date, status, outside, owner, note, run, branch, proposed, evaluations)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		on conflict (id) do update set parent = excluded.parent, kind = excluded.kind, title = excluded.title, signed_on = excluded.signed_on,
			written_date = excluded.written_date, date_note = excluded.date_note, place = excluded.place, from_date = excluded.from_date,
			until_date = excluded.until_date, status = excluded.status, outside = excluded.outside, note = excluded.note, proposed = excluded.proposed,
			evaluations = excluded.evaluations`,
		a.ID, a.Cooperation, a.Parent, string(a.Kind), a.Title, a.SignedOn.String(), a.WrittenDate, a.DateNote, a.Place,
		a.From.String(), a.Until.String(), string(a.Status), a.Outside, a.Owner, a.Note, a.Run, a.Branch, a.Proposed, a.Evaluations)
	if err != nil {
		return err
	}
	for _, table := range []string{"agreement_party", "agreement_partner", "agreement_signer", "agreement_attendee"} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where agreement = $1`, a.ID); err != nil {
			return err
		}
	}
	ends, stands := "", ""
	if a.Status == agreement.Active {
		if stands = a.Until.String(); stands == "" {
			stands = noEnd
		}
		if a.Run == "" {
			ends = a.Until.String()
		}
	}
	for i, p := range a.Parties {
		if _, err := tx.Exec(ctx, `
			insert into agreement_party (agreement, position, government, agency, label, number, ends, stands) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			a.ID, i+1, p.Government, p.Agency, p.Label, p.Number, ends, stands); err != nil {
			return err
		}
	}
	for i, p := range a.Partners {
		if _, err := tx.Exec(ctx, `
			insert into agreement_partner (agreement, position, code, name, label, number) values ($1, $2, $3, $4, $5, $6)`,
			a.ID, i+1, p.Code, p.Name, p.Label, p.Number); err != nil {
			return err
		}
	}
	for i, s := range a.Signers {
		if _, err := tx.Exec(ctx, `
			insert into agreement_signer (agreement, position, government, name, title, acting) values ($1, $2, $3, $4, $5, $6)`,
			a.ID, i+1, s.Government, s.Name, s.Title, s.Acting); err != nil {
			return err
		}
	}
	for i, at := range a.Attendees {
		if _, err := tx.Exec(ctx, `
			insert into agreement_attendee (agreement, position, name, title) values ($1, $2, $3, $4)`, a.ID, i+1, at.Name, at.Title); err != nil {
			return err
		}
	}
	return tx.unsettle(ctx, a.ID)
}

const agreementColumns = `id, cooperation, parent, kind, title, signed_on, written_date, date_note, place, from_date, until_date, status, outside, owner, note, run, branch, proposed, evaluations`

// Agreement gives one agreement with its parties, signers and attendees.
func (tx *Tx) Agreement(ctx context.Context, id string) (agreement.Agreement, error) {
	a, err := sqldb.Get(ctx, tx.Tx, scanAgreement, `select `+agreementColumns+` from agreement where id = $1`, id)
	if err != nil {
		return a, found(err)
	}
	return a, tx.fillAgreement(ctx, &a)
}

// Agreements lists a cooperation's agreements, KB first; of all cooperations
// when the id is empty.
func (tx *Tx) Agreements(ctx context.Context, cooperation string) ([]agreement.Agreement, error) {
	all, err := sqldb.Select(ctx, tx.Tx, scanAgreement, `
		select `+agreementColumns+` from agreement where `+ofOrAll("cooperation", cooperation)+` order by cooperation, kind, title, id`, cooperation)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := tx.fillAgreement(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Addenda lists the addenda that amend an agreement, without who signed them.
func (tx *Tx) Addenda(ctx context.Context, a agreement.Agreement) ([]agreement.Agreement, error) {
	return sqldb.Select(ctx, tx.Tx, scanAgreement, `
		select `+agreementColumns+` from agreement where cooperation = $1 and parent = $2 and kind = $3 order by id`, a.Cooperation, a.ID, agreement.Addendum)
}

func (tx *Tx) fillAgreement(ctx context.Context, a *agreement.Agreement) (err error) {
	a.Parties, err = sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (p agreement.Party, err error) {
		err = row.Scan(&p.Government, &p.Agency, &p.Label, &p.Number)
		return p, err
	}, `select government, agency, label, number from agreement_party where agreement = $1 order by position`, a.ID)
	if err != nil {
		return err
	}
	partners, err := tx.partners(ctx, []string{a.ID})
	if err != nil {
		return err
	}
	a.Partners = partners[a.ID]
	a.Signers, err = sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s agreement.Signer, err error) {
		err = row.Scan(&s.Government, &s.Name, &s.Title, &s.Acting)
		return s, err
	}, `select government, name, title, acting from agreement_signer where agreement = $1 order by position`, a.ID)
	if err != nil {
		return err
	}
	a.Attendees, err = sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (at agreement.Attendee, err error) {
		err = row.Scan(&at.Name, &at.Title)
		return at, err
	}, `select name, title from agreement_attendee where agreement = $1 order by position`, a.ID)
	return err
}

// partners gives the parties of agreements that are no government, by id.
func (tx *Tx) partners(ctx context.Context, ids []string) (map[string][]agreement.Partner, error) {
	type side struct {
		agreement string
		agreement.Partner
	}
	in, args := list(ids)
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s side, err error) {
		err = row.Scan(&s.agreement, &s.Code, &s.Name, &s.Label, &s.Number)
		return s, err
	}, `select agreement, code, name, label, number from agreement_partner where agreement in `+in+` order by agreement, position`, args...)
	out := map[string][]agreement.Partner{}
	for _, s := range all {
		out[s.agreement] = append(out[s.agreement], s.Partner)
	}
	return out, err
}

// AgreementOfRun gives the agreement that a run of a procedure brought about,
// for its own document or a branch's.
func (tx *Tx) AgreementOfRun(ctx context.Context, run, branch string) (agreement.Agreement, error) {
	id, err := sqldb.Get(ctx, tx.Tx, sqldb.One[string], `select id from agreement where run = $1 and branch = $2 order by id`, run, branch)
	if err != nil {
		return agreement.Agreement{}, found(err)
	}
	return tx.Agreement(ctx, id)
}

// AgreementsOfRun gives what a run of a procedure brought about, its own document
// and those of its branches, without parties and signers.
func (tx *Tx) AgreementsOfRun(ctx context.Context, run string) ([]agreement.Agreement, error) {
	return sqldb.Select(ctx, tx.Tx, scanAgreement, `select `+agreementColumns+` from agreement where run = $1 order by branch, id`, run)
}

func scanAgreement(row sqldb.Scanner) (a agreement.Agreement, err error) {
	err = row.Scan(&a.ID, &a.Cooperation, &a.Parent, &a.Kind, &a.Title, date{&a.SignedOn}, &a.WrittenDate, &a.DateNote, &a.Place,
		date{&a.From}, date{&a.Until}, &a.Status, &a.Outside, &a.Owner, &a.Note, &a.Run, &a.Branch, &a.Proposed, &a.Evaluations)
	return a, err
}

// SaveClauses replaces an agreement's text.
func (tx *Tx) SaveClauses(ctx context.Context, agreementID string, tree []agreement.Clause) error {
	tx.touch(scope{agreementScope, agreementID, ""})
	if _, err := tx.Exec(ctx, `delete from clause where agreement = $1`, agreementID); err != nil {
		return err
	}
	return tx.saveClauses(ctx, agreementID, "", tree)
}

func (tx *Tx) saveClauses(ctx context.Context, agreementID, parent string, level []agreement.Clause) error {
	for i, c := range level {
		if _, err := tx.Exec(ctx, `
			insert into clause (agreement, id, parent, position, label, heading, body) values ($1, $2, $3, $4, $5, $6, $7)`,
			agreementID, c.ID, parent, i+1, c.Label, c.Heading, c.Text); err != nil {
			return err
		}
		if err := tx.saveClauses(ctx, agreementID, c.ID, c.Children); err != nil {
			return err
		}
	}
	return nil
}

// Clauses gives an agreement's text as a tree.
func (tx *Tx) Clauses(ctx context.Context, agreementID string) ([]agreement.Clause, error) {
	type node struct {
		agreement.Clause
		parent string
	}
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (n node, err error) {
		err = row.Scan(&n.ID, &n.parent, &n.Label, &n.Heading, &n.Text)
		return n, err
	}, `select id, parent, label, heading, body from clause where agreement = $1 order by parent, position`, agreementID)
	if err != nil {
		return nil, err
	}
	below := map[string][]agreement.Clause{}
	for _, n := range all {
		below[n.parent] = append(below[n.parent], n.Clause)
	}
	var tree func(parent string) []agreement.Clause
	tree = func(parent string) []agreement.Clause {
		level := below[parent]
		for i := range level {
			level[i].Children = tree(level[i].ID)
		}
		return level
	}
	return tree(""), nil
}

// SaveObligation adds or changes an obligation.
func (tx *Tx) SaveObligation(ctx context.Context, o agreement.Obligation) error {
	_, err := tx.Exec(ctx, `
		insert into obligation (agreement, id, clause, bearer, agency, body, measure, target, unit, due, rule, grace) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		on conflict (agreement, id) do update set clause = excluded.clause, bearer = excluded.bearer, agency = excluded.agency, body = excluded.body,
			measure = excluded.measure, target = excluded.target, unit = excluded.unit, due = excluded.due, rule = excluded.rule, grace = excluded.grace`,
		o.Agreement, o.ID, o.Clause, o.Bearer, o.Agency, o.Text, o.Measure, o.Target, o.Unit, o.Due.String(), o.Rule, o.Grace)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into duty_book (agreement) values ($1) on conflict (agreement) do update set until_date = ''`, o.Agreement)
	return err
}

// DropObligation removes an obligation that was entered by mistake.
func (tx *Tx) DropObligation(ctx context.Context, agreementID, id string) error {
	_, err := tx.Exec(ctx, `delete from obligation where agreement = $1 and id = $2`, agreementID, id)
	if err != nil {
		return err
	}
	return tx.unsettle(ctx, agreementID)
}

// Obligations lists an agreement's obligations.
func (tx *Tx) Obligations(ctx context.Context, agreementID string) ([]agreement.Obligation, error) {
	return sqldb.Select(ctx, tx.Tx, scanObligation, `select `+obligationColumns+` from obligation o where o.agreement = $1 order by o.id`, agreementID)
}

const obligationColumns = `o.agreement, o.id, o.clause, o.bearer, o.agency, o.body, o.measure, o.target, o.unit, o.due, o.rule, o.grace`

func scanObligation(row sqldb.Scanner) (o agreement.Obligation, err error) {
	err = row.Scan(&o.Agreement, &o.ID, &o.Clause, &o.Bearer, &o.Agency, &o.Text, &o.Measure, &o.Target, &o.Unit, date{&o.Due}, &o.Rule, &o.Grace)
	return o, err
}

// Attachment is a file that belongs to an agreement, such as the scan of the
// signed paper.
type Attachment struct {
	Agreement  string
	SHA256     string
	Name       string
	Media      string
	Caption    string
	Government string
	Size       int64
	AddedUS    int64
}

// Attach adds a file to an agreement. The same file twice is one attachment.
func (tx *Tx) Attach(ctx context.Context, a Attachment) error {
	tx.touch(scope{agreementScope, a.Agreement, ""})
	_, err := tx.Exec(ctx, `
		insert into attachment (agreement, sha256, name, caption, government, added_us) values ($1, $2, $3, $4, $5, $6)
		on conflict (agreement, sha256) do nothing`, a.Agreement, a.SHA256, a.Name, a.Caption, a.Government, a.AddedUS)
	return err
}

// Attachments lists an agreement's files, oldest first.
func (tx *Tx) Attachments(ctx context.Context, agreementID string) ([]Attachment, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a Attachment, err error) {
		err = row.Scan(&a.Agreement, &a.SHA256, &a.Name, &a.Media, &a.Caption, &a.Government, &a.Size, &a.AddedUS)
		return a, err
	}, `
		select a.agreement, a.sha256, a.name, f.media, a.caption, a.government, f.size_bytes, a.added_us
		from attachment a join file f on f.sha256 = a.sha256 where a.agreement = $1 order by a.added_us, a.sha256`, agreementID)
}

// AddFile records that a file is in the blob store.
func (tx *Tx) AddFile(ctx context.Context, sha256, media string, size, atUS int64) error {
	_, err := tx.Exec(ctx, `
		insert into file (sha256, media, size_bytes, added_us) values ($1, $2, $3, $4) on conflict (sha256) do nothing`, sha256, media, size, atUS)
	return err
}
