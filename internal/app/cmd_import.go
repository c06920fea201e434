package app

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
)

type importCmd struct {
	Tickets   importTicketsCmd   `cmd:"" help:"Weighbridge tickets of a waste service."`
	Positions importPositionsCmd `cmd:"" help:"Vehicle positions of a bus service."`
	Roster    importRosterCmd    `cmd:"" help:"Which vehicle works which block on which day."`
}

// importFile is what the commands that import have in common.
type importFile struct {
	Data
	Service string `help:"Id of the service." required:""`
	File    string `arg:"" help:"CSV or XLSX, also as Excel in Indonesian writes it." type:"existingfile"`
	Whole   bool   `help:"Keep the file whole or not at all; without it the good rows are kept."`
	JSON    bool   `help:"Answer as JSON."`
}

type (
	importTicketsCmd   struct{ importFile }
	importPositionsCmd struct{ importFile }
	importRosterCmd    struct{ importFile }
)

// Run imports a file of tickets.
func (c *importTicketsCmd) Run(e *env) error { return c.run(e, ops.TicketFile) }

// Run imports a file of positions.
func (c *importPositionsCmd) Run(e *env) error { return c.run(e, ops.PositionFile) }

// Run imports a roster.
func (c *importRosterCmd) Run(e *env) error { return c.run(e, ops.RosterFile) }

// run imports a file. Its exit code is 65 when any row was refused.
func (c *importFile) run(e *env, kind ops.FileKind) error {
	n, err := c.OpenExisting(e.ctx, e.log)
	if err != nil {
		return err
	}
	defer n.Close()
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	name := filepath.Base(c.File)
	content := &watched{ReadSeeker: f, bar: e.progress(name, int(info.Size())), size: int(info.Size()), name: name}
	receipt, err := n.Desk.Import(e.ctx, ops.Source{Service: c.Service, Label: "sinergi import"}, ops.File{Kind: kind, Name: name, Content: content, Whole: c.Whole})
	content.bar.done()
	if fault.KindOf(err) == fault.NotFound {
		return fault.Wrap(fault.NotFound, "node.no_such_service", err, "ID", c.Service)
	}
	if err != nil {
		return err
	}
	return c.answer(e, kind, receipt)
}

// answer says what became of the file.
func (c *importFile) answer(e *env, kind ops.FileKind, receipt ops.Receipt) error {
	type refusal struct {
		Row      int    `json:"row"`
		Rows     int    `json:"rows"` // that are refused for this
		Column   string `json:"column"`
		Value    string `json:"value,omitempty"`
		Reason   string `json:"reason"`
		Expected string `json:"expected,omitempty"`
	}
	rejected := []refusal{}
	for _, s := range receipt.Sorted() {
		rejected = append(rejected, refusal{s.Row, s.Rows, s.Field.Name, s.Field.Value, e.text.T(e.lang, s.Field.Key, s.Field.Args), kind.Example(s.Field.Name)})
	}
	switch {
	case c.JSON:
		err := e.printJSON(struct {
			ops.Receipt
			Unchanged bool      `json:"unchanged"`
			Refused   int       `json:"refused"`
			Rejected  []refusal `json:"rejected"`
		}{receipt, receipt.Unchanged(), receipt.WrongRows(), rejected})
		if err != nil {
			return err
		}
	case receipt.Empty():
		fmt.Fprintln(e.stdout, e.text.T(e.lang, "registry.header_only", nil))
	case receipt.Unchanged():
		fmt.Fprintln(e.stdout, e.text.T(e.lang, "registry.unchanged", map[string]any{"Count": receipt.Duplicate}))
	default:
		fmt.Fprintln(e.stdout, e.text.T(e.lang, "registry.result", map[string]any{"Accepted": receipt.Accepted, "Duplicate": receipt.Duplicate, "SetAside": receipt.SetAside, "Refused": receipt.WrongRows()}))
		for _, r := range rejected {
			fmt.Fprintf(e.stdout, "%s:%d: %s", c.File, r.Row, r.Column)
			if r.Rows > 1 {
				fmt.Fprintf(e.stdout, " (+%d)", r.Rows-1)
			}
			fmt.Fprintf(e.stdout, ": %s\n", r.Reason)
		}
	}
	if len(receipt.Refused) > 0 {
		said := "registry.rows_refused"
		if c.Whole {
			said = "registry.file_refused"
		}
		return refusedRows(e.text.T(e.lang, said, map[string]any{"Count": receipt.WrongRows()}))
	}
	return nil
}

// refusedRows is the answer that the input was wrong, in part or wholly; the
// output says where.
type refusedRows string

func (r refusedRows) Error() string { return string(r) }

// watched shows how far a file was read.
type watched struct {
	io.ReadSeeker
	bar        *bar
	read, size int
	name       string
}

// Read reads on.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadSeeker.Read(p)
	w.read += n
	w.bar.set(min(w.read, w.size), w.size, w.name)
	return n, err
}

// Seek starts anew.
func (w *watched) Seek(offset int64, whence int) (int64, error) {
	at, err := w.ReadSeeker.Seek(offset, whence)
	w.read = int(at)
	return at, err
}
