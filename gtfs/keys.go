package gtfs

import (
	"maps"
	"slices"
	"strings"
)

// keys reports primary keys that are used twice.
func (f *Feed) keys() {
	for _, name := range slices.Sorted(maps.Keys(f.tables)) {
		t, sc := f.tables[name], schema()[name]
		if sc == nil {
			continue
		}
		var columns []Column
		var names []string
		whole := true
		for _, c := range sc.columns {
			if c.key {
				column := t.Column(c.name)
				columns, names = append(columns, column), append(names, c.name)
				whole = whole && (column.Given || !c.needed)
			}
		}
		if !whole || len(columns) == 0 || len(columns) == 1 && !columns[0].Given {
			continue
		}
		first := map[string]int{}
		var b []byte
		for row := range t.Len() {
			b = b[:0]
			for _, c := range columns {
				b = append(append(b, c.Of(row)...), 0)
			}
			if len(columns) == 1 && len(b) == 1 {
				continue
			}
			before, twice := first[string(b)]
			if !twice {
				first[string(b)] = row
				continue
			}
			p := Problem{Code: "duplicate_key", File: name, Row: t.Line(row), N: t.Line(before), Column: names[0], Value: columns[0].Of(row)}
			if len(columns) > 1 {
				p.Column2, p.Value2 = names[1], columns[1].Of(row)
			}
			f.problems.add(p)
		}
	}
}

// references reports values that are not in the files that they are of. Those
// of stop_times.txt to trips and stops were looked up while it was read.
func (f *Feed) references() {
	known := map[string]func(string) bool{}
	for _, name := range slices.Sorted(maps.Keys(f.tables)) {
		sc := schema()[name]
		if sc == nil {
			continue
		}
		t := f.tables[name]
		for i := range sc.columns {
			c := &sc.columns[i]
			values := t.Column(c.name)
			if c.parents == nil || !values.Given || f.absent(c) {
				continue
			}
			in := f.inside(c, known)
			for row := range t.Len() {
				if v := values.Of(row); v != "" && !in(v) {
					f.problems.add(Problem{Code: "foreign_key_violation", File: name, Row: t.Line(row), Column: c.name, Value: v, Column2: c.parentsAsIfOneFile, Value2: c.parentColumn})
				}
			}
		}
	}
	sc := schema()["stop_times.txt"]
	for name, texts := range map[string]*Texts{"location_group_id": &f.Times.LocationGroup, "pickup_booking_rule_id": &f.Times.PickupBooking, "drop_off_booking_rule_id": &f.Times.DropOffBooking} {
		c := &sc.columns[sc.at[name]]
		for i, v := range texts.All {
			if f.inside(c, known)(v) {
				continue
			}
			for row, at := range texts.At {
				if at == uint32(i) {
					f.problems.add(Problem{Code: "foreign_key_violation", File: sc.name, Row: f.Times.Line(row), Column: name, Value: v, Column2: c.parentsAsIfOneFile, Value2: c.parentColumn})
				}
			}
		}
	}
}

// absent reports whether the file that a column refers to is missing though
// it must not be: that is told once, not of every row.
func (f *Feed) absent(c *columnSchema) bool {
	for _, name := range c.parents {
		if slices.Contains(f.Files, name) {
			return false
		}
	}
	return schema()[c.parents[0]].required || c.parents[0] == "stops.txt" || c.parents[0] == "calendar.txt"
}

// inside gives whether a value is in the files that a column refers to.
func (f *Feed) inside(c *columnSchema, known map[string]func(string) bool) func(string) bool {
	key := strings.Join(c.parents, "|") + " " + c.parentColumn
	if in := known[key]; in != nil {
		return in
	}
	var in func(string) bool
	switch key {
	case "trips.txt trip_id":
		in = func(s string) bool { _, ok := f.trips[s]; return ok }
	case "stops.txt stop_id":
		in = func(s string) bool { _, ok := f.stops[s]; return ok }
	case "routes.txt route_id":
		in = func(s string) bool { _, ok := f.routes[s]; return ok }
	case "shapes.txt shape_id":
		in = func(s string) bool { _, ok := f.Shapes.byID[s]; return ok }
	default:
		all := map[string]bool{}
		for _, file := range c.parents {
			t := f.tables[file]
			column := t.Column(c.parentColumn)
			for row := range t.Len() {
				all[column.Of(row)] = true
			}
		}
		in = func(s string) bool { return all[s] }
	}
	known[key] = in
	return in
}
