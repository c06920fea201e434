package store

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
)

// ServiceProof is a file that proves what was said of a service on a day. Its
// name is what people called it.
type ServiceProof struct {
	Service    string
	Date       civil.Date
	SHA256     string
	Name       string
	Government string
	AddedUS    int64
}

// AddServiceProof notes that a file proves something of a service's day. The
// same file twice is one proof.
func (tx *Tx) AddServiceProof(ctx context.Context, p ServiceProof) error {
	_, err := tx.Exec(ctx, `
		insert into service_proof (service, date, sha256, name, government, added_us) values ($1, $2, $3, $4, $5, $6)
		on conflict (service, date, sha256) do nothing`, p.Service, p.Date.String(), p.SHA256, p.Name, p.Government, p.AddedUS)
	return err
}

// ServiceProof gives a proof of a service's day, or NotFound.
func (tx *Tx) ServiceProof(ctx context.Context, service string, day civil.Date, sum string) (ServiceProof, error) {
	p, err := sqldb.Get(ctx, tx.Tx, func(row sqldb.Scanner) (p ServiceProof, err error) {
		err = row.Scan(&p.Service, date{&p.Date}, &p.SHA256, &p.Name, &p.Government, &p.AddedUS)
		return p, err
	}, `select service, date, sha256, name, government, added_us from service_proof where service = $1 and date = $2 and sha256 = $3`, service, day.String(), sum)
	return p, found(err)
}
