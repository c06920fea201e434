package docx

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"sinergi/internal/fault"
)

// pack is an opened archive: its parts by name, unpacked when they are asked
// for, within the limits.
type pack struct {
	lim   Limits
	files map[string]*zip.File // by name without a leading slash, lower case
	names []string             // as written, in the order of the archive
	types map[string]string    // content type of a part by name, lower case
	byExt map[string]string    // content type by extension
	left  int64                // bytes that may still be unpacked
}

// relation is a relationship of a part to another, or to something outside.
type relation struct {
	kind     string // last element of its type: "officeDocument", "footnotes"
	target   string // part name, or an address when external
	external bool
}

// magic tells formats that people send by mistake, by their first bytes.
var magic = []struct{ begins, key string }{
	{"%PDF-", "docx.is_pdf"},
	{"{\\rtf", "docx.is_rtf"},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "docx.is_old_or_locked"}, // DOC, or a DOCX under a password
	{"<", "docx.is_xml"},
}

// open opens the archive and reads its table of content types.
func open(data []byte, lim Limits) (*pack, error) {
	if len(data) > lim.Bytes {
		return nil, fault.New(fault.Invalid, "docx.too_large", "MB", lim.Bytes>>20)
	}
	if len(data) == 0 {
		return nil, fault.New(fault.Invalid, "docx.empty")
	}
	for _, m := range magic {
		if bytes.HasPrefix(data, []byte(m.begins)) {
			return nil, fault.New(fault.Invalid, m.key)
		}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "docx.bad_zip", err)
	}
	if len(z.File) > lim.Parts {
		return nil, fault.New(fault.Invalid, "docx.too_many_parts", "Count", lim.Parts)
	}
	p := &pack{lim: lim, files: map[string]*zip.File{}, left: lim.Unpacked}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		name := partName(f.Name)
		if _, twice := p.files[name]; twice {
			// Two programs could then read two different texts.
			return nil, fault.New(fault.Invalid, "docx.part_twice", "Part", f.Name)
		}
		p.files[name] = f
		p.names = append(p.names, f.Name)
	}
	return p, p.readTypes()
}

func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, "\\", "/"), "/"))
}

func (p *pack) readTypes() error {
	p.types, p.byExt = map[string]string{}, map[string]string{}
	if _, ok := p.files["[content_types].xml"]; !ok {
		if _, odf := p.files["mimetype"]; odf {
			return fault.New(fault.Invalid, "docx.is_odt")
		}
		return fault.New(fault.Invalid, "docx.not_docx")
	}
	root, err := p.xml("[content_types].xml")
	if err != nil {
		return err
	}
	for i := range root.children {
		c := &root.children[i]
		switch c.name {
		case "ct:Override":
			p.types[partName(c.get("PartName"))] = c.get("ContentType")
		case "ct:Default":
			p.byExt[strings.ToLower(c.get("Extension"))] = c.get("ContentType")
		}
	}
	return nil
}

// contentType gives the content type of a part.
func (p *pack) contentType(part string) string {
	if t, ok := p.types[part]; ok {
		return t
	}
	return p.byExt[strings.TrimPrefix(path.Ext(part), ".")]
}

// bytes unpacks a part. The size that the archive states is not believed.
func (p *pack) bytes(part string) ([]byte, error) {
	f, ok := p.files[part]
	if !ok {
		return nil, fault.New(fault.Invalid, "docx.part_missing", "Part", part)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "docx.bad_zip", err)
	}
	defer r.Close()
	most := min(p.lim.Part, p.left)
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if int64(len(data)) > most {
		return nil, fault.New(fault.Invalid, "docx.part_too_large", "Part", f.Name)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "docx.bad_zip", err)
	}
	p.left -= int64(len(data))
	return data, nil
}

func (p *pack) xml(part string) (node, error) {
	data, err := p.bytes(part)
	if err != nil {
		return node{}, err
	}
	return parse(part, data, p.lim)
}

// relations reads the relationships of a part ("" of the whole file), by id.
func (p *pack) relations(part string) (map[string]relation, error) {
	dir, base := path.Split(part)
	name := dir + "_rels/" + base + ".rels"
	if _, ok := p.files[name]; !ok {
		return nil, nil
	}
	root, err := p.xml(name)
	if err != nil {
		return nil, err
	}
	out := map[string]relation{}
	for i := range root.children {
		c := &root.children[i]
		r := relation{kind: path.Base(c.get("Type")), target: c.get("Target"), external: strings.EqualFold(c.get("TargetMode"), "External")}
		if !r.external {
			if strings.HasPrefix(r.target, "/") {
				r.target = partName(path.Clean(r.target))
			} else {
				r.target = partName(path.Join("/"+dir, r.target))
			}
		}
		out[c.get("Id")] = r
	}
	return out, nil
}

// main finds the part with the body and its content type.
func (p *pack) main() (part, contentType string, err error) {
	rels, err := p.relations("")
	if err != nil {
		return "", "", err
	}
	for _, id := range sorted(rels) {
		r := rels[id]
		if r.kind != "officeDocument" || r.external {
			continue
		}
		t := p.contentType(r.target)
		if !strings.Contains(t, "wordprocessingml") && !strings.Contains(t, "ms-word") {
			return "", "", fault.New(fault.Invalid, "docx.not_word")
		}
		return r.target, t, nil
	}
	return "", "", fault.New(fault.Invalid, "docx.not_docx")
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
