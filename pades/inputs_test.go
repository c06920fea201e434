package pades_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"sinergi/pades"
	"sinergi/pades/internal/pdf"
	"sinergi/pades/padestest/referee"
)

// qpdf rewrites a file.
func qpdf(t testing.TB, file []byte, args ...string) []byte {
	t.Helper()
	in := referee.Save(t, "in.pdf", file)
	out := filepath.Join(filepath.Dir(in), "out.pdf")
	referee.Says(t, "qpdf", append(args, in, out)...)
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var (
	officeOnce sync.Once
	officeFile []byte
)

// office is a PDF made by LibreOffice, once.
func office(t testing.TB) []byte {
	t.Helper()
	officeOnce.Do(func() {
		dir := referee.Office(t, "", "pdf", referee.Save(t, "nota.txt", []byte("NOTA KESEPAKATAN\n\nPemerintah Kabupaten Kampar\n")))
		var err error
		if officeFile, err = os.ReadFile(filepath.Join(dir, "nota.pdf")); err != nil {
			t.Fatal(err)
		}
	})
	if officeFile == nil {
		t.Fatal("LibreOffice wrote no PDF")
	}
	return officeFile
}

// hybrid makes a file as Word does, with an object that is hidden from readers
// that know no object streams: free in the table, and in the stream that an empty
// table names.
func hybrid() []byte {
	var b bytes.Buffer
	at := map[int]int{}
	object := func(n int, text string) {
		at[n] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, text)
	}
	b.WriteString("%PDF-1.5\n%\xE2\xE3\xCF\xD3\n")
	object(1, "<</Type/Catalog/Pages 2 0 R>>")
	object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 5 0 R>>")
	object(4, "<</Length 5>>\nstream\nBT ET\nendstream")
	hidden := "5 0 <</ProcSet[/PDF]>>"
	object(6, fmt.Sprintf("<</Type/ObjStm/N 1/First 4/Length %d>>\nstream\n%s\nendstream", len(hidden), hidden))
	rows := []byte{2, 0, 6, 0}
	at[7] = b.Len()
	fmt.Fprintf(&b, "7 0 obj\n<</Type/XRef/Size 8/W[1 2 1]/Index[5 1]/Root 1 0 R/Length %d>>\nstream\n%s\nendstream\nendobj\n", len(rows), rows)
	xref := b.Len()
	b.WriteString("xref\n0 8\n0000000005 65535 f \n")
	for n := 1; n < 8; n++ {
		if n == 5 {
			b.WriteString("0000000000 00000 f \n")
			continue
		}
		fmt.Fprintf(&b, "%010d 00000 n \n", at[n])
	}
	fmt.Fprintf(&b, "trailer\n<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", xref)
	last := b.Len()
	fmt.Fprintf(&b, "xref\n0 0\ntrailer\n<</Size 8/Root 1 0 R/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n", xref, at[7], last)
	return b.Bytes()
}

func TestFilesOfOtherPrograms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		file func(testing.TB) []byte
	}{
		{"fpdf", func(t testing.TB) []byte { return paper(t, 3) }},
		{"LibreOffice", office},
		{"object streams", func(t testing.TB) []byte { return qpdf(t, paper(t, 3), "--object-streams=generate") }},
		{"object streams of LibreOffice", func(t testing.TB) []byte { return qpdf(t, office(t), "--object-streams=generate") }},
		{"linearized", func(t testing.TB) []byte { return qpdf(t, paper(t, 3), "--linearize") }},
		{"linearized with object streams", func(t testing.TB) []byte { return qpdf(t, paper(t, 3), "--linearize", "--object-streams=generate") }},
		{"PDF 2.0", func(t testing.TB) []byte {
			return qpdf(t, paper(t, 3), "--force-version=2.0", "--object-streams=generate")
		}},
		{"hybrid", func(testing.TB) []byte { return hybrid() }},
		{"turned page", func(t testing.TB) []byte { return qpdf(t, paper(t, 1), "--rotate=90") }},
		{"end without a line", func(t testing.TB) []byte { return bytes.TrimRight(paper(t, 1), "\n") }},
		{"updated before", func(t testing.TB) []byte {
			return edit(t, paper(t, 1), func(v *pdf.View, u *pdf.Update) {
				u.Set(v.Trailer["Info"].(pdf.Ref), pdf.Dict{"Title": pdf.Text("Nota — Kesepakatan")})
			})
		}},
		{"fields of a form in the catalog", func(t testing.TB) []byte {
			return edit(t, paper(t, 1), func(v *pdf.View, u *pdf.Update) {
				tx := u.Add(pdf.Dict{"FT": pdf.Name("Tx"), "T": pdf.String("Nomor"), "V": pdf.String("12/2026")})
				setInCatalog(t, "AcroForm", pdf.Dict{"Fields": pdf.Array{tx}, "DA": pdf.String("/Helv 9 Tf")})(v, u)
			})
		}},
		{"lists of their own", func(t testing.TB) []byte {
			return edit(t, paper(t, 1), func(v *pdf.View, u *pdf.Update) {
				setInCatalog(t, "AcroForm", u.Add(pdf.Dict{"Fields": u.Add(pdf.Array{})}))(v, u)
				setInPage(t, "Annots", func(u *pdf.Update) pdf.Object { return u.Add(pdf.Array{}) })(v, u)
			})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := signedBy(t, test.file(t), pades.BT, signers[:2]...)
			file = sign(t, file, signers[2], options(pades.BLTA))
			report := verify(t, file, verifyOptions())
			if len(report.Signatures) != len(signers) || len(report.Timestamps) != 1 || report.Verdict() != pades.Passed {
				t.Errorf("got %d signatures, %s: %+v", len(report.Signatures), report.Verdict(), report)
			}
			for _, s := range report.Signatures {
				if s.Level != pades.BLTA { // the last one's archive is over all
					t.Errorf("%+v", s)
				}
			}
			accepted(t, file, len(signers))
		})
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	good := paper(t, 1)
	for _, test := range []struct {
		name string
		file func(testing.TB) []byte
		is   error
	}{
		{"empty", func(testing.TB) []byte { return nil }, pades.ErrNotPDF},
		{"a picture", func(testing.TB) []byte { return []byte("\x89PNG\r\n") }, pades.ErrNotPDF},
		{"encrypted", func(t testing.TB) []byte {
			return qpdf(t, good, "--encrypt", "a", "b", "256", "--")
		}, pades.ErrEncrypted},
		{"cut off", func(testing.TB) []byte { return good[:len(good)/2] }, nil},
		{"without its first bytes", func(testing.TB) []byte { return append([]byte("%PDF-1.4\n"), good[20:]...) }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := test.file(t)
			var damaged *pades.DamagedError
			for what, err := range map[string]error{
				"prepare": second(pades.Prepare(file, []pades.Field{{Name: "A", Page: 1}})),
				"verify":  second(pades.Verify(t.Context(), file, verifyOptions())),
				"fields":  second(pades.Fields(file)),
			} {
				if test.is != nil && !errors.Is(err, test.is) || test.is == nil && !errors.As(err, &damaged) {
					t.Errorf("%s: got %v, want %v", what, err, test.is)
				}
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }
