package validate

// fareJoins wants both stops of a join, or neither.
var fareJoins = rule{feed: func(r *run) {
	t := r.feed.Table("fare_leg_join_rules.txt")
	from, to := t.Column("from_stop_id"), t.Column("to_stop_id")
	for row := range t.Len() {
		switch a, b := from.Of(row), to.Of(row); {
		case a != "" && b == "":
			r.add(&missingRequiredField, t.Name, t.Line(row), "to_stop_id")
		case a == "" && b != "":
			r.add(&missingRequiredField, t.Name, t.Line(row), "from_stop_id")
		}
	}
}}
