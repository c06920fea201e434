package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/money"
	"sinergi/internal/simulate"
)

type demoCmd struct {
	Data  string `name:"data" help:"Empty folder for the demo; without it a temporary one is used." type:"path" placeholder:"DIR"`
	URL   string `name:"db" help:"Empty PostgreSQL database to use instead of the embedded one." placeholder:"URL"`
	Addr  string `help:"Address to serve on." default:"127.0.0.1:8080"`
	Month string `help:"Month to simulate." default:"2026-10"`
	Seed  uint64 `help:"Seed of the simulation." default:"1"`
	Days  int    `help:"Simulate only the first days of the month."`
	Truth string `help:"Folder for what really happened." type:"path"`
	Once  bool   `help:"Exit after settling the month instead of serving."`
	JSON  bool   `help:"End with one line of JSON."`
}

// settled is a statement of the demo month.
type settled struct {
	ID     string       `json:"id"`
	Title  string       `json:"title"`
	SHA256 string       `json:"statement_sha256"`
	Total  money.Rupiah `json:"total_rupiah"`
}

// Run loads the cooperation, operates a month of it and settles it.
func (c *demoCmd) Run(e *env) error {
	month, err := civil.ParseMonth(c.Month)
	if err != nil {
		return err
	}
	dir := c.Data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "sinergi-demo-"); err != nil {
			return err
		}
		if c.Once {
			defer os.RemoveAll(dir)
		}
	}
	n, err := Data{Dir: dir, URL: c.URL}.OpenServing(e.ctx, e.log)
	if err != nil {
		return err
	}
	defer n.Close()
	if !c.Once {
		rehearsal, err := demo.NewRehearsal(e.ctx, nil)
		if err != nil {
			return err
		}
		defer rehearsal.Close()
		if err := n.Desk.UseSigning(rehearsal.Signing()); err != nil {
			return err
		}
	}
	addr := c.Addr
	if c.Once {
		addr = "127.0.0.1:0"
	}
	s, err := n.listen(e, addr, "", "")
	if err != nil {
		return err
	}
	return c.operate(e, n, s, month)
}

// operate runs the server, and beside it whoever lives in the example.
func (c *demoCmd) operate(e *env, n *Node, s *server, month civil.Month) error {
	began := time.Now()
	group, ctx := errgroup.WithContext(e.ctx)
	serving, stop := context.WithCancel(ctx)
	defer stop()
	group.Go(func() error { return s.run(serving) })
	group.Go(func() error {
		statements, err := c.play(ctx, e, n, s.url, month)
		if err != nil {
			stop()
			return err
		}
		if err := c.tell(e, s.url, month, statements, time.Since(began)); err != nil {
			return err
		}
		if c.Once {
			stop()
		}
		return nil
	})
	err := group.Wait()
	if e.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // it was told to stop
	}
	return err
}

// play enters the cooperation, sends the month through the public doors,
// measures and settles it.
func (c *demoCmd) play(ctx context.Context, e *env, n *Node, url string, month civil.Month) ([]settled, error) {
	bar := e.progress("menyiapkan kerja sama", -1)
	loaded, err := demo.Load(ctx, n.Desk, simulate.Config{Seed: c.Seed, Month: month, Days: c.Days})
	bar.done()
	if err != nil {
		return nil, err
	}
	bar = e.progress("mengirim posisi dan tiket", 1)
	_, err = loaded.Plan.Send(ctx, simulate.Doors{URL: url, BusKey: loaded.BusKey, WasteKey: loaded.WasteKey}, c.Truth,
		func(done, total int) { bar.set(done, total, "mengirim posisi dan tiket") })
	bar.done()
	if err != nil {
		return nil, err
	}
	bar = e.progress("mengukur", 1)
	err = n.Desk.MeasureStale(ctx, func(done, total int) { bar.set(done, total, "mengukur") })
	bar.done()
	if err != nil {
		return nil, err
	}
	var all []settled
	for _, pks := range []string{demo.BusPKS, demo.WastePKS} {
		id, err := n.Desk.DraftStatement(ctx, loaded.Actors["pekanbaru-keuangan"], pks, month)
		if err != nil {
			return nil, fmt.Errorf("settle %s: %w", pks, err)
		}
		sheet, err := n.Desk.SheetNow(ctx, loaded.Actors["pekanbaru-keuangan"], id)
		if err != nil {
			return nil, err
		}
		all = append(all, settled{pks, sheet.Paper.Title, sheet.SHA256, sheet.Total})
		if sheet.Running {
			continue // a month that has not ended is not offered
		}
		if err := n.Desk.Offer(ctx, loaded.Actors["pekanbaru-keuangan"], id, sheet.Waiting.Tickets); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// tell says where to look and as whom.
func (c *demoCmd) tell(e *env, url string, month civil.Month, all []settled, took time.Duration) error {
	if c.JSON {
		return e.printJSON(map[string]any{"month": month, "pks": all})
	}
	fmt.Fprintf(e.stdout, "\n%s selesai dihitung dalam %.0f detik.\n", month.Indonesian(), took.Seconds())
	for _, s := range all {
		fmt.Fprintf(e.stdout, "  %-58s %s\n", s.Title, s.Total)
	}
	if c.Once {
		return nil
	}
	fmt.Fprintf(e.stdout, "\nBuka %s\n\nAkun contoh (kata sandi semuanya: %s)\n", url, demo.Password)
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	for _, a := range demo.Accounts() {
		fmt.Fprintf(w, "  %s\t%s\n", a.Login, a.Duty)
	}
	fmt.Fprintf(w, "\nTanda tangan elektronik tiruan (TIDAK TERSERTIFIKASI)\tNIK\tpassphrase\n")
	for _, x := range demo.Signees() {
		fmt.Fprintf(w, "  %s\t%s\t%s\n", x.Name, x.NIK, x.Passphrase)
	}
	return w.Flush()
}
