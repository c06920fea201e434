package tariff

import "testing"

// A reader of an agreement sees what each rule comes to, in its own figures.
func TestRulesInWords(t *testing.T) {
	t.Parallel()
	all := everyFormula(t)
	all.Components = append(
		all.Components,
		Component{ID: "back", Formula: TrueUp{[]string{"km"}, Quantity{Measure: "bus.advance", Government: kampar, Unit: Rupiah}, nil, Refund}},
		Component{ID: "unpaid", Formula: Cap{wasteOf(t), n(t, "50"), PerDay, BeyondUnpaid, nil}},
		Component{ID: "refused", Formula: Cap{wasteOf(t), n(t, "50"), PerMonth, BeyondRefused, nil}},
		Component{ID: "halves", Formula: CostShare{Of: []string{"cost"}, Rest: Weights{Shares: []Share{{kampar, n(t, "0.4")}, {pekanbaru, n(t, "0.6")}}}}},
	)
	for i := range all.Components {
		all.Components[i].Label = Label{ID: "<" + all.Components[i].ID + ">"}
	}
	id, en := language(t, "id"), language(t, "en")
	for component, want := range map[string][2]string{
		"fuel":    {"(Rp13.250/km sejak 1 Januari 2026; Rp13.300/km sejak 12 Oktober 2026) + 0,25 × (perubahan harga solar dari Rp6.800)", "(Rp13,250/km from 1 January 2026; Rp13,300/km from 12 October 2026) + 0.25 × (change of the price of diesel from Rp6,800)"},
		"km":      {"kilometer tempuh bus Kampar × <fuel>", "bus kilometres of Kampar × <fuel>"},
		"net":     {"<km> dikurangi pendapatan tiket Kampar, paling kecil nol", "<km> less fare income of Kampar, not below zero"},
		"cut":     {"Rp75.000/trip dipotong atas trip yang tidak dijalankan atau tidak terbukti Kampar, paling banyak 5 % dari <km> + <net>", "Rp75,000/trip is taken off for trips not run or not proved of Kampar, at most 5 % of <km> + <net>"},
		"cut2":    {"Rp1.000/trip dipotong atas trip yang tidak dijalankan atau tidak terbukti Kampar, di atas kelonggaran 1 trip", "Rp1,000/trip is taken off for trips not run or not proved of Kampar, beyond an allowance of 1 trip"},
		"true":    {"<km> + <net> + <cut> menurut realisasi dikurangi uang muka Kampar; kelebihannya dibawa ke bulan berikutnya", "<km> + <net> + <cut> as realised less advance of Kampar; what is over is carried to the next month"},
		"back":    {"<km> menurut realisasi dikurangi uang muka Kampar; kelebihannya dikembalikan", "<km> as realised less advance of Kampar; what is over is paid back"},
		"part":    {"90 % × Rp483.000/ton", "90 % × Rp483,000/tonne"},
		"fall":    {"<part> dikurangi 49 % dari Pusat dikurangi Rp1.000,50/ton dari Provinsi", "<part> less 49 % from Pusat less Rp1,000.50/tonne from Provinsi"},
		"cap.day": {"sampah yang ditimbang Kampar, paling banyak 50,000 ton per hari; selebihnya dengan harga lain", "waste weighed of Kampar, at most 50.000 tonnes a day; the excess has a price of its own"},
		"unpaid":  {"sampah yang ditimbang Kampar, paling banyak 50,000 ton per hari; selebihnya diterima tanpa bayaran", "waste weighed of Kampar, at most 50.000 tonnes a day; the excess is taken without payment"},
		"refused": {"sampah yang ditimbang Kampar, paling banyak 50,000 ton per bulan; selebihnya tidak diterima", "waste weighed of Kampar, at most 50.000 tonnes a month; the excess is not taken"},
		"w1":      {"sampah yang ditimbang Kampar sampai 50,000 ton per hari × <fall>", "waste weighed of Kampar up to 50.000 tonnes a day × <fall>"},
		"w4":      {"sampah yang ditimbang Kampar di atas 60,000 ton per bulan × <fall>", "waste weighed of Kampar beyond 60.000 tonnes a month × <fall>"},
		"kdn":     {"Rp1.000.000/tahun", "Rp1,000,000/year"},
		"cost":    {"pendapatan tiket Kampar, sebesar yang tercatat", "fare income of Kampar, as recorded"},
		"share":   {"<cost> dibagi: lebih dahulu Riau 30 %, menurut jumlah penduduk (bobot 50 %), menurut cakupan layanan (bobot 50 %)", "<cost> is shared: first Riau 30 %, by population (weight 50 %), by coverage of the service (weight 50 %)"},
		"halves":  {"<cost> dibagi: Kampar 40 %, Pekanbaru 60 %", "<cost> is shared: Kampar 40 %, Pekanbaru 60 %"},
	} {
		for _, c := range all.Components {
			if c.ID == component {
				same(t, component+" id", id.Rule(all, c), want[0])
				same(t, component+" en", en.Rule(all, c), want[1])
			}
		}
	}
}
