package demo

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
)

// offices makes a government's agencies and offices and enters who holds them,
// and gives their ids by affair.
func offices(ctx context.Context, d *ops.Desk, admin policy.Actor, g party.Government) (agency, office map[party.Affair]string, err error) {
	agency, office = map[party.Affair]string{}, map[party.Affair]string{}
	make1 := func(at party.Affair, o party.Office) error {
		saved, err := d.SaveOffice(ctx, admin, o)
		if err != nil {
			return err
		}
		office[at] = saved.ID
		return holders(ctx, d, admin, g, at, saved.ID)
	}
	wanted, titles := agencies(), officeTitles()
	if g.Kind == party.Province {
		wanted = []party.Agency{{Name: "Biro Pemerintahan dan Otonomi Daerah", Short: "Biro Pemotda", Affair: party.Secretariat}}
		titles = nil
	}
	if err := make1(headOffice, party.Office{Title: g.Kind.Head() + " " + g.Short, Head: true}); err != nil {
		return nil, nil, err
	}
	if g.Kind != party.Province {
		if err := make1(sekda, party.Office{Title: "Sekretaris Daerah " + g.Name}); err != nil {
			return nil, nil, err
		}
	}
	for _, a := range wanted {
		saved, err := d.SaveAgency(ctx, admin, a)
		if err != nil {
			return nil, nil, err
		}
		agency[a.Affair] = saved.ID
		if title := titles[a.Affair]; title != "" {
			if err := make1(a.Affair, party.Office{Agency: saved.ID, Title: title}); err != nil {
				return nil, nil, err
			}
		}
	}
	return agency, office, nil
}

// holders enters who signed in 2024: both heads were Penjabat on the day
// (riauantara.co, September 2024). Who holds an office in the example today is
// invented, and the name says so.
func holders(ctx context.Context, d *ops.Desk, admin policy.Actor, g party.Government, at party.Affair, office string) error {
	var all []party.Holder
	if name := map[string]string{Kampar: "Hambali", Pekanbaru: "Risnandar Mahiwa"}[g.Code]; name != "" && at == headOffice {
		all = append(all, party.Holder{Name: name, Acting: party.Pj, From: signedOn, Until: signedOn})
	}
	if now, ok := invented()[g.Code][at]; ok {
		now.Acting, now.From = party.Definitive, inOfficeSince
		if at != headOffice {
			now.NIP, now.Rank = "(contoh)", "Pembina Utama Muda (IV/c)"
		}
		all = append(all, now)
	}
	for _, h := range all {
		h.Office = office
		if _, err := d.SaveHolder(ctx, admin, h); err != nil {
			return err
		}
	}
	return nil
}

// inOfficeSince is from when the invented people hold their offices.
var inOfficeSince = civil.Date{Year: 2025, Month: 3, Day: 1}

func invented() map[string]map[party.Affair]party.Holder {
	return map[string]map[party.Affair]party.Holder{
		Kampar: {
			headOffice: {Name: "Rimba Sungai Kampar (contoh)"}, sekda: {Name: "Ninik Rantau (contoh)", Suffix: "M.Si."}, party.Secretariat: {Name: "Datuk Pena (contoh)", Suffix: "S.H."},
			party.Finance: {Name: "Puti Hitung (contoh)", Suffix: "S.E."}, party.Transport: {Name: "Bujang Jalan (contoh)", Suffix: "M.T."}, party.Environment: {Name: "Upik Lestari (contoh)", Suffix: "M.Si."},
			party.Legislature: {Name: "Tuah Sidang (contoh)", Suffix: "S.Sos."},
		},
		Pekanbaru: {
			headOffice: {Name: "Laksamana Senapelan (contoh)"}, sekda: {Name: "Encik Bertuah (contoh)", Suffix: "M.Si."}, party.Secretariat: {Name: "Wan Surat (contoh)", Suffix: "S.H."},
			party.Finance: {Name: "Tengku Neraca (contoh)", Suffix: "S.E."}, party.Transport: {Name: "Awang Halte (contoh)", Suffix: "M.T."}, party.Environment: {Name: "Dara Bersih (contoh)", Suffix: "M.Si."},
			party.Legislature: {Name: "Megat Rapat (contoh)", Suffix: "S.Sos."},
		},
		Riau: {headOffice: {Name: "Raja Siak Hulu (contoh)"}},
	}
}
