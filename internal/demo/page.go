package demo

import (
	"bytes"
	"fmt"
	"io"

	"codeberg.org/go-pdf/fpdf"
)

// page is a sheet of paper with a few lines, as PDF: the same lines give the
// same bytes.
func page(lines ...string) (io.Reader, error) {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCreationDate(signedOn.Start())
	pdf.SetModificationDate(signedOn.Start())
	pdf.SetCatalogSort(true)
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 12)
	words := pdf.UnicodeTranslatorFromDescriptor("")
	for _, line := range lines {
		pdf.MultiCell(0, 8, words(line), "", "L", false)
	}
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("a page of the example: %w", err)
	}
	return &b, nil
}
