package simulate

import (
	"strconv"

	"golang.org/x/text/encoding/charmap"

	"sinergi/internal/civil"
)

// Dialect is a way of writing tables as text.
type Dialect uint8

// The dialects.
const (
	ISO          Dialect = iota // commas, 2026-10-01 08:05, UTF-8
	ExcelUnicode                // semicolons, decimal commas, 01/10/2026 08:05, UTF-8 with a byte order mark
	ExcelWindows                // the same in Windows-1252
)

// Dialect gives the dialect of a day's file: every second one is as Excel in
// Indonesia writes it.
func (d TicketDay) Dialect() Dialect {
	return []Dialect{ExcelUnicode, ISO, ExcelWindows, ISO}[d.Date.Day%4]
}

// Name is the file's name.
func (d TicketDay) Name() string { return "tiket-" + d.Date.String() + ".csv" }

// CSV writes the day's tickets as a file in its dialect.
func (d TicketDay) CSV() []byte { return d.In(d.Dialect()) }

// In writes the day's tickets as a file.
func (d TicketDay) In(dialect Dialect) []byte {
	sep, stamp, decimals, end := byte(','), "2006-01-02 15:04", "", "\n"
	if dialect != ISO {
		sep, stamp, decimals, end = ';', "02/01/2006 15:04", ",0", "\r\n"
	}
	var b []byte
	if dialect == ExcelUnicode {
		b = append(b, "\xef\xbb\xbf"...)
	}
	row := func(fields ...string) {
		for i, f := range fields {
			if i > 0 {
				b = append(b, sep)
			}
			b = append(b, f...)
		}
		b = append(b, end...)
	}
	kg := func(n int64) string { return strconv.FormatInt(n, 10) + decimals }
	row("nomor", "lokasi", "plat", "masuk", "keluar", "bruto_kg", "tara_kg", "neto_kg", "asal", "jenis")
	for _, t := range d.Tickets {
		row(t.Number, Site, t.Plate, t.In.In(civil.WIB()).Format(stamp), t.Out.In(civil.WIB()).Format(stamp),
			kg(t.Gross), kg(t.Tare), kg(t.Net), t.Origin, t.Load)
	}
	if dialect == ExcelWindows {
		if w, err := charmap.Windows1252.NewEncoder().Bytes(b); err == nil { // it knows every character used above
			return w
		}
	}
	return b
}
