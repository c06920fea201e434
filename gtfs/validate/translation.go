package validate

import "strconv"

var (
	translationKey   = Notice{"translation_foreign_key_violation", Error, "translations.txt", "csvRowNumber tableName recordId recordSubId", "Terjemahan menunjuk ke baris yang tidak ada.", "The translation refers to a row that does not exist."}
	translationValue = Notice{"translation_unexpected_value", Error, "translations.txt", "csvRowNumber fieldName fieldValue", "Kolom ini harus kosong untuk terjemahan yang begini.", "This field must be empty for such a translation."}
	translationTable = Notice{"translation_unknown_table_name", Warning, "translations.txt", "csvRowNumber tableName", "table_name tidak dikenal, atau berkasnya tidak ada.", "table_name is not known, or the file is missing."}
)

// translated are the tables that may be translated, with what tells a row.
var translated = map[string]string{
	"agency": "agency_id", "stops": "stop_id", "routes": "route_id", "trips": "trip_id", "stop_times": "trip_id",
	"pathways": "pathway_id", "levels": "level_id", "attributions": "attribution_id", "feed_info": "",
}

// translations wants translations of something that is there.
var translations = rule{notices: []*Notice{&translationKey, &translationValue, &translationTable}, feed: func(r *run) {
	t := r.feed.Table("translations.txt")
	table, record, sub, value := t.Column("table_name"), t.Column("record_id"), t.Column("record_sub_id"), t.Column("field_value")
	ids := map[string]map[string]bool{}
	for row := range t.Len() {
		name := table.Of(row)
		key, known := translated[name]
		of := r.feed.Table(name + ".txt")
		if name == "" {
			continue
		}
		if !known || of == nil && name != "stop_times" {
			r.add(&translationTable, t.Line(row), name)
			continue
		}
		empty := func(field, v string) {
			if v != "" {
				r.add(&translationValue, t.Line(row), field, v)
			}
		}
		switch {
		case name == "feed_info":
			empty("record_id", record.Of(row))
			empty("record_sub_id", sub.Of(row))
			empty("field_value", value.Of(row))
			continue
		case value.Of(row) != "":
			empty("record_id", record.Of(row))
			empty("record_sub_id", sub.Of(row))
			continue
		case record.Of(row) == "":
			r.add(&missingRequiredField, t.Name, t.Line(row), "record_id")
			continue
		case name == "stop_times":
			if !r.halts(record.Of(row), sub.Of(row)) {
				r.add(&translationKey, t.Line(row), name, record.Of(row), sub.Of(row))
			}
			continue
		}
		empty("record_sub_id", sub.Of(row))
		if ids[name] == nil {
			ids[name] = map[string]bool{}
			id := of.Column(key)
			for i := range of.Len() {
				ids[name][id.Of(i)] = true
			}
		}
		if !ids[name][record.Of(row)] {
			r.add(&translationKey, t.Line(row), name, record.Of(row), sub.Of(row))
		}
	}
}}

// halts reports whether a trip has a stop_sequence.
func (r *run) halts(trip, sequence string) bool {
	at, ok := r.feed.TripIndex(trip)
	n, err := strconv.ParseUint(sequence, 10, 32)
	if !ok || err != nil {
		return false
	}
	from, to := r.feed.Times.Of(at)
	for row := from; row < to; row++ {
		if uint64(r.feed.Times.Sequence[row]) == n {
			return true
		}
	}
	return false
}
