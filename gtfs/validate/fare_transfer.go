package validate

var (
	limitTypeOnly  = Notice{"fare_transfer_rule_duration_limit_type_without_duration_limit", Error, "fare_transfer_rules.txt", "csvRowNumber", "duration_limit_type tanpa duration_limit. Isi dua-duanya atau tidak sama sekali.", "duration_limit_type stands without duration_limit. Give both or neither."}
	limitOnly      = Notice{"fare_transfer_rule_duration_limit_without_type", Error, "fare_transfer_rules.txt", "csvRowNumber", "duration_limit tanpa duration_limit_type. Isi dua-duanya atau tidak sama sekali.", "duration_limit stands without duration_limit_type. Give both or neither."}
	countInvalid   = Notice{"fare_transfer_rule_invalid_transfer_count", Error, "fare_transfer_rules.txt", "csvRowNumber transferCount", "transfer_count harus -1 (tak terbatas) atau lebih dari 0.", "transfer_count must be -1 (without limit) or above 0."}
	countMissing   = Notice{"fare_transfer_rule_missing_transfer_count", Error, "fare_transfer_rules.txt", "csvRowNumber", "transfer_count wajib bila from_leg_group_id sama dengan to_leg_group_id.", "transfer_count is required when from_leg_group_id equals to_leg_group_id."}
	countForbidden = Notice{"fare_transfer_rule_with_forbidden_transfer_count", Error, "fare_transfer_rules.txt", "csvRowNumber", "transfer_count tidak boleh diisi bila from_leg_group_id berbeda dari to_leg_group_id.", "transfer_count must be empty when from_leg_group_id differs from to_leg_group_id."}
)

// fareTransfers wants limits of time and number where they belong.
var fareTransfers = rule{notices: []*Notice{&limitTypeOnly, &limitOnly, &countInvalid, &countMissing, &countForbidden}, feed: func(r *run) {
	t := r.feed.Table("fare_transfer_rules.txt")
	from, to, count := t.Column("from_leg_group_id"), t.Column("to_leg_group_id"), t.Column("transfer_count")
	limit, kind := t.Column("duration_limit"), t.Column("duration_limit_type")
	for row := range t.Len() {
		switch {
		case limit.Of(row) == "" && kind.Of(row) != "":
			r.add(&limitTypeOnly, t.Line(row))
		case limit.Of(row) != "" && kind.Of(row) == "":
			r.add(&limitOnly, t.Line(row))
		}
		same := from.Of(row) != "" && from.Of(row) == to.Of(row)
		switch n := count.Integer(row, 0); {
		case same && count.Of(row) == "":
			r.add(&countMissing, t.Line(row))
		case same && (n < -1 || n == 0):
			r.add(&countInvalid, t.Line(row), n)
		case !same && count.Of(row) != "":
			r.add(&countForbidden, t.Line(row))
		}
	}
}}
