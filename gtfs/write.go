package gtfs

import (
	"archive/zip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"time"
)

// WriteZip writes the feed as a zip file: every file and column that was read,
// also those that this package does not know. The same feed always gives the
// same bytes. The feed must have been read with Limits.Keep.
func (f *Feed) WriteZip(w io.Writer) error {
	if !f.limits.Keep {
		return errors.New("write feed: it was read without Limits.Keep, so its rows are not at hand")
	}
	tables := maps.Clone(f.tables)
	maps.Copy(tables, f.kept)
	z := zip.NewWriter(w)
	for _, name := range f.Files {
		out, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if t := tables[name]; t != nil {
			err = t.write(out)
		} else {
			_, err = out.Write(f.raw[name])
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return z.Close()
}

func (t *Table) write(w io.Writer) error {
	if t.lossy {
		_, err := io.WriteString(w, t.text)
		return err
	}
	c := csv.NewWriter(w)
	if err := c.Write(t.Header); err != nil {
		return err
	}
	record := make([]string, len(t.Header))
	for row := range t.Len() {
		for i := range record {
			record[i] = t.Value(row, i)
		}
		if err := c.Write(record); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
