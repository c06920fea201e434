package docx

import (
	"slices"
	"strings"

	"sinergi/internal/fault"
)

// File is what a Word file holds.
type File struct {
	Title, Author, LastAuthor string // as the file's properties state them
	Facts                     []Property

	Comments []Comment
	Changes  []Change // tracked changes in the order of the text
	Notices  []Notice

	lim        Limits
	paragraphs int
	body       []rawBlock
	headers    [][]rawBlock
	footers    [][]rawBlock
	footnotes  map[string][]rawBlock
	endnotes   map[string][]rawBlock
	sections   []*node
	names      map[string]string // bookmark names by their number
	placed     map[string]bool   // comments whose place is known
	styles     styles
	numbering  numbering
}

// Tracked reports whether the file holds tracked changes of words or numbers.
func (f *File) Tracked() bool { return len(f.Changes) > 0 }

// Authors gives who made the tracked changes, in order of appearance.
func (f *File) Authors() []string {
	var out []string
	for _, c := range f.Changes {
		if !slices.Contains(out, c.Author) {
			out = append(out, c.Author)
		}
	}
	return out
}

// Has reports whether there is a notice of a kind.
func (f *File) Has(kind NoticeKind) bool {
	return slices.ContainsFunc(f.Notices, func(n Notice) bool { return n.Kind == kind })
}

// Read reads a DOCX, DOCM, DOTX or DOTM. Errors are faults that say in words
// what is wrong with the file: no Word file, locked by a password, damaged,
// too large.
func Read(data []byte, lim Limits) (*File, error) {
	lim = lim.withDefaults()
	p, err := open(data, lim)
	if err != nil {
		return nil, err
	}
	part, contentType, err := p.main()
	if err != nil {
		return nil, err
	}
	f := &File{
		lim: lim, names: map[string]string{}, placed: map[string]bool{},
		footnotes: map[string][]rawBlock{}, endnotes: map[string][]rawBlock{},
	}
	f.noteParts(p, contentType)
	root, err := p.xml(part)
	if err != nil {
		return nil, err
	}
	body := root.child("w:body")
	if root.name != "w:document" || body == nil {
		return nil, fault.New(fault.Invalid, "docx.no_body")
	}
	rels, err := p.relations(part)
	if err != nil {
		return nil, err
	}
	f.noteLinks(rels)
	if err := f.readDefinitions(p, rels); err != nil {
		return nil, err
	}
	if err := f.readComments(p, rels); err != nil {
		return nil, err
	}
	if f.body, err = f.story(body, rels); err != nil {
		return nil, err
	}
	if err := f.readNotes(p, rels); err != nil {
		return nil, err
	}
	if err := f.readMargins(p, rels); err != nil {
		return nil, err
	}
	f.readCore(p)
	f.readCustom(p)
	f.forget()
	return f, nil
}

// forget lets go of what only reading needed.
func (f *File) forget() { f.sections, f.names, f.placed = nil, nil, nil }

func (f *File) story(root *node, rels map[string]relation) ([]rawBlock, error) {
	w := &walker{f: f, st: f.styles, rels: rels, open: map[string]int{}}
	return w.blocks(root, 0)
}

// partOf gives the part of a kind that the document points to; "" when none.
func partOf(p *pack, rels map[string]relation, kind string) string {
	for _, id := range sorted(rels) {
		if r := rels[id]; r.kind == kind && !r.external {
			if _, ok := p.files[r.target]; ok {
				return r.target
			}
		}
	}
	return ""
}

func (f *File) readDefinitions(p *pack, rels map[string]relation) error {
	f.styles.byID = map[string]style{}
	if part := partOf(p, rels, "styles"); part != "" {
		root, err := p.xml(part)
		if err != nil {
			return err
		}
		f.styles = readStyles(&root)
	}
	if part := partOf(p, rels, "numbering"); part != "" {
		root, err := p.xml(part)
		if err != nil {
			return err
		}
		f.numbering = readNumbering(&root)
	}
	return nil
}

func (f *File) readComments(p *pack, rels map[string]relation) error {
	part := partOf(p, rels, "comments")
	if part == "" {
		return nil
	}
	root, err := p.xml(part)
	if err != nil {
		return err
	}
	for i := range root.children {
		c := &root.children[i]
		if c.name != "w:comment" {
			continue
		}
		var lines []string
		for j := range c.children {
			if s := strings.TrimSpace(textOf(&c.children[j])); s != "" {
				lines = append(lines, s)
			}
		}
		f.Comments = append(f.Comments, Comment{
			ID: c.get("w:id"), Author: c.get("w:author"), Time: instant(c.get("w:date")), Text: shorten(strings.Join(lines, "\n"), 10_000),
		})
	}
	return nil
}

func (f *File) readNotes(p *pack, rels map[string]relation) error {
	for kind, into := range map[string]map[string][]rawBlock{"footnotes": f.footnotes, "endnotes": f.endnotes} {
		part := partOf(p, rels, kind)
		if part == "" {
			continue
		}
		root, err := p.xml(part)
		if err != nil {
			return err
		}
		own, err := p.relations(part)
		if err != nil {
			return err
		}
		for i := range root.children {
			c := &root.children[i]
			if t := c.get("w:type"); t != "" && t != "normal" {
				continue // the line that separates notes from the text
			}
			if into[c.get("w:id")], err = f.story(c, own); err != nil {
				return err
			}
		}
	}
	return nil
}

// readMargins reads the headers and footers that sections use.
func (f *File) readMargins(p *pack, rels map[string]relation) error {
	seen := map[string]bool{}
	for _, s := range f.sections {
		for i := range s.children {
			c := &s.children[i]
			into := &f.headers
			switch c.name {
			case "w:headerReference":
			case "w:footerReference":
				into = &f.footers
			default:
				continue
			}
			part := rels[c.get("r:id")].target
			if _, ok := p.files[part]; !ok || seen[part] {
				continue
			}
			seen[part] = true
			root, err := p.xml(part)
			if err != nil {
				return err
			}
			own, err := p.relations(part)
			if err != nil {
				return err
			}
			blocks, err := f.story(&root, own)
			if err != nil {
				return err
			}
			*into = append(*into, blocks)
		}
	}
	return nil
}

// readCore reads the properties of the file. They are a courtesy: damage there
// is noted and forgiven.
func (f *File) readCore(p *pack) {
	rels, err := p.relations("")
	part := partOf(p, rels, "core-properties")
	if err != nil || part == "" {
		return
	}
	root, err := p.xml(part)
	if err != nil {
		f.note(Damaged, part)
		return
	}
	if c := root.child("dc:title"); c != nil {
		f.Title = shorten(c.text, 300)
	}
	if c := root.child("dc:creator"); c != nil {
		f.Author = shorten(c.text, 300)
	}
	if c := root.child("cp:lastModifiedBy"); c != nil {
		f.LastAuthor = shorten(c.text, 300)
	}
}

// readCustom reads the custom properties that are texts, as forgiving as
// readCore.
func (f *File) readCustom(p *pack) {
	rels, err := p.relations("")
	part := partOf(p, rels, "custom-properties")
	if part == "" {
		part = partOf(p, rels, "customProperties") // the strict edition
	}
	if err != nil || part == "" {
		return
	}
	root, err := p.xml(part)
	if err != nil {
		f.note(Damaged, part)
		return
	}
	for i := range root.children {
		if c := &root.children[i]; c.name == "prop:property" && len(c.children) == 1 && len(f.Facts) < 1000 {
			f.Facts = append(f.Facts, Property{Name: c.get("name"), Value: c.children[0].text})
		}
	}
}

// Fact gives a custom property, or "".
func (f *File) Fact(name string) string {
	for _, p := range f.Facts {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}
