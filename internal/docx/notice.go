package docx

import (
	"path"
	"slices"
	"strings"
	"time"
)

// noteParts looks through the archive for what is not read.
func (f *File) noteParts(p *pack, mainType string) {
	if strings.Contains(strings.ToLower(mainType), "macroenabled") {
		f.note(Macros, "")
	}
	for _, name := range p.names {
		part := partName(name)
		t := strings.ToLower(p.contentType(part))
		switch {
		case strings.Contains(t, "vbaproject"), strings.HasSuffix(part, "vbaproject.bin"), strings.Contains(part, "/activex/"):
			f.note(Macros, path.Base(name))
		case strings.Contains(part, "/embeddings/"), strings.Contains(part, "/charts/chart"), strings.Contains(part, "/diagrams/data"):
			f.note(Embedded, path.Base(name))
		}
	}
}

// noteLinks notes what would be fetched from outside. Links for a person to
// follow are left alone.
func (f *File) noteLinks(rels map[string]relation) {
	for _, id := range sorted(rels) {
		if r := rels[id]; r.external && r.kind != "hyperlink" && r.kind != "image" {
			f.note(Linked, r.target)
		}
	}
}

// note counts something for the notices.
func (f *File) note(kind NoticeKind, name string) {
	name = shorten(path.Base(name), 120)
	for i := range f.Notices {
		n := &f.Notices[i]
		if n.Kind != kind {
			continue
		}
		if name == "." || !slices.Contains(n.Names, name) || kind == Pictures {
			n.Count++
		}
		if name != "." && len(n.Names) < 10 && !slices.Contains(n.Names, name) {
			n.Names = append(n.Names, name)
		}
		return
	}
	n := Notice{Kind: kind, Count: 1}
	if name != "." {
		n.Names = []string{name}
	}
	f.Notices = append(f.Notices, n)
}

// bookmark turns a bookmark's begin or end into a piece.
func (f *File) bookmark(c *node) []piece {
	id := c.get("w:id")
	if c.name == "w:bookmarkStart" {
		name := c.get("w:name")
		if name == "" || name == "_GoBack" {
			return nil
		}
		f.names[id] = name
		return []piece{{kind: pieceMark, id: name}}
	}
	if name, ok := f.names[id]; ok {
		return []piece{{kind: pieceEnd, id: name}}
	}
	return nil
}

// maxChanges bounds the list of changes; the text holds them all the same.
const maxChanges = 20_000

// changed records a tracked change. Runs of one change that follow each other
// are one.
func (f *File) changed(kind ChangeKind, c *node, text string) {
	author := c.get("w:author")
	at := instant(c.get("w:date"))
	if n := len(f.Changes); n > 0 {
		if last := &f.Changes[n-1]; last.Kind == kind && last.Author == author && last.Time.Equal(at) {
			last.Text = shorten(last.Text+text, maxQuote)
			return
		}
	}
	if len(f.Changes) < maxChanges {
		f.Changes = append(f.Changes, Change{Kind: kind, Author: author, Time: at, Text: shorten(text, maxQuote)})
	}
}

func (f *File) comment(id string) *Comment {
	for i := range f.Comments {
		if f.Comments[i].ID == id {
			return &f.Comments[i]
		}
	}
	return nil
}

// commentAt places a comment that has no range where it is referred to.
func (f *File) commentAt(id string, raw *rawParagraph, change uint8) {
	if !f.placed[id] {
		f.placed[id] = true
		raw.pieces = append(raw.pieces, piece{kind: pieceComment, id: id, change: change})
	}
}

// maxQuote is how much of a text is quoted in a report, in bytes.
const maxQuote = 200

// shorten cuts a text to at most n bytes, at a character.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n = max(n, 0)
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// instant reads a time as Word writes it: local time of the author, marked as
// UTC though it is not.
func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t, err = time.Parse("2006-01-02T15:04:05", s)
	}
	if err != nil {
		return time.Time{}
	}
	return t
}
