package waste

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/region"
	"sinergi/internal/waste"
	"sinergi/internal/web/bus"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// choice is what a visitor filters tickets by.
type choice struct {
	day        civil.Date
	government string
	states     []waste.State
	text       string
	page       int
}

func chosen(v *front.Visit) (choice, error) {
	q := v.R.URL.Query()
	c := choice{government: q.Get("government"), text: strings.ToUpper(strings.TrimSpace(q.Get("q")))}
	for name := range strings.SplitSeq(q.Get("state"), ",") {
		if slices.Contains(states(), waste.State(name)) {
			c.states = append(c.states, waste.State(name))
		}
	}
	if text := q.Get("day"); text != "" {
		d, err := civil.ParseDate(text)
		if err != nil {
			return c, err
		}
		c.day = d
	}
	c.page, _ = strconv.Atoi(q.Get("page")) // no number: the first page
	c.page = max(c.page, 1)
	return c, nil
}

// states lists what can become of a ticket, in the order in which pages offer
// it.
func states() []waste.State {
	return []waste.State{waste.Waiting, waste.Counted, waste.Corrected, waste.Rejected}
}

func (c choice) keeps(o waste.Outcome) bool {
	return (c.day.IsZero() || o.Day() == c.day) && (c.government == "" || o.Government() == c.government) && (len(c.states) == 0 || slices.Contains(c.states, o.State)) &&
		(c.text == "" || strings.Contains(strings.ToUpper(o.Number), c.text) || strings.Contains(o.Plate, c.text))
}

func (p *pages) load(v *front.Visit) (ops.WasteMonth, choice, error) {
	c, err := chosen(v)
	if err != nil {
		return ops.WasteMonth{}, c, err
	}
	m, err := bus.Month(v)
	if err != nil {
		return ops.WasteMonth{}, c, err
	}
	if !c.day.IsZero() {
		m = c.day.MonthOf()
	}
	wm, err := v.Desk.WasteMonth(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
	return wm, c, err
}

func newRow(v *front.Visit, wm ops.WasteMonth, o waste.Outcome, base string) ticketRow {
	r := ticketRow{
		Number: o.Number, Href: base + "/tickets/" + url.PathEscape(o.Number) + "/" + o.Content() + "?month=" + wm.Month.String(), Day: i18n.ShortDay(v.Lang, o.Day()), Out: i18n.Clock(v.Lang, ops.TicketTime(o.Out)), Plate: o.Plate,
		Origin: region.Name(o.From), Load: o.Load, Gross: i18n.Int(v.Lang, int64(o.Gross)), Tare: i18n.Int(v.Lang, int64(o.Tare)), Net: i18n.Int(v.Lang, int64(o.Weight)), State: stateBadge(v, o),
	}
	if i := slices.Index(wm.Paper.Codes(), o.Government()); i >= 0 {
		r.Party = ui.Party{Index: i, Name: region.Short(o.Government())}
	}
	for _, f := range o.Flags {
		r.Flags = append(r.Flags, flagText(v, f))
	}
	return r
}

func stateBadge(v *front.Visit, o waste.Outcome) ui.Badge {
	kind := map[waste.State]ui.Kind{waste.Counted: ui.Good, waste.Waiting: ui.Waiting, waste.Rejected: ui.Bad, waste.Corrected: ui.Good}[o.State]
	return ui.Badge{Text: v.T("waste.state." + string(o.State)), Kind: kind}
}

func flagText(v *front.Visit, f waste.Flag) string {
	args := []any{}
	for name, value := range f.Args {
		if why, ok := value.(string); ok && name == "Why" {
			value = v.T(why)
		} else if ok && v.Lang == i18n.Indonesian && (name == "From" || name == "Until") {
			value = strings.Replace(why, ":", ".", 1) // opening hours
		}
		args = append(args, name, value)
	}
	return v.T("waste.flag."+string(f.Kind), args...)
}
