package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/consent"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/settlement"
)

// confirmAll confirms what waits for an actor, of which there must be so much.
func confirmAll(t *testing.T, n *app.Node, who policy.Actor, want int) {
	t.Helper()
	asked, err := n.Desk.ProposalsAsking(t.Context(), who)
	if err != nil || len(asked) != want {
		t.Fatalf("%d proposals wait for %s, want %d (%v)", len(asked), who.Name, want, err)
	}
	for _, p := range asked {
		if err := n.Desk.Answer(t.Context(), who, p.ID, consent.Confirm, ""); err != nil {
			t.Fatal(err)
		}
	}
}

var proposalAddress = regexp.MustCompile(`/proposals/[0-9a-f-]{36}`)

// asked gives the address of the one proposal that a visitor's home page names.
func (d deskVisitor) asked() string {
	d.t.Helper()
	all := proposalAddress.FindAllString(d.get("/", http.StatusOK), -1)
	if len(all) != 1 {
		d.t.Fatalf("Beranda names %d proposals, want 1", len(all))
	}
	return all[0]
}

// The payer rewrites the deal that is in force, step by step as a reviewer did.
// Nothing of it counts until the provider confirms, and the provider is asked.
func TestOnePartyCannotRewriteTheDeal(t *testing.T) {
	t.Parallel()
	n, l, base := serveDemo(t)
	ctx := t.Context()
	payer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	payerFinance := deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}
	provider := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	providerFinance := deskVisitor{t, visitor(t, base, "pekanbaru-keuangan"), base}
	public := deskVisitor{t, visitor(t, base, ""), base}
	dprd := deskVisitor{t, visitor(t, base, "kampar-dprd"), base}

	rule := func(day civil.Date) (provider, rules string) {
		t.Helper()
		d, err := n.Desk.BusMonth(ctx, l.Actors["pekanbaru-dishub"], demo.BusService, day.MonthOf())
		if err != nil {
			t.Fatal(err)
		}
		return d.Service.Provider, strconv.Itoa(d.Rules.GapLimitS)
	}
	paper := func(id string) (tariffs, obligations, parameters int) {
		t.Helper()
		d, err := n.Desk.Dossier(ctx, l.Actors["pekanbaru-kerjasama"], demo.CooperationID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Papers {
			if p.ID == id {
				return len(p.Tariffs), len(p.Obligations), len(p.Parameters)
			}
		}
		t.Fatalf("no %s", id)
		return 0, 0, 0
	}

	// The price.
	waste := "/agreements/" + demo.WastePKS
	tariffs, _, _ := paper(demo.WastePKS)
	payer.post(waste+"/tariffs", 303, url.Values{
		"from": {"2026-11-01"}, "kind_1": {"tonne"}, "label_1": {"Pemrosesan"}, "of_1": {demo.Kampar}, "price_1": {"1"}, "payer_1": {demo.Kampar}, "payee_1": {demo.Pekanbaru}, "clause_1": {"kewajiban-kedua.biaya"},
	})
	if now, _, _ := paper(demo.WastePKS); now != tariffs {
		t.Fatal("the payer's tariff of Rp1 counts at once")
	}
	if got := payer.get(waste+"/tariffs", 200); !strings.Contains(got, "menunggu persetujuan Kota Pekanbaru") || strings.Contains(got, "Rp1/ton") {
		t.Error("the payer does not see that its tariff waits")
	}
	at := provider.asked()
	if got := provider.get(at, 200); !strings.Contains(got, "Rp1/ton") || !strings.Contains(got, "Petugas Kerja Sama Kampar") || !strings.Contains(got, "Rp37.389,6/ton") {
		t.Error("the provider does not see what is proposed, by whom, beside what holds")
	}
	dprd.get(at, 404)
	for _, c := range []struct {
		deskVisitor
		status int
	}{{dprd, 404}, {providerFinance, 403}, {payer, 403}} { // who read nothing, are not the office, or propose it
		c.post(at, c.status, url.Values{"do": {"confirm"}, "sure": {"1"}})
	}
	public.post(at, 401, url.Values{"do": {"confirm"}, "sure": {"1"}})
	payer.post(waste+"/tariffs", 409, url.Values{ // a second one beside it
		"from": {"2026-12-01"}, "kind_1": {"tonne"}, "label_1": {"Pemrosesan"}, "of_1": {demo.Kampar}, "price_1": {"2"}, "payer_1": {demo.Kampar}, "payee_1": {demo.Pekanbaru}, "clause_1": {"kewajiban-kedua.biaya"},
	})
	provider.post(at, 422, url.Values{"do": {"confirm"}})
	provider.post(at, 422, url.Values{"do": {"refuse"}})
	provider.post(at, 303, url.Values{"do": {"refuse"}, "reason": {"Pasal 5 menyebut Rp37.389,60."}})
	if got := payer.get(at, 200); !strings.Contains(got, "Pasal 5 menyebut") || !strings.Contains(got, "Petugas Kerja Sama Pekanbaru") {
		t.Error("the payer does not read why, and who says so")
	}
	if now, _, _ := paper(demo.WastePKS); now != tariffs {
		t.Error("a refused tariff counts")
	}

	// Provider and measuring rule.
	change := url.Values{"id": {demo.BusService}, "kind": {"bus"}, "name": {"Bus rute 1"}, "clause": {"objek.trayek"}, "provider": {demo.Kampar}, "gap_limit": {"10"}, "from": {"2026-11-15"}}
	payer.post("/agreements/"+demo.BusPKS+"/services", 422, change) // amid a month
	change.Set("from", "2026-11-01")
	payer.post("/agreements/"+demo.BusPKS+"/services", 303, change)
	if who, gap := rule(day("2026-11-05")); who != demo.Pekanbaru || gap != "120" {
		t.Fatalf("November has provider %s and gap %s at once", who, gap)
	}
	at = provider.asked()
	payer.post(at, 303, url.Values{"do": {"withdraw"}})
	provider.post(at, 409, url.Values{"do": {"confirm"}, "sure": {"1"}})
	change.Set("provider", demo.Pekanbaru)
	payer.post("/agreements/"+demo.BusPKS+"/services", 303, change)
	provider.post(provider.asked(), 303, url.Values{"do": {"confirm"}, "sure": {"1"}})
	if _, gap := rule(day("2026-10-05")); gap != "120" {
		t.Errorf("October is measured with a gap of %s s, the rule of November", gap)
	}
	if _, gap := rule(day("2026-11-05")); gap != "10" {
		t.Errorf("November is measured with a gap of %s s, want 10", gap)
	}

	// An obligation of the other, which would have been on the public page.
	_, obligations, _ := paper(demo.BusPKS)
	payer.post("/agreements/"+demo.BusPKS+"/obligations", 303, url.Values{"text": {"Membangun halte baru."}, "bearer": {demo.Pekanbaru}, "clause": {"kewajiban-kesatu.layanan"}})
	if got := public.get("/public/cooperations/"+demo.CooperationID, 200); strings.Contains(got, "Membangun halte baru.") {
		t.Error("the public reads an obligation that its bearer never took on")
	}
	provider.post(provider.asked(), 303, url.Values{"do": {"confirm"}, "sure": {"1"}})
	if _, now, _ := paper(demo.BusPKS); now != obligations+1 || !strings.Contains(public.get("/public/cooperations/"+demo.CooperationID, 200), "Membangun halte baru.") {
		t.Error("a confirmed obligation is not on record")
	}

	// The fuel price, between the finance officers.
	_, _, parameters := paper(demo.BusPKS)
	payerFinance.post("/agreements/"+demo.BusPKS+"/parameters", 303, url.Values{"name": {"fuel.diesel"}, "from": {"2026-11-01"}, "value": {"1"}, "source": {"Kampar"}})
	if _, _, now := paper(demo.BusPKS); now != parameters {
		t.Error("the payer's price of diesel counts at once")
	}
	at = providerFinance.asked()
	provider.post(at, 403, url.Values{"do": {"confirm"}, "sure": {"1"}})
	providerFinance.post(at, 303, url.Values{"do": {"confirm"}, "sure": {"1"}})
	if _, _, now := paper(demo.BusPKS); now != parameters+1 {
		t.Error("a price that finance of both have confirmed does not count")
	}

	// The cooperation itself.
	payer.post("/cooperations/"+demo.CooperationID+"/edit", 303, url.Values{"title": {"Milik Kampar"}, "category": {"belum_ditetapkan"}, "party_1": {demo.Pekanbaru}, "party_2": {demo.Kampar}})
	if got := provider.get("/cooperations/"+demo.CooperationID, 200); strings.Contains(got, "<h1>Milik Kampar") {
		t.Error("one party renames the cooperation")
	}
	provider.asked()
}

// Only the provider brings data in, and decides about its tickets.
func TestOnlyTheProviderFeedsAService(t *testing.T) {
	t.Parallel()
	n, l, base := serveDemo(t)
	dishub := deskVisitor{t, visitor(t, base, "kampar-dishub"), base}
	dlhk := deskVisitor{t, visitor(t, base, "kampar-dlhk"), base}
	for _, path := range []string{"/services/" + demo.BusService} {
		dishub.get(path, 403)
	}
	if err := n.Desk.RetireDevice(t.Context(), l.Actors["kampar-dishub"], "gps-TMP-110"); fault.KindOf(err) != fault.Denied {
		t.Errorf("Kampar retires Pekanbaru's device: %v", err)
	}
	for _, who := range []string{"kampar-dishub", "kampar-dlhk"} {
		for _, service := range []string{demo.BusService, demo.WasteService} {
			if _, err := n.Desk.SourceFor(t.Context(), l.Actors[who], service); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s feeds %s: %v", who, service, err)
			}
		}
	}
	dlhk.post("/waste/"+demo.WasteService+"/tickets", 403, url.Values{"nomor": {"1"}})
	if got := dlhk.get("/waste/"+demo.WasteService+"?month=2026-10", 200); strings.Contains(got, "/import") {
		t.Error("Kampar is offered to import tickets")
	}
}

// What a government keeps for itself is not there for another, whatever the
// other asks; and what is new is a draft until the others have confirmed it.
func TestDraftsDoNotExistForOthers(t *testing.T) {
	t.Parallel()
	n, l, base := serveDemo(t)
	ctx := t.Context()
	kampar, pekanbaru := l.Actors["kampar-kerjasama"], l.Actors["pekanbaru-kerjasama"]
	secret := agreement.Agreement{
		Cooperation: demo.CooperationID, Kind: agreement.PKS, Parent: demo.KB, Title: "Rahasia", Status: agreement.Draft,
		Parties: []agreement.Party{{Government: demo.Pekanbaru, Label: "PIHAK KESATU"}, {Government: demo.Kampar, Label: "PIHAK KEDUA"}},
	}
	draft, err := n.Desk.NewAgreement(ctx, kampar, secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	// The same title on the other side says nothing, not even by its address.
	twin, err := n.Desk.NewAgreement(ctx, pekanbaru, secret, nil)
	if err != nil || twin.ID == draft.ID || strings.TrimSuffix(draft.ID, "1401") != strings.TrimSuffix(twin.ID, "1471") {
		t.Errorf("the other's twin: %q beside %q, %v", twin.ID, draft.ID, err)
	}
	if _, err := n.Desk.NewAgreement(ctx, kampar, secret, nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("one's own title twice: %v", err)
	}
	finance := deskVisitor{t, visitor(t, base, "pekanbaru-keuangan"), base}
	if _, text := finance.post("/statements", 404, url.Values{"pks": {draft.ID}, "month": {"2026-10"}}); strings.Contains(text, "Rahasia") {
		t.Error("the title of Kampar's draft leaks")
	}
	public := deskVisitor{t, visitor(t, base, ""), base}
	public.post("/statements", 401, url.Values{"pks": {demo.BusPKS}, "month": {"2026-10"}})
	child := secret
	child.Title, child.Parent = "Anak", draft.ID
	if _, err := n.Desk.NewAgreement(ctx, pekanbaru, child, nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("under another's draft: %v", err)
	}

	// The DPRD reads no drafts, not even its own government's.
	coop, err := n.Desk.NewCooperation(ctx, kampar, agreement.Cooperation{Title: "Rancangan", Category: agreement.Undecided, Parties: []string{demo.Kampar, demo.Pekanbaru}})
	if err != nil {
		t.Fatal(err)
	}
	dprd := deskVisitor{t, visitor(t, base, "kampar-dprd"), base}
	dprd.get("/cooperations/"+coop.ID, 404)
	if strings.Contains(dprd.get("/cooperations", 200), "Rancangan") {
		t.Error("the DPRD is shown a draft in the list")
	}

	// In a cooperation that was not opened, everything is its owner's draft,
	// signed or not.
	inside := secret
	inside.Cooperation, inside.Kind, inside.Parent, inside.Title, inside.Status = coop.ID, agreement.KB, "", "Di dalam", agreement.Active
	inside.SignedOn, inside.From = day("2024-09-04"), day("2024-09-04")
	kb, err := n.Desk.NewAgreement(ctx, kampar, inside, nil)
	if err != nil {
		t.Fatal(err)
	}
	other := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	other.get("/agreements/"+kb.ID, 404)
	other.get("/agreements/"+kb.ID+"/tariffs", 404)
	if err := n.Desk.ProposeAgreement(ctx, kampar, kb.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("proposed in a cooperation that nobody sees: %v", err)
	}
}

// A service changes hands with the consent of who gives it away: until then its
// draft statement stays, and from then on the other one bills.
func TestAServiceChangesHands(t *testing.T) {
	t.Parallel()
	n, l, _ := serveDemo(t)
	ctx := t.Context()
	pekanbaru, kampar := l.Actors["pekanbaru-keuangan"], l.Actors["kampar-keuangan"]
	id, err := n.Desk.DraftStatement(ctx, pekanbaru, demo.WastePKS, october)
	if err != nil {
		t.Fatal(err)
	}
	handed := agreement.Service{ID: demo.WasteService, Agreement: demo.WastePKS, Clause: "objek", Kind: agreement.Waste, Name: "Sampah", Provider: demo.Kampar}
	if err := n.Desk.SaveService(ctx, l.Actors["kampar-kerjasama"], handed, "", october.First()); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Desk.DraftStatement(ctx, kampar, demo.WastePKS, october); fault.KindOf(err) != fault.Denied {
		t.Errorf("Kampar drafts what Pekanbaru provides: %v", err)
	}
	if sheet, err := n.Desk.Sheet(ctx, pekanbaru, id); err != nil || sheet.Status != settlement.Draft {
		t.Errorf("Pekanbaru's draft is gone before it has agreed: %v", err)
	}
	confirmAll(t, n, l.Actors["pekanbaru-kerjasama"], 1)
	if _, err := n.Desk.DraftStatement(ctx, pekanbaru, demo.WastePKS, october); fault.KindOf(err) != fault.Denied {
		t.Errorf("who provides no more drafts a statement: %v", err)
	}
	if _, err := n.Desk.DraftStatement(ctx, pekanbaru, demo.WastePKS, october.Prev()); err != nil {
		t.Errorf("Pekanbaru drafts September, which it provided: %v", err)
	}
	if _, err := n.Desk.DraftStatement(ctx, kampar, demo.WastePKS, october); err != nil {
		t.Errorf("Kampar drafts October, which it provides: %v", err)
	}
}

// What is done with a shared thing stands in the trails of all its parties;
// administration and drafts stay at home.
func TestSharedActsStandInBothTrails(t *testing.T) {
	t.Parallel()
	n, l, base := serveDemo(t)
	ctx := t.Context()
	kampar := l.Actors["kampar-kerjasama"]
	if _, err := n.Desk.NewCooperation(ctx, kampar, agreement.Cooperation{Title: "Diam-diam", Category: agreement.Undecided, Parties: []string{demo.Kampar, demo.Pekanbaru}}); err != nil {
		t.Fatal(err)
	}
	if err := n.Desk.SaveObligation(ctx, kampar, agreement.Obligation{Agreement: demo.BusPKS, Clause: "objek.trayek", Bearer: demo.Pekanbaru, Text: "Mengecat halte."}); err != nil {
		t.Fatal(err)
	}
	auditor := deskVisitor{t, visitor(t, base, "pekanbaru-auditor"), base}
	got := auditor.get("/trail", 200)
	for _, want := range []string{"Petugas Kerja Sama Kampar, Kabupaten Kampar", "mengusulkan", "kewajiban: Mengecat halte.", "menyetujui usulan"} {
		if !strings.Contains(got, want) {
			t.Errorf("Pekanbaru's trail lacks %q", want)
		}
	}
	for _, not := range []string{"Diam-diam", "Pengelola Kampar, Kabupaten Kampar</td><td data-label=\"Berbuat apa\">mengundang"} {
		if strings.Contains(got, not) {
			t.Errorf("Pekanbaru's trail has %q", not)
		}
	}
	if got := (deskVisitor{t, visitor(t, base, "kampar-auditor"), base}).get("/trail", 200); !strings.Contains(got, "menyimpan kendaraan") && !strings.Contains(got, "menyimpan truk") {
		t.Error("Kampar's trail lacks what Pekanbaru did with the shared service")
	}
}

// The neighbour's first administrator comes in by a link that the inviting side
// has held: both sides see who invited, and when and from where it was used.
func TestAFirstAdministratorIsToldHowTheyCameIn(t *testing.T) {
	t.Parallel()
	n, l, base := serveDemo(t)
	ctx := t.Context()
	link, err := n.Desk.AddGovernment(ctx, l.Actors["kampar-admin"], governmentOf("14.08", "Kabupaten Siak", "Siak"), "siak-admin", "Pengelola Siak")
	if err != nil {
		t.Fatal(err)
	}
	stranger := deskVisitor{t, visitor(t, base, ""), base}
	if got := stranger.get("/link/"+link, 200); !strings.Contains(got, "Anda diundang oleh Pengelola Kampar, Kabupaten Kampar") {
		t.Error("the link does not say who invited")
	}
	stranger.post("/link/"+link, 303, url.Values{"password": {demo.Password}, "again": {demo.Password}})
	stranger.get("/link/"+link, 404)
	admin := deskVisitor{t, visitor(t, base, "siak-admin"), base}
	if got := admin.get("/", 200); !strings.Contains(got, "Anda diundang oleh Pengelola Kampar") || !strings.Contains(got, "127.0.0.1") {
		t.Error("the first page does not say how its reader came in")
	}
	if got := admin.get("/trail", 200); !strings.Contains(got, "mendaftarkan pemerintah") || !strings.Contains(got, "Pengelola Kampar, Kabupaten Kampar") {
		t.Error("the neighbour's trail does not say who invited")
	}
	inviter := deskVisitor{t, visitor(t, base, "kampar-admin"), base}
	if got := inviter.get("/admin/governments", 200); !strings.Contains(got, "tautan dipakai") || !strings.Contains(got, "127.0.0.1") {
		t.Error("the inviting side does not see that the link was used")
	}
	if got := inviter.get("/trail", 200); !strings.Contains(got, "memakai tautan undangan") {
		t.Error("the inviting side's trail does not say that the link was used")
	}
	if got := (deskVisitor{t, visitor(t, base, "pekanbaru-admin"), base}).get("/trail", 200); strings.Contains(got, "Siak") {
		t.Error("a third government reads it in its trail")
	}
}

func governmentOf(code, name, short string) party.Government {
	return party.Government{Code: code, Name: name, Short: short, Kind: party.Regency}
}

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}
