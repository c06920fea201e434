// SPDX-License-Identifier: Apache-2.0

// Package drafttest gives the tests of packages that work on texts a sample
// agreement and random texts and edits.
package drafttest

import (
	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/party"
	"sinergi/internal/tariff"
)

// The governments of the sample.
const (
	Kampar    = "14.01"
	Pekanbaru = "14.71"
)

// Number reads a number written in a test.
func Number(s string) tariff.Number {
	n, err := tariff.ParseNumber(s)
	if err != nil {
		panic("drafttest: " + err.Error())
	}
	return n
}

// Clause makes a clause.
func Clause(l draft.Level, id, heading, text string, children ...draft.Clause) draft.Clause {
	return draft.Clause{ID: id, Level: l, Heading: heading, Text: text, Children: children}
}

// Bus is a short PKS on a bus with two bab, references, figures and a worked
// example.
func Bus() draft.Text {
	c := Clause
	return draft.Text{
		Kind: draft.PKS, Title: "Penyelenggaraan Angkutan Bus Lintas Batas",
		Parties: []draft.Party{
			{ID: "pihak-1", Government: Pekanbaru, Agency: "pku-dishub", Label: "PIHAK KESATU"},
			{ID: "pihak-2", Government: Kampar, Agency: "kpr-dishub", Label: "PIHAK KEDUA"},
		},
		Opening:  []draft.Clause{c(draft.Paragraph, "buka", "", "Pada {{nilai:dokumen.hari-tanggal}}, bertempat di {{nilai:dokumen.tempat}}:")},
		Recitals: []draft.Clause{c(draft.Huruf, "timbang.1", "", "bahwa warga melintasi batas setiap hari;"), c(draft.Huruf, "timbang.2", "", "bahwa berdasarkan {{ref:timbang.1}} perlu kerja sama;")},
		Basis:    []draft.Clause{c(draft.Angka, "dasar.1", "", "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;")},
		Body: []draft.Clause{
			c(draft.Bab, "bab-umum", "Ketentuan Umum", "",
				c(draft.Pasal, "umum", "Pengertian", "Dalam Perjanjian ini yang dimaksud dengan:",
					c(draft.Angka, "umum.bus", "", "Bus adalah kendaraan {{nilai:pihak-1.sebutan}}."),
					c(draft.Angka, "umum.trip", "", "Trip adalah satu perjalanan."))),
			c(draft.Bab, "bab-isi", "Layanan dan Biaya", "",
				c(draft.Pasal, "objek", "Objek", "Objek adalah layanan bus."),
				c(draft.Pasal, "biaya", "Pembiayaan", "",
					c(draft.Ayat, "biaya.tarif", "", "Tarif adalah {{nilai:tarif-bus/tarif#base}} per kilometer, ditambah {{nilai:tarif-bus/tarif#coefficient|angka}} kali selisih harga solar terhadap {{nilai:tarif-bus/tarif#then|angka}} per liter."),
					c(draft.Ayat, "biaya.bayar", "", "{{nilai:tarif-bus/km.kampar#payer}} membayar tarif sebagaimana dimaksud pada {{ref:biaya.tarif}} atas:",
						c(draft.Huruf, "biaya.bayar.a", "", "trip yang dijalankan; dan"),
						c(draft.Huruf, "biaya.bayar.b", "", "kilometer di wilayahnya, kecuali {{ref:biaya.bayar.a}}."))),
				c(draft.Pasal, "waktu", "Jangka Waktu", "Perjanjian ini berlaku {{nilai:jangka-waktu}} dan tarif menurut {{ref:biaya.tarif}} ditinjau setiap tahun.")),
		},
		Closing: []draft.Clause{c(draft.Paragraph, "tutup", "", "Demikian Perjanjian ini dibuat.")},
		Annexes: []draft.Clause{c(draft.Annex, "lampiran-contoh", "Contoh Perhitungan", "",
			c(draft.Paragraph, "lampiran-contoh.1", "", "{{contoh:mei}}"),
			c(draft.Table, "lampiran-contoh.tabel", "Halte", "No. | Halte | Wilayah",
				c(draft.Row, "halte.1", "", "# | Simpang Panam | {{nilai:pihak-1.daerah}}"),
				c(draft.Row, "halte.2", "", "# | Danau Bingkuang | {{nilai:pihak-2.daerah}}")))},
		Parameters: []draft.Parameter{{ID: "jangka-waktu", Label: tariff.Label{ID: "Jangka waktu", EN: "Term"}, Type: draft.Span, Value: "5", Unit: "tahun"}},
		Tariffs:    []tariff.Tariff{BusTariff()},
		Examples: []draft.Example{{
			ID: "mei", Clause: "biaya.tarif", Month: "2027-05",
			Given:  []draft.Given{{Measure: "bus.km", Government: Kampar, Unit: tariff.Km, Each: Number("12.6"), Times: 412, Of: "trip"}},
			Prices: []draft.Price{{Name: "fuel.diesel", Value: Number("6800"), Unit: "Rp/l"}},
		}},
	}
}

// BusTariff is a rate that follows the price of diesel, paid by Kampar.
func BusTariff() tariff.Tariff {
	return tariff.Tariff{ID: "tarif-bus", Version: 1, Clause: "biaya", Components: []tariff.Component{
		{
			ID: "tarif", Clause: "biaya.tarif", Label: tariff.Label{ID: "Tarif per kilometer", EN: "Rate per kilometre"},
			Formula: tariff.Index{Base: tariff.FixedRate(Number("13500")), Coefficient: Number("0.25"), Parameter: "fuel.diesel", Then: Number("6800"), Unit: tariff.Km.Per()},
		},
		{
			ID: "km.kampar", Clause: "biaya.bayar", Payer: Kampar, Payee: Pekanbaru, Label: tariff.Label{ID: "Kilometer di Kampar", EN: "Kilometres in Kampar"},
			Formula: tariff.Distance{Quantity: tariff.Quantity{Measure: "bus.km", Government: Kampar, Unit: tariff.Km}, Rate: tariff.RateOf("tarif")},
		},
	}}
}

// Facts are the particulars of the sample's parties.
func Facts() draft.Facts {
	return draft.Facts{
		Place: "Bangkinang", Date: civil.Date{Year: 2024, Month: 9, Day: 4},
		Parties: map[string]draft.PartyFacts{
			"pihak-1": {
				Government: "Kota Pekanbaru", Kind: party.City, Agency: "Dinas Perhubungan", Seat: "Pekanbaru", Name: "Yuliarso", Office: "Kepala Dinas Perhubungan Kota Pekanbaru",
				Lines: []string{"Kepala Dinas Perhubungan", "Yuliarso, S.STP"}, Number: "25 TAHUN 2024",
			},
			"pihak-2": {
				Government: "Kabupaten Kampar", Kind: party.Regency, Agency: "Dinas Perhubungan", Seat: "Bangkinang", Name: "Refizal", Office: "Kepala Dinas Perhubungan Kabupaten Kampar",
				Lines: []string{"Kepala Dinas Perhubungan", "Refizal"}, Number: "444 Tahun 2024",
			},
		},
	}
}
