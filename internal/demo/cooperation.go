package demo

import (
	"context"
	"fmt"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/consent"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// Ids of the example.
const (
	CooperationID = "kampar-pekanbaru"
	KB            = "kb-kampar-pekanbaru"
	BusPKS        = "pks-bus-aglomerasi"
	WastePKS      = "pks-sampah-penyangga"
	BusService    = "bus-rute-1"
	WasteService  = "sampah-perbatasan"
)

const illustrative = "Contoh ilustratif: naskah asli tidak dipublikasikan. Isi pasal, tarif dan nomor di sini disusun untuk contoh; para pihak, pokok kerja sama dan tanggal penandatanganan adalah fakta publik."

const lastDay = "2029-09-03"

// enter records the cooperation, its texts, tariffs and services, each as the
// officer whose work it is: Pekanbaru enters and proposes, Kampar confirms.
func enter(ctx context.Context, d *ops.Desk, actors map[string]policy.Actor) error {
	officer, finance := actors["pekanbaru-kerjasama"], actors["pekanbaru-keuangan"]
	c := agreement.Cooperation{
		ID: CooperationID, Title: "Kerja Sama Kabupaten Kampar dan Kota Pekanbaru",
		Subject:  "Angkutan bus aglomerasi dan pengelolaan sampah di daerah perbatasan.",
		Category: agreement.Undecided, Parties: []string{Pekanbaru, Kampar},
	}
	if _, err := d.NewCooperation(ctx, officer, c); err != nil {
		return fmt.Errorf("enter the cooperation: %w", err)
	}
	for _, a := range papers() {
		if _, err := d.NewAgreement(ctx, officer, a.Agreement, agreement.Number(a.clauses)); err != nil {
			return fmt.Errorf("enter %s: %w", a.ID, err)
		}
	}
	if err := d.ShareCooperation(ctx, officer, CooperationID); err != nil {
		return err
	}
	for _, o := range obligations() {
		if err := d.SaveObligation(ctx, officer, o); err != nil {
			return fmt.Errorf("obligation %s: %w", o.ID, err)
		}
	}
	for _, s := range services() {
		if err := d.SaveService(ctx, officer, s.Service, s.rules, civil.Date{}); err != nil {
			return fmt.Errorf("service %s: %w", s.ID, err)
		}
	}
	for _, t := range []tariff.Tariff{busTariff(), wasteTariff()} {
		if err := d.AddTariff(ctx, officer, t); err != nil {
			return fmt.Errorf("tariff of %s: %w", t.AgreementID, err)
		}
	}
	if err := d.SetParameter(ctx, finance, store.Parameter{
		Agreement: BusPKS, Name: "fuel.diesel", From: day("2026-10-01"),
		Value: "7200", Source: "Contoh ilustratif harga solar per liter",
	}); err != nil {
		return err
	}
	return agree(ctx, d, officer, actors["kampar-kerjasama"])
}

// agree puts every paper before the other party, which confirms it with all
// that its record holds.
func agree(ctx context.Context, d *ops.Desk, officer, other policy.Actor) error {
	for _, a := range papers() { // the KB first
		if err := d.ProposeAgreement(ctx, officer, a.ID); err != nil {
			return fmt.Errorf("propose %s: %w", a.ID, err)
		}
		asked, err := d.ProposalsAsking(ctx, other)
		if err != nil {
			return err
		}
		for _, p := range asked {
			if err := d.Answer(ctx, other, p.ID, consent.Confirm, ""); err != nil {
				return fmt.Errorf("confirm %s: %w", a.ID, err)
			}
		}
	}
	return nil
}

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic("demo: " + err.Error()) // a date written in this file
	}
	return d
}

type text struct {
	agreement.Agreement
	clauses []agreement.Clause
}

func papers() []text {
	signers := []agreement.Signer{
		{Government: Pekanbaru, Name: "Risnandar Mahiwa", Title: "Wali Kota Pekanbaru", Acting: "Pj"},
		{Government: Kampar, Name: "Hambali", Title: "Bupati Kampar", Acting: "Pj"},
	}
	common := agreement.Agreement{
		Cooperation: CooperationID, SignedOn: signedOn, WrittenDate: "Rabu, 5 September 2024",
		DateNote: "Siaran pers menulis “Rabu, 5 September 2024”, padahal 5 September 2024 adalah hari Kamis. Dua media menyebut penandatanganan pada Rabu, 4 September 2024 di Bangkinang; 5 September adalah tanggal pemberitaan.",
		Place:    "Kantor Bupati Kampar, Bangkinang", From: signedOn, Until: day(lastDay), Status: agreement.Active, Note: illustrative,
		Attendees: []agreement.Attendee{{Name: "Sekretaris Daerah Kota Pekanbaru"}, {Name: "Kepala perangkat daerah kedua pemerintah"}},
	}
	kb, bus, waste := common, common, common
	kb.ID, kb.Kind, kb.Title, kb.Signers = KB, agreement.KB, "Kerja Sama Daerah antara Kota Pekanbaru dan Kabupaten Kampar", signers
	kb.Parties = sides("", "CONTOH 1/KB/PKU/2024", "CONTOH 1/KB/KPR/2024")
	bus.ID, bus.Kind, bus.Parent, bus.Title = BusPKS, agreement.PKS, KB, "Angkutan Bus Aglomerasi Trans Metro Pekanbaru ke Wilayah Kampar"
	bus.Parties = sides("dishub", "CONTOH 2/PKS/DISHUB-PKU/2024", "CONTOH 2/PKS/DISHUB-KPR/2024")
	bus.Note += " Jadwal ilustratif di atas geometri nyata: trayek yang disepakati (UIN Suska–Danau Bingkuang) belum mempunyai geometri publik; contoh ini memakai rute 1 Pandau–Ramayana, yang kini sudah berujung di Kampar."
	waste.ID, waste.Kind, waste.Parent, waste.Title = WastePKS, agreement.PKS, KB, "Pengelolaan Sampah Daerah Penyangga"
	waste.Parties = sides("dlhk", "CONTOH 3/PKS/DLHK-PKU/2024", "CONTOH 3/PKS/DLHK-KPR/2024")
	return []text{{kb, kbClauses()}, {bus, busClauses()}, {waste, wasteClauses()}}
}

func sides(agency, first, second string) []agreement.Party {
	id := func(code string) string {
		if agency == "" {
			return ""
		}
		return code + "-" + agency
	}
	return []agreement.Party{
		{Government: Pekanbaru, Agency: id(Pekanbaru), Label: "PIHAK KESATU", Number: first},
		{Government: Kampar, Agency: id(Kampar), Label: "PIHAK KEDUA", Number: second},
	}
}

func obligations() []agreement.Obligation {
	return []agreement.Obligation{
		{Agreement: BusPKS, ID: "bus-trip", Clause: "kewajiban-kesatu.layanan", Bearer: Pekanbaru, Text: "Menjalankan sekurang-kurangnya 95 persen trip terjadwal setiap bulan.", Measure: "bus.trips_delivered_share", Target: "0.95", Unit: "ratio", Rule: "bulanan", Grace: 10},
		{Agreement: BusPKS, ID: "bus-posisi", Clause: "kewajiban-kesatu.posisi", Bearer: Pekanbaru, Text: "Mengirim posisi setiap bus sekurang-kurangnya setiap 60 detik selama beroperasi."},
		{Agreement: BusPKS, ID: "bus-bayar", Clause: "kewajiban-kedua.biaya", Bearer: Kampar, Text: "Membayar biaya operasi atas kilometer di wilayah Kampar setiap bulan.", Rule: "bulanan", Grace: 10},
		{Agreement: BusPKS, ID: "bus-halte", Clause: "kewajiban-kedua.halte", Bearer: Kampar, Text: "Menyediakan dan memelihara halte di wilayah Kampar."},
		{Agreement: WastePKS, ID: "sampah-timbang", Clause: "kewajiban-kesatu.timbang", Bearer: Pekanbaru, Text: "Menimbang setiap kendaraan saat masuk dan keluar dan membuka data tiket kepada kedua pihak."},
		{Agreement: WastePKS, ID: "sampah-bayar", Clause: "kewajiban-kedua.biaya", Bearer: Kampar, Text: "Membayar biaya pemrosesan menurut tonase asal Kampar setiap bulan.", Rule: "bulanan", Grace: 10},
	}
}

type service struct {
	agreement.Service
	rules string
}

func services() []service {
	return []service{
		{agreement.Service{ID: BusService, Agreement: BusPKS, Clause: "objek.trayek", Kind: agreement.Bus, Name: "Bus rute 1 Pandau–Ramayana", Provider: Pekanbaru, Agency: Pekanbaru + "-dishub"}, busRules},
		{agreement.Service{ID: WasteService, Agreement: WastePKS, Clause: "objek", Kind: agreement.Waste, Name: "Sampah perbatasan ke TPA Muara Fajar II", Provider: Pekanbaru, Agency: Pekanbaru + "-dlhk"}, wasteRules},
	}
}
