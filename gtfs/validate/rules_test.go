package validate

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write RULES.md anew")

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// RULES.md tells of every code of the canonical validator what stands for it
// here. The severities are the same.
func TestTheTableOfRules(t *testing.T) {
	t.Parallel()
	have := map[string]*Notice{}
	for _, n := range Notices() {
		if have[n.Code] != nil {
			t.Errorf("%s is declared twice", n.Code)
		}
		have[n.Code] = n
		if n.ID == "" || n.EN == "" || n.ID == n.EN {
			t.Errorf("%s is not said in both languages", n.Code)
		}
	}
	reasons := map[string][]string{}
	for _, row := range readCSV(t, "testdata/not_covered.csv") {
		reasons[row[0]] = row[1:]
	}
	var b strings.Builder
	covered, lines := 0, readCSV(t, "testdata/canonical_notices.csv")
	for _, row := range lines {
		code, severity := row[0], row[1]
		n, why := have[code], reasons[code]
		switch {
		case n != nil && why != nil:
			t.Errorf("%s is covered and not covered", code)
		case n != nil:
			covered++
			if string(n.Severity) != severity {
				t.Errorf("%s is %s here and %s there", code, n.Severity, severity)
			}
			feed := "`testdata/notices/" + code + ".txtar`"
			if code == "too_many_rows" {
				feed = "the good feed, with a limit"
			}
			fmt.Fprintf(&b, "| `%s` | %s | covered | %s |\n", code, severity, feed)
		case why != nil:
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", code, severity, why[0], why[1])
		default:
			t.Errorf("%s is neither covered nor told why not", code)
		}
		delete(have, code)
		delete(reasons, code)
	}
	for code := range have {
		t.Errorf("the canonical validator knows no %s", code)
	}
	for code := range reasons {
		t.Errorf("not_covered.csv tells of %s, which is not in the list", code)
	}
	text := fmt.Sprintf(`# The canonical validator's rules, and what stands for them here

Every code of [MobilityData's GTFS validator](https://gtfs-validator.mobilitydata.org/rules.html) as listed in
`+"`testdata/canonical_notices.csv`"+`: %d of %d are covered. Each covered one has a feed that is good but for the one thing that
raises it. A test writes this table (`+"`go test ./gtfs/validate -run Rules -update`"+`) and holds the severities to be the same.

Conditions and thresholds follow the GTFS reference and the validator's public rule list, as far as they could be read; the sources
at hand were of different ages, and some newer codes follow their name and the reference only. Of our own are: which days count as
usual service in `+"`trip_coverage_not_active_for_next7_days`"+` (75 %% of the busiest day); up to a minute of rounding allowed where
times are whole minutes in `+"`fast_travel_*`"+`; telephone numbers are judged without the numbering plan of a country; a stop belongs to
the shape by the nearest passing, not by S2 cells.

The names of the sample fields could not be looked up, and may be others there, of
`+"`duplicate_geography_id`, `duplicate_geo_json_key`, `geo_json_*`, `unsupported_*`, `malformed_json`, `unsorted_stop_times`"+`,
`+"`missing_stop_times_record`, `fare_product_with_multiple_default_rider_categories`, `trip_headsign_matches_intermediate_stop`"+`,
`+"`trip_with_shape_dist_traveled_but_no_shape_distances`"+` and several notices of booking rules and pickup windows. Codes of system errors
are not listed; a file that cannot be opened is reported as `+"`i_o_error`"+`.

| code | severity | here | feed that raises it, or reason |
| --- | --- | --- | --- |
%s`, covered, len(lines), b.String())
	if *update {
		if err := os.WriteFile("RULES.md", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile("RULES.md")
	if err != nil || string(written) != text {
		t.Errorf("RULES.md is old: run go test ./gtfs/validate -run Rules -update (%v)", err)
	}
}
