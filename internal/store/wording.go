package store

import (
	"context"
	"encoding/json"

	"sinergi/internal/formulary"
	"sinergi/internal/sqldb"
)

// OwnWording is one version of how a government words a clause of the library.
type OwnWording struct {
	Government string
	Clause     string // of the library that is shipped
	formulary.Wording
	AtUS    int64
	Account string
}

// AddOwnWording appends a version. It errs when somebody else has added that
// version meanwhile.
func (tx *Tx) AddOwnWording(ctx context.Context, w OwnWording) error {
	body, err := json.Marshal(w.Wording)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into own_wording (government, clause, version, body, at_us, account) values ($1, $2, $3, $4, $5, $6)`,
		w.Government, w.Clause, w.Version, string(body), w.AtUS, w.Account)
	return err
}

// OwnWordings lists every version of every clause that a government words
// itself, oldest first.
func (tx *Tx) OwnWordings(ctx context.Context, government string) ([]OwnWording, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (w OwnWording, err error) {
		var version int
		var body string
		if err := row.Scan(&w.Government, &w.Clause, &version, &body, &w.AtUS, &w.Account); err != nil {
			return w, err
		}
		err = json.Unmarshal([]byte(body), &w.Wording)
		w.Version = version
		return w, err
	}, `select government, clause, version, body, at_us, account from own_wording where government = $1 order by clause, version`, government)
}
