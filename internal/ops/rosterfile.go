package ops

import (
	"context"
	"io"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/sheet"
	"sinergi/internal/store"
)

// RosterSchema is the table of which vehicle works which block of the
// timetable on which day.
func RosterSchema() sheet.Schema {
	return sheet.Schema{Name: "penugasan", Columns: []sheet.Column{
		{Name: "date", Aliases: []string{"tanggal", "hari"}, Kind: sheet.Date, Required: true, Example: "31/10/2026"},
		{Name: "block", Aliases: []string{"rangkaian", "blok"}, Required: true, Example: "1"},
		{Name: "vehicle", Aliases: []string{"kendaraan", "bus", "nomor lambung"}, Required: true, Example: "TMP-10"},
	}}
}

// rosterRow is a duty and where in the file it stands.
type rosterRow struct {
	row int
	store.Duty
}

// importRoster keeps a file of duties: the good rows, or with whole all or none.
func (d *Desk) importRoster(ctx context.Context, src Source, r io.Reader, whole bool) (Receipt, error) {
	table, err := sheet.Read(r, RosterSchema(), sheet.Limits{})
	if err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		vehicles, err := tx.Vehicles(ctx, src.Service)
		if err != nil {
			return err
		}
		duties, refused := dutiesOf(table, vehicles)
		receipt = Receipt{Refused: append(refusals(table.Wrong), refused...)}
		slices.SortStableFunc(receipt.Refused, func(a, b Refusal) int { return a.Row - b.Row })
		if whole && len(receipt.Refused) > 0 {
			return nil
		}
		days := map[civil.Date]bool{}
		for _, duty := range duties {
			changed, err := tx.SaveDuty(ctx, src.Service, duty.Duty)
			if err != nil {
				return err
			}
			if !changed {
				receipt.Duplicate++
				continue
			}
			receipt.Accepted++
			days[duty.Date] = true
		}
		for day := range days {
			if err := tx.Touch(ctx, src.Service, day); err != nil {
				return err
			}
		}
		return nil
	})
	return receipt, err
}

// dutiesOf takes the duties of known vehicles from a table. When two rows give
// a block of a day different vehicles nobody can know which is meant: the
// later is refused.
func dutiesOf(table *sheet.Table, vehicles []store.Vehicle) (duties []rosterRow, refused []Refusal) {
	type slot struct {
		day   civil.Date
		block string
	}
	given := map[slot]rosterRow{}
	for _, row := range table.Rows {
		duty := rosterRow{row.Number, store.Duty{Date: row.Date("date"), Block: row.Text("block"), Vehicle: row.Text("vehicle")}}
		refuse := func(key string, args map[string]any) {
			refused = append(refused, Refusal{duty.row, fault.Field{Name: "vehicle", Row: duty.row, Value: shorten(duty.Vehicle), Key: key, Args: args}})
		}
		at := slot{duty.Date, duty.Block}
		first, twice := given[at]
		switch {
		case !slices.ContainsFunc(vehicles, func(v store.Vehicle) bool { return v.ID == duty.Vehicle }):
			refuse("bus.unknown_vehicle", map[string]any{"Vehicle": shorten(duty.Vehicle)})
		case twice && first.Vehicle != duty.Vehicle:
			refuse("registry.block_twice", map[string]any{"Block": shorten(duty.Block), "Row": first.row, "Vehicle": first.Vehicle})
		default:
			given[at] = duty
			duties = append(duties, duty)
		}
	}
	return duties, refused
}
