package pades_test

import (
	"bytes"
	"context"
	"testing"

	"sinergi/pades"
	"sinergi/pades/internal/pdf"
)

// FuzzVerify puts other bytes into a signed file, or after it. Whatever it
// becomes, the signatures that were good may only be called good if every byte
// that they cover is as it was.
func FuzzVerify(f *testing.F) {
	file := signedBy(f, paper(f, 1), pades.BB, signers[:2]...)
	f.Add(0, []byte("%PDF-1.7"), []byte(nil))
	f.Add(len(file)/2, []byte("/Contents <00>"), []byte(nil))
	f.Add(len(file), []byte(nil), []byte("\nstartxref\n0\n%%EOF\n"))
	update := func(change func(*pdf.View, *pdf.Update)) []byte { return edit(f, file, change)[len(file):] }
	f.Add(len(file), []byte(nil), update(func(_ *pdf.View, u *pdf.Update) { u.Add(pdf.Dict{}) }))
	f.Add(len(file), []byte(nil), update(setInCatalog(f, "OpenAction", pdf.Dict{})))
	f.Add(len(file), []byte(nil), update(setInCatalog(f, "DSS", pdf.Dict{"Certs": pdf.Array{pdf.Ref{Num: 1}}})))
	f.Add(len(file), []byte(nil), sign(f, file, signers[2], options(pades.BLTA))[len(file):])
	o := verifyOptions()
	o.Limits = pades.Limits{Work: 200_000, Inflated: 1 << 20}
	f.Fuzz(func(t *testing.T, at int, bytesThere, after []byte) {
		forged := bytes.Clone(file)
		if at >= 0 && at < len(forged) {
			copy(forged[at:], bytesThere)
		}
		same := bytes.Equal(forged, file)
		forged = append(forged, after...)
		report, err := pades.Verify(context.Background(), forged, o)
		if err != nil {
			return
		}
		if !same && report.Verdict() != pades.Failed {
			t.Fatalf("got %s: %+v", report.Verdict(), report)
		}
		for _, s := range report.Signatures {
			if s.Verdict() == pades.Failed {
				continue
			}
			for _, c := range s.After {
				if c.Kind == pades.ContentChanged || c.Kind == pades.BytesAppended || c.Kind == pades.FieldPlaced || c.Kind == pades.MetadataChanged {
					t.Fatalf("%s in spite of %+v", s.Verdict(), c)
				}
			}
		}
		if fields, err := pades.Fields(forged); err != nil || len(fields) == 0 {
			t.Fatalf("verified but without fields: %v", err)
		}
	})
}
