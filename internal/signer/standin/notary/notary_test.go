package notary_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"sinergi/internal/signer"
	"sinergi/internal/signer/standin"
	"sinergi/internal/signer/standin/notary"
	"sinergi/pades"
	"sinergi/pades/padestest"
	"sinergi/pades/padestest/referee"
)

var authority *padestest.PKI

func TestMain(m *testing.M) {
	pki, err := padestest.Serve(padestest.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	authority = pki
	code := m.Run()
	pki.Close()
	os.Exit(code)
}

func paper(t *testing.T) []byte {
	t.Helper()
	p := fpdf.New("P", "pt", "A4", "")
	p.SetFont("Helvetica", "", 12)
	for range 2 {
		p.AddPage()
		p.MultiCell(0, 14, "PERJANJIAN KERJA SAMA", "", "L", false)
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var people = []standin.Signer{
	{Name: "Bupati Kampar", NIK: "1401010203040001", Passphrase: "satu", State: "ISSUE"},
	{Name: "Wali Kota Pekanbaru", NIK: "1471010203040002", Passphrase: "dua", State: "ISSUE"},
	{Name: "Saksi Ōsaka", NIK: "1471010203040003", Passphrase: "tiga", State: "ISSUE"},
}

func client(t *testing.T, contract signer.Contract) signer.Service {
	t.Helper()
	n := notary.New(authority, nil)
	server, err := standin.New(standin.Config{User: "sinergi", Password: "sandi", Signers: people, Sign: n.Sign, Verify: n.Verify})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(func() { server.Close(); web.Close() })
	service, err := signer.New(signer.Config{
		Government: "14.01", Contract: contract, BaseURL: web.URL, PlainHTTP: true,
		User: "sinergi", Password: signer.NewSecret([]byte("sandi")), Log: func(context.Context, signer.Call) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

// Two heads of region sign visibly at their places on the second page, a
// witness invisibly; both contracts, whose coordinates differ.
func TestThreeSignOneDocument(t *testing.T) {
	t.Parallel()
	for _, contract := range []signer.Contract{signer.ContractV1, signer.ContractV2} {
		t.Run(string(contract), func(t *testing.T) {
			t.Parallel()
			service := client(t, contract)
			pdf := paper(t)
			for i, p := range people {
				o := signer.Order{By: signer.Who{NIK: p.NIK}, PDF: pdf, Reason: "PKS", Location: "Bangkinang"}
				if i < 2 {
					o.Look = signer.Look{
						Place: &signer.Place{Page: 2, X: 60 + 270*float64(i), Y: 100, Width: 200, Height: 80, PageWidth: 595.28, PageHeight: 841.89},
						Link:  "https://sinergi.example/v/0191",
					}
				}
				got := service.Sign(t.Context(), o, signer.Passphrase([]byte(p.Passphrase)))
				if got.Outcome != signer.Signed {
					t.Fatalf("%s: %s %s %s: %v", p.Name, got.Outcome, got.Refusal, got.Doubt, got.Err())
				}
				pdf = got.PDF
			}
			checkReport(t, pdf)
			opinion, err := service.Verify(t.Context(), signer.Who{}, pdf)
			if err != nil || !opinion.Valid() || opinion.Signatures != 3 || opinion.Details[1].TimeBy == "" {
				t.Errorf("the service says %+v, %v", opinion, err)
			}
			if contract == signer.ContractV2 && opinion.Details[0].Format != "PAdES-BASELINE-T" {
				t.Errorf("got %s", opinion.Details[0].Format)
			}
			checkOthers(t, pdf)

			at := bytes.Index(pdf, []byte("/MediaBox"))
			broken := bytes.Clone(pdf)
			broken[at+11] ^= 1
			if opinion, err := service.Verify(t.Context(), signer.Who{}, broken); err == nil && opinion.Valid() {
				t.Error("a changed byte goes unnoticed")
			}
		})
	}
}

func checkReport(t *testing.T, pdf []byte) {
	t.Helper()
	report, err := pades.Verify(t.Context(), pdf, pades.VerifyOptions{Roots: authority.Roots(), AllowFields: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Signatures) != 3 || len(report.Problems) != 0 {
		t.Fatalf("%d signatures, %v", len(report.Signatures), report.Problems)
	}
	for i, s := range report.Signatures {
		if !s.Intact || !s.Trusted || s.Level != pades.BT || s.Reason != "PKS" {
			t.Errorf("%s: %+v", people[i].Name, s)
		}
		subject := s.Certificate.Subject
		if !strings.Contains(subject.CommonName, people[i].Name) || !strings.Contains(subject.CommonName, standin.Mark) || !strings.Contains(strings.Join(subject.Organization, " "), standin.Mark) {
			t.Errorf("the certificate says %s", subject)
		}
		want := pades.Rect{Left: 60 + 270*float64(i), Bottom: 100, Right: 260 + 270*float64(i), Top: 180}
		if i < 2 && (s.Page != 2 || !near(s.Rect, want)) {
			t.Errorf("%s signs at page %d, %v; want %v", people[i].Name, s.Page, s.Rect, want)
		}
		if s.Rect.Right-s.Rect.Left < 100 || s.Rect.Top-s.Rect.Bottom < 10 {
			t.Errorf("%s: nobody sees the mark in %v", people[i].Name, s.Rect)
		}
	}
}

// near allows the rounding of the contracts: whole points in v1.
func near(a, b pades.Rect) bool {
	for _, d := range []float64{a.Left - b.Left, a.Bottom - b.Bottom, a.Right - b.Right, a.Top - b.Top} {
		if d < -0.5 || d > 0.5 {
			return false
		}
	}
	return true
}

// checkOthers asks programs that are not ours.
func checkOthers(t *testing.T, pdf []byte) {
	t.Helper()
	if !referee.New(t, t.TempDir(), authority.RootPEM(), authority.TSAIdentity().ChainPEM()).Accept(t, pdf, 3, 0) {
		t.Error("the last signature does not cover the whole document")
	}
	if said := referee.Says(t, "pdftotext", referee.Save(t, "a.pdf", pdf), "-"); strings.Count(said, standin.Mark) < 3 {
		t.Errorf("a reader sees\n%s", said)
	}
}

func TestOrdersTheStandInCannotCarryOut(t *testing.T) {
	t.Parallel()
	n := notary.New(authority, nil)
	tests := map[string]standin.Order{
		"at a text":     {PDF: paper(t), Visible: true, Anchor: "#", Width: 100, Height: 50},
		"no such page":  {PDF: paper(t), Visible: true, Page: 3, Width: 100, Height: 50},
		"off the page":  {PDF: paper(t), Visible: true, Page: 1, X: 590, Width: 100, Height: 50},
		"above the top": {PDF: paper(t), Visible: true, Page: 1, Y: 830, Width: 100, Height: 50, FromTop: true},
		"no PDF":        {PDF: []byte("PK")},
	}
	for name, o := range tests {
		o.By.Name = "Uji"
		if _, err := n.Sign(t.Context(), o); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
}

func TestSmallPlacesShowTheMarkAtLeast(t *testing.T) {
	t.Parallel()
	n := notary.New(authority, nil)
	pdf, err := n.Sign(t.Context(), standin.Order{
		By: people[2], PDF: paper(t), Visible: true, Page: 1, X: 10, Y: 10, Width: 90, Height: 20, Link: "https://sinergi.example/v/1",
	})
	if err != nil {
		t.Fatal(err)
	}
	list, good, err := n.Verify(t.Context(), pdf)
	if err != nil || !good || len(list) != 1 {
		t.Errorf("got %+v %v %v", list, good, err)
	}
}
