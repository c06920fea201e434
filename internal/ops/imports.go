package ops

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/ridership"
	"sinergi/internal/sheet"
	"sinergi/internal/store"
	"sinergi/internal/waste"
)

// FileKind is what an imported file holds.
type FileKind string

// The kinds of files.
const (
	TicketFile   FileKind = "tickets"
	PositionFile FileKind = "positions"
	RosterFile   FileKind = "roster"
	CountFile    FileKind = FileKind(ridership.Typed)
	DoorFile     FileKind = FileKind(ridership.Counter)
	FareFile     FileKind = FileKind(ridership.Fare)
)

// Schema gives the columns of a file of this kind.
func (k FileKind) Schema() (sheet.Schema, bool) {
	switch k {
	case TicketFile:
		return waste.TicketSchema(), true
	case PositionFile:
		return PositionSchema(), true
	case RosterFile:
		return RosterSchema(), true
	case CountFile, DoorFile, FareFile:
		return ridership.Schema(ridership.Kind(k)), true
	}
	return sheet.Schema{}, false
}

// Form is the schema with the names that a template to fill in shows, which
// are Indonesian.
func (k FileKind) Form() sheet.Schema {
	schema, _ := k.Schema()
	if k == RosterFile || k == PositionFile { // the names of the others are Indonesian already
		for i, c := range schema.Columns {
			schema.Columns[i].Name = c.Aliases[0]
		}
	}
	return schema
}

// Called gives what people call a column: its Indonesian name, with the one
// that machines use.
func (k FileKind) Called(column string) string {
	schema, _ := k.Schema()
	form := k.Form()
	for i, c := range schema.Columns {
		if c.Name == column && form.Columns[i].Name != column {
			return form.Columns[i].Name + " (" + column + ")"
		}
	}
	return column
}

// Example gives an example of what a column holds, or "".
func (k FileKind) Example(column string) string {
	schema, _ := k.Schema()
	for _, c := range schema.Columns {
		if c.Name == column {
			return c.Example
		}
	}
	return ""
}

func (k FileKind) service() agreement.ServiceKind {
	if k == TicketFile {
		return agreement.Waste
	}
	return agreement.Bus
}

// File is a file to import.
type File struct {
	Kind    FileKind
	Name    string
	Content io.ReadSeeker
	Whole   bool // keep it whole or not at all; otherwise the good rows are kept
}

// Import keeps a file that somebody sends for a service, and says of each row
// that is not kept why. Importing a file again changes nothing.
func (d *Desk) Import(ctx context.Context, src Source, f File) (Receipt, error) {
	if _, ok := f.Kind.Schema(); !ok {
		return Receipt{}, fault.New(fault.NotFound, "policy.not_found")
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, f.Content); err != nil {
		return Receipt{}, err
	}
	if _, err := f.Content.Seek(0, io.SeekStart); err != nil {
		return Receipt{}, err
	}
	sum := hex.EncodeToString(hash.Sum(nil))
	at, err := d.firstImport(ctx, src, f.Kind, sum)
	if err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	switch f.Kind {
	case TicketFile:
		receipt, err = d.importTickets(ctx, src, f.Name, f.Content, f.Whole)
	case RosterFile:
		receipt, err = d.importRoster(ctx, src, f.Content, f.Whole)
	case CountFile, DoorFile, FareFile:
		receipt, err = d.importRiding(ctx, src, f, at)
	case PositionFile:
		receipt, err = d.importPositions(ctx, src, f.Content, f.Whole, at)
	}
	if err != nil || !receipt.Kept() {
		return receipt, err
	}
	return receipt, d.recordImport(ctx, src, f, sum, at, receipt)
}

// firstImport gives when a file was first imported, which may be now. It
// refuses a file of another kind of service.
func (d *Desk) firstImport(ctx context.Context, src Source, kind FileKind, sum string) (at time.Time, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		s, _, err := tx.Service(ctx, src.Service, d.today())
		if err != nil {
			return err
		}
		if s.Kind != kind.service() {
			return fault.New(fault.Invalid, "registry.other_service", "Service", s.Name)
		}
		i, err := tx.Import(ctx, src.Service, string(kind), sum)
		if fault.KindOf(err) == fault.NotFound {
			i.AtUS, err = d.nowUS(), nil
		}
		at = time.UnixMicro(i.AtUS)
		return err
	})
	return at, err
}

// ImportReport is what the list of imports remembers of a receipt.
type ImportReport struct {
	Receipt
	Refused int `json:"refused"`
}

// recordImport remembers a file of which something was new.
func (d *Desk) recordImport(ctx context.Context, src Source, f File, sum string, at time.Time, receipt Receipt) error {
	report, err := json.Marshal(ImportReport{receipt, len(receipt.Refused)})
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.SaveImport(ctx, store.Import{Service: src.Service, Kind: string(f.Kind), SHA256: sum, Name: f.Name, Account: src.Label, AtUS: at.UnixMicro(), Report: string(report)}); err != nil {
			return err
		}
		parties, err := witnesses(ctx, tx, "service "+src.Service)
		if err != nil {
			return err
		}
		return tx.Record(ctx, store.Entry{
			AtUS: d.nowUS(), Account: src.Account, Name: src.Label, Government: src.Government, Action: "import_" + string(f.Kind), Object: "service " + src.Service,
			Detail: fmt.Sprintf("%s %s: %d accepted, %d duplicate, %d set aside, %d refused", f.Name, sum, receipt.Accepted, receipt.Duplicate, receipt.SetAside, len(receipt.Refused)),
		}, parties...)
	})
}

// importPositions keeps a file of positions. Of a row that does not say when
// it was received, the file's first import counts as that: the second judges
// every position as the first did, and finds it there.
func (d *Desk) importPositions(ctx context.Context, src Source, r io.Reader, whole bool, at time.Time) (Receipt, error) {
	reports, refused, err := ReadPositions(r)
	if err != nil {
		return Receipt{}, err
	}
	for i := range reports {
		if reports[i].Received.IsZero() {
			reports[i].Received = at
		}
	}
	if whole {
		if err := d.refresh(ctx); err != nil {
			return Receipt{}, err
		}
		for _, r := range reports {
			if _, ok := d.device(src, r.Device); !ok {
				refused = append(refused, unknownDevice(r))
			}
		}
		if len(refused) > 0 {
			return Receipt{Refused: byRow(refused)}, nil
		}
	}
	receipt, err := d.Receive(ctx, src, reports)
	receipt.Refused = byRow(append(refused, receipt.Refused...))
	return receipt, err
}

func byRow(refused []Refusal) []Refusal {
	slices.SortStableFunc(refused, func(a, b Refusal) int { return a.Row - b.Row })
	return refused
}

// Same is rows that were refused for the same reason.
type Same struct {
	Refusal     // of the first row
	Rows    int // how many there are
}

// Sorted gathers the refused rows by column, value and reason, so that a
// device that nobody registered is said once and not a hundred thousand times.
func (r Receipt) Sorted() (out []Same) {
	type reason struct{ column, value, key string }
	at := map[reason]int{}
	for _, f := range r.Refused {
		k := reason{f.Field.Name, f.Field.Value, f.Field.Key}
		i, seen := at[k]
		if !seen {
			i = len(out)
			at[k] = i
			out = append(out, Same{Refusal: f})
		}
		out[i].Rows++
	}
	return out
}

// WrongRows counts the rows that were refused; a row may be wrong in several
// cells.
func (r Receipt) WrongRows() int {
	rows := map[int]bool{}
	for _, f := range r.Refused {
		rows[f.Row] = true
	}
	return len(rows)
}

// Empty reports whether there was nothing to read: a file with a header only.
func (r Receipt) Empty() bool {
	return r.Accepted+r.Duplicate+r.SetAside+len(r.Refused) == 0
}

// Kept reports whether anything new was kept.
func (r Receipt) Kept() bool { return r.Accepted+r.SetAside > 0 }

// Unchanged reports whether all that was sent was there already.
func (r Receipt) Unchanged() bool { return !r.Kept() && r.Duplicate > 0 && len(r.Refused) == 0 }
