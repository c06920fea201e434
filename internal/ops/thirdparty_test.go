package ops_test

import (
	"slices"
	"strings"
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/signing"
	"sinergi/internal/store"
)

// A region and a company, which has no people here: what the company says on
// paper is recorded by the region, from the terms of reference to a PKS in
// force (PP 28/2018 arts 13-22).
func TestAPKSWithACompany(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		const title, officer, company = "Pengolahan sampah menjadi energi", "kampar-kerjasama", "PT Contoh Energi"
		c, err := h.desk.NewCooperation(t.Context(), h.who(officer), agreement.Cooperation{Title: title, Category: agreement.Undecided, Parties: []string{demo.Kampar}})
		h.must(err)
		h.begins(officer, ops.NewRun{Cooperation: c.ID, Definition: "ksdpk", Others: []procedure.Party{{
			Code: "mitra-1", Name: company, Kind: procedure.ThirdParty, Seat: "Jakarta", Address: "Jalan Contoh 7", Basis: "Akta Pendirian Nomor 1 Tahun 2020",
		}}})
		h.prepares()
		leader := &procedure.Signer{Government: "mitra-1", Name: "Dara Contoh", Title: "Direktur Utama"}
		letter := h.paper(officer, "surat jawaban")
		letter.Document.Number, letter.Document.Signer = "1/DIR/2026", leader
		h.ofCompany("jawaban", "keputusan", choice("terima"))
		h.ofCompany("jawaban", "surat", letter)
		h.does(officer, procedure.Act{Kind: procedure.OpenBranch, Open: &procedure.NewBranch{ID: "pltsa", Title: "PKS " + title, Agencies: []procedure.AgencyRef{{Government: demo.Kampar, Agency: demo.Kampar + "-dlhk"}}}})

		h.writes("kb", "kb-pihak-ketiga", "")
		h.allSign("kb", "", leader)
		h.ofCompany("nomor_kb", "nomor", &procedure.Value{Number: &procedure.Number{Number: "2/DIR/2026"}})
		h.gives(officer, "uji_dprd/pltsa", "beban", &procedure.Value{Burden: &procedure.Burden{Reason: "tidak membebani"}})
		h.gives("kampar-keuangan", "uji_dprd/pltsa", "apbd", &procedure.Value{Budget: &procedure.Budget{Reason: "ditanggung mitra"}})
		h.writes("pks", "pks-pihak-ketiga", "pltsa")
		h.gives(officer, "isi_kontrak/pltsa!", "isi", fields("hak_kewajiban", "ya", "jangka_waktu", "ya", "perselisihan", "ya", "sanksi", "ya"))
		h.allSign("pks", "pltsa", leader)
		h.gives(officer, "unit_layanan/pltsa!", "unit", &procedure.Value{Unit: &procedure.ServiceUnit{Government: demo.Kampar, Agency: demo.Kampar + "-dlhk"}})
		h.does(officer, h.supply(officer, "berlaku/pltsa!", "masa", &procedure.Value{Term: &procedure.Term{From: h.today(), Until: h.today().AddDays(365)}}))

		pks := h.papers(c.ID)["pltsa"]
		if pks.Status != agreement.Active || pks.Kind != agreement.PKS || len(pks.Clauses) == 0 {
			t.Errorf("the PKS in the register: %+v", pks.Agreement)
		}
		want := []agreement.Partner{{Code: "mitra-1", Name: company, Label: "PIHAK KEDUA"}}
		if !slices.Equal(pks.Partners, want) || len(pks.Parties) != 1 || pks.Parties[0].Agency == "" {
			t.Errorf("the parties of the PKS: %+v with %+v", pks.Parties, pks.Partners)
		}
		if kb := h.papers(c.ID)[""]; len(kb.Partners) != 1 || kb.Partners[0].Number != "2/DIR/2026" || pks.Parent != kb.ID {
			t.Errorf("the KB: %+v", kb.Agreement)
		}
		if i := slices.IndexFunc(pks.Signers, func(s agreement.Signer) bool { return s.Name == leader.Name }); len(pks.Signers) != 2 || i < 0 {
			t.Errorf("signed by %+v", pks.Signers)
		}
		listed, _, err := h.desk.Papers(t.Context(), h.who(officer), store.PaperFilter{}, "", 100)
		h.must(err)
		if !slices.ContainsFunc(listed, func(r ops.Registered) bool { return r.ID == pks.ID && slices.Equal(r.Partners, want) }) {
			t.Error("the register does not name the company")
		}
		// Nobody else's business: another region finds nothing of it, and cannot
		// record for the company.
		if _, err := h.desk.Proceeding(t.Context(), h.who("pekanbaru-kerjasama"), h.run); fault.KindOf(err) != fault.NotFound && fault.KindOf(err) != fault.Denied {
			t.Errorf("another region reads the run: %v", err)
		}
	})
}

// prepares takes Kampar through everything before the answer of a third party.
func (h *hall) prepares() {
	h.t.Helper()
	h.gives("kampar-kerjasama", "rencana", "acuan", plan())
	h.gives("kampar-dlhk", "kak", "isian", kak())
	h.gives("kampar-dlhk", "studi", "studi", h.paper("kampar-dlhk", "studi kelayakan"))
	h.gives("kampar-keuangan", "tkksd", "anggota", opinion("Datuk"))
	h.gives("kampar-kerjasama", "tkksd", "batasan", fields("kesusilaan", "ya", "ketertiban", "ya", "kepentingan", "ya", "peraturan", "ya"))
	h.gives("kampar-kerjasama", "tkksd", "berita_acara", h.paper("kampar-kerjasama", "BA TKKSD"))
	h.gives("kampar-sekda", "tkksd", "kesimpulan", choice("setuju"))
	h.gives("kampar-pimpinan", "penawaran", "surat", h.letter("kampar-pimpinan", "penawaran", ""))
}

// ofCompany records what the company did at a gate of its own.
func (h *hall) ofCompany(gate, need string, v *procedure.Value) {
	h.t.Helper()
	id, branch, _ := strings.Cut(gate, "/")
	h.does("kampar-kerjasama", procedure.Act{Kind: procedure.Supply, Slot: procedure.Slot{Gate: id, Branch: branch, Government: "mitra-1"}, Need: need, Value: v})
}

// writes begins a text from a template, agrees to it on both sides, and sends it.
func (h *hall) writes(doc, template, branch string) {
	h.t.Helper()
	at := func(gate string) string { return strings.TrimSuffix(gate+"_"+doc+"/"+branch, "/") }
	lib, err := formulary.Embedded()
	h.must(err)
	text, err := lib.Make(template, formulary.Setup{Title: "Pengolahan sampah", Parties: []draft.Party{{Government: demo.Kampar}, {Government: "mitra-1"}}})
	h.must(err)
	id, err := h.desk.BeginDraft(h.t.Context(), h.who("kampar-kerjasama"), h.run, branch, text)
	h.must(err)
	h.must(h.desk.SendDraft(h.t.Context(), h.who("kampar-kerjasama"), id, "versi pertama"))
	h.text = h.see("kampar-kerjasama").Document(branch).Text
	if h.text == "" {
		h.t.Fatal("the run does not know the text")
	}
	n, err := h.desk.Negotiation(h.t.Context(), h.who("kampar-kerjasama"), id)
	h.must(err)
	written, _ := n.Text().Write(n.Facts)
	if got := draft.Plain(written.Opening[2].Paragraphs[0]); !strings.Contains(got, "berkedudukan di Jakarta, Jalan Contoh 7, berdasarkan Akta Pendirian Nomor 1 Tahun 2020") || !strings.Contains(got, "atas nama PT Contoh Energi") {
		h.t.Errorf("the company in the %s: %s", doc, got)
	}
	h.gives("kampar-kerjasama", at("sepakat"), "pembahasan", h.paper("kampar-kerjasama", "BA "+doc))
	h.gives("kampar-sekda", at("sepakat"), "setuju", &procedure.Value{Hash: h.text})
	h.ofCompany(at("sepakat"), "pembahasan", h.paper("kampar-kerjasama", "BA mitra "+doc))
	h.ofCompany(at("sepakat"), "setuju", &procedure.Value{Hash: h.text})
}

// allSign sends a text and has both sign it by hand.
func (h *hall) allSign(doc, branch string, leader *procedure.Signer) {
	h.t.Helper()
	at := strings.TrimSuffix("kirim_"+doc+"/"+branch, "/")
	h.gives("kampar-kerjasama", at+"!", "kirim", &procedure.Value{Hash: h.text})
	n := ops.NewSigning{
		Run: h.run, Branch: branch, ByHand: true, On: h.today(), Time: "09.00", Place: "Bangkinang", Site: "https://sinergi.test",
		Outside: map[string]ops.Outsider{"mitra-1": {Name: leader.Name, Title: leader.Title}}, InPerson: map[string]bool{demo.Kampar: true},
	}
	round, err := h.desk.OpenSigning(h.t.Context(), h.who("kampar-kerjasama"), n)
	h.must(err)
	for _, who := range []string{"kampar-pimpinan", "kampar-kerjasama"} {
		h.must(h.desk.SignByHand(h.t.Context(), h.who(who), round, strings.NewReader("%PDF-1.4 "+doc+who+"\nstartxref\n0\n%%EOF\n"), ops.HandSigned{Marks: []string{"stempel"}, Originals: "Lemari 1"}))
	}
	if d := h.day(round); d.Round.State != signing.RoundComplete {
		h.t.Fatalf("the round: %+v", d.Round)
	}
}
