package demo

import "sinergi/internal/tariff"

// dailyCap is how many tonnes of Kampar a day are taken at the lower price.
const dailyCap, dailyCapText = "200", "200"

func number(s string) tariff.Number {
	n, err := tariff.ParseNumber(s)
	if err != nil {
		panic("demo: " + err.Error()) // a number written in this file
	}
	return n
}

func busTariff() tariff.Tariff {
	km := func(code string) tariff.Quantity {
		return tariff.Quantity{Measure: "bus.km", Government: code, Unit: tariff.Km}
	}
	tenth := number("0.1")
	return tariff.Tariff{
		ID: "tarif-bus", AgreementID: BusPKS, Version: 1, Clause: "biaya", From: signedOn,
		Components: []tariff.Component{
			{
				ID: "tarif", Clause: "biaya.tarif", Label: tariff.Label{ID: "Tarif per kilometer", EN: "Rate per kilometre"},
				Formula: tariff.Index{Base: tariff.FixedRate(number("13500")), Coefficient: number("0.25"), Parameter: "fuel.diesel", Then: number("6800"), Unit: tariff.Km.Per()},
			},
			{
				ID: "km.kampar", Clause: "biaya.kampar", Payer: Kampar, Payee: Pekanbaru, Label: tariff.Label{ID: "Kilometer terlayani di Kampar", EN: "Kilometres delivered in Kampar"},
				Formula: tariff.Distance{Quantity: km(Kampar), Rate: tariff.RateOf("tarif")},
			},
			{
				ID: "km.pekanbaru", Clause: "biaya.pekanbaru", Payer: Pekanbaru, Payee: Pekanbaru, Label: tariff.Label{ID: "Kilometer terlayani di Pekanbaru (ditanggung sendiri)", EN: "Kilometres delivered in Pekanbaru (own cost)"},
				Formula: tariff.Distance{Quantity: km(Pekanbaru), Rate: tariff.RateOf("tarif")},
			},
			{
				ID: "potongan", Clause: "biaya.potongan", Payer: Kampar, Payee: Pekanbaru, Label: tariff.Label{ID: "Potongan trip tidak jalan", EN: "Deduction for missed trips"},
				Formula: tariff.Deduction{
					Count: tariff.Quantity{Measure: "bus.trips_missed", Government: Pekanbaru, Unit: tariff.Trip}, Each: number("50000"), Allowance: number("10"),
					Of: []string{"km.kampar"}, MaxShare: &tenth,
				},
			},
		},
	}
}

func wasteTariff() tariff.Tariff {
	tonnes := func(code string) tariff.Quantity {
		return tariff.Quantity{Measure: "waste.tonnes", Government: code, Unit: tariff.Tonne}
	}
	part := func(p tariff.Part) tariff.Quantity {
		return tariff.Quantity{Component: "batas", Part: p, Unit: tariff.Tonne}
	}
	price := tariff.FixedRate(number("37389.60"))
	return tariff.Tariff{
		ID: "tarif-sampah", AgreementID: WastePKS, Version: 1, Clause: "biaya", From: signedOn,
		Components: []tariff.Component{
			{
				ID: "batas", Clause: "biaya.batas", Label: tariff.Label{ID: "Batas harian", EN: "Daily cap"},
				Formula: tariff.Cap{Quantity: tonnes(Kampar), Limit: number(dailyCap), Per: tariff.PerDay, Beyond: tariff.BeyondPriced, Closed: []tariff.Weekday{"sunday"}},
			},
			{
				ID: "tonase", Clause: "biaya.tarif", Payer: Kampar, Payee: Pekanbaru, Label: tariff.Label{ID: "Tonase asal Kampar sampai batas harian", EN: "Tonnes from Kampar within the daily cap"},
				Formula: tariff.UnitPrice{Quantity: part(tariff.Within), Rate: price},
			},
			{
				ID: "kelebihan", Clause: "biaya.kelebihan", Payer: Kampar, Payee: Pekanbaru, Label: tariff.Label{ID: "Tonase di atas batas harian", EN: "Tonnes beyond the daily cap"},
				Formula: tariff.UnitPrice{Quantity: part(tariff.Excess), Rate: tariff.FixedRate(number("56084.40"))},
			},
			{
				ID: "kompensasi", Clause: "biaya.kompensasi", Payer: Kampar, Payee: Pekanbaru, Label: tariff.Label{ID: "Kompensasi dampak negatif", EN: "Compensation for negative effects"},
				Formula: tariff.LumpSum{Amount: number("15000000"), Per: tariff.PerMonth},
			},
			{
				ID: "pekanbaru", Clause: "biaya.pekanbaru", Payer: Pekanbaru, Payee: Pekanbaru, Label: tariff.Label{ID: "Tonase asal Pekanbaru (ditanggung sendiri)", EN: "Tonnes from Pekanbaru (own cost)"},
				Formula: tariff.UnitPrice{Quantity: tonnes(Pekanbaru), Rate: price},
			},
		},
	}
}
