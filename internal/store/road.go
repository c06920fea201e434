package store

import (
	"context"
	"encoding/json"
	"fmt"

	"sinergi/internal/road"
	"sinergi/internal/sqldb"
)

// RoadMap is a map of roads that was brought in.
type RoadMap struct {
	AtUS   int64
	SHA256 string
	Name   string // of the file
	By     string
	Facts  road.Facts
}

// AddRoadMap appends a map; its file is there already.
func (tx *Tx) AddRoadMap(ctx context.Context, m RoadMap) error {
	facts, err := json.Marshal(m.Facts)
	if err != nil {
		return fmt.Errorf("store the map of roads %s: %w", m.Name, err)
	}
	_, err = tx.Exec(ctx, `insert into road_map (at_us, sha256, name, by_name, facts) values ($1, $2, $3, $4, $5)`, m.AtUS, m.SHA256, m.Name, m.By, string(facts))
	return err
}

// RoadMaps lists the maps of roads, the newest first.
func (tx *Tx) RoadMaps(ctx context.Context) ([]RoadMap, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (m RoadMap, err error) {
		var facts string
		if err = row.Scan(&m.AtUS, &m.SHA256, &m.Name, &m.By, &facts); err != nil {
			return m, err
		}
		if err = json.Unmarshal([]byte(facts), &m.Facts); err != nil {
			err = fmt.Errorf("map of roads %s: %w", m.Name, err)
		}
		return m, err
	}, `select at_us, sha256, name, by_name, facts from road_map order by at_us desc`)
}
