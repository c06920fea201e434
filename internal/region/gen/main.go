// SPDX-License-Identifier: Apache-2.0

// Command gen packs boundary GeoJSON files into the form that Sinergi ships:
//
//	go run ./internal/region/gen FOLDER internal/region/data
//
// FOLDER holds riau_kabkota.geojson, kampar_pekanbaru_kecamatan.geojson and
// kampar_pekanbaru_desa.geojson, whose features have the properties kode and
// nama (or kec, desa). Where they come from is told in DATA-LICENSES.md.
package main

import (
	"cmp"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"

	"sinergi/internal/region"
	"sinergi/territory"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: gen FOLDER OUT")
	}
	for name, out := range map[string]string{
		"riau_kabkota.geojson":               "kabkota.bin",
		"kampar_pekanbaru_kecamatan.geojson": "kecamatan.bin",
		"kampar_pekanbaru_desa.geojson":      "desa.bin",
	} {
		areas, err := read(filepath.Join(os.Args[1], name))
		if err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		packed, _, err := region.Pack(areas)
		if err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(os.Args[2], out), packed, 0o644); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d areas, %d bytes\n", out, len(areas), len(packed))
	}
}

func read(path string) ([]territory.Area, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	features, err := territory.ReadGeoJSON(f, territory.Limits{})
	if err != nil {
		return nil, err
	}
	var areas []territory.Area
	for _, feat := range features {
		code, _ := feat.Properties["kode"].(string)
		name, _ := feat.Properties["nama"].(string)
		areas = append(areas, territory.Area{Code: code, Name: name, Polygons: feat.Polygons})
	}
	slices.SortFunc(areas, func(a, b territory.Area) int { return cmp.Compare(a.Code, b.Code) })
	return areas, nil
}
