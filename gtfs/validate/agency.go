package validate

import "sinergi/gtfs"

var (
	inconsistentTimezone = Notice{"inconsistent_agency_timezone", Error, "agency.txt", "csvRowNumber expected actual", "Semua penyelenggara harus memakai zona waktu yang sama.", "All agencies must have the same time zone."}
	inconsistentLang     = Notice{"inconsistent_agency_lang", Warning, "agency.txt", "csvRowNumber expected actual", "Bahasa antarpenyelenggara berbeda. Samakan.", "The agencies have different languages. Make them equal."}
)

// agencyConsistency wants one time zone and one language of all agencies.
var agencyConsistency = rule{notices: []*Notice{&inconsistentTimezone, &inconsistentLang}, feed: func(r *run) {
	t := r.feed.Table("agency.txt")
	same := func(n *Notice, column gtfs.Column) {
		want := ""
		for row := range t.Len() {
			switch v := column.Of(row); {
			case v == "":
			case want == "":
				want = v
			case v != want:
				r.add(n, t.Line(row), want, v)
			}
		}
	}
	same(&inconsistentTimezone, t.Column("agency_timezone"))
	same(&inconsistentLang, t.Column("agency_lang"))
}}
