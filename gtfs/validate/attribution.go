package validate

var attributionWithoutRole = Notice{"attribution_without_role", Warning, "attributions.txt", "csvRowNumber attributionId", "Atribusi tanpa peran. Isi is_producer, is_operator, atau is_authority dengan 1.", "The attribution has no role. Set is_producer, is_operator or is_authority to 1."}

// attributionRole wants an attribution to say what for.
var attributionRole = rule{notices: []*Notice{&attributionWithoutRole}, feed: func(r *run) {
	t := r.feed.Table("attributions.txt")
	id := t.Column("attribution_id")
	producer, operator, authority := t.Column("is_producer"), t.Column("is_operator"), t.Column("is_authority")
	for row := range t.Len() {
		if producer.Of(row) != "1" && operator.Of(row) != "1" && authority.Of(row) != "1" {
			r.add(&attributionWithoutRole, t.Line(row), id.Of(row))
		}
	}
}}
