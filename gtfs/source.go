package gtfs

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/klauspost/compress/flate"
)

// Limits bounds what reading a feed may take. The zero value means the defaults.
type Limits struct {
	Files int   // number of files; default 200
	Bytes int64 // of all files together, decompressed; default 2 GiB
	Rows  int   // of all files together; default 20 million
	Wrong int   // rows named in a refusal; default 100

	// Keep keeps every file as it is, for [Feed.WriteZip].
	Keep bool
}

func (l Limits) withDefaults() Limits {
	set := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	set(&l.Files, 200)
	set(&l.Rows, 20_000_000)
	set(&l.Wrong, 100)
	if l.Bytes == 0 {
		l.Bytes = 2 << 30
	}
	return l
}

// part is a file of a feed.
type part struct {
	name string
	size int64 // as the zip or the folder says; only for planning
	open func() (io.ReadCloser, error)
}

// ReadFS reads a feed from a folder and refuses one that is no use to a program.
func ReadFS(fsys fs.FS, limits Limits) (*Feed, error) {
	f, err := OpenFS(fsys, limits)
	if err != nil {
		return nil, err
	}
	return f.orRefusal()
}

// Read reads a feed from a zip file, as ReadFS does. A single folder around
// the files is looked through.
func Read(r io.ReaderAt, size int64, limits Limits) (*Feed, error) {
	f, err := Open(r, size, limits)
	if err != nil {
		return nil, err
	}
	return f.orRefusal()
}

func (f *Feed) orRefusal() (*Feed, error) {
	if err := f.problems.refusal(f.limits.Wrong); err != nil {
		return nil, err
	}
	return f, nil
}

// OpenFS reads a feed from a folder, whatever is wrong with it: see
// [Feed.Problems]. What cannot be read is left out.
func OpenFS(fsys fs.FS, limits Limits) (*Feed, error) {
	names, err := fs.Glob(fsys, "*")
	if err != nil {
		return nil, err
	}
	rd := newReader(limits)
	var parts []part
	for _, name := range names {
		info, err := fs.Stat(fsys, name)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			if feedInside(fsys, name) {
				rd.problems.add(Problem{Code: "invalid_input_files_in_subfolder"})
			}
			continue
		}
		parts = append(parts, part{name, info.Size(), func() (io.ReadCloser, error) { return fsys.Open(name) }})
	}
	return rd.feed(parts)
}

// feedInside reports whether a folder holds a file of a feed.
func feedInside(fsys fs.FS, dir string) bool {
	inner, err := fs.Glob(fsys, dir+"/*")
	return err == nil && slices.ContainsFunc(inner, func(name string) bool { return schema()[path.Base(name)] != nil })
}

// Open reads a feed from a zip file, as OpenFS does. A single folder around
// the files is looked through, and told.
func Open(r io.ReaderAt, size int64, limits Limits) (*Feed, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &ReadError{[]RowError{{File: "zip", Reason: "is not a zip file: " + err.Error()}}}
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })
	rd := newReader(limits)
	folder := onlyFolder(z.File)
	nested := folder != ""
	var parts []part
	for _, zf := range z.File {
		name := strings.TrimPrefix(zf.Name, folder)
		if zf.FileInfo().IsDir() || strings.HasPrefix(zf.Name, "__MACOSX") {
			continue
		}
		if strings.Contains(name, "/") {
			nested = nested || schema()[path.Base(name)] != nil
			continue
		}
		// What a zip says of the size of a file may be a lie; it packs text
		// about ten times smaller.
		expected := min(int64(zf.UncompressedSize64), int64(zf.CompressedSize64)*20)
		parts = append(parts, part{name, max(expected, 0), zf.Open})
	}
	if nested {
		rd.problems.add(Problem{Code: "invalid_input_files_in_subfolder"})
	}
	return rd.feed(parts)
}

// onlyFolder gives the folder that all files are in, with its slash, or "".
func onlyFolder(files []*zip.File) string {
	folder := ""
	for _, f := range files {
		if strings.HasPrefix(f.Name, "__MACOSX") || f.FileInfo().IsDir() {
			continue
		}
		dir, _ := path.Split(f.Name)
		if dir == "" || (folder != "" && folder != dir) {
			return ""
		}
		folder = dir
	}
	return folder
}

// budget is what is left of the limits, shared by all files.
type budget struct {
	bytes, rows atomic.Int64
}

var errTooLarge = errors.New("the feed is larger than allowed")

// metered counts what it reads against the budget.
type metered struct {
	r io.Reader
	b *budget
}

func (m metered) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if m.b.bytes.Add(-int64(n)) < 0 {
		return 0, errTooLarge
	}
	return n, err
}

func refuse(file string, err error) error {
	var already *ReadError
	if errors.As(err, &already) {
		return err
	}
	return &ReadError{[]RowError{{File: file, Reason: err.Error()}}}
}

// all reads a part to its end.
func (b *budget) all(p part) (data []byte, err error) {
	f, err := p.open()
	if err != nil {
		return nil, fmt.Errorf("cannot be unpacked: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data = make([]byte, 0, min(max(p.size, 0), 64<<20)+512)
	r := metered{f, b}
	for {
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if len(data) == cap(data) {
			data = slices.Grow(data, len(data))
		}
	}
}
