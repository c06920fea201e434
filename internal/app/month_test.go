package app_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/waste"
)

// judge decides on every ticket that waits, as one of Pekanbaru's officers.
func judge(t *testing.T, o operated, verdict waste.Verdict, atMost int) (decided int) {
	t.Helper()
	officer := o.load.Actors["pekanbaru-dlhk"]
	wm, err := o.node.Desk.WasteMonth(t.Context(), officer, demo.WasteService, october)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range wm.Tickets {
		if x.State != waste.Waiting || decided == atMost {
			continue
		}
		d := waste.Decision{Site: x.Site, Number: x.Number, Content: x.Content(), Verdict: verdict, Reason: "Diperiksa di lapangan."}
		if err := o.node.Desk.Judge(t.Context(), officer, demo.WasteService, october, d); fault.KindOf(err) == fault.Invalid {
			continue // of no party's territory: it cannot simply be accepted
		} else if err != nil {
			t.Fatal(err)
		}
		decided++
	}
	return decided
}

// Both governments at their browsers, from the draft of a month with tickets
// that wait, over a dispute, to its agreement; then a ticket is decided on
// late, and the month is corrected. What was agreed stays what it was.
func TestAnAgreedMonthStaysAndIsCorrected(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 2)
	base := served(t, o.node)
	kampar, pekanbaru := deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}, deskVisitor{t, visitor(t, base, "pekanbaru-keuangan"), base}
	officer := deskVisitor{t, visitor(t, base, "pekanbaru-dlhk"), base}
	id := drafted(t, o)[1]
	at := "/statements/" + id

	waiting := waitingFor(t, o, id)
	if waiting < 3 {
		t.Fatalf("only %d tickets wait, so that the test proves nothing", waiting)
	}
	told := fmt.Sprintf("%d tiket bulan ini", waiting)
	holds(t, "the draft", pekanbaru.get(at, 200), told, "menunggu keputusan dan tidak dihitung", `name="waiting"`, "Giliran Anda. Periksa, lalu tawarkan")
	holds(t, "an offer without the tick", wrongs(second(pekanbaru.post(at+"/moves", 422, url.Values{"move": {"offer"}}))), "menunggu keputusan dan tidak dihitung")

	// The draft does not say what the records say any more.
	if judge(t, o, waste.Accept, 1) != 1 {
		t.Fatal("no ticket can be accepted")
	}
	waiting--
	holds(t, "a draft after a decision", pekanbaru.get(at, 200), "Data berubah sejak dihitung:", "Hitung ulang", "Yang tercantum dan yang sekarang")
	holds(t, "Beranda", pekanbaru.get("/", 200), "Data berubah sejak dihitung; hitung ulang.")
	holds(t, "an offer of it", wrongs(second(pekanbaru.post(at+"/moves", 409, url.Values{"move": {"offer"}, "waiting": {fmt.Sprint(waiting)}}))), "Data berubah sejak draf ini dihitung")
	again := url.Values{"pks": {demo.WastePKS}, "month": {"2026-10"}}
	if to, _ := pekanbaru.post("/statements", 303, again); to != at {
		t.Errorf("computed again it is at %s, not at %s", to, at)
	}
	first := canonicalOf(t, o, id)
	if to, _ := pekanbaru.post("/statements", 303, again); to != at || !bytes.Equal(first, canonicalOf(t, o, id)) {
		t.Error("computing again on the same records gives another statement")
	}
	pekanbaru.post(at+"/moves", 303, url.Values{"move": {"offer"}, "waiting": {fmt.Sprint(waiting)}})
	if to, _ := pekanbaru.post("/statements", 303, again); to != at {
		t.Errorf("computing the offered month again on the same records leads to %s", to)
	}

	// Whose move it is, told to both.
	holds(t, "Kampar's page", kampar.get(at, 200), "Giliran Anda. Periksa baris 1–", fmt.Sprintf("Saat ditawarkan, %d tiket bulan ini", waiting))
	holds(t, "Kampar's Beranda", kampar.get("/", 200), "Periksa baris 1–")
	holds(t, "Pekanbaru's page", pekanbaru.get(at, 200), "Menunggu Kabupaten Kampar. Yang ditunggu: pemeriksaan baris 1–")
	kampar.post(at+"/moves", 303, url.Values{"move": {"dispute"}, "line": {"3"}, "text": {"Dua tiket bukan dari kami."}})
	holds(t, "Pekanbaru's page", pekanbaru.get(at, 200), "Giliran Anda. Jawab sengketa baris 3", "Menunggu Kabupaten Kampar. Yang ditunggu: pemeriksaan baris 1–2")
	holds(t, "Pekanbaru's Beranda", pekanbaru.get("/", 200), "Jawab sengketa baris 3")
	holds(t, "Pekanbaru's list", pekanbaru.get("/statements", 200), "Giliran Anda: Jawab sengketa baris 3")
	holds(t, "Kampar's page", kampar.get(at, 200), "Menunggu Kota Pekanbaru. Yang ditunggu: jawaban atas sengketa baris 3.")
	holds(t, "the cooperation", kampar.get("/cooperations/"+demo.CooperationID, 200), "Giliran Anda. Perhitungan Oktober 2026: Periksa baris 1–2", "Langkah lain yang terbuka: 1.", "Buka perhitungan")
	holds(t, "Kampar's list", kampar.get("/statements", 200), "Menunggu Kota Pekanbaru. Yang ditunggu: jawaban atas sengketa baris 3.")
	beside := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	holds(t, "the list of an office that does not act", beside.get("/statements", 200), "Menunggu Kota Pekanbaru. Yang ditunggu: jawaban atas sengketa baris 3.")
	pekanbaru.post(at+"/moves", 303, url.Values{"move": {"answer"}, "line": {"3"}, "text": {"Tiketnya bertanda tangan."}})
	holds(t, "Kampar's Beranda", kampar.get("/", 200), "Tanggapi jawaban atas sengketa baris 3")
	kampar.post(at+"/moves", 303, url.Values{"move": {"accept"}, "line": {"3"}})
	kampar.post(at+"/accept-all", 303, nil)
	for who, v := range map[string]deskVisitor{"Kampar": kampar, "Pekanbaru": pekanbaru} {
		holds(t, who+"'s page", v.get(at, 200), "Giliran Anda. Sepakati perhitungan ini.", fmt.Sprintf("Saat ditawarkan, %d tiket", waiting))
		holds(t, who+"'s Beranda", v.get("/", 200), "Sepakati perhitungan ini.")
		v.post(at+"/moves", 303, url.Values{"move": {"agree"}})
	}
	holds(t, "the agreed page", pekanbaru.get(at, 200), "Disepakati")
	paper := pekanbaru.get(at+"/statement.pdf", 200)
	reported(t, o, base, id)

	// A late decision: said before it is made, and then on every page.
	wm, err := o.node.Desk.WasteMonth(t.Context(), o.load.Actors["pekanbaru-dlhk"], demo.WasteService, october)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(wm.Tickets, func(x waste.Outcome) bool {
		return x.State == waste.Waiting && !slices.Contains(x.Blocked(), waste.OriginForeign)
	})
	late := wm.Tickets[i]
	ticket := "/waste/" + demo.WasteService + "/tickets/" + url.PathEscape(late.Number) + "/" + late.Content() + "?month=2026-10"
	holds(t, "the ticket before the decision", officer.get(ticket, 200), "sudah disepakati (versi 1). Data dan keputusan yang datang sekarang tidak mengubahnya")
	officer.post(ticket, 303, url.Values{"verdict": {"accept"}, "reason": {"Taranya benar."}})
	for who, v := range map[string]deskVisitor{"Kampar": kampar, "Pekanbaru": pekanbaru} {
		holds(t, who+"'s page", v.get(at, 200), "Bukti berubah sejak disepakati:", "Perhitungan ini tetap seperti disepakati")
	}
	day := "/statements/" + id + "/evidence/waste.tonnes/" + late.Government() + "/" + late.Day().String()
	holds(t, "the evidence of its day", kampar.get(day, 200), "Bukti berubah sejak disepakati: tercantum", "Yang dihitung sekarang, tetapi tidak dalam perhitungan ini", late.Number)
	holds(t, "the tickets of its day", kampar.get("/waste/"+demo.WasteService+"?day="+late.Day().String(), 200), "Bukti berubah sejak disepakati: tercantum")
	holds(t, "Pekanbaru's Beranda", pekanbaru.get("/", 200), "Bukti berubah sejak disepakati; susun perhitungan koreksi.")

	// The correction.
	second, _ := pekanbaru.post("/statements", 303, again)
	if second == at || !strings.HasSuffix(second, ".v2") {
		t.Fatalf("the correction is at %s", second)
	}
	left := o.load.Actors["pekanbaru-keuangan"]
	v2, err := o.node.Desk.SheetNow(t.Context(), left, strings.TrimPrefix(second, "/statements/"))
	if err != nil || v2.Corrects == nil || v2.Corrects.ID != id || !v2.Settle.Figures() {
		t.Fatalf("the correction corrects %+v by %+v: %v", v2.Corrects, v2.Settle, err)
	}
	was, err := settlement.Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	if got := was.Total + v2.Settle.Total; got != v2.Total {
		t.Errorf("%d and the difference are %d, the correction is %d", was.Total, got, v2.Total)
	}
	holds(t, "the correction", pekanbaru.get(second, 200), "mengoreksi versi 1 yang sudah disepakati", "Selisih terhadap versi 1 yang disepakati")
	pekanbaru.post(second+"/moves", 303, url.Values{"move": {"offer"}, "waiting": {fmt.Sprint(waiting - 1)}})
	holds(t, "Kampar's page of the agreed", kampar.get(at, 200), "Ada perhitungan koreksi: versi 2 (Ditawarkan)")
	kampar.post(second+"/accept-all", 303, nil)
	kampar.post(second+"/moves", 303, url.Values{"move": {"agree"}})
	pekanbaru.post(second+"/moves", 303, url.Values{"move": {"agree"}})

	// The agreed one is what it was, to the last byte, with its evidence.
	if !bytes.Equal(first, canonicalOf(t, o, id)) {
		t.Error("the agreed statement has changed")
	}
	if pekanbaru.get(at+"/statement.pdf", 200) != paper {
		t.Error("the PDF of the agreed statement has changed")
	}
	shown := kampar.get(at, 200)
	holds(t, "the agreed page", shown, "Disepakati", "versi 2 (Disepakati)")
	if strings.Contains(shown, "Bukti berubah sejak disepakati") {
		t.Error("what is corrected is still said to be open")
	}
	if strings.Contains(pekanbaru.get("/", 200), "koreksi") {
		t.Error("Beranda still asks for a correction that is agreed")
	}
	if to, _ := pekanbaru.post("/statements", 303, again); to != second {
		t.Errorf("computing again leads to %s, want the agreed correction", to)
	}
	row := cells(tableWith(t, kampar.get(day, 200), "Yang dihitung"), "tbody")
	for _, m := range was.Measurements {
		if m.Government == late.Government() && m.Date == late.Day() && int64(len(row)) != m.Count {
			t.Errorf("the agreed day counts %d tickets, its page lists %d", m.Count, len(row))
		}
	}
	if list := kampar.get("/statements", 200); strings.Contains(list, `<th scope="col">Giliran`) {
		t.Error("a list of which nothing waits has a column for whose move it is")
	}
	_, text := pekanbaru.post(at+"/moves", 409, url.Values{"move": {"offer"}})
	holds(t, "offering what is agreed", text, "sudah disepakati dan tidak berubah lagi")
}

func second(_, text string) string { return text }

// holds checks that a page says some words.
func holds(t *testing.T, what, page string, words ...string) {
	t.Helper()
	plain := strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
	for _, w := range words {
		if !strings.Contains(plain, w) && !strings.Contains(page, w) {
			from := max(strings.Index(plain, "Keluar"), 0)
			t.Errorf("%s is without %q: %.1500s", what, w, plain[from:])
		}
	}
}

func canonicalOf(t *testing.T, o operated, id string) []byte {
	t.Helper()
	s, err := o.node.Desk.Sheet(t.Context(), o.load.Actors["pekanbaru-keuangan"], id)
	if err != nil {
		t.Fatal(err)
	}
	return s.Canonical
}

// A bus month is measured again with another rule after it was agreed: the
// statement and its evidence still say what was agreed, and what it is now.
func TestMeasuringAgainDoesNotChangeWhatWasAgreed(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 2, 2)
	base := served(t, o.node)
	ctx, k, p := t.Context(), o.load.Actors["kampar-keuangan"], o.load.Actors["pekanbaru-keuangan"]
	id := drafted(t, o)[0]
	if err := o.node.Desk.Offer(ctx, p, id, 0); err != nil {
		t.Fatal(err)
	}
	if err := o.node.Desk.AcceptAll(ctx, k, id); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"kampar-keuangan", "pekanbaru-keuangan"} {
		if err := o.node.Desk.Move(ctx, o.load.Actors[who], id, settlement.Move{Kind: settlement.MoveAgree}); err != nil {
			t.Fatal(err)
		}
	}
	// Nobody drove on the second day after all: its roster names no bus.
	src, err := o.node.Desk.SourceFor(ctx, o.load.Actors["pekanbaru-dishub"], demo.BusService)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.node.Desk.SaveVehicle(ctx, o.load.Actors["pekanbaru-dishub"], store.Vehicle{Service: demo.BusService, ID: "TMP-999", Plate: "BM 1 X"}); err != nil {
		t.Fatal(err)
	}
	roster := "tanggal;rangkaian;kendaraan\n"
	for _, r := range rosterOf(t, o, civil.Date{Year: 2026, Month: 10, Day: 2}) {
		roster += "02/10/2026;" + r + ";TMP-999\n"
	}
	receipt, err := o.node.Desk.Import(ctx, src, ops.File{Kind: ops.RosterFile, Name: "penugasan.csv", Content: strings.NewReader(roster)})
	if err != nil || receipt.Accepted == 0 {
		t.Fatalf("%+v, %v", receipt, err)
	}
	if err := o.node.Desk.MeasureStale(ctx, nil); err != nil {
		t.Fatal(err)
	}
	kampar := deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}
	holds(t, "the statement", kampar.get("/statements/"+id, 200), "Bukti berubah sejak disepakati:", "membayar")
	holds(t, "the day", kampar.get("/bus/"+demo.BusService+"/days/2026-10-02", 200), "Bukti berubah sejak disepakati: tercantum", "sekarang 0,000 km (0 trip)")
	shown := kampar.get("/statements/"+id+"/evidence/bus.km/14.01/2026-10-02", 200)
	holds(t, "the evidence", shown, "Bukti berubah sejak disepakati: tercantum", "Yang dihitung dalam perhitungan ini, tetapi tidak sekarang")
	kept := cells(tableWith(t, shown, "Yang dihitung"), "tbody")
	if len(kept) < 10 {
		t.Errorf("the evidence of the agreed day lists %d trips", len(kept))
	}
}

// rosterOf lists the blocks of a day.
func rosterOf(t *testing.T, o operated, day civil.Date) (blocks []string) {
	t.Helper()
	bd, err := o.node.Desk.BusDay(t.Context(), o.load.Actors["pekanbaru-dishub"], demo.BusService, day)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range bd.Runs {
		if !slices.Contains(blocks, r.Block) {
			blocks = append(blocks, r.Block)
		}
	}
	return blocks
}

// at is a node's desk at another hour.
func at(o operated, now time.Time) *ops.Desk {
	return ops.New(ops.Config{Store: o.node.Store, Files: o.node.Files, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
}

// A month that has not begun is not computed; one that runs is a preview that
// cannot be offered; one outside the agreement is refused. Beranda keeps to
// the last month in which something ran, whatever was computed beside it.
func TestOnlyMonthsThatHaveEndedAreOffered(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 2)
	ctx, p := t.Context(), o.load.Actors["pekanbaru-keuangan"]
	running := at(o, civil.Date{Year: 2026, Month: 10, Day: 31}.Start().Add(23*time.Hour))
	ended := at(o, civil.Date{Year: 2026, Month: 11, Day: 1}.Start())
	for _, tt := range []struct {
		name  string
		month civil.Month
		want  string
	}{
		{"a month that has not begun", civil.Month{Year: 2026, Month: 11}, "statement.not_begun"},
		{"a month years ahead", civil.Month{Year: 2028, Month: 1}, "statement.not_begun"},
		{"a month before the agreement", civil.Month{Year: 2024, Month: 8}, "statement.not_in_force"},
	} {
		_, err := running.DraftStatement(ctx, p, demo.WastePKS, tt.month)
		if f := fault.Of(err); f == nil || f.Key != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	id, err := running.DraftStatement(ctx, p, demo.WastePKS, october)
	if err != nil {
		t.Fatal(err)
	}
	s, err := running.SheetNow(ctx, p, id)
	if err != nil || !s.Running {
		t.Errorf("the running month is no preview: %v", err)
	}
	if f := fault.Of(running.Offer(ctx, p, id, s.Waiting.Tickets)); f == nil || f.Key != "statement.not_ended" {
		t.Errorf("offering the running month: %v", f)
	}
	if s, err = ended.SheetNow(ctx, p, id); err != nil || s.Running {
		t.Errorf("an hour later it is still a preview: %v", err)
	}
	if err := ended.Offer(ctx, p, id, s.Waiting.Tickets); err != nil {
		t.Errorf("an hour later it cannot be offered: %v", err)
	}
	stray := civil.Month{Year: 2025, Month: 3}
	if _, err := ended.DraftStatement(ctx, p, demo.WastePKS, stray); err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]*ops.Desk{"today": o.node.Desk, "years later": at(o, time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC))} {
		if m, err := d.LastOperated(ctx, p); err != nil || m != october {
			t.Errorf("%s the last month of operation is %s: %v", name, m, err)
		}
	}
}

// Who may not know of a government's draft learns nothing of it by asking for
// its statement, and nobody makes the server measure who may not.
func TestAskingForAStatementTellsNothing(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 1)
	base := served(t, o.node)
	form := url.Values{"pks": {demo.BusPKS}, "month": {"2026-10"}}
	if to, _ := (deskVisitor{t, visitor(t, base, ""), base}).post("/statements", 401, form); to != "" {
		t.Errorf("the public is led to %s", to)
	}
	(deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}).post("/statements", 403, form)
	(deskVisitor{t, visitor(t, base, "pekanbaru-dlhk"), base}).post("/statements", 403, form)
}

// A ticket from the future waits, one from another century is refused with its
// row, and a row of both kinds in a file is told as such.
func TestTicketsWithDatesThatCannotBe(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	address := "/waste/" + demo.WasteService
	officer := deskVisitor{t, visitor(t, base, "pekanbaru-dlhk"), base}
	tomorrow := time.Now().In(civil.WIB()).Add(24 * time.Hour)
	if tomorrow.Weekday() == time.Sunday { // the site takes none of Kampar's loads, which would be said first
		tomorrow = tomorrow.Add(24 * time.Hour)
	}
	row := func(number string, day time.Time) string {
		return number + ";TPA Muara Fajar II;BM 8101 FA;" + day.Format("02/01/2006") + " 09:00;" + day.Format("02/01/2006") + " 09:12;9.000;4.000;5.000;14.01.05;campuran\n"
	}
	year := func(y int) time.Time { return time.Date(y, 10, 5, 0, 0, 0, 0, civil.WIB()) }
	file := "nomor;lokasi;plat;masuk;keluar;bruto_kg;tara_kg;neto_kg;asal;jenis\n" +
		row("B-1", tomorrow) + row("B-2", year(2099)) + row("B-3", year(1999)) + row("B-4", year(2020))
	shown := officer.sends(address+"/import", "file", "tiket.csv", []byte(file), 200)
	holds(t, "the receipt", shown, "Waktu ini tidak mungkin: sebelum tahun 2000, atau lebih dari setahun dari sekarang.", "05/10/2099 09:12", "05/10/1999 09:12")
	form := url.Values{"nomor": {"B-5"}, "lokasi": {"TPA"}, "plat": {"BM 8101 FA"}, "masuk": {"0001-10-05T09:00"}, "keluar": {"0001-10-05T09:12"}, "bruto_kg": {"9000"}, "tara_kg": {"4000"}, "neto_kg": {"5000"}, "asal": {"14.01.05"}}
	holds(t, "the form", wrongs(second(officer.post(address+"/tickets", 422, form))), "Waktu ini tidak mungkin")
	for number, want := range map[string]struct {
		month civil.Month
		flag  waste.Kind
	}{"B-1": {civil.In(tomorrow).MonthOf(), waste.FutureDate}, "B-4": {civil.Month{Year: 2020, Month: 10}, waste.OutsideTerm}} {
		wm, err := n.Desk.WasteMonth(t.Context(), loaded.Actors["pekanbaru-dlhk"], demo.WasteService, want.month)
		if err != nil || len(wm.Tickets) != 1 || wm.Tickets[0].Number != number || wm.Tickets[0].State != waste.Waiting || !slices.Contains(wm.Tickets[0].Blocked(), want.flag) {
			t.Errorf("%s: %+v, %v", number, wm.Tickets, err)
		}
	}
	holds(t, "Beranda", officer.get("/", 200), "B-1", "tanggal di masa depan", "B-4", "di luar masa perjanjian")
}
