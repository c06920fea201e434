package main

import (
	"context"
	"embed"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sinergi/territory"
)

//go:embed sql/*.sql
var queries embed.FS

// postgis is the baseline: a database that holds the same things.
type postgis struct {
	ctx     context.Context
	conn    *pgx.Conn
	explain bool // print the plan of the fastest
}

func query(name string, with ...string) (string, error) {
	text, err := queries.ReadFile("sql/" + name + ".sql")
	return strings.NewReplacer(with...).Replace(string(text)), err
}

// run executes a file of statements, one after the other.
func (p *postgis) run(name string) error {
	text, err := query(name)
	if err != nil {
		return err
	}
	for _, statement := range strings.Split(text, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := p.conn.Exec(p.ctx, statement); err != nil {
			return fmt.Errorf("%s.sql: %w", name, err)
		}
	}
	return nil
}

// load brings in the territories, points, lines and trips.
func (p *postgis) load(areas []territory.Area, lats, lons []float64, lines [][]territory.Point, all []trip) error {
	if err := p.run("tables"); err != nil {
		return err
	}
	for _, a := range areas {
		if _, err := p.conn.Exec(p.ctx, "insert into areas values ($1, st_multi(st_geomfromtext($2, 4326)))", a.Code, polygonText(a)); err != nil {
			return fmt.Errorf("area %s: %w", a.Code, err)
		}
	}
	for i, l := range lines {
		if _, err := p.conn.Exec(p.ctx, "insert into lines values ($1, st_geomfromtext($2, 4326))", i, "linestring"+ringText(l)); err != nil {
			return fmt.Errorf("line %d: %w", i, err)
		}
	}
	if err := p.copy("points", []string{"id", "lon", "lat"}, len(lats), func(i int) []any { return []any{int32(i), lons[i], lats[i]} }); err != nil {
		return err
	}
	if err := p.copy("trips", []string{"id", "line", "from_share", "to_share"}, len(all), func(i int) []any {
		return []any{int32(i), int32(all[i].line), all[i].from, all[i].to}
	}); err != nil {
		return err
	}
	return p.run("prepare")
}

func (p *postgis) copy(table string, columns []string, n int, row func(int) []any) error {
	_, err := p.conn.CopyFrom(p.ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i), nil }))
	return err
}

func polygonText(a territory.Area) string {
	var polygons []string
	for _, poly := range a.Polygons {
		var rings []string
		for _, r := range poly {
			rings = append(rings, ringText(r))
		}
		polygons = append(polygons, "("+strings.Join(rings, ",")+")")
	}
	return "multipolygon(" + strings.Join(polygons, ",") + ")"
}

func ringText(r []territory.Point) string {
	var b strings.Builder
	for i, q := range r {
		b.WriteString(map[bool]string{true: "(", false: ","}[i == 0])
		fmt.Fprintf(&b, "%v %v", q.Lon, q.Lat)
	}
	return b.String() + ")"
}

// best runs a query on every cut of the territories, three times each, and
// gives the shortest time and the cut it was with.
func (p *postgis) best(name string, with ...string) (time.Duration, string, error) {
	least, cut := time.Duration(math.MaxInt64), ""
	for _, pieces := range []string{"pieces_whole", "pieces_32", "pieces_64", "pieces_128"} {
		text, err := query(name, append([]string{"PIECES", pieces}, with...)...)
		if err != nil {
			return 0, "", err
		}
		for range 3 {
			start := time.Now()
			if _, err := p.conn.Exec(p.ctx, text); err != nil {
				return 0, "", fmt.Errorf("%s.sql: %w", name, err)
			}
			if d := time.Since(start); d < least {
				least, cut = d, pieces
			}
			if time.Since(start) > 20*time.Second {
				break // so far from the best that a second look is of no use
			}
		}
	}
	if p.explain {
		return least, cut, p.plan(name, append([]string{"PIECES", cut}, with...)...)
	}
	return least, cut, nil
}

// plan prints how a query is run.
func (p *postgis) plan(name string, with ...string) error {
	text, err := query(name, with...)
	if err != nil {
		return err
	}
	rows, err := p.conn.Query(p.ctx, "explain (analyze, costs off) "+text)
	if err != nil {
		return err
	}
	var line string
	_, err = pgx.ForEachRow(rows, []any{&line}, func() error {
		fmt.Println("    " + line)
		return nil
	})
	return err
}

// metres gives a query's answer by trip and code.
func (p *postgis) metres(text string) (map[int]map[string]float64, error) {
	rows, err := p.conn.Query(p.ctx, text)
	if err != nil {
		return nil, err
	}
	out := map[int]map[string]float64{}
	var id int
	var code string
	var m float64
	_, err = pgx.ForEachRow(rows, []any{&id, &code, &m}, func() error {
		if out[id] == nil {
			out[id] = map[string]float64{}
		}
		out[id][code] += m
		return nil
	})
	return out, err
}

// answers gives the code for each point, "" in none.
func (p *postgis) answers() ([]string, error) {
	text, err := query("answers")
	if err != nil {
		return nil, err
	}
	rows, err := p.conn.Query(p.ctx, text)
	if err != nil {
		return nil, err
	}
	var out []string
	var id int
	var code *string
	_, err = pgx.ForEachRow(rows, []any{&id, &code}, func() error {
		if code == nil {
			out = append(out, "")
		} else {
			out = append(out, *code)
		}
		return nil
	})
	return out, err
}
