package validate

var missingAgencyID = Notice{"missing_required_agency_id", Error, "", "filename csvRowNumber agencyName", "agency_id wajib bila penyelenggara lebih dari satu.", "With more than one agency, agency_id is required."}

// agencyIDs wants every agency, route and fare to tell the agency as soon as
// there are two.
var agencyIDs = rule{notices: []*Notice{&missingAgencyID}, feed: func(r *run) {
	if r.feed.Table("agency.txt").Len() < 2 {
		return
	}
	for _, name := range []string{"agency.txt", "routes.txt", "fare_attributes.txt"} {
		t := r.feed.Table(name)
		id, agency := t.Column("agency_id"), t.Column("agency_name")
		for row := range t.Len() {
			if id.Of(row) == "" {
				r.add(&missingAgencyID, name, t.Line(row), agency.Of(row))
			}
		}
	}
}}
