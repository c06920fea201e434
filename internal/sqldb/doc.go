// Package sqldb lets one SQL text run on SQLite and on PostgreSQL.
//
// It knows how to open either engine safely, how to run a transaction with the
// same guarantees on both, how to name the errors they have in common, how to
// load many rows at once and how to apply migrations. It knows nothing of the
// application's tables: the SQL itself lives in internal/store.
//
// Statements are written once, with $1 arguments and in the portable subset of
// the two dialects. For SQLite the arguments become ?1 and a "for update"
// clause is dropped, because a SQLite write transaction already holds the whole
// database. Instants are stored as bigint microseconds UTC and dates as text
// YYYY-MM-DD; a time.Time argument is refused, since the two engines would
// store it differently.
//
//	db, err := sqldb.Open(ctx, sqldb.Config{Path: "sinergi.db"})
//	if err != nil {
//		return err
//	}
//	defer db.Close()
//	if err := db.Migrate(ctx, migrations); err != nil {
//		return err
//	}
//	err = db.Write(ctx, func(tx *sqldb.Tx) error {
//		_, err := tx.Exec(ctx, `insert into agency (id, name) values ($1, $2)`, id, name)
//		if errors.Is(err, sqldb.ErrUnique) {
//			return fault.Wrap(fault.Conflict, "agency.exists", err)
//		}
//		return err
//	})
//	names, err := sqldb.Select(ctx, tx, scanName, `select name from agency order by name, id`)
//
// # Transactions
//
// Write runs its function as if no other write transaction were running: on
// SQLite because there is one writer, on PostgreSQL by serializable isolation,
// where a conflict makes Write run the function again. So the function must
// have no effect outside the transaction, and must start from its own inputs
// each time. Read sees one unchanging snapshot. Calling Write from within a
// Write or a Read function waits for itself on SQLite; pass the Tx down instead.
package sqldb
