// SPDX-License-Identifier: Apache-2.0

// Package demo loads the Kampar–Pekanbaru cooperation as an example: two
// governments with their people, a KB and two PKS, tariffs and services. It
// enters everything through the same use cases as a person would, and it
// writes no measurement: positions and tickets come through the public doors
// from package simulate.
//
// Governments, borders, the route's geometry and the signing are real and
// public; texts, tariffs, timetable, vehicles and officers are illustrative,
// and say so where they are shown.
package demo

import (
	"context"
	"fmt"

	"sinergi/internal/civil"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
)

// Codes of the governments.
const (
	Kampar    = "14.01"
	Pekanbaru = "14.71"
	Riau      = "14"
)

// Password is the password of every demo account.
const Password = "sinergi-contoh-2026"

// Account is somebody to try the demo as.
type Account struct {
	Login string `json:"login"`
	Duty  string `json:"duty"`
}

// person is somebody who is invited.
type person struct {
	government, login, name, agency, office string
	roles                                   []policy.Role
	duty                                    string
}

// agencies are made for each of the two governments.
func agencies() []party.Agency {
	return []party.Agency{
		{Name: "Sekretariat Daerah", Short: "Setda", Affair: party.Secretariat},
		{Name: "Badan Pengelola Keuangan dan Aset Daerah", Short: "BPKAD", Affair: party.Finance},
		{Name: "Dinas Perhubungan", Short: "Dishub", Affair: party.Transport},
		{Name: "Dinas Lingkungan Hidup dan Kebersihan", Short: "DLHK", Affair: party.Environment},
		{Name: "Sekretariat DPRD", Short: "Setwan", Affair: party.Legislature},
		{Name: "Inspektorat", Short: "Inspektorat", Affair: party.Inspection},
	}
}

// officeTitles gives the office of an agency that matters here.
func officeTitles() map[party.Affair]string {
	return map[party.Affair]string{
		party.Secretariat: "Kepala Bagian Kerja Sama",
		party.Finance:     "Kepala BPKAD",
		party.Transport:   "Kepala Dinas Perhubungan",
		party.Environment: "Kepala Dinas Lingkungan Hidup dan Kebersihan",
		party.Legislature: "Sekretaris DPRD",
	}
}

// Keys of the offices that belong to no agency.
const (
	headOffice party.Affair = ""
	sekda      party.Affair = "sekda"
)

func governments() []party.Government {
	return []party.Government{
		{Code: Kampar, Name: "Kabupaten Kampar", Short: "Kampar", Kind: party.Regency},
		{Code: Pekanbaru, Name: "Kota Pekanbaru", Short: "Pekanbaru", Kind: party.City},
		{Code: Riau, Name: "Provinsi Riau", Short: "Riau", Kind: party.Province},
	}
}

// particulars are where a government has its seat. The towns are theirs, the
// rest is made up: streets and numbers that there are not, and mail to the
// domain that is kept for examples (RFC 2606).
func particulars(g party.Government) party.Particulars {
	seat := map[string]string{Kampar: "Bangkinang Kota", Pekanbaru: "Pekanbaru", Riau: "Pekanbaru"}[g.Code]
	number := map[string]string{Kampar: "1", Pekanbaru: "2", Riau: "3"}[g.Code]
	office := "Kepala Bagian Kerja Sama"
	if g.Kind == party.Province {
		office = "Kepala Biro Pemerintahan"
	}
	return party.Particulars{
		Seat: seat, Address: "Jalan Contoh Nomor " + number,
		Contact: party.Contact{Office: office, Phone: "(0761) 000-00" + number, Email: "kerjasama@" + agencySlug(g) + ".example"},
	}
}

// Accounts lists who can be tried, in the order in which they are printed.
func Accounts() []Account {
	var all []Account
	for _, g := range governments() {
		all = append(all, Account{adminLogin(g), "Pengelola, " + g.Name})
		for _, p := range people(g, nil, nil) {
			all = append(all, Account{p.login, p.duty + ", " + g.Name})
		}
	}
	return all
}

func adminLogin(g party.Government) string { return agencySlug(g) + "-admin" }

func agencySlug(g party.Government) string {
	return map[string]string{Kampar: "kampar", Pekanbaru: "pekanbaru", Riau: "riau"}[g.Code]
}

func people(g party.Government, agency, office map[party.Affair]string) []person {
	if g.Kind == party.Province {
		return []person{
			{government: g.Code, login: "riau-pengamat", name: "Pengamat Biro Pemerintahan", agency: agency[party.Secretariat], roles: []policy.Role{policy.Observer}, duty: "Pengamat provinsi"},
			{government: g.Code, login: "riau-gubernur", name: "Gubernur Riau", office: office[headOffice], roles: []policy.Role{policy.Observer}, duty: "Gubernur sebagai wakil Pemerintah Pusat"},
		}
	}
	at := func(a party.Affair, login, name string, role policy.Role, duty string) person {
		return person{g.Code, agencySlug(g) + "-" + login, name + " " + g.Short, agency[a], office[a], []policy.Role{role}, duty}
	}
	return []person{
		at(party.Secretariat, "kerjasama", "Petugas Kerja Sama", policy.Cooperation, "Petugas kerja sama"),
		at(party.Finance, "keuangan", "Petugas Keuangan", policy.Finance, "Petugas keuangan"),
		{g.Code, agencySlug(g) + "-pimpinan", g.Kind.Head() + " " + g.Short, "", office[headOffice], []policy.Role{policy.Signer}, "Penandatangan"},
		{g.Code, agencySlug(g) + "-sekda", "Sekretaris Daerah " + g.Short, "", office[sekda], []policy.Role{policy.Signer}, "Sekretaris daerah, ketua TKKSD"},
		at(party.Transport, "dishub", "Petugas Dishub", policy.Transport, "Petugas Dinas Perhubungan"),
		at(party.Environment, "dlhk", "Petugas DLHK", policy.Waste, "Petugas DLHK"),
		at(party.Legislature, "dprd", "Pembaca DPRD", policy.Legislator, "Pembaca DPRD"),
		at(party.Inspection, "auditor", "Auditor Inspektorat", policy.Auditor, "Auditor"),
	}
}

// settle brings in governments, agencies, offices and people, and gives the
// actors by login.
func settle(ctx context.Context, d *ops.Desk) (map[string]policy.Actor, error) {
	secret, err := d.SetupSecret(ctx)
	if err != nil {
		return nil, err
	}
	if secret == "" {
		return nil, fmt.Errorf("this data is already in use: give an empty folder")
	}
	actors := map[string]policy.Actor{}
	first := governments()[0]
	if err := d.Setup(ctx, secret, first, particulars(first), adminLogin(first), "Pengelola "+first.Short, Password); err != nil {
		return nil, err
	}
	for i, g := range governments() {
		if i > 0 {
			link, err := d.AddGovernment(ctx, actors[adminLogin(first)], g, adminLogin(g), "Pengelola "+g.Short)
			if err != nil {
				return nil, fmt.Errorf("add %s: %w", g.Name, err)
			}
			if err := d.SetPassword(ctx, link, Password, ""); err != nil {
				return nil, err
			}
		}
		admin, err := signIn(ctx, d, adminLogin(g))
		if err != nil {
			return nil, err
		}
		actors[adminLogin(g)] = admin
		if err := d.SaveParticulars(ctx, admin, "", particulars(g)); err != nil {
			return nil, fmt.Errorf("seat of %s: %w", g.Name, err)
		}
		if err := populate(ctx, d, g, admin, actors); err != nil {
			return nil, fmt.Errorf("people of %s: %w", g.Name, err)
		}
	}
	return actors, nil
}

func populate(ctx context.Context, d *ops.Desk, g party.Government, admin policy.Actor, actors map[string]policy.Actor) error {
	agency, office, err := offices(ctx, d, admin, g)
	if err != nil {
		return err
	}
	for _, p := range people(g, agency, office) {
		link, err := d.Invite(ctx, admin, ops.NewPerson{Login: p.login, Name: p.name, Agency: p.agency, Office: p.office, Roles: p.roles})
		if err != nil {
			return err
		}
		if err := d.SetPassword(ctx, link, Password, ""); err != nil {
			return err
		}
		if actors[p.login], err = signIn(ctx, d, p.login); err != nil {
			return err
		}
	}
	return nil
}

func signIn(ctx context.Context, d *ops.Desk, login string) (policy.Actor, error) {
	token, err := d.Login(ctx, login, Password)
	if err != nil {
		return policy.Actor{}, err
	}
	return d.Who(ctx, token)
}

// signedOn is the day of the signing: Wednesday 4 September 2024.
var signedOn = civil.Date{Year: 2024, Month: 9, Day: 4}
