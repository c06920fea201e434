package gtfs

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

// What GTFS defines is kept as a text that reads like the reference.
//
//go:embed schema.txt
var schemaText string

// kind is the type of a column's values.
type kind uint8

const (
	textKind kind = iota
	idKind
	urlKind
	emailKind
	phoneKind
	colorKind
	languageKind
	timezoneKind
	currencyKind
	decimalKind
	latitudeKind
	longitudeKind
	floatKind
	integerKind
	enumKind
	dateKind
	timeKind
)

var kindNames = map[string]kind{
	"text": textKind, "id": idKind, "url": urlKind, "email": emailKind, "phone": phoneKind, "color": colorKind,
	"language": languageKind, "timezone": timezoneKind, "currency": currencyKind, "decimal": decimalKind,
	"latitude": latitudeKind, "longitude": longitudeKind, "float": floatKind, "integer": integerKind, "enum": enumKind,
	"date": dateKind, "time": timeKind,
}

// columnSchema is what the reference says of a column.
type columnSchema struct {
	name               string
	kind               kind
	lowest             int      // of numbers; math.MinInt when there is no bound
	positive           bool     // above zero
	values             [][2]int // of an enum, as ranges
	required, needed   bool     // every value; the column
	recommended        bool     // every value
	advised            bool     // the column
	key, mixed         bool
	parents            []string // files that the value must be in
	parentColumn       string
	parentsAsIfOneFile string // the parents as a report names them
}

// fileSchema is what the reference says of a file.
type fileSchema struct {
	name                  string
	required, recommended bool
	single                bool // holds one row
	geojson               bool
	columns               []columnSchema
	at                    map[string]int
}

var schema = sync.OnceValue(func() map[string]*fileSchema {
	files := map[string]*fileSchema{}
	var f *fileSchema
	for line := range strings.Lines(schemaText) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || line[0] == '#':
		case line[0] != '\t':
			f = &fileSchema{name: words[0], at: map[string]int{}}
			for _, w := range words[1:] {
				f.required = f.required || w == "required"
				f.recommended = f.recommended || w == "recommended"
				f.single = f.single || w == "single"
				f.geojson = f.geojson || w == "geojson"
			}
			files[f.name] = f
		default:
			c := parseColumn(words)
			f.at[c.name] = len(f.columns)
			f.columns = append(f.columns, c)
		}
	}
	return files
})

func parseColumn(words []string) columnSchema {
	typ, bounds, _ := strings.Cut(words[1], ":")
	c := columnSchema{name: words[0], kind: kindNames[typ], lowest: math.MinInt}
	switch {
	case c.kind == enumKind:
		for part := range strings.SplitSeq(bounds, ",") {
			lo, hi, _ := strings.Cut(part, "-")
			a, _ := strconv.Atoi(lo) // a text of ours, held by a test
			b, _ := strconv.Atoi(hi)
			c.values = append(c.values, [2]int{a, b})
		}
	case bounds == ">0":
		c.positive = true
	case bounds != "":
		c.lowest, _ = strconv.Atoi(strings.TrimSuffix(bounds, "-"))
	}
	for i, w := range words[2:] {
		switch {
		case w == "required":
			c.required, c.needed = true, true
		case w == "column":
			c.needed = true
		case w == "recommended":
			c.recommended = true
		case w == "advised":
			c.advised = true
		case w == "key":
			c.key = true
		case w == "mixed":
			c.mixed = true
		case w[0] == '>':
			c.parents = strings.Split(w[1:], "|")
			c.parentsAsIfOneFile = strings.Join(c.parents, " or ")
			c.parentColumn = words[2:][i+1]
		}
	}
	return c
}
