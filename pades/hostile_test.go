package pades_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sinergi/pades"
	"sinergi/pades/internal/pdf"
)

// TestHostileFiles: what a stranger uploads is answered soon, with a report or
// with what was too much.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	many := func(n int) func(*pdf.View, *pdf.Update) {
		return func(v *pdf.View, u *pdf.Update) {
			list := pdf.Array{}
			for range n {
				list = append(list, u.Add(pdf.Dict{"A": pdf.Integer(1)}))
			}
			setInCatalog(t, "PieceInfo", list)(v, u)
		}
	}
	for _, test := range []struct {
		name   string
		file   func() []byte
		limits pades.Limits
		want   any // the kind of error
	}{
		{"many objects and many updates", func() []byte {
			file := signedBy(t, edit(t, paper(t, 1), many(20_000)), pades.BB, signers[0])
			for range 60 {
				file = edit(t, file, func(_ *pdf.View, u *pdf.Update) { u.Add(pdf.Dict{}) })
			}
			return file
		}, pades.Limits{Work: 500_000}, new(*pades.LimitError)},
		{"everything changed many times", func() []byte {
			file := signedBy(t, paper(t, 1), pades.BB, signers[0])
			for range 5 {
				file = edit(t, file, many(10_000))
			}
			return file
		}, pades.Limits{}, nil},
		{"strings within strings", func() []byte {
			const n = 20_000
			head := "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]>>\nendobj\n"
			body := head + strings.Repeat("3 0 obj (", n) + strings.Repeat(") endobj ", n)
			var table strings.Builder
			fmt.Fprintf(&table, "xref\n1 %d\n%010d 00000 n \n%010d 00000 n \n", n+2, 9, strings.Index(head, "2 0 obj"))
			for i := range n {
				fmt.Fprintf(&table, "%010d 00000 n \n", len(head)+9*i)
			}
			return fmt.Appendf(nil, "%s\n%strailer\n<</Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", body, table.String(), len(body)+1)
		}, pades.Limits{}, new(*pades.LimitError)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := test.file()
			o := verifyOptions()
			o.Limits = test.limits
			start := time.Now()
			_, err := pades.Verify(t.Context(), file, o)
			if test.want == nil && err != nil || test.want != nil && !errors.As(err, test.want) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(start); took > time.Minute {
				t.Errorf("%d bytes took %v", len(file), took)
			}
		})
	}
}
