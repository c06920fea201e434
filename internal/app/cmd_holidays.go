package app

import (
	"fmt"
	"os"
	"strings"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
)

type holidaysCmd struct {
	Data
	File       string `arg:"" optional:"" help:"CSV or XLSX with the columns date, name, kind (libur nasional or cuti bersama) and name_en; without it the known years are listed." type:"existingfile"`
	Decision   string `help:"Number and date of the joint decision." placeholder:"TEXT"`
	Source     string `help:"Where its text was read." placeholder:"TEXT"`
	Note       string `help:"What else should be known of the year." placeholder:"TEXT"`
	VerifiedBy string `help:"Who held the file against the text of the decision." placeholder:"NAME"`
	VerifiedOn string `help:"On which day, for example 2027-10-20." placeholder:"DATE"`
	By         string `help:"Your name, which stands in the history." placeholder:"NAME"`
	Save       bool   `help:"Put the year in place of what is known of it; without it only what would change is shown."`
	JSON       bool   `help:"Answer as JSON."`
}

// Run lists the years whose holidays are known, shows what a file would change,
// or keeps it.
func (c *holidaysCmd) Run(e *env) error {
	n, err := c.OpenExisting(e.ctx, e.log)
	if err != nil {
		return err
	}
	defer n.Close()
	if c.File == "" {
		return c.list(e, n)
	}
	about := calendar.Year{Decision: c.Decision, Source: c.Source, Note: c.Note, VerifiedBy: c.VerifiedBy}
	if c.VerifiedOn != "" {
		if about.VerifiedOn, err = civil.ParseDate(c.VerifiedOn); err != nil {
			return err
		}
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	y, err := n.Desk.ReadHolidays(f, about)
	if err != nil {
		return err
	}
	would, err := n.Desk.PreviewHolidays(e.ctx, y)
	if err != nil {
		return err
	}
	if c.Save {
		if err := n.Desk.OperatorEntersHolidays(e.ctx, c.By, y); err != nil {
			return err
		}
	}
	if c.JSON {
		return e.printJSON(map[string]any{"year": y.Year, "holidays": len(y.Holidays), "joint_leave": len(y.JointLeave), "changes": c.rows(e, would.Changes), "missing": would.Missing, "saved": c.Save})
	}
	c.show(e, y, would)
	return nil
}

// dayChange is a day that is off by one list and not, or otherwise, by another.
type dayChange struct {
	Date civil.Date `json:"date"`
	Name string     `json:"name"`
	Was  string     `json:"was"`
	Is   string     `json:"is"`
}

func (c *holidaysCmd) rows(e *env, changes []calendar.Change) []dayChange {
	out := []dayChange{}
	for _, x := range changes {
		name := x.Name
		if e.lang == i18n.English {
			name = x.EN
		}
		out = append(out, dayChange{x.Date, name, e.text.T(e.lang, x.Was.Key(), nil), e.text.T(e.lang, x.Is.Key(), nil)})
	}
	return out
}

// show prints what a year changes, and whether it was kept.
func (c *holidaysCmd) show(e *env, y calendar.Year, would ops.HolidayPreview) {
	say := func(key string, args map[string]any) { fmt.Fprintln(e.stdout, e.text.T(e.lang, key, args)) }
	say("holiday.preview_text", map[string]any{"Holidays": len(y.Holidays), "Leave": len(y.JointLeave), "Changes": len(would.Changes)})
	for _, r := range c.rows(e, would.Changes) {
		fmt.Fprintf(e.stdout, "  %s  %s: %s → %s\n", r.Date, r.Name, r.Was, r.Is)
	}
	if len(would.Missing) > 0 {
		var days []string
		for _, d := range would.Missing {
			days = append(days, i18n.LongDate(e.lang, d))
		}
		say("holiday.missing", map[string]any{"Days": strings.Join(days, "; ")})
	}
	if c.Save {
		say("holiday.saved", nil)
	} else {
		say("holiday.not_saved", nil)
	}
}

// list prints the years that are known, and who entered which.
func (c *holidaysCmd) list(e *env, n *Node) error {
	if c.Save {
		return fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")})
	}
	known, err := n.Desk.OperatorHolidays(e.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(known)
	}
	for _, y := range known.Years {
		verified := e.text.T(e.lang, "run.unverified", nil)
		if y.VerifiedBy != "" {
			verified = e.text.T(e.lang, "holiday.verified", map[string]any{"Name": y.VerifiedBy, "On": i18n.Date(e.lang, y.VerifiedOn)})
		}
		counts := e.text.T(e.lang, "holiday.counts", map[string]any{"Holidays": len(y.Holidays), "Leave": len(y.JointLeave)})
		fmt.Fprintf(e.stdout, "%d  %s; %s\n      %s\n", y.Year, counts, verified, y.Decision)
	}
	return nil
}
