package store

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
)

// RuleCheck says that a government held a rule against the text of the law.
type RuleCheck struct {
	Rule       string // procedure.Gate.Rule and its like
	Government string
	AtUS       int64
	On         civil.Date
	Account    string
	Name       string
	Read       string // the text that was read, to the page
	Agrees     bool
	Note       string // in what it differs
}

// AddRuleCheck appends a check.
func (tx *Tx) AddRuleCheck(ctx context.Context, c RuleCheck) error {
	_, err := tx.Exec(ctx, `
		insert into rule_check (rule, government, at_us, on_date, account, name, read_text, agrees, note)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		c.Rule, c.Government, c.AtUS, c.On.String(), c.Account, c.Name, c.Read, c.Agrees, c.Note)
	return err
}

// RuleChecks lists the newest check of every government of every rule.
func (tx *Tx) RuleChecks(ctx context.Context) ([]RuleCheck, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (c RuleCheck, err error) {
		err = row.Scan(&c.Rule, &c.Government, &c.AtUS, date{&c.On}, &c.Account, &c.Name, &c.Read, &c.Agrees, &c.Note)
		return c, err
	}, `
		select rule, government, at_us, on_date, account, name, read_text, agrees, note from rule_check c
		where not exists (select 1 from rule_check n where n.rule = c.rule and n.government = c.government and n.at_us > c.at_us)
		order by rule, government`)
}
