package waste

import (
	"fmt"

	"sinergi/internal/quantity"
	"sinergi/internal/sheet"
)

// TicketSchema is the table of tickets that people send.
func TicketSchema() sheet.Schema {
	return sheet.Schema{Name: "tiket", Columns: []sheet.Column{
		{Name: "nomor", Aliases: []string{"number", "no tiket", "nomor tiket", "ticket"}, Required: true, Max: MaxNumber, Example: "MF-1001-001"},
		{Name: "lokasi", Aliases: []string{"site", "tpa"}, Required: true, Max: MaxName, Example: "TPA Muara Fajar II"},
		{Name: "plat", Aliases: []string{"plate", "nopol", "nomor polisi"}, Required: true, Max: MaxPlate, Example: "BM 8123 AB"},
		{Name: "masuk", Aliases: []string{"in", "jam masuk", "waktu masuk"}, Kind: sheet.DateTime, Required: true, Example: "31/10/2026 07:15"},
		{Name: "keluar", Aliases: []string{"out", "jam keluar", "waktu keluar"}, Kind: sheet.DateTime, Required: true, Example: "31/10/2026 07:32"},
		{Name: "bruto_kg", Aliases: []string{"gross", "gross_kg", "bruto"}, Kind: sheet.Integer, Required: true, Min: 1, Max: Heaviest, Example: "9800"},
		{Name: "tara_kg", Aliases: []string{"tare", "tare_kg", "tara"}, Kind: sheet.Integer, Required: true, Min: 1, Max: Heaviest, Example: "4200"},
		{Name: "neto_kg", Aliases: []string{"net", "net_kg", "neto", "netto"}, Kind: sheet.Integer, Required: true, Min: 1, Max: Heaviest, Example: "5600"},
		{Name: "asal", Aliases: []string{"origin", "kode asal", "kode wilayah"}, Required: true, Max: MaxName, Example: "14.01.05"},
		{Name: "jenis", Aliases: []string{"load_type", "load", "jenis sampah"}, Max: MaxName, Example: "campuran"},
	}}
}

// FromSheet makes tickets of a table's good rows. source names the file.
func FromSheet(t *sheet.Table, source string) []Ticket {
	out := make([]Ticket, len(t.Rows))
	for i, r := range t.Rows {
		out[i] = Ticket{
			Site: r.Text("lokasi"), Number: r.Text("nomor"), Plate: Plate(r.Text("plat")), In: r.Time("masuk").UnixMicro(), Out: r.Time("keluar").UnixMicro(),
			Gross: quantity.Kilograms(r.Int("bruto_kg")), Tare: quantity.Kilograms(r.Int("tara_kg")), Net: quantity.Kilograms(r.Int("neto_kg")),
			Origin: r.Text("asal"), Load: r.Text("jenis"), Source: fmt.Sprintf("%s:%d", source, r.Number),
		}
	}
	return out
}
