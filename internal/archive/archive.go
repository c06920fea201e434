// SPDX-License-Identifier: Apache-2.0

// Package archive writes and reads a service's day of positions as a Parquet
// file that anyone can open. The same positions always give the same bytes,
// so that the file's hash can stand for them. It knows nothing of where the
// file is kept.
package archive

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go"

	"sinergi/internal/transit"
)

// row is a line of the archive; the column names are for the reader who opens
// it with other software.
type row struct {
	Device   string `parquet:"device,dict"`
	At       int64  `parquet:"time,timestamp(microsecond),delta"`
	LatE7    int32  `parquet:"latitude_e7,delta"`
	LonE7    int32  `parquet:"longitude_e7,delta"`
	Speed    int32  `parquet:"speed_cm_s"`
	Heading  int32  `parquet:"heading_deg"`
	Accuracy int32  `parquet:"accuracy_dm"`
}

// Write writes positions by device name, each device's in the given order. It
// reads the result back and errs when it does not hold what was given.
func Write(w io.Writer, byDevice map[string][]transit.Position) error {
	var rows []row
	for _, device := range slices.Sorted(maps.Keys(byDevice)) {
		for _, p := range byDevice[device] {
			rows = append(rows, row{device, p.At, p.LatE7, p.LonE7, p.Speed, p.Heading, p.Accuracy})
		}
	}
	var buf bytes.Buffer
	pw := parquet.NewGenericWriter[row](&buf, parquet.Compression(&parquet.Zstd), parquet.CreatedBy("sinergi", "1", "archive"))
	if _, err := pw.Write(rows); err != nil {
		return fmt.Errorf("archive positions: %w", err)
	}
	if err := pw.Close(); err != nil {
		return fmt.Errorf("archive positions: %w", err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil || f.NumRows() != int64(len(rows)) {
		return fmt.Errorf("archive positions: the file written is not whole: %w", err)
	}
	_, err = w.Write(buf.Bytes())
	return err
}

// Read gives the positions of an archive by device, in the order of the file.
// A damaged file is an error, also where the library panics on it.
func Read(r io.ReaderAt, size int64) (all map[string][]transit.Position, err error) {
	defer func() {
		if v := recover(); v != nil {
			all, err = nil, fmt.Errorf("read archived positions: damaged file: %v", v)
		}
	}()
	pr := parquet.NewGenericReader[row](io.NewSectionReader(r, 0, size))
	defer pr.Close()
	all = map[string][]transit.Position{}
	rows := make([]row, 4096)
	for {
		n, err := pr.Read(rows)
		for _, x := range rows[:n] {
			all[x.Device] = append(all[x.Device], transit.Position{At: x.At, LatE7: x.LatE7, LonE7: x.LonE7, Speed: x.Speed, Heading: x.Heading, Accuracy: x.Accuracy})
		}
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read archived positions: %w", err)
		}
	}
}
