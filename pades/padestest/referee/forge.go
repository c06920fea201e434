// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"bytes"
	"iter"
	"math/rand/v2"
	"os"
	"testing"

	"golang.org/x/sync/errgroup"
)

// Forgery is a copy of a signed PDF with one bit changed in the byte At.
type Forgery struct {
	File []byte
	At   int
	// Person tells whether a person's signature covers the byte; otherwise only a
	// timestamp of the document does.
	Person bool
}

// Forge changes one bit at random in what the last signature of a PDF covers,
// as often as asked. The same seed gives the same forgeries.
func Forge(file []byte, times int, seed uint64) iter.Seq[Forgery] {
	all := Cut(file)
	last := all[len(all)-1]
	return func(yield func(Forgery) bool) {
		random, hole := rand.New(rand.NewPCG(seed, 11)), last.Hole[1]-last.Hole[0]
		for range times {
			f := Forgery{File: bytes.Clone(file), At: random.IntN(last.End - hole)}
			if f.At >= last.Hole[0] {
				f.At += hole
			}
			f.File[f.At] ^= 1 << random.IntN(8)
			for _, s := range all {
				f.Person = f.Person || !s.Timestamp && f.At < s.End && (f.At < s.Hole[0] || f.At >= s.Hole[1])
			}
			if !yield(f) {
				return
			}
		}
	}
}

// flips is how many forgeries of a file are tried, always the same by the seed.
const flips, seed = 200, 2026

// Reject forges a signed PDF 200 times and fails the test where somebody
// accepts a forgery. We judge all of them, OpenSSL, pdfsig and pdfcpu so many of
// them, or all with SINERGI_SOAK in the environment.
func (p *Panel) Reject(t testing.TB, file []byte, people, stamps, others int, weAccept func(file []byte) bool) {
	t.Helper()
	if os.Getenv("SINERGI_SOAK") != "" {
		others = flips
	}
	t.Logf("seed %d: %d forgeries, the others judge %d", seed, flips, others)
	var group errgroup.Group
	group.SetLimit(4)
	n := 0
	for f := range Forge(file, flips, seed) {
		n++
		ask := n <= others
		group.Go(func() error {
			if weAccept(f.File) {
				t.Errorf("byte %d: we accept", f.At)
			}
			if ask {
				for _, name := range p.fooled(t, f, people, stamps) {
					t.Errorf("byte %d: %s accepts", f.At, name)
				}
			}
			return nil
		})
	}
	_ = group.Wait()
}

// fooled names those of OpenSSL, pdfsig and pdfcpu that accept a forged file.
// pdfsig is asked only where a person's signature covers the byte: it lists the
// timestamps of a document and cannot judge them.
func (p *Panel) fooled(t testing.TB, f Forgery, people, stamps int) (names []string) {
	t.Helper()
	path := Save(t, "forged.pdf", f.File)
	defer os.Remove(path)
	if p.OpenSSL(t, f.File, people+stamps) == nil {
		names = append(names, "OpenSSL")
	}
	if f.Person {
		if whole, err := p.Pdfsig(t, path, people, people+stamps); err == nil && whole {
			names = append(names, "pdfsig")
		}
	}
	if p.Pdfcpu(t, path, people+min(stamps, 1)) == nil {
		names = append(names, "pdfcpu")
	}
	return names
}
