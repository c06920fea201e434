package validate

import "strings"

var langMismatch = Notice{"feed_info_lang_and_agency_lang_mismatch", Warning, "agency.txt", "csvRowNumber agencyId agencyName agencyLang feedLang", "Bahasa di feed_info.txt dan agency.txt berbeda.", "The languages of feed_info.txt and agency.txt differ."}

// feedLanguage wants the feed in the language of its agencies; mul stands for
// several.
var feedLanguage = rule{notices: []*Notice{&langMismatch}, feed: func(r *run) {
	info, t := r.feed.Table("feed_info.txt"), r.feed.Table("agency.txt")
	if info.Len() == 0 {
		return
	}
	want := info.Column("feed_lang").Of(0)
	id, name, lang := t.Column("agency_id"), t.Column("agency_name"), t.Column("agency_lang")
	langs := map[string]bool{}
	for row := range t.Len() {
		if v := lang.Of(row); v != "" {
			langs[strings.ToLower(v)] = true
		}
	}
	if want == "" || want == "mul" && len(langs) != 1 {
		return
	}
	for row := range t.Len() {
		if v := lang.Of(row); v != "" && !strings.EqualFold(v, want) {
			r.add(&langMismatch, t.Line(row), id.Of(row), name.Of(row), v, want)
		}
	}
}}
