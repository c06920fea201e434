package app_test

import (
	"fmt"
	"html"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/settlement"
)

// served puts a node's pages on an address.
func served(t *testing.T, n *app.Node) string {
	t.Helper()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := n.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

// waitingFor is how many tickets an offer of a draft goes past.
func waitingFor(t *testing.T, o operated, id string) int {
	t.Helper()
	s, err := o.node.Desk.SheetNow(t.Context(), o.load.Actors["pekanbaru-keuangan"], id)
	if err != nil {
		t.Fatal(err)
	}
	return s.Waiting.Tickets
}

// drafted computes a month of both services.
func drafted(t *testing.T, o operated) (ids []string) {
	t.Helper()
	for _, pks := range []string{demo.BusPKS, demo.WastePKS} {
		id, err := o.node.Desk.DraftStatement(t.Context(), o.load.Actors["pekanbaru-keuangan"], pks, october)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

var (
	tableOf = regexp.MustCompile(`(?s)<table class="data[^"]*">(.*?)</table>`)
	rowOf   = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
	cellOf  = regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
	tags    = regexp.MustCompile(`(?s)<[^>]*>`)
	linkOf  = regexp.MustCompile(`href="([^"]*)"`)
)

// cells is a table as a reader sees it, by row; a row's first link is put
// before its cells.
func cells(table, part string) (rows [][]string) {
	_, body, _ := strings.Cut(table, "<"+part+">")
	body, _, _ = strings.Cut(body, "</"+part+">")
	for _, r := range rowOf.FindAllStringSubmatch(body, -1) {
		row := []string{""}
		if m := linkOf.FindStringSubmatch(r[1]); m != nil {
			row[0] = html.UnescapeString(m[1])
		}
		for _, c := range cellOf.FindAllStringSubmatch(r[1], -1) {
			row = append(row, strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(c[1], ""))))
		}
		rows = append(rows, row)
	}
	return rows
}

// tableWith gives the first table whose caption holds some words.
func tableWith(t *testing.T, page, caption string) string {
	t.Helper()
	for _, m := range tableOf.FindAllStringSubmatch(page, -1) {
		head, _, _ := strings.Cut(m[1], "</caption>")
		if strings.Contains(head, caption) {
			return m[1]
		}
	}
	t.Fatalf("no table %q on the page", caption)
	return ""
}

// thousandths reads "8.412,360 km" or "61,1 ton" as 8412360 or 61100.
func thousandths(t *testing.T, text string) (n int64) {
	t.Helper()
	number, _, _ := strings.Cut(text, " ")
	d, err := quantity.Parse(strings.ReplaceAll(strings.ReplaceAll(number, ".", ""), ",", "."))
	if err != nil {
		t.Fatalf("%q is no quantity: %v", text, err)
	}
	whole, frac, _ := d.Int64(3)
	return whole*1000 + frac
}

// Every evidence link of every line of both statements leads to exactly the
// trips or tickets that the figure counts, as they were when it was computed;
// and on from there to the records of now, which still say the same.
func TestEveryEvidenceLinkLeadsToWhatIsCounted(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 3, 4)
	base := served(t, o.node)
	officer := deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}
	provider := deskVisitor{t, visitor(t, base, "pekanbaru-keuangan"), base}
	kinds := map[string]int{}
	for _, id := range drafted(t, o) {
		provider.post("/statements/"+id+"/moves", 303, url.Values{"move": {"offer"}, "waiting": {fmt.Sprint(waitingFor(t, o, id))}})
		sheet, err := o.node.Desk.Sheet(t.Context(), o.load.Actors["kampar-keuangan"], id)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range sheet.Content.Lines {
			measured := figures(sheet.Content, l)
			at := fmt.Sprintf("/statements/%s/lines/%d", id, l.No)
			shown := officer.get(at, 200)
			if len(measured) == 0 { // a fixed sum
				continue
			}
			rows := cells(tableWith(t, shown, "Ukuran harian"), "tbody")
			if len(rows) != len(measured) {
				t.Errorf("%s: %d days of %d", at, len(rows), len(measured))
			}
			count := int64(0)
			for i, row := range rows {
				m := measured[i]
				kinds[m.Measure]++
				count += m.Count
				if !strings.HasPrefix(row[3], i18n.Int("id", m.Count)+" ") {
					t.Errorf("%s: %s shows %q of %d records", at, row[1], row[3], m.Count)
				}
				leadsToTheKept(t, officer, row, m)
			}
			total := cells(tableWith(t, shown, "Ukuran harian"), "tfoot")
			if len(total) != 1 || !strings.HasPrefix(total[0][3], i18n.Int("id", count)+" ") || thousandths(t, total[0][2]) != sumOf(t, measured) {
				t.Errorf("%s: the total is %q, want %d records of %d", at, total, count, sumOf(t, measured))
			}
		}
	}
	for _, measure := range []string{ops.MeasureBusKm, ops.MeasureBusMissed, ops.MeasureTonnes} {
		if kinds[measure] < 4 {
			t.Errorf("only %d links of %s were followed", kinds[measure], measure)
		}
	}
}

// figures are the measurements that a line rests on, in its order.
func figures(s settlement.Statement, l settlement.Line) (out []settlement.Measurement) {
	for _, e := range l.Evidence {
		for _, m := range s.Measurements {
			if m.Measure == e.Measure && m.Government == e.Government && !m.Date.Before(e.From) && !m.Date.After(e.Until) {
				out = append(out, m)
			}
		}
	}
	return out
}

func sumOf(t *testing.T, all []settlement.Measurement) (n int64) {
	t.Helper()
	for _, m := range all {
		whole, frac, _ := m.Amount.Decimal().Int64(3)
		n += whole*1000 + frac
	}
	return n
}

// leadsToTheKept follows a link of a line's page.
func leadsToTheKept(t *testing.T, by deskVisitor, row []string, m settlement.Measurement) {
	t.Helper()
	want := sumOf(t, []settlement.Measurement{m})
	shown := by.get(row[0], 200)
	listed := cells(tableWith(t, shown, "Yang dihitung"), "tbody")
	if m.Count == 0 && strings.Contains(shown, "Yang dihitung</caption>") {
		t.Errorf("%s lists something that counts nothing", row[0])
	}
	sum := int64(0)
	for _, x := range listed {
		if m.Measure == ops.MeasureBusMissed {
			sum += 1000
			if x[3] != "Tidak jalan" && x[3] != "Tidak terbukti" {
				t.Errorf("%s counts a trip that is %q", row[0], x[3])
			}
		} else {
			sum += thousandths(t, x[3])
		}
	}
	if int64(len(listed)) != m.Count || sum != want || thousandths(t, row[2]) != want {
		t.Errorf("%s: %d records of %d, the figure is %d of %d", row[0], len(listed), sum, m.Count, want)
	}
	if len(listed) > 0 {
		by.get(listed[0][0], 200) // the trip or ticket itself
	}
	if !strings.Contains(shown, "Catatan yang sekarang sama") {
		t.Errorf("%s does not say that nothing has changed", row[0])
	}
	_, now, _ := strings.Cut(shown, "Catatan yang sekarang sama")
	leadsToTheRecords(t, by, html.UnescapeString(linkOf.FindStringSubmatch(now)[1]), m, want)
}

// leadsToTheRecords looks at the list of the records of now: a page of it, with
// the sums of all.
func leadsToTheRecords(t *testing.T, by deskVisitor, at string, m settlement.Measurement, want int64) {
	t.Helper()
	shown := by.get(at, 200)
	if m.Measure == ops.MeasureTonnes {
		table := tableWith(t, shown, "Tiket")
		total := cells(table, "tfoot")[0]
		if n := int64(len(cells(table, "tbody"))); n != min(m.Count, 40) || total[1] != i18n.Int("id", m.Count)+" tiket" || thousandths(t, total[2]) != want {
			t.Errorf("%s lists %d tickets, in all %v; the figure is %d of %d", at, n, total, m.Count, want)
		}
		return
	}
	table := tableWith(t, shown, "CSV")
	rows, total := cells(table, "tbody"), cells(table, "tfoot")[0]
	if int64(len(rows)) != min(m.Count, 30) || total[1] != fmt.Sprintf("%d trip", m.Count) {
		t.Errorf("%s lists %d trips (%q), the figure is %d", at, len(rows), total[1], m.Count)
	}
	if m.Measure == ops.MeasureBusKm {
		column := map[string]int{demo.Pekanbaru: 2, demo.Kampar: 3}[m.Government]
		if thousandths(t, total[column]) != want {
			t.Errorf("%s sums to %q in %s, the figure is %d", at, total[column], region.Short(m.Government), want)
		}
	}
}

// A member of the DPRD follows a figure to its sums, and is told why no
// further; nothing on the way is a door that stays shut.
func TestALegislatorSeesTheSumsAndWhyNoMore(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 2)
	base := served(t, o.node)
	dprd := deskVisitor{t, visitor(t, base, "kampar-dprd"), base}
	const why = "hanya terbuka bagi pejabat yang mengurus layanan ini"
	for _, id := range drafted(t, o) {
		if err := o.node.Desk.Offer(t.Context(), o.load.Actors["pekanbaru-keuangan"], id, waitingFor(t, o, id)); err != nil {
			t.Fatal(err)
		}
		sheet, err := o.node.Desk.Sheet(t.Context(), o.load.Actors["kampar-dprd"], id)
		if err != nil {
			t.Fatal(err)
		}
		measured := slices.IndexFunc(sheet.Content.Lines, func(l settlement.Line) bool { return len(figures(sheet.Content, l)) > 0 })
		shown := dprd.get(fmt.Sprintf("/statements/%s/lines/%d", id, measured+1), 200)
		rows := cells(tableWith(t, shown, "Ukuran harian"), "tbody")
		if !strings.Contains(shown, why) || len(rows) == 0 {
			t.Fatalf("%s: %d days, and it says why: %v", id, len(rows), strings.Contains(shown, why))
		}
		shown += dprd.get(rows[0][0], 200)
		if strings.Count(shown, why) != 2 {
			t.Error("the page of a day does not say why it lists nothing")
		}
		shown += dprd.get("/statements/"+id, 200)
		for _, m := range linkOf.FindAllStringSubmatch(shown, -1) {
			if to := html.UnescapeString(m[1]); strings.HasPrefix(to, "/") && !strings.Contains(to, "statement.") && !strings.Contains(to, "lang=") && !strings.HasPrefix(to, "/assets/") {
				if got := status(t, dprd.c, "GET", base+to); got >= 400 {
					t.Errorf("%s answers %d", to, got)
				}
			}
		}
	}
}

// Whoever is not signed in finds no door on the public pages that is shut.
func TestThePublicPagesHaveNoDeadLinks(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 2)
	base := served(t, o.node)
	public := deskVisitor{t, visitor(t, base, ""), base}
	for _, at := range []string{"/public", "/public/bus/" + demo.BusService + "?month=2026-10", "/public/waste/" + demo.WasteService + "?month=2026-10", "/public/cooperations/" + demo.CooperationID} {
		shown := public.get(at, 200)
		if strings.Contains(at, "month") && !strings.Contains(shown, "<rect") && !strings.Contains(shown, "<path") {
			t.Errorf("%s draws nothing, so that the test proves nothing", at)
		}
		for _, m := range linkOf.FindAllStringSubmatch(shown, -1) {
			to := html.UnescapeString(m[1])
			if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "/assets/") || strings.Contains(to, "lang=") {
				continue
			}
			if got := status(t, public.c, "GET", base+to); got >= 400 {
				t.Errorf("%s leads to %s, which answers %d", at, to, got)
			}
		}
	}
}
