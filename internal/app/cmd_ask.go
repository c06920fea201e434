package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/demo/feed"
	"sinergi/internal/fault"
	"sinergi/internal/region"
	"sinergi/internal/simulate"
	"sinergi/internal/store"
)

type territoryCmd struct {
	Locate locateCmd `cmd:"" help:"Which government, kecamatan and desa a place is in."`
	Split  splitCmd  `cmd:"" help:"How many metres of the lines in a GeoJSON file are in each government's territory."`
}

type locateCmd struct {
	Place string `arg:"" help:"LAT,LON in degrees, for example 0.4186,101.4525."`
	JSON  bool   `help:"Answer as JSON."`
}

// Run locates a place.
func (c *locateCmd) Run(e *env) error {
	lat, lon, err := latLon(c.Place)
	if err != nil {
		return err
	}
	b, err := region.Default()
	if err != nil {
		return err
	}
	place, err := b.Locate(lat, lon)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := e.printJSON(place); err != nil || place.Regency != "" {
			return err
		}
	}
	if place.Regency == "" {
		return quiet(e.text.T(e.lang, "region.outside", nil))
	}
	fmt.Fprintf(e.stdout, "%s (%s)\n", place.Name, strings.Join(notEmpty(place.Regency, place.District, place.Village), ", "))
	return nil
}

func notEmpty(all ...string) (out []string) {
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

type splitCmd struct {
	File string `arg:"" help:"GeoJSON file with lines." type:"existingfile"`
	JSON bool   `help:"Answer as JSON."`
}

// Run divides the lines of a file.
func (c *splitCmd) Run(e *env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := region.Default()
	if err != nil {
		return err
	}
	d, err := b.SplitGeoJSON(f)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(d)
	}
	for _, s := range d.Shares {
		fmt.Fprintf(e.stdout, "%-6s %-24s %12d m\n", s.Code, s.Name, s.Metres)
	}
	fmt.Fprintf(e.stdout, "%-6s %-24s %12d m\n", "", "jumlah", d.Total)
	return nil
}

type settleCmd struct {
	Data
	PKS   string `help:"Id of the PKS." required:""`
	Month string `help:"Month, for example 2026-10." required:""`
	JSON  bool   `help:"Print the canonical statement itself."`
}

// Run computes a statement. It keeps nothing.
func (c *settleCmd) Run(e *env) error {
	month, err := civil.ParseMonth(c.Month)
	if err != nil {
		return err
	}
	n, err := c.OpenExisting(e.ctx, e.log)
	if err != nil {
		return err
	}
	defer n.Close()
	s, err := n.Desk.Compute(e.ctx, c.PKS, month)
	if fault.KindOf(err) == fault.NotFound {
		known, kerr := n.priced(e.ctx)
		if len(known) == 0 {
			return errors.Join(kerr, fault.Wrap(fault.NotFound, "statement.no_pks_at_all", err, "ID", c.PKS))
		}
		return errors.Join(kerr, fault.Wrap(fault.NotFound, "statement.no_such_pks", err, "ID", c.PKS, "Known", strings.Join(known, ", ")))
	}
	if err != nil {
		return err
	}
	if c.JSON {
		b, err := s.Canonical()
		if err != nil {
			return err
		}
		_, err = e.stdout.Write(b)
		return err
	}
	sum, err := s.SHA256()
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s\n%s\n", s.Agreement.Title, month.Indonesian())
	for _, l := range s.Lines {
		fmt.Fprintf(e.stdout, "%3d  %-52s %20s\n", l.No, l.Label.In(e.lang), l.Amount)
	}
	for _, t := range s.Payable {
		fmt.Fprintf(e.stdout, "%s → %s  %s\n", s.PartyName(t.From), s.PartyName(t.To), t.Amount)
	}
	fmt.Fprintf(e.stdout, "sha256 %s\n", sum)
	return nil
}

// priced lists the ids of the agreements that have a tariff.
func (n *Node) priced(ctx context.Context) (ids []string, err error) {
	err = n.Store.Read(ctx, func(tx *store.Tx) error {
		cooperations, err := tx.Cooperations(ctx)
		if err != nil {
			return err
		}
		for _, c := range cooperations {
			papers, err := tx.Agreements(ctx, c.ID)
			if err != nil {
				return err
			}
			for _, a := range papers {
				tariffs, err := tx.Tariffs(ctx, a.ID)
				if err != nil {
					return err
				}
				if len(tariffs) > 0 {
					ids = append(ids, a.ID)
				}
			}
		}
		return nil
	})
	return ids, err
}

type measureCmd struct {
	Data
	Service string `help:"Id of the service; without it all services."`
	Month   string `help:"Month, for example 2026-10; without it all changed days."`
	JSON    bool   `help:"Answer as JSON."`
}

// Run measures the days that have changed.
func (c *measureCmd) Run(e *env) error {
	var month civil.Month
	if c.Month != "" {
		var err error
		if month, err = civil.ParseMonth(c.Month); err != nil {
			return err
		}
	}
	n, err := c.OpenExisting(e.ctx, e.log)
	if err != nil {
		return err
	}
	defer n.Close()
	doing := e.text.T(e.lang, "node.measuring", nil)
	bar := e.progress(doing, 1)
	days, err := n.Desk.MeasureChanged(e.ctx, c.Service, month, func(done, total int) { bar.set(done, total, doing) })
	bar.done()
	if fault.KindOf(err) == fault.NotFound {
		return fault.Wrap(fault.NotFound, "node.no_such_service", err, "ID", c.Service)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]int{"days": days})
	}
	fmt.Fprintln(e.stdout, e.text.T(e.lang, "node.measured", map[string]any{"Count": days}))
	return nil
}

type simulateCmd struct {
	URL      string `help:"Address of the running server." default:"http://127.0.0.1:8080"`
	BusKey   string `name:"bus-key" help:"Key of the bus service; without it no positions are sent." env:"SINERGI_BUS_KEY"`
	WasteKey string `name:"waste-key" help:"Key of the waste service; without it no tickets are sent." env:"SINERGI_WASTE_KEY"`
	Month    string `help:"Month to simulate." default:"2026-10"`
	Seed     uint64 `help:"Seed: the same seed gives the same month." default:"1"`
	Days     int    `help:"Simulate only the first days of the month."`
	Truth    string `help:"Folder for what really happened (trips.jsonl, tickets.jsonl)." type:"path"`
	JSON     bool   `help:"Answer as JSON."`
}

// Run sends a simulated month.
func (c *simulateCmd) Run(e *env) error {
	month, err := civil.ParseMonth(c.Month)
	if err != nil {
		return err
	}
	f, err := feed.Read()
	if err != nil {
		return err
	}
	s, err := simulate.New(simulate.Config{Seed: c.Seed, Month: month, Feed: f, Routes: []string{"1"}, Days: c.Days})
	if err != nil {
		return err
	}
	bar := e.progress("mengirim", 1)
	sum, err := s.Send(e.ctx, simulate.Doors{URL: strings.TrimRight(c.URL, "/"), BusKey: c.BusKey, WasteKey: c.WasteKey}, c.Truth,
		func(done, total int) { bar.set(done, total, "mengirim") })
	bar.done()
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(sum)
	}
	fmt.Fprintf(e.stdout, "%d posisi dan %d tiket dikirim: %d diterima, %d berulang, %d disisihkan\n", sum.Positions, sum.Tickets, sum.Accepted, sum.Duplicate, sum.SetAside)
	return nil
}
