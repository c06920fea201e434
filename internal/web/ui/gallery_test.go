// SPDX-License-Identifier: Apache-2.0

package ui_test

import (
	"testing"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/demo/feed"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/ui"
	"sinergi/territory"
)

// The gallery holds every partial at least once, on pages that could be real.

// in picks the words of a language.
func in(lang string) func(id, en string) string {
	return func(id, en string) string {
		if lang == i18n.English {
			return en
		}
		return id
	}
}

type row struct {
	No                               int
	Text, Government, Quantity, Rate string
	Party                            int
	Amount                           money.Rupiah
	Mass                             quantity.Kilograms
	State                            ui.Badge
}

func framed(lang, title, path string, body any) *ui.Page {
	say := in(lang)
	return &ui.Page{
		Lang: lang, Title: title, Path: path, Body: body,
		Crumbs: []ui.Link{{Href: "/", Label: say("Beranda", "Home")}, {Href: "/agreements/1", Label: say("PKS Bus Aglomerasi", "Agglomeration bus agreement")}},
		User:   &ui.User{Name: "Rina Marlina", Office: "Dinas Perhubungan", Government: "Kabupaten Kampar"},
		Nav: []ui.NavItem{
			{Href: "/", Label: say("Beranda", "Home"), Count: 3},
			{Href: "/agreements", Label: say("Perjanjian", "Agreements")},
			{Href: "/services", Label: say("Layanan", "Services")},
			{Href: "/statements", Label: say("Perhitungan", "Statements"), Current: true},
			{Href: "/data", Label: say("Data", "Data")},
		},
	}
}

func statementPage(t *testing.T, lang string) *ui.Page {
	t.Helper()
	say := in(lang)
	m := routeMap(t, lang)
	good, waiting := ui.Badge{Text: say("Diterima", "Accepted"), Kind: ui.Good}, ui.Badge{Text: say("Disengketakan", "Disputed"), Kind: ui.Warn}
	p := framed(lang, say("Perhitungan bus, Oktober 2026", "Bus statement, October 2026"), "/statements/1?tab=lines", map[string]any{
		"Summary": ui.Summary{
			Text:  say("Kampar membayar Rp214.380.000 kepada Pekanbaru; 2 dari 31 baris disengketakan.", "Kampar pays Pekanbaru Rp214,380,000; 2 of 31 lines are disputed."),
			Badge: ui.Badge{Text: say("Ada yang disengketakan", "Partly disputed"), Kind: ui.Warn},
		},
		"Move": ui.Move{
			Office: say("Dinas Perhubungan Kabupaten Kampar", "Kampar transport agency"), Mine: true, Text: say("Periksa 2 baris.", "Check 2 lines."),
			Since: civil.Date{Year: 2026, Month: 11, Day: 3}, Until: civil.Date{Year: 2026, Month: 11, Day: 10},
			Action: &ui.Action{Href: "/statements/1/check", Label: say("Periksa", "Check")},
		},
		"Chain": []ui.Step{
			{Label: say("Klausul", "Clause"), Value: "8 (2)", Href: "/c"},
			{Label: say("Tarif", "Tariff"), Value: say("versi 3", "version 3"), Href: "/t"},
			{Label: say("Jarak", "Distance"), Value: i18n.Km(lang, 8412360)},
			{Label: "Trip", Value: i18n.Int(lang, 2286), Href: "/r"},
			{Label: say("Posisi", "Positions"), Value: i18n.Int(lang, 1412907), Href: "/p"},
		},
		"Tabs": []ui.Tab{
			{Href: "?tab=lines", Label: say("Baris", "Lines"), Current: true},
			{Href: "?tab=disputes", Label: say("Sengketa", "Disputes"), Count: 2},
			{Href: "?tab=history", Label: say("Riwayat", "History")},
		},
		"Caption": say("Baris perhitungan", "Lines of the statement"),
		"Heads":   []string{"No", say("Uraian", "What"), say("Jumlah", "Quantity"), say("Tarif", "Rate"), say("Nilai", "Amount"), "Status"},
		"Rows": []row{
			{1, say("Kilometer tempuh, rute 1", "Kilometres run, route 1"), "Kampar", i18n.Km(lang, 8412360), "Rp25.400", 0, 213673944, 0, good},
			{2, say("Kilometer tempuh, rute 1", "Kilometres run, route 1"), "Pekanbaru", i18n.Km(lang, 24649652), "Rp25.400", 1, 626101161, 0, good},
			{3, say("Potongan trip tidak jalan", "Deduction for trips not run"), "", "12 trip", "Rp36.700", -1, -440400, 0, waiting},
		},
		"SumLabel": say("Jumlah yang dibayar Kampar", "Payable by Kampar"), "Sum": money.Rupiah(214380000),
		"Words": "Terbilang: " + civil.Terbilang(214380000) + " rupiah.",
		"Actions": []ui.Action{
			{Href: "/statements/1/accept", Label: say("Terima semua", "Accept all"), Method: "post"},
			{Href: "/statements/1/dispute", Label: say("Sengketakan baris…", "Dispute lines…"), Kind: "quiet"},
			{Href: "/statements/1.pdf", Label: "PDF", Kind: "quiet"},
		},
		"MapTitle": say("Rute 1 di kedua sisi batas", "Route 1 on both sides of the border"),
		"Map":      ui.Map{Src: "/border.geojson", Label: m.Title, SVG: draw.Responsive(m)},
		"Parties":  []ui.Party{{Index: 0, Name: "Kabupaten Kampar"}, {Index: 1, Name: "Kota Pekanbaru"}},

		"MareyTitle": say("Rute 1, pagi 14 Oktober", "Route 1, morning of 14 October"), "Marey": draw.Responsive(marey(lang)),
		"MareyNote": say("Garis putus-putus: jadwal. Diarsir: tidak ada posisi yang diterima.", "Dashed: timetable. Hatched: no positions were received."),
		"DaysTitle": say("Trip per hari", "Trips by day"), "Days": draw.Responsive(days(lang)),
		"ShareTitle": say("Bagian tiap daerah", "Each government's share"), "Share": draw.Responsive(share(lang)),
		"Facts": []ui.Fact{
			{Label: say("Trip terlaksana", "Trips run"), Value: "2.274", Href: "/trips", Note: "99,5 %"},
			{Label: say("Mutu bukti", "Evidence"), Value: "A"},
			{Label: say("Versi batas", "Border version"), Value: region.DefaultVersion},
		},
		"HistoryTitle": say("Riwayat", "History"),
		"Events": []ui.Event{
			{At: time.Date(2026, 11, 5, 2, 12, 0, 0, time.UTC), Who: "Dishub Kampar", Text: say("Menyengketakan baris 3", "Disputed line 3"), Kind: ui.Warn},
			{At: time.Date(2026, 11, 3, 8, 0, 0, 0, time.UTC), Who: "Dishub Pekanbaru", Text: say("Menawarkan perhitungan", "Offered the statement"), Href: "/versions/1", Kind: ui.Waiting},
			{At: time.Date(2026, 11, 1, 0, 5, 0, 0, time.UTC), Who: "Sinergi", Text: say("Draf disusun", "Draft made")},
		},
	})
	p.Map = true
	p.Flash = say("Baris 2 diterima.", "Line 2 was accepted.")
	return p
}

func formPage(text *i18n.Catalog, lang string) *ui.Page {
	say := in(lang)
	rate, _ := quantity.Parse("25400.50")
	p := framed(lang, say("Tiket timbang", "Weighbridge tickets"), "/tickets?page=2", map[string]any{
		"Summary": ui.Summary{Text: say("Tiket 1432 menunggu keputusan Anda.", "Ticket 1432 waits for your decision."), Note: say("Yang lain sudah lengkap.", "The others are complete.")},
		"Filters": ui.Filters{Action: "/tickets", Active: true, Fields: []ui.Field{
			{Name: "q", Label: say("Cari", "Search"), Value: "1432", Type: "search"},
			{Name: "state", Label: "Status", Value: "", Options: []ui.Option{{Value: "", Label: say("Semua", "All")}, {Value: "w", Label: say("Menunggu", "Waiting")}}},
			{Name: "month", Label: say("Bulan", "Month"), Value: "2026-10", Type: "month"},
		}},
		"Caption": say("Tiket Oktober", "October tickets"), "Heads": []string{say("Tiket", "Ticket"), say("Neto", "Net"), "Status"},
		"Rows": []row{
			{No: 1431, Text: "1431 · BM 8123 TU", Mass: 5480, State: ui.Badge{Text: say("Lengkap", "Complete"), Kind: ui.Good}},
			{No: 1432, Text: "1432 · BM 9004 AU", Mass: 12940, State: ui.Badge{Text: say("Menunggu keputusan", "Waiting for a decision"), Kind: ui.Waiting}},
			{No: 1433, Text: "1433 · BM 8123 TU", Mass: 0, State: ui.Badge{Text: say("Ditolak", "Refused"), Kind: ui.Bad}},
			{No: 1434, Text: "1434 · BM 8001 TP", Mass: 4100, State: ui.Badge{Text: say("Draf", "Draft"), Kind: ui.Draft}},
			{No: 1435, Text: "1435 · BM 8001 TP", Mass: 4100, State: ui.Badge{Text: say("Dari sensor", "From a sensor")}},
		},
		"Pager":     ui.Pager{Prev: "?page=1", Next: "?page=3", Page: 2, Pages: 12, Total: 1204},
		"Empty":     ui.Empty{Title: say("Belum ada keberatan", "No objections yet"), Text: say("Keberatan pihak lain akan tampil di sini.", "Objections of the other party will appear here."), Action: &ui.Link{Href: "/help", Label: say("Cara mengajukan", "How to object")}},
		"FormTitle": say("Catat tiket", "Record a ticket"),
		"Plate":     say("Nomor polisi", "Plate number"), "PlateHint": say("Seperti tertulis di STNK.", "As in the registration."),
		"Date": say("Tanggal", "Date"), "Today": civil.Date{Year: 2026, Month: 10, Day: 14}, "Rate": say("Tarif", "Rate"), "Amount": rate,
		"Route": say("Rute", "Route"), "Kind": say("Sifat", "Kind"), "Reason": say("Alasan", "Reason"), "File": say("Berkas CSV", "CSV file"), "Sure": say("Saya sudah memeriksa tiket ini", "I have checked this ticket"),
		"Kinds": []ui.Option{{Value: "a", Label: say("Sampah rumah tangga", "Household waste")}, {Value: "b", Label: say("Sampah pasar", "Market waste"), Hint: say("Dari pasar yang dikelola daerah.", "From markets run by the government.")}},
		"Send":  say("Simpan", "Save"), "Cancel": say("Batal", "Cancel"), "Drop": say("Hapus draf", "Delete the draft"),
	})
	p.Error = ui.ProblemOf(text, lang, fault.InvalidFields([]fault.Field{
		fault.NewField("plate", "ui.required"), fault.NewField("kind", "ui.required"), {Name: "rate", Row: 3, Key: "quantity.not_a_number", Args: map[string]any{"Value": "x"}},
	}))
	return p
}

func quietPage(lang string) *ui.Page {
	say := in(lang)
	return &ui.Page{
		Lang: lang, Title: say("Trip berikut", "Next trip"), Path: "/drive", Quiet: true,
		User: &ui.User{Name: "Dedi", Office: say("Sopir", "Driver"), Government: "Trans Metro Pekanbaru"},
		Body: map[string]any{
			"Summary": ui.Summary{Text: say("07.15 dari Pandau, rute 1", "07:15 from Pandau, route 1")}, "Start": say("Mulai trip", "Start the trip"),
			"Facts": []ui.Fact{{Label: say("Sambungan", "Connection"), Value: say("tersambung", "connected")}, {Label: say("Titik menunggu", "Points waiting"), Value: "3"}},
		},
	}
}

func failurePage(text *i18n.Catalog, lang string) *ui.Page {
	return &ui.Page{Lang: lang, Title: ui.FailureTitle(text, lang, 500), Path: "/x", Body: ui.Failure{Status: 500, Incident: "7F3K-20"}}
}

// routeMap is route 1 of the demo feed on the shipped border.
func routeMap(t *testing.T, lang string) draw.Map {
	t.Helper()
	say := in(lang)
	border, err := region.Default()
	if err != nil {
		t.Fatal(err)
	}
	areas, err := border.Partition(region.LevelOf("14.01"))
	if err != nil {
		t.Fatal(err)
	}
	m := draw.Map{ID: "route-1", Title: say("Peta rute 1 Pandau–Ramayana di Kampar dan Pekanbaru", "Map of route 1 Pandau–Ramayana in Kampar and Pekanbaru"), Attribution: "© OpenStreetMap · BIG"}
	for _, area := range areas.Areas() {
		party, ours := map[string]int{"14.01": 0, "14.71": 1}[area.Code]
		if !ours {
			party = draw.NoParty
		}
		a := draw.Area{Party: party, Label: region.Name(area.Code)}
		for _, polygon := range area.Polygons {
			for _, ring := range polygon {
				a.Rings = append(a.Rings, points(ring))
			}
		}
		m.Areas = append(m.Areas, a)
	}
	f, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	var shape []territory.Point
	for _, p := range f.Shape("1-0") {
		shape = append(shape, territory.Point{Lat: p.Lat, Lon: p.Lon})
	}
	for _, part := range byTerritory(areas, shape) {
		m.Lines = append(m.Lines, draw.Line{Kind: draw.Run, Party: part.party, Points: part.points, Label: part.name})
	}
	times := f.StopTimes("1-0-0530")
	for i, at := range times {
		stop, _ := f.Stop(at.StopID)
		if i%6 != 0 && i != len(times)-1 {
			continue
		}
		p := draw.Point{Lon: stop.Lon, Lat: stop.Lat}
		m.Marks = append(m.Marks, draw.Mark{At: p, Kind: draw.Stop, Party: draw.NoParty, Label: stop.Name})
	}
	return m
}

type stretch struct {
	party  int
	name   string
	points []draw.Point
}

// byTerritory cuts a line at its points where the territory changes, which is
// near enough for a picture.
func byTerritory(areas *territory.Partition, line []territory.Point) []stretch {
	var parts []stretch
	for _, p := range line {
		party, name := 1, "Kota Pekanbaru"
		if i, ok := areas.Locate(p.Lat, p.Lon); ok && areas.Area(i).Code == "14.01" {
			party, name = 0, "Kabupaten Kampar"
		}
		at := draw.Point{Lon: p.Lon, Lat: p.Lat}
		if n := len(parts); n == 0 || parts[n-1].party != party {
			if n > 0 {
				parts[n-1].points = append(parts[n-1].points, at)
			}
			parts = append(parts, stretch{party: party, name: name})
		}
		parts[len(parts)-1].points = append(parts[len(parts)-1].points, at)
	}
	return parts
}

func points(ring territory.Ring) []draw.Point {
	made := make([]draw.Point, len(ring))
	for i, p := range ring {
		made[i] = draw.Point{Lon: p.Lon, Lat: p.Lat}
	}
	return made
}

func marey(lang string) draw.Marey {
	say := in(lang)
	start := time.Date(2026, 10, 14, 6, 0, 0, 0, civil.WIB())
	m := draw.Marey{
		ID: "marey", Lang: lang, From: start, To: start.Add(2 * time.Hour), Length: 14462,
		Title: say("Diagram jarak–waktu rute 1", "Distance–time diagram of route 1"), Desc: say("Delapan trip; trip 06.45 tanpa posisi selama 9 menit.", "Eight trips; the 06:45 trip has no positions for 9 minutes."),
		Stops: []draw.MareyStop{{At: 0, Name: "Pandau Permai"}, {At: 1700, Name: "Simpang Kubang Raya"}, {At: 3680, Name: say("Batas daerah", "Border")}, {At: 6900, Name: "Bandara SSK II"}, {At: 9400, Name: "RS Awal Bros"}, {At: 12800, Name: "Masjid Agung An-Nur"}, {At: 14462, Name: "Ramayana STC"}},
		Bands: []draw.Band{{From: 0, To: 3680, Party: 0, Name: "Kabupaten Kampar"}, {From: 3680, To: 14462, Party: 1, Name: "Kota Pekanbaru"}},
	}
	for i := range 8 {
		leave := start.Add(time.Duration(i*15) * time.Minute)
		at := func(minutes float64, metres quantity.Metres) draw.Moment {
			return draw.Moment{At: leave.Add(time.Duration(minutes * float64(time.Minute))), Metres: metres}
		}
		late := float64(i%4) * 1.6
		trip := draw.Trip{
			Label: "Trip " + i18n.Clock(lang, leave), Href: "/trips/" + leave.Format("1504"),
			Plan: []draw.Moment{at(0, 0), at(42, 14462)},
			Run:  []draw.Moment{at(late, 0), at(late+6, 1700), at(late+9, 1900), at(late+14, 3680), at(late+24, 6900), at(late+33, 9400), at(late+40, 12800), at(late+46, 14462)},
		}
		if i == 3 {
			trip.Gaps = []draw.Span{{From: trip.Run[4], To: trip.Run[5]}}
		}
		m.Trips = append(m.Trips, trip)
	}
	return m
}

func days(lang string) draw.DayBars {
	say := in(lang)
	d := draw.DayBars{ID: "days", Lang: lang, Title: say("Trip per hari, Oktober 2026", "Trips by day, October 2026"), Month: civil.Month{Year: 2026, Month: 10}, Unit: "trip", Target: 76, TargetLabel: say("jadwal 76", "timetable 76")}
	for i := 1; i <= 31; i++ {
		missed := int64((i * 7) % 5)
		d.Days = append(d.Days, draw.Day{
			Date: civil.Date{Year: 2026, Month: 10, Day: i}, Href: "/days/" + civil.Date{Year: 2026, Month: 10, Day: i}.String(), Label: i18n.Int(lang, int64(i)),
			Parts: []draw.Part{{Value: 20, Party: 0}, {Value: 56 - missed, Party: 1}, {Value: missed, Party: draw.NoParty, State: "bad"}},
		})
	}
	return d
}

func share(lang string) draw.ShareBar {
	return draw.ShareBar{ID: "share", Title: in(lang)("Bagian tiap daerah", "Shares"), Parts: []draw.Share{
		{Value: 8412360, Party: 0, Name: "Kabupaten Kampar", Text: i18n.Km(lang, 8412360)},
		{Value: 24649652, Party: 1, Name: "Kota Pekanbaru", Text: i18n.Km(lang, 24649652)},
	}}
}
