package ops

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/sheet"
	"sinergi/internal/store"
)

// workdays is the calendar with the years that were entered, and when the
// newest of them was.
type workdays struct {
	*calendar.Calendar
	newest int64 // in microseconds; 0 when none was entered
}

// working gives the calendar as this node last read it.
func (d *Desk) working() *calendar.Calendar { return d.days.Load().Calendar }

// dayRules names how the days of runs are derived: by which rules of ours, and
// by which holidays. When it changes, the days are made anew.
func (d *Desk) dayRules() string {
	if at := d.days.Load().newest; at > 0 {
		return ownDayRules + "/" + strconv.FormatInt(at, 10)
	}
	return ownDayRules
}

// readHolidays takes over the years that were entered since it last looked, by
// this node, by another or at the command line. It reports whether any were.
func (d *Desk) readHolidays(ctx context.Context) (changed bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		newest, err := tx.NewestHolidays(ctx)
		if err != nil || newest == d.days.Load().newest {
			return err
		}
		entered, err := tx.HolidayYears(ctx)
		if err != nil {
			return err
		}
		var years []calendar.Year
		for i := len(entered) - 1; i >= 0; i-- {
			years = append(years, entered[i].Year)
		}
		c, err := d.calendar.With(years...)
		if err != nil {
			return fmt.Errorf("entered holidays: %w", err)
		}
		d.days.Store(&workdays{c, newest})
		changed = true
		return nil
	})
	return changed, err
}

// HolidaySchema is the table of a year's days off.
func HolidaySchema() sheet.Schema {
	return sheet.Schema{Name: "hari-libur", Columns: []sheet.Column{
		{Name: "date", Aliases: []string{"tanggal"}, Kind: sheet.Date, Required: true, Example: "17/08/2028"},
		{Name: "name", Aliases: []string{"nama", "keterangan"}, Required: true, Max: 120, Example: "Contoh: Proklamasi Kemerdekaan"},
		{Name: "kind", Aliases: []string{"jenis"}, Required: true, Example: "libur nasional"},
		{Name: "name_en", Aliases: []string{"nama_inggris", "nama inggris"}, Max: 120, Example: "Independence Day"},
	}}
}

// ReadHolidays reads the days of a year from a CSV or XLSX file. What stands
// beside them (decision, source, who verified them) comes with about.
func (d *Desk) ReadHolidays(r io.Reader, about calendar.Year) (calendar.Year, error) {
	table, err := sheet.Read(r, HolidaySchema(), sheet.Limits{Bytes: 1 << 20, Unzipped: 8 << 20, Rows: 400, Wrong: 20})
	if err != nil {
		return about, err
	}
	wrong := table.Wrong
	y := about
	y.Complete, y.Holidays, y.JointLeave = true, nil, nil
	for _, row := range table.Rows {
		day := calendar.Day{Date: row.Date("date"), Name: oneLine(row.Text("name")), NameEN: oneLine(row.Text("name_en"))}
		day.NameEN = cmp.Or(day.NameEN, day.Name)
		y.Year = cmp.Or(y.Year, day.Date.Year)
		switch kind := strings.ToLower(oneLine(row.Text("kind"))); kind {
		case "libur nasional", "libur", "holiday":
			y.Holidays = append(y.Holidays, day)
		case "cuti bersama", "cuti", "joint leave":
			y.JointLeave = append(y.JointLeave, day)
		default:
			f := fault.NewField("kind", "holiday.which_kind")
			f.Row, f.Value = row.Number, kind
			wrong = append(wrong, f)
		}
	}
	if err := fault.InvalidFields(wrong); err != nil {
		return y, err
	}
	return y, y.Check(d.today())
}

// KnownHolidays is what is known of the days off, and how it came to be.
type KnownHolidays struct {
	Years   []calendar.Year
	Entered []store.HolidayYear // the newest first
}

// Holidays gives what is known of the days off, to everyone who works here.
func (d *Desk) Holidays(ctx context.Context, who policy.Actor) (k KnownHolidays, err error) {
	if who.Public() {
		return k, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	return d.OperatorHolidays(ctx)
}

// OperatorHolidays is Holidays for the operator of the node.
func (d *Desk) OperatorHolidays(ctx context.Context) (k KnownHolidays, err error) {
	if _, err := d.readHolidays(ctx); err != nil {
		return k, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		k.Entered, err = tx.HolidayYears(ctx)
		return err
	})
	k.Years = d.working().Years()
	return k, err
}

// HolidayPreview is what a year would change of what is known, and the days that
// it lacks although every known year has them.
type HolidayPreview struct {
	Changes []calendar.Change
	Missing []civil.Date
}

// PreviewHolidays tells what a year would do; nothing is kept.
func (d *Desk) PreviewHolidays(ctx context.Context, y calendar.Year) (p HolidayPreview, err error) {
	if _, err := d.readHolidays(ctx); err != nil {
		return p, err
	}
	known := d.working()
	return HolidayPreview{known.Changes(y), known.Missing(y)}, nil
}

// EnterHolidays puts a year as a whole in place of what was known of it, for an
// administrator of a province.
func (d *Desk) EnterHolidays(ctx context.Context, who policy.Actor, y calendar.Year) error {
	if err := policy.Can(who, policy.EnterHolidays, policy.Of(who.Government)); err != nil {
		return err
	}
	return d.enterHolidays(ctx, who, y)
}

// OperatorEntersHolidays is EnterHolidays for the operator of the node, under a
// name that everybody reads.
func (d *Desk) OperatorEntersHolidays(ctx context.Context, name string, y calendar.Year) error {
	if name = oneLine(name); name == "" {
		return fault.InvalidFields([]fault.Field{fault.NewField("by", "holiday.by_whom")})
	}
	return d.enterHolidays(ctx, policy.Actor{Name: name}, y)
}

// enterHolidays keeps a year, tells it in the trail of every government, and
// makes the days of all runs anew.
func (d *Desk) enterHolidays(ctx context.Context, who policy.Actor, y calendar.Year) error {
	y.Complete = true
	y.Decision, y.Source, y.VerifiedBy = oneLine(y.Decision), oneLine(y.Source), oneLine(y.VerifiedBy)
	if err := y.Check(d.today()); err != nil {
		return err
	}
	if err := d.act(ctx, who, "enter_holidays", "holidays "+strconv.Itoa(y.Year), y.Decision, func(tx *store.Tx) error {
		newest, err := tx.NewestHolidays(ctx)
		if err != nil {
			return err
		}
		return tx.AddHolidayYear(ctx, store.HolidayYear{Year: y, AtUS: max(d.nowUS(), newest+1), Account: who.Account, Name: who.Name, Government: who.Government})
	}); err != nil {
		return err
	}
	if _, err := d.readHolidays(ctx); err != nil {
		return err
	}
	return d.refreshDays(ctx)
}
