package app

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/road"
)

type roadsCmd struct {
	Data
	File string `arg:"" optional:"" help:"Map of OpenStreetMap (.osm.pbf or .osm); without it the maps are listed." type:"existingfile"`
	By   string `help:"Your name, which stands in the list." placeholder:"NAME"`
	Save bool   `help:"Use the map from now on; without it only what is in it is shown."`
	JSON bool   `help:"Answer as JSON."`
}

// Run lists the maps of roads, or shows what a file has, or keeps it.
func (c *roadsCmd) Run(e *env) error {
	n, err := c.OpenExisting(e.ctx, e.log)
	if err != nil {
		return err
	}
	defer n.Close()
	if c.File == "" {
		return c.list(e, n)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	var facts road.Facts
	if c.Save {
		m, err := n.Desk.OperatorBringsRoads(e.ctx, c.By, filepath.Base(c.File), f)
		if err != nil {
			return err
		}
		facts = m.Facts
	} else if facts, err = n.Desk.ReadRoads(e.ctx, f); err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]any{"as_of": facts.AsOf, "roads": facts.Roads, "metres": int64(facts.Metres), "bans": facts.Bans, "saved": c.Save})
	}
	fmt.Fprintln(e.stdout, c.tell(e, facts))
	said := "road.not_saved"
	if c.Save {
		said = "road.saved"
	}
	fmt.Fprintln(e.stdout, e.text.T(e.lang, said, nil))
	return nil
}

func (c *roadsCmd) tell(e *env, f road.Facts) string {
	asOf := e.text.T(e.lang, "road.undated", nil)
	if at, err := time.Parse(time.RFC3339, f.AsOf); err == nil {
		asOf = i18n.Date(e.lang, civil.In(at))
	}
	return e.text.T(e.lang, "road.facts", map[string]any{"Roads": f.Roads, "Km": i18n.Int(e.lang, int64(f.Metres/1000)), "Bans": f.Bans, "AsOf": asOf})
}

// list prints the maps, the one in use first.
func (c *roadsCmd) list(e *env, n *Node) error {
	if c.Save {
		return fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")})
	}
	maps, err := n.Desk.RoadMaps(e.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(maps)
	}
	if len(maps) == 0 {
		fmt.Fprintln(e.stdout, e.text.T(e.lang, "road.none", nil))
	}
	for _, m := range maps {
		fmt.Fprintf(e.stdout, "%s  %s, %s\n      %s\n", i18n.Date(e.lang, civil.In(time.UnixMicro(m.AtUS))), m.Name, m.By, c.tell(e, m.Facts))
	}
	return nil
}
