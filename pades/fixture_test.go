package pades_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"sinergi/pades"
	"sinergi/pades/padestest"
)

// authority is the public key infrastructure of all tests of this package.
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
	os.RemoveAll(panelDir)
	os.Exit(code)
}

var identities sync.Map // of sync.OnceValues functions, by name

// person gives the identity of a name, always the same one.
func person(t testing.TB, name string, key padestest.Kind) pades.Identity {
	t.Helper()
	get, _ := identities.LoadOrStore(name+key.String(), sync.OnceValues(func() (*padestest.Identity, error) {
		return authority.Issue(padestest.Subject{Name: name, Key: key})
	}))
	id, err := get.(func() (*padestest.Identity, error))()
	if err != nil {
		t.Fatal(err)
	}
	return pades.Identity(*id)
}

func issuedIdentity(who pades.Identity) *padestest.Identity {
	id := padestest.Identity(who)
	return &id
}

// paper makes a PDF of some pages as Sinergi does.
func paper(t testing.TB, pages int) []byte {
	t.Helper()
	p := fpdf.New("P", "pt", "A4", "")
	p.SetCatalogSort(true)
	p.SetTitle("Perjanjian Kerja Sama", true)
	p.SetFont("Helvetica", "", 12)
	for i := range pages {
		p.AddPage()
		p.MultiCell(0, 14, fmt.Sprintf("PERJANJIAN KERJA SAMA\n\nPasal %d\n\nantara Pemerintah Kabupaten Kampar dan Pemerintah Kota Pekanbaru", i+1), "", "L", false)
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// signer is someone who signs in the tests.
type signer struct {
	field string
	key   padestest.Kind
	at    pades.Rect
}

var signers = []signer{
	{"Bupati Kampar", padestest.RSA2048, pades.Rect{Left: 60, Bottom: 100, Right: 260, Top: 180}},
	{"Wali Kota Pekanbaru", padestest.P256, pades.Rect{Left: 330, Bottom: 100, Right: 530, Top: 180}},
	{"Saksi", padestest.P384, pades.Rect{}},
}

// prepare places the fields of all signers on the first page.
func prepare(t testing.TB, file []byte) []byte {
	t.Helper()
	var fields []pades.Field
	for _, s := range signers {
		fields = append(fields, pades.Field{Name: s.field, Page: 1, Rect: s.at, Tooltip: "Tanda tangan " + s.field})
	}
	out, err := pades.Prepare(file, fields)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// options are those of a signature of a level.
func options(level pades.Level) pades.Options {
	return pades.Options{
		Level: level, Reason: "Kesepakatan (bersama)", Location: "Bangkinang",
		Appearance: &pades.Appearance{
			Lines: []string{"Ditandatangani secara elektronik", "TIDAK TERSERTIFIKASI"},
			QR:    "https://sinergi.example/v/0191", Frame: true,
		},
		TSA: &pades.TSA{URL: authority.TSA(""), Roots: authority.Roots()},
	}
}

// sign signs the field of a signer.
func sign(t testing.TB, file []byte, s signer, o pades.Options) []byte {
	t.Helper()
	result, err := pades.Sign(context.Background(), file, s.field, person(t, s.field, s.key), o)
	if err != nil {
		t.Fatal(err)
	}
	if result.Level != o.Level || result.Shortfall != nil {
		t.Fatalf("reached %s (%v), want %s", result.Level, result.Shortfall, o.Level)
	}
	if !bytes.HasPrefix(result.PDF, file) {
		t.Fatal("earlier bytes were changed")
	}
	return result.PDF
}

// signedBy has a file signed by everyone at a level.
func signedBy(t testing.TB, file []byte, level pades.Level, who ...signer) []byte {
	t.Helper()
	file = prepare(t, file)
	for _, s := range who {
		file = sign(t, file, s, options(level))
	}
	return file
}

var (
	signedLock sync.Mutex
	allSigned  = map[pades.Level][]byte{}
)

// signed is a short paper signed by all at a level, made once.
func signed(t testing.TB, level pades.Level) []byte {
	t.Helper()
	signedLock.Lock()
	defer signedLock.Unlock()
	if allSigned[level] == nil {
		allSigned[level] = signedBy(t, paper(t, 2), level, signers...)
	}
	return allSigned[level]
}

// verifyOptions trust the authority of the tests.
func verifyOptions() pades.VerifyOptions {
	return pades.VerifyOptions{Roots: authority.Roots()}
}

func verify(t testing.TB, file []byte, o pades.VerifyOptions) *pades.Report {
	t.Helper()
	report, err := pades.Verify(context.Background(), file, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
