package pades_test

import (
	"fmt"
	"strings"
	"testing"

	"sinergi/pades"
	"sinergi/pades/padestest"
	"sinergi/pades/padestest/referee"
)

// TestAppearance looks at signed pages as a reader and a telephone do, however
// they are turned.
func TestAppearance(t *testing.T) {
	t.Parallel()
	for _, turn := range []int{0, 90, 180, 270} {
		t.Run(fmt.Sprint(turn), func(t *testing.T) {
			t.Parallel()
			file := signedBy(t, qpdf(t, paper(t, 1), fmt.Sprintf("--rotate=%d", turn)), pades.BB, signers...)
			path := referee.Save(t, "signed.pdf", file)
			picture := strings.TrimSuffix(path, ".pdf")
			referee.Says(t, "pdftoppm", "-r", "100", "-png", "-singlefile", path, picture)
			text, _ := referee.Run(t, "zbarimg", "--raw", "-q", picture+".png")
			if n := strings.Count(text, "https://sinergi.example/v/0191"); n != 2 {
				t.Errorf("%d codes were read, want 2: %s", n, text)
			}
			text = referee.Says(t, "pdftotext", "-layout", path, "-")
			if n := strings.Count(text, "TERSERTIFIKASI"); n != 2 {
				t.Errorf("the text is there %d times, want 2: %s", n, text)
			}
		})
	}
}

// TestLongNames breaks long lines and shrinks them, and says so if nothing helps.
func TestLongNames(t *testing.T) {
	t.Parallel()
	file, err := pades.Prepare(paper(t, 1), []pades.Field{{Name: "A", Page: 1, Rect: pades.Rect{Left: 60, Bottom: 100, Right: 260, Top: 160}}})
	if err != nil {
		t.Fatal(err)
	}
	name := "Drs. H. Muhammad Abdurrahman Al-Farisi, S.H., M.Si., M.H. (Pj. Bupati Kampar) \\ “Sekda”"
	o := options(pades.BB)
	o.Appearance.Lines = []string{"Ditandatangani secara elektronik oleh:", name, "25 November 2026 14.05 WIB"}
	result, err := pades.Sign(t.Context(), file, "A", person(t, "A", padestest.P256), o)
	if err != nil {
		t.Fatal(err)
	}
	path := referee.Save(t, "signed.pdf", result.PDF)
	text := referee.Says(t, "pdftotext", "-raw", path, "-")
	if !strings.Contains(strings.Join(strings.Fields(text), " "), name) {
		t.Errorf("%q is not in %q", name, text)
	}
}
