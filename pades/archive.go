package pades

import (
	"context"
	"crypto"
	"crypto/rand"
	"fmt"

	"sinergi/pades/internal/pdf"
)

// ArchiveOptions say who stamps a document.
type ArchiveOptions struct {
	TSA  TimestampAuthority
	Hash crypto.Hash // zero: SHA-256
	ValidationOptions
}

// Archive brings the file's validation data up to date and puts a document
// timestamp over everything, as one update each. It makes B-LTA of B-LT, and
// renews B-LTA: do so before the certificate of the last timestamp runs out, or
// its algorithms grow weak.
//
// The authority is asked for a timestamp that is thrown away first, so that its
// own certificates and revocation data are under the timestamp that counts.
func Archive(ctx context.Context, file []byte, o ArchiveOptions) ([]byte, error) {
	if o.TSA == nil {
		return nil, fmt.Errorf("archive: a timestamp authority is needed")
	}
	if o.Hash == 0 {
		o.Hash = crypto.SHA256
	}
	probe, err := probeToken(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	if file, err = addValidation(ctx, file, o.ValidationOptions, probe, ""); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	if file, err = stampDocument(ctx, file, o); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	return file, nil
}

// probeToken asks for a token over nothing, to learn the authority's chain.
func probeToken(ctx context.Context, o ArchiveOptions) ([]byte, error) {
	if !o.Hash.Available() {
		return nil, fmt.Errorf("the hash %d is not available", o.Hash)
	}
	digest := make([]byte, o.Hash.Size())
	if _, err := rand.Read(digest); err != nil {
		return nil, err
	}
	der, _, err := requestToken(ctx, o.TSA, o.Hash, digest)
	return der, err
}

// tokenSize is what is set aside for a document timestamp.
const tokenSize = 12288

// stampDocument appends a document timestamp, in a new field that shows nothing.
func stampDocument(ctx context.Context, file []byte, o ArchiveOptions) ([]byte, error) {
	view, err := open(file, Limits{})
	if err != nil {
		return nil, err
	}
	name, err := freeName(view)
	if err != nil {
		return nil, err
	}
	build := func(h *hole) (*pdf.Update, error) {
		update := pdf.NewUpdate(view)
		value := update.Add(pdf.Dict{
			"Type": pdf.Name("DocTimeStamp"), "Filter": pdf.Name("Adobe.PPKLite"), "SubFilter": pdf.Name(formatTimestamp),
			"ByteRange": h.ranges, "Contents": h.contents,
		})
		zero := pdf.Integer(0)
		field := update.Add(pdf.Dict{
			"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "FT": pdf.Name("Sig"), "T": pdf.Text(name),
			"F": pdf.Integer(annotationFlags), "Rect": pdf.Array{zero, zero, zero, zero}, "V": value,
		})
		root, old, err := view.Catalog()
		if err != nil {
			return nil, err
		}
		catalog := old.Clone()
		if err := addFields(view, update, catalog, pdf.Array{field}); err != nil {
			return nil, err
		}
		if !pdf.Equal(catalog, old) {
			update.Set(root, catalog)
		}
		return update, nil
	}
	return seal(file, tokenSize, build, func(b signedBytes) ([]byte, error) {
		der, _, err := requestToken(ctx, o.TSA, o.Hash, b.digest(o.Hash))
		return der, err
	})
}

// freeName gives a name for a new document timestamp.
func freeName(view *pdf.View) (string, error) {
	fields, err := view.Fields()
	if err != nil {
		return "", err
	}
	taken := map[string]bool{}
	for _, f := range fields {
		taken[f.Name] = true
	}
	for i := 1; ; i++ {
		if name := fmt.Sprintf("DocTimeStamp%d", i); !taken[name] {
			return name, nil
		}
	}
}
