package app

import (
	"context"
	"fmt"
	"time"

	"sinergi/internal/region"
	"sinergi/internal/sqldb"
	"sinergi/internal/store"
)

// Finding is one thing that doctor looked at.
type Finding struct {
	What   string `json:"what"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Examine looks at what a node needs to work: that the database takes writes
// and, where it is the embedded one, is whole, that no file is damaged, that the shipped border is whole, that no day
// waits to be measured for long.
func (n *Node) Examine(ctx context.Context) []Finding {
	var all []Finding
	add := func(what string, err error, good string) {
		f := Finding{What: what, OK: err == nil, Detail: good}
		if err != nil {
			f.Detail = err.Error()
		}
		all = append(all, f)
	}
	probe, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	add("database takes writes", n.Store.DB().WriteProbe(probe), n.Store.DB().Dialect().String())

	if n.Store.DB().Dialect() == sqldb.SQLite {
		add("database is whole", n.intact(ctx), "every page read")
	}

	checked, damaged, err := n.Files.Check(ctx)
	if err == nil && len(damaged) > 0 {
		err = fmt.Errorf("%d of %d files are damaged, first %s: restore them from a backup", len(damaged), checked, damaged[0])
	}
	add("files are whole", err, fmt.Sprintf("%d files", checked))

	border, err := region.Default()
	detail := ""
	if err == nil {
		detail = border.Version
	}
	add("shipped border is whole", err, detail)

	waiting, err := n.Desk.Waiting(ctx)
	add("days that wait to be measured", err, fmt.Sprint(waiting))
	return all
}

// intact reads every page of the embedded database. PostgreSQL has checks of
// its own for this.
func (n *Node) intact(ctx context.Context) error {
	return n.Store.Read(ctx, func(tx *store.Tx) error {
		verdict, err := sqldb.Get(ctx, tx.Tx, sqldb.One[string], `pragma integrity_check(1)`)
		if err == nil && verdict != "ok" {
			err = fmt.Errorf("%s: restore it from a backup", verdict)
		}
		return err
	})
}
