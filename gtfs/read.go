package gtfs

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// reader makes the files of a feed into a Feed within limits.
type reader struct {
	limits   Limits
	left     budget
	problems problems
	f        *Feed
}

func newReader(limits Limits) *reader {
	rd := &reader{limits: limits.withDefaults(), problems: problems{}}
	rd.left.bytes.Store(rd.limits.Bytes)
	rd.left.rows.Store(int64(rd.limits.Rows))
	return rd
}

func (rd *reader) checker(file string) *checker {
	return &checker{file: file, schema: schema()[file], problems: rd.problems}
}

// feed reads all parts: the small files first, then the shapes and the stop
// times side by side, for they are most of a feed.
func (rd *reader) feed(parts []part) (*Feed, error) {
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.name, b.name) })
	if len(parts) > rd.limits.Files {
		return nil, refuse(parts[rd.limits.Files].name, fmt.Errorf("the feed has more than %d files", rd.limits.Files))
	}
	f := &Feed{limits: rd.limits, problems: rd.problems, tables: map[string]*Table{}, raw: map[string][]byte{}, kept: map[string]*Table{}, Shapes: Shapes{byID: map[string]int{}}}
	rd.f = f
	var times, shapes *part
	for i, p := range parts {
		f.Files = append(f.Files, p.name)
		if rd.limits.Keep && (p.name == "stop_times.txt" || p.name == "shapes.txt") {
			if err := rd.keep(&parts[i]); err != nil {
				return nil, err
			}
		}
		switch p.name {
		case "stop_times.txt":
			times = &parts[i]
		case "shapes.txt":
			shapes = &parts[i]
		default:
			if err := rd.small(p); err != nil {
				return nil, err
			}
		}
	}
	rd.present(f)
	f.convert()
	if err := rd.large(times, shapes); err != nil {
		return nil, err
	}
	f.keys()
	f.references()
	return f, nil
}

// small reads a file as a whole.
func (rd *reader) small(p part) error {
	sc := schema()[p.name]
	if sc == nil {
		rd.problems.add(Problem{Code: "unknown_file", File: p.name})
		if !rd.limits.Keep {
			return nil
		}
	}
	if sc != nil && sc.geojson || !strings.HasSuffix(p.name, ".txt") {
		data, err := rd.left.all(p)
		if err != nil {
			return refuse(p.name, err)
		}
		rd.f.raw[p.name] = data
		return nil
	}
	t, err := rd.table(p)
	if err != nil {
		return err
	}
	if sc == nil {
		rd.f.kept[p.name] = t
	} else {
		rd.f.tables[p.name] = t
	}
	return nil
}

// keep reads a large file as a table too, for writing it again. What is wrong
// in it is told when its columns are filled.
func (rd *reader) keep(p *part) error {
	data, err := rd.left.all(*p)
	if err != nil {
		return refuse(p.name, err)
	}
	rd.left.bytes.Add(int64(len(data)))
	p.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	quiet := &reader{limits: rd.limits, problems: problems{}}
	quiet.left.bytes.Store(int64(len(data)) + 1)
	quiet.left.rows.Store(rd.left.rows.Load())
	t, err := quiet.table(*p)
	rd.f.kept[p.name] = t
	return err
}

// present reports files that are missing.
func (rd *reader) present(f *Feed) {
	has := func(name string) bool { return slices.Contains(f.Files, name) }
	for _, sc := range schema() {
		switch {
		case has(sc.name):
		case sc.required, sc.name == "stops.txt" && !has("locations.geojson"):
			rd.problems.add(Problem{Code: "missing_required_file", File: sc.name})
		case sc.recommended:
			rd.problems.add(Problem{Code: "missing_recommended_file", File: sc.name})
		}
	}
	if !has("calendar.txt") && !has("calendar_dates.txt") {
		rd.problems.add(Problem{Code: "missing_calendar_and_calendar_date_files", File: "calendar.txt"})
	}
}

// large reads the two files that are most of a feed, at the same time.
func (rd *reader) large(times, shapes *part) error {
	f := rd.f
	done := make(chan error, 1)
	aside := problems{}
	go func() {
		if shapes == nil {
			done <- nil
			return
		}
		l := &shapesLoader{sh: &f.Shapes, ck: &checker{file: shapes.name, schema: schema()[shapes.name], problems: aside}}
		err := rd.stream(*shapes, l.ck, l.begin, l.row)
		l.end()
		done <- err
	}()
	var err error
	l := &timesLoader{f: f, st: &f.Times}
	if times != nil {
		l.size, l.ck = times.size, rd.checker(times.name)
		err = rd.stream(*times, l.ck, l.begin, l.row)
	} else {
		l.ck = rd.checker("stop_times.txt")
	}
	l.end()
	serr := <-done
	rd.problems.join(aside)
	return cmp.Or(err, serr)
}
