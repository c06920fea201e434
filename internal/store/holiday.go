package store

import (
	"context"
	"encoding/json"
	"fmt"

	"sinergi/internal/calendar"
	"sinergi/internal/sqldb"
)

// HolidayYear is the holidays of a year as somebody entered them.
type HolidayYear struct {
	calendar.Year
	AtUS       int64
	Account    string // empty for the operator of the node
	Name       string
	Government string
}

// AddHolidayYear appends a year.
func (tx *Tx) AddHolidayYear(ctx context.Context, y HolidayYear) error {
	body, err := json.Marshal(y.Year)
	if err != nil {
		return fmt.Errorf("store holidays of %d: %w", y.Year.Year, err)
	}
	_, err = tx.Exec(ctx, `insert into holiday_year (year, at_us, account, name, government, body) values ($1, $2, $3, $4, $5, $6)`,
		y.Year.Year, y.AtUS, y.Account, y.Name, y.Government, string(body))
	return err
}

// HolidayYears lists all that was entered, the newest first.
func (tx *Tx) HolidayYears(ctx context.Context) ([]HolidayYear, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (y HolidayYear, err error) {
		var body string
		if err = row.Scan(&y.AtUS, &y.Account, &y.Name, &y.Government, &body); err != nil {
			return y, err
		}
		if err = json.Unmarshal([]byte(body), &y.Year); err != nil {
			err = fmt.Errorf("holidays entered at %d: %w", y.AtUS, err)
		}
		return y, err
	}, `select at_us, account, name, government, body from holiday_year order by at_us desc, year`)
}

// NewestHolidays gives when holidays were last entered, in microseconds; 0 for
// never.
func (tx *Tx) NewestHolidays(ctx context.Context) (int64, error) {
	return sqldb.Get(ctx, tx.Tx, sqldb.One[int64], `select coalesce(max(at_us), 0) from holiday_year`)
}
