package docx

import "strconv"

// style is a paragraph or character style.
type style struct {
	name, based        string
	own                properties
	bold, hidden       bool
	hasBold, hasHidden bool
}

type styles struct {
	byID      map[string]style
	paragraph string // id of the default paragraph style
}

func readStyles(root *node) styles {
	s := styles{byID: map[string]style{}}
	for i := range root.children {
		c := &root.children[i]
		if c.name != "w:style" {
			continue
		}
		var st style
		st.name, _ = c.val("w:name")
		st.based, _ = c.val("w:basedOn")
		st.own = readProperties(c.child("w:pPr"))
		if r := c.child("w:rPr"); r != nil {
			st.bold, st.hasBold = r.on("w:b")
			st.hidden, st.hasHidden = r.on("w:vanish")
		}
		id := c.get("w:styleId")
		s.byID[id] = st
		if d := c.get("w:default"); c.get("w:type") == "paragraph" && (d == "1" || d == "true") {
			s.paragraph = id
		}
	}
	return s
}

// chain calls f with a style and those that it is based on, until f is
// satisfied. A circle of styles ends.
func (s styles) chain(id string, f func(id string, st style) (done bool)) {
	for range 30 {
		st, ok := s.byID[id]
		if !ok || f(id, st) {
			return
		}
		id = st.based
	}
}

// list gives the list that a paragraph is numbered by, after its styles.
func (s styles) list(p properties) (numID string, level int, styleID string) {
	numID, level, has := p.numID, p.level, p.hasLevel
	if numID != "" {
		return numID, level, ""
	}
	s.chain(s.idOr(p.style), func(id string, st style) bool {
		if !has && st.own.hasLevel {
			level, has = st.own.level, true
		}
		if st.own.numID != "" {
			numID, styleID = st.own.numID, id
		}
		return numID != ""
	})
	if p.hasLevel {
		styleID = ""
	}
	return numID, level, styleID
}

func (s styles) idOr(id string) string {
	if id == "" {
		return s.paragraph
	}
	return id
}

func (s styles) bold(id string) (on bool) {
	s.chain(id, func(_ string, st style) bool { on = st.bold; return st.hasBold })
	return on
}

func (s styles) hidden(id string) (on bool) {
	s.chain(id, func(_ string, st style) bool { on = st.hidden; return st.hasHidden })
	return on
}

func (s styles) align(p properties) string {
	align := p.align
	if align == "" {
		s.chain(s.idOr(p.style), func(_ string, st style) bool { align = st.own.align; return align != "" })
	}
	switch align {
	case "left", "start":
		return ""
	case "end":
		return "right"
	}
	return align
}

func (s styles) indent(p properties) int {
	indent := p.indent
	if !p.hasIndent {
		s.chain(s.idOr(p.style), func(_ string, st style) bool { indent = st.own.indent; return st.own.hasIndent })
	}
	return indent
}

// number reads a whole number; std when it is none.
func number(s string, std int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return std
	}
	return n
}
