package validate

var duplicateFareMedia = Notice{"duplicate_fare_media", Warning, "fare_media.txt", "csvRowNumber1 fareMediaId1 csvRowNumber2 fareMediaId2", "Dua media tarif bernama dan berjenis sama.", "Two fare media have the same name and type."}

// fareMedia wants media that people can tell apart.
var fareMedia = rule{notices: []*Notice{&duplicateFareMedia}, feed: func(r *run) {
	t := r.feed.Table("fare_media.txt")
	id, name, kind := t.Column("fare_media_id"), t.Column("fare_media_name"), t.Column("fare_media_type")
	seen := map[[2]string]int{}
	for row := range t.Len() {
		key := [2]string{name.Of(row), kind.Of(row)}
		first, twice := seen[key]
		if !twice {
			seen[key] = row
			continue
		}
		r.add(&duplicateFareMedia, t.Line(first), id.Of(first), t.Line(row), id.Of(row))
	}
}}
