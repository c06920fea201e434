package validate

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	noRouteName     = Notice{"route_both_short_and_long_name_missing", Error, "routes.txt", "csvRowNumber routeId", "Trayek tanpa nama. Isi route_short_name atau route_long_name.", "The route has no name. Give route_short_name or route_long_name."}
	longHoldsShort  = Notice{"route_long_name_contains_short_name", Warning, "routes.txt", "csvRowNumber routeId routeShortName routeLongName", "Nama panjang mengulang nama pendek; keduanya biasa ditampilkan berdampingan.", "The long name repeats the short one; both are shown side by side."}
	shortTooLong    = Notice{"route_short_name_too_long", Warning, "routes.txt", "csvRowNumber routeId routeShortName", "Nama pendek lebih dari 12 huruf.", "The short name has more than 12 letters."}
	sameDescription = Notice{"same_name_and_description_for_route", Warning, "routes.txt", "csvRowNumber routeId routeDesc specifiedField", "Keterangan trayek hanya mengulang namanya.", "The description only repeats the name."}
)

// routeNames wants a name of every route that says something once.
var routeNames = rule{notices: []*Notice{&noRouteName, &longHoldsShort, &shortTooLong, &sameDescription}, feed: func(r *run) {
	t := r.feed.Table("routes.txt")
	id, short, long, desc := t.Column("route_id"), t.Column("route_short_name"), t.Column("route_long_name"), t.Column("route_desc")
	for row := range t.Len() {
		s, l, d := short.Of(row), long.Of(row), desc.Of(row)
		if s == "" && l == "" {
			r.add(&noRouteName, t.Line(row), id.Of(row))
		}
		if s != "" && begins(l, s) {
			r.add(&longHoldsShort, t.Line(row), id.Of(row), s, l)
		}
		if utf8.RuneCountInString(s) > 12 {
			r.add(&shortTooLong, t.Line(row), id.Of(row), s)
		}
		switch {
		case d == "":
		case strings.EqualFold(d, s):
			r.add(&sameDescription, t.Line(row), id.Of(row), d, "route_short_name")
		case strings.EqualFold(d, l):
			r.add(&sameDescription, t.Line(row), id.Of(row), d, "route_long_name")
		}
	}
}}

// begins reports whether a long name is the short one, or begins with it and
// then a blank, a dash or a bracket.
func begins(long, short string) bool {
	if len(long) < len(short) || !strings.EqualFold(long[:len(short)], short) {
		return false
	}
	rest := long[len(short):]
	if rest == "" {
		return true
	}
	next, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsSpace(next) || next == '-' || next == '('
}
