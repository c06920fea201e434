package gtfs

import (
	"archive/zip"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"time"
)

// WriteZip writes the feed as a zip file: every file and column that was read,
// also those that this package does not know. The same feed always gives the
// same bytes.
func (f *Feed) WriteZip(w io.Writer) error {
	tables := slices.SortedFunc(slices.Values(f.tables), func(a, b table) int { return cmp.Compare(a.name, b.name) })
	z := zip.NewWriter(w)
	for _, t := range tables {
		out, err := z.CreateHeader(&zip.FileHeader{Name: t.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return fmt.Errorf("write %s: %w", t.name, err)
		}
		if err := t.write(out); err != nil {
			return fmt.Errorf("write %s: %w", t.name, err)
		}
	}
	return z.Close()
}

func (t table) write(w io.Writer) error {
	if t.raw != nil {
		_, err := w.Write(t.raw)
		return err
	}
	c := csv.NewWriter(w)
	if t.header != nil {
		if err := c.Write(t.header); err != nil {
			return err
		}
	}
	return c.WriteAll(t.rows)
}
