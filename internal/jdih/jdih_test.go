package jdih_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/jdih"
)

func document() jdih.Document {
	return jdih.Document{
		ID: "pks-bus", Kind: draft.PKS, Subject: "Penyelenggaraan Angkutan Bus Lintas Batas", Signed: civil.Date{Year: 2024, Month: 9, Day: 4}, Place: "Bangkinang", InForce: true,
		Parties: []jdih.Party{
			{Government: "14.71", Name: "Kota Pekanbaru", Province: "Riau", Seat: "Pekanbaru", Agency: "Dinas Perhubungan", Number: "25 TAHUN 2024"},
			{Government: "14.01", Name: "Kabupaten Kampar", Province: "Riau", Seat: "Bangkinang", Agency: "Dinas Perhubungan", Number: "444 Tahun 2024"},
		},
		Subjects: []string{"Perhubungan", "Angkutan umum"},
		File:     jdih.File{Name: "pks-bus.pdf", URL: "https://sinergi.example.go.id/perjanjian/pks-bus.pdf", Pages: 12, Bytes: 188_001},
		Page:     "https://sinergi.example.go.id/perjanjian/pks-bus", Abstract: jdih.File{Name: "pks-bus-abstrak.txt", URL: "https://sinergi.example.go.id/perjanjian/pks-bus-abstrak.txt"},
		Annexes: []string{"Contoh Perhitungan"},
	}
}

// fields is the list that the national site harvests, as member sites write it.
var fields = strings.Fields("idData tahun_pengundangan tanggal_pengundangan jenis noPeraturan judul noPanggil singkatanJenis tempatTerbit penerbit deskripsiFisik sumber subjek isbn status bahasa bidangHukum teuBadan nomorIndukBuku fileDownload urlDownload abstrak urlabstrak urlDetailPeraturan operasi display")

func TestBothGovernmentsPublishTheirOwnRecord(t *testing.T) {
	t.Parallel()
	all, err := document().Records()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Fatalf("%d records", len(all))
	}
	for _, r := range all {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var asMap map[string]any
		if err := json.Unmarshal(b, &asMap); err != nil {
			t.Fatal(err)
		}
		for _, f := range fields {
			v, ok := asMap[f].(string)
			if !ok || v == "" || v == "-" && f != "isbn" && f != "nomorIndukBuku" {
				t.Errorf("%s of %s is %q", f, r.IDData, v)
			}
		}
		if len(asMap) != len(fields) {
			t.Errorf("%d fields, want %d", len(asMap), len(fields))
		}
		if missing := r.Missing(); len(missing) > 0 {
			t.Errorf("missing %v", missing)
		}
	}
	kampar := all[1]
	want := jdih.Record{
		IDData: "pks-bus-1401", TahunPengundangan: "2024", TanggalPengundangan: "2024-09-04", Jenis: "Perjanjian Kerja Sama", NoPeraturan: "444 Tahun 2024",
		Judul:     "Perjanjian Kerja Sama antara Dinas Perhubungan Kota Pekanbaru dengan Dinas Perhubungan Kabupaten Kampar tentang Penyelenggaraan Angkutan Bus Lintas Batas",
		NoPanggil: "PKS 444 Tahun 2024 14.01", SingkatanJenis: "PKS", TempatTerbit: "Bangkinang", Penerbit: "Pemerintah Kabupaten Kampar", DeskripsiFisik: "12 hlm.; PDF, 184 KB",
		Sumber: "Register Kerja Sama pks-bus: Nomor 25 TAHUN 2024 (Kota Pekanbaru); Nomor 444 Tahun 2024 (Kabupaten Kampar)", Subjek: "KERJA SAMA DAERAH - PERHUBUNGAN - ANGKUTAN UMUM", ISBN: "-",
		Status: "Berlaku", Bahasa: "Indonesia", BidangHukum: "Hukum Administrasi Negara", TEUBadan: "Riau. Kabupaten Kampar", NomorIndukBuku: "-", FileDownload: "pks-bus.pdf",
		URLDownload: "https://sinergi.example.go.id/perjanjian/pks-bus.pdf", Abstrak: "pks-bus-abstrak.txt", URLAbstrak: "https://sinergi.example.go.id/perjanjian/pks-bus-abstrak.txt",
		URLDetailPeraturan: "https://sinergi.example.go.id/perjanjian/pks-bus", Operasi: "4", Display: "1",
	}
	if diff := cmp.Diff(want, kampar); diff != "" {
		t.Error(diff)
	}
	if all[0].NoPeraturan == kampar.NoPeraturan || all[0].TEUBadan == kampar.TEUBadan || all[0].IDData == kampar.IDData {
		t.Error("the records of the two are not their own")
	}
}

func TestSixteenItems(t *testing.T) {
	t.Parallel()
	items, err := document().Metadata("14.01")
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != 16 {
		t.Errorf("%d items", len(items))
	}
	for _, it := range items {
		if it.Value == "" || it.Value == "-" {
			t.Errorf("%s is %q", it.Name, it.Value)
		}
	}
}

func TestWhatCannotBePublishedYet(t *testing.T) {
	t.Parallel()
	d := document()
	if _, err := d.Record("14.05"); err == nil {
		t.Error("who is no party has a record")
	}
	d.Parties[1].Number = ""
	if _, err := d.Records(); err == nil {
		t.Error("a document without a number is published")
	}
	if r, err := d.Record("14.71"); err != nil || !strings.Contains(r.Sumber, "belum bernomor") {
		t.Errorf("the other side waits for it: %v, %+v", err, r)
	}
	d = document()
	d.File, d.Abstract.URL, d.Parties[1].Seat = jdih.File{}, "", ""
	r, err := d.Record("14.01")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"fileDownload", "urlDownload", "urlabstrak", "tempatTerbit", "deskripsiFisik"} {
		if !slices.Contains(r.Missing(), want) {
			t.Errorf("%s is not missed: %v", want, r.Missing())
		}
	}
}

func TestStatusOfWhatHasEnded(t *testing.T) {
	t.Parallel()
	d := document()
	d.InForce, d.Ended = false, civil.Date{Year: 2029, Month: 9, Day: 3}
	if r, err := d.Record("14.01"); err != nil || r.Status != "Tidak Berlaku sejak 3 September 2029" {
		t.Errorf("%v, %q", err, r.Status)
	}
}

func TestAbstract(t *testing.T) {
	t.Parallel()
	text, _ := drafttest.Bus().Write(drafttest.Facts())
	got, err := document().AbstractText("14.01", text)
	if err != nil {
		t.Fatal(err)
	}
	const want = `KERJA SAMA DAERAH - PERHUBUNGAN - ANGKUTAN UMUM
2024
PKS NOMOR 444 TAHUN 2024, 12 hlm.
PERJANJIAN KERJA SAMA ANTARA DINAS PERHUBUNGAN KOTA PEKANBARU DENGAN DINAS PERHUBUNGAN KABUPATEN KAMPAR TENTANG PENYELENGGARAAN ANGKUTAN BUS LINTAS BATAS

ABSTRAK:
- bahwa warga melintasi batas setiap hari;
- bahwa berdasarkan huruf a perlu kerja sama;
- Dasar hukum: Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah.
- Mengatur tentang: Pengertian; Objek; Pembiayaan; Jangka Waktu.

CATATAN:
- Ditandatangani pada tanggal 4 September 2024 di Bangkinang.
- Status: Berlaku.
- Lampiran: Contoh Perhitungan.
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
