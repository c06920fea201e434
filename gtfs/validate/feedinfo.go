package validate

import "sinergi/gtfs"

var (
	expires7       = Notice{"feed_expiration_date7_days", Warning, "feed_info.txt", "csvRowNumber currentDate feedEndDate suggestedExpirationDate", "Masa berlaku jadwal habis dalam tujuh hari. Terbitkan yang baru.", "The feed expires within seven days. Publish a new one."}
	expires30      = Notice{"feed_expiration_date30_days", Warning, "feed_info.txt", "csvRowNumber currentDate feedEndDate suggestedExpirationDate", "Masa berlaku jadwal habis dalam 30 hari. Siapkan yang baru.", "The feed expires within 30 days. Prepare a new one."}
	missingContact = Notice{"missing_feed_contact_email_and_url", Warning, "feed_info.txt", "csvRowNumber", "feed_info.txt tanpa kontak. Isi feed_contact_email atau feed_contact_url.", "feed_info.txt has no contact. Give feed_contact_email or feed_contact_url."}
	missingDate    = Notice{"missing_feed_info_date", Warning, "feed_info.txt", "csvRowNumber fieldName", "Hanya satu dari dua tanggal masa berlaku terisi. Isi dua-duanya.", "Only one of the two dates of the feed's period is given. Give both."}
	futureFeed     = Notice{"future_feed", Info, "feed_info.txt", "feedStartDate currentDate", "Jadwal baru berlaku nanti.", "The feed begins later."}
)

// feedInfo looks at the period and the contact of feed_info.txt.
var feedInfo = rule{notices: []*Notice{&expires7, &expires30, &missingContact, &missingDate, &futureFeed}, feed: func(r *run) {
	t := r.feed.Table("feed_info.txt")
	starts, ends := t.Column("feed_start_date"), t.Column("feed_end_date")
	email, url := t.Column("feed_contact_email"), t.Column("feed_contact_url")
	earliest := gtfs.Date{}
	for row := range t.Len() {
		start, hasStart := starts.Date(row)
		end, hasEnd := ends.Date(row)
		if hasStart && (earliest == gtfs.Date{} || start.Compare(earliest) < 0) {
			earliest = start
		}
		switch left := number(end) - number(r.today); {
		case !hasEnd:
		case left <= 7:
			r.add(&expires7, t.Line(row), day(r.today), day(end), day(after(r.today, 7)))
		case left <= 30:
			r.add(&expires30, t.Line(row), day(r.today), day(end), day(after(r.today, 30)))
		}
		if hasStart && hasEnd && end.Compare(start) < 0 {
			r.add(&rangeOutOfOrder, t.Name, t.Line(row), "", "feed_start_date", starts.Of(row), "feed_end_date", ends.Of(row))
		}
		if email.Of(row) == "" && url.Of(row) == "" {
			r.add(&missingContact, t.Line(row))
		}
		if (starts.Of(row) == "") != (ends.Of(row) == "") {
			r.add(&missingDate, t.Line(row), map[bool]string{true: "feed_start_date", false: "feed_end_date"}[starts.Of(row) == ""])
		}
	}
	if (earliest != gtfs.Date{}) && earliest.Compare(r.today) > 0 {
		r.add(&futureFeed, day(earliest), day(r.today))
	}
}}
