// SPDX-License-Identifier: Apache-2.0

// Package region knows the places of Riau by their Kemendagri codes: names,
// kinds, what lies in what, population and surface, and the border that
// Sinergi ships. It knows no agreement and no route. Cutting lines is package
// territory's.
//
// The shipped border is replaceable: governments can agree on an official
// line, and every statement names the version that it used.
package region

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/codes.csv
var codesCSV string

//go:embed data/population.csv
var populationCSV string

// Level is a level of the administrative hierarchy.
type Level int

// The levels, by the number of parts of a code.
const (
	ProvinceLevel Level = 1 // 14
	RegencyLevel  Level = 2 // 14.01, kabupaten or kota
	DistrictLevel Level = 3 // 14.01.05, kecamatan
	VillageLevel  Level = 4 // 14.01.05.2009, desa or kelurahan
)

// LevelOf gives the level of a code, or 0 when it is no code.
func LevelOf(code string) Level {
	parts := strings.Split(code, ".")
	for i, p := range parts {
		want := 2
		if i == 3 {
			want = 4
		}
		if len(p) != want || strings.Trim(p, "0123456789") != "" {
			return 0
		}
	}
	if len(parts) > 4 {
		return 0
	}
	return Level(len(parts))
}

// Parent gives the code one level up, or "".
func Parent(code string) string {
	i := strings.LastIndexByte(code, '.')
	if i < 0 {
		return ""
	}
	return code[:i]
}

// Regency gives the kabupaten or kota that a code lies in, or "" for a
// province.
func Regency(code string) string {
	for LevelOf(code) > RegencyLevel {
		code = Parent(code)
	}
	if LevelOf(code) != RegencyLevel {
		return ""
	}
	return code
}

var codes = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	rows, err := csv.NewReader(strings.NewReader(codesCSV)).ReadAll()
	if err != nil {
		panic("region: the shipped code list cannot be read: " + err.Error()) // a broken build
	}
	for _, r := range rows[1:] {
		all[r[0]] = r[1]
	}
	return all
})

// Known reports whether the code is in the official list of Riau.
func Known(code string) bool { _, ok := codes()[code]; return ok }

// Name gives the name of a place as people write it, or the code itself when
// it is unknown.
func Name(code string) string {
	if n, ok := display[code]; ok {
		return n
	}
	if n, ok := codes()[code]; ok {
		return n
	}
	return code
}

// Short gives a name without its kind: "Kampar" for Kabupaten Kampar.
func Short(code string) string {
	name := Name(code)
	for _, kind := range []string{"Kabupaten ", "Kota ", "Provinsi "} {
		if s, ok := strings.CutPrefix(name, kind); ok {
			return s
		}
	}
	return name
}

// FullName gives a place with what it lies in: "Pandau Jaya, Siak Hulu,
// Kabupaten Kampar".
func FullName(code string) string {
	var parts []string
	for c := code; c != "" && LevelOf(c) >= RegencyLevel; c = Parent(c) {
		parts = append(parts, Name(c))
	}
	if len(parts) == 0 {
		return Name(code)
	}
	return strings.Join(parts, ", ")
}

// Figures are a kabupaten's or kota's population and surface.
type Figures struct {
	Population int64
	SurfaceKm2 string // exact decimal
	Source     string
}

const (
	populationColumn = "total"
	surfaceColumn    = "luas_km2_big_2024"
	figuresSource    = "Dukcapil semester II 2024; BIG Desember 2024"
)

// FiguresOf gives the figures of a kabupaten or kota of Riau.
func FiguresOf(code string) (Figures, bool) {
	f, ok := figures()[code]
	return f, ok
}

var figures = sync.OnceValue(func() map[string]Figures {
	all, err := readFigures(strings.NewReader(populationCSV))
	if err != nil {
		panic("region: the shipped population table cannot be read: " + err.Error()) // a broken build
	}
	return all
})

func readFigures(r io.Reader) (map[string]Figures, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[strings.TrimPrefix(name, "\ufeff")] = i
	}
	all := map[string]Figures{}
	for _, row := range rows[1:] {
		n, err := strconv.ParseInt(row[at[populationColumn]], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read figures of %s: %w", row[0], err)
		}
		all[row[at["kode"]]] = Figures{Population: n, SurfaceKm2: row[at[surfaceColumn]], Source: figuresSource}
	}
	return all, nil
}

// Regencies lists the codes of the province and its kabupaten and kota.
func Regencies() []string {
	var out []string
	for code := range codes() {
		if l := LevelOf(code); l == ProvinceLevel || l == RegencyLevel {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// Districts lists the codes of the kecamatan of a kabupaten or kota.
func Districts(regency string) []string {
	var out []string
	for code := range codes() {
		if LevelOf(code) == DistrictLevel && Parent(code) == regency {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}
