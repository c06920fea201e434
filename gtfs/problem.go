package gtfs

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Problem is what reading found in one place, under the code that the
// canonical validator has for it (https://gtfs-validator.mobilitydata.org/rules.html).
type Problem struct {
	Code   string
	File   string
	Row    int // as a text editor counts lines, the header being 1; 0 for the file
	Column string
	Value  string

	Column2, Value2 string // of a key: its second part; of a reference: the file and column that lack the value
	N, M            int    // what else the code tells: another row, a number of values, the place of a column
	Text            string // in words, where the code needs them
}

// Problems are all of one code.
type Problems struct {
	Code  string
	Total int
	First []Problem // at most MaxProblems
}

// MaxProblems is how many of one code are kept with their place.
const MaxProblems = 100

// problems gathers what is found. The zero value is empty.
type problems map[string]*Problems

func (ps problems) add(p Problem) {
	all := ps[p.Code]
	if all == nil {
		all = &Problems{Code: p.Code}
		ps[p.Code] = all
	}
	if all.Total++; all.Total <= MaxProblems {
		all.First = append(all.First, p)
	}
}

func (ps problems) join(other problems) {
	for code, o := range other {
		all := ps[code]
		if all == nil {
			ps[code] = o
			continue
		}
		all.Total += o.Total
		all.First = append(all.First, o.First[:min(len(o.First), MaxProblems-len(all.First))]...)
	}
}

func (ps problems) sorted() []Problems {
	out := make([]Problems, 0, len(ps))
	for _, code := range slices.Sorted(maps.Keys(ps)) {
		out = append(out, *ps[code])
	}
	return out
}

// RowError is what is wrong in one place of a feed.
type RowError struct {
	File   string
	Row    int // as a text editor counts lines, the header being 1; 0 for the file
	Column string
	Value  string
	Reason string
}

// Error gives the place and the reason.
func (e RowError) Error() string {
	s := e.File
	if e.Row > 0 {
		s += fmt.Sprintf(" row %d", e.Row)
	}
	if e.Column != "" {
		s += " " + e.Column
	}
	if e.Value != "" {
		s += fmt.Sprintf(" %q", e.Value)
	}
	return s + ": " + e.Reason
}

// ReadError is why a feed was refused.
type ReadError struct {
	Rows []RowError // at most Limits.Wrong
}

// Error lists the first few reasons.
func (e *ReadError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "gtfs: %d wrong", len(e.Rows))
	for i, r := range e.Rows {
		if i == 3 {
			b.WriteString("; …")
			break
		}
		b.WriteString("; " + r.Error())
	}
	return b.String()
}

// reasons are the codes for which a feed is no use to a program, and how they
// are said. What is only untidy refuses nothing.
var reasons = map[string]string{
	"missing_required_file":                    "is missing",
	"missing_calendar_and_calendar_date_files": "is missing, and calendar_dates.txt too",
	"missing_required_column":                  "the column is missing",
	"missing_required_field":                   "is empty",
	"stop_without_location":                    "is empty",
	"csv_parsing_failed":                       "cannot be read as CSV",
	"too_many_rows":                            "has too many rows",
	"invalid_row_length":                       "has more values than the header",
	"invalid_character":                        "is not UTF-8",
	"invalid_integer":                          "is not a whole number",
	"invalid_float":                            "is not a number",
	"number_out_of_range":                      "is out of range",
	"unexpected_enum_value":                    "is none of the values that GTFS knows",
	"invalid_date":                             "is not a date YYYYMMDD",
	"invalid_time":                             "is not a time H:MM:SS",
	"duplicate_key":                            "is used twice",
	"foreign_key_violation":                    "is not in",
	"start_and_end_range_out_of_order":         "is before the start",
}

// used are the files that a Feed makes sense of.
var used = []string{"agency.txt", "routes.txt", "stops.txt", "trips.txt", "stop_times.txt", "shapes.txt", "calendar.txt", "calendar_dates.txt", "frequencies.txt", "transfers.txt"}

// decisive are the columns whose values a Feed must understand.
var decisive = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "exception_type", "direction_id", "exact_times", "location_type", "transfer_type"}

// refusal gives why a feed is not accepted, or nil.
func (ps problems) refusal(most int) error {
	var rows, consequences []RowError
	for _, all := range ps.sorted() {
		reason, ok := reasons[all.Code]
		if !ok {
			continue
		}
		for _, p := range all.First {
			switch {
			case !slices.Contains(used, p.File), p.Code == "invalid_row_length" && p.N < p.M, p.Code == "unexpected_enum_value" && !slices.Contains(decisive, p.Column):
			case p.Code == "foreign_key_violation": // often because another row was left out
				consequences = append(consequences, RowError{p.File, p.Row, p.Column, p.Value, reason + " " + p.Column2})
			case p.Code == "invalid_row_length":
				rows = append(rows, RowError{p.File, p.Row, p.Column, p.Value, fmt.Sprintf("has %d values, the header %d", p.N, p.M)})
			case p.Text != "" && p.Code != "start_and_end_range_out_of_order":
				rows = append(rows, RowError{p.File, p.Row, p.Column, p.Value, reason + ": " + p.Text})
			default:
				rows = append(rows, RowError{p.File, p.Row, p.Column, p.Value, reason})
			}
		}
	}
	rows = append(rows, consequences...)
	if len(rows) == 0 {
		return nil
	}
	return &ReadError{rows[:min(len(rows), most)]}
}
