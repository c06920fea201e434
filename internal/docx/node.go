package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf16"

	"sinergi/internal/fault"
)

// node is an element of a part, with the names of the namespaces that matter
// brought to one spelling: "w:p" whatever prefix and edition of the standard
// the file uses. Elements of other namespaces have the prefix "x".
type node struct {
	name     string
	attrs    []attr
	children []node
	text     string // characters directly inside, of elements without children
}

type attr struct{ name, value string }

// prefixes are the namespaces of ECMA-376, of its strict edition (ISO/IEC
// 29500-1), and of the extensions that carry text.
var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":            "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                        "w",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":     "r",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                 "r",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":             "mc",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":              "m",
	"http://purl.oclc.org/ooxml/officeDocument/math":                          "m",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing":  "wp",
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":              "wp",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                   "a",
	"http://purl.oclc.org/ooxml/drawingml/main":                               "a",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingShape":       "wps",
	"urn:schemas-microsoft-com:vml":                                           "v",
	"http://schemas.openxmlformats.org/package/2006/relationships":            "rel",
	"http://schemas.openxmlformats.org/package/2006/content-types":            "ct",
	"http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
	"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": "prop",
	"http://purl.oclc.org/ooxml/officeDocument/customProperties":              "prop",
	"http://purl.org/dc/elements/1.1/":                                        "dc",
	"http://www.w3.org/XML/1998/namespace":                                    "xml",
	"xml":                                                                     "xml",
}

func canonical(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	p, ok := prefixes[n.Space]
	if !ok {
		p = "x"
	}
	return p + ":" + n.Local
}

// parse reads a part into nodes. It refuses a document type (which no Office
// program writes, and which is how entities from outside would come in).
func parse(part string, data []byte, lim Limits) (node, error) {
	d := xml.NewDecoder(bytes.NewReader(utf8Of(data)))
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "utf-16") { // brought to UTF-8 already
			return in, nil
		}
		return nil, errors.New("character set " + charset)
	}
	p := parser{d: d, part: part, lim: lim}
	for {
		tok, err := d.Token()
		if err != nil {
			return node{}, p.wrong(err)
		}
		switch t := tok.(type) {
		case xml.Directive:
			return node{}, fault.New(fault.Invalid, "docx.doctype", "Part", part)
		case xml.StartElement:
			root, err := p.element(t, 1)
			if err != nil {
				return node{}, err
			}
			return root, p.rest()
		}
	}
}

type parser struct {
	d     *xml.Decoder
	part  string
	lim   Limits
	nodes int
}

func (p *parser) wrong(err error) error {
	line, _ := p.d.InputPos()
	return fault.Wrap(fault.Invalid, "docx.bad_xml", err, "Part", p.part, "Line", line)
}

func (p *parser) count(depth int) error {
	p.nodes++
	if p.nodes > p.lim.Nodes {
		return fault.New(fault.Invalid, "docx.part_too_large", "Part", p.part)
	}
	if depth > p.lim.Depth {
		return fault.New(fault.Invalid, "docx.too_deep", "Part", p.part)
	}
	return nil
}

func (p *parser) element(start xml.StartElement, depth int) (node, error) {
	if err := p.count(depth); err != nil {
		return node{}, err
	}
	n := node{name: canonical(start.Name)}
	for _, a := range start.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" && a.Name.Space == "" {
			continue
		}
		n.attrs = append(n.attrs, attr{canonical(a.Name), a.Value})
	}
	p.nodes += len(n.attrs) / 4
	var text []byte
	for {
		tok, err := p.d.Token()
		if err != nil {
			return node{}, p.wrong(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			child, err := p.element(t, depth+1)
			if err != nil {
				return node{}, err
			}
			n.children = append(n.children, child)
		case xml.CharData:
			text = append(text, t...)
		case xml.Directive:
			return node{}, fault.New(fault.Invalid, "docx.doctype", "Part", p.part)
		case xml.EndElement:
			if len(n.children) == 0 {
				n.text = string(text)
			}
			return n, nil
		}
	}
}

// rest reads to the end, so that a part cut off after its root, or with a
// second one, is noticed.
func (p *parser) rest() error {
	for {
		tok, err := p.d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return p.wrong(err)
		}
		if _, second := tok.(xml.StartElement); second {
			return p.wrong(errors.New("a second root element"))
		}
	}
}

// utf8Of brings UTF-16 with a byte order mark, which the standard allows
// beside UTF-8, to UTF-8, and takes off a mark of UTF-8.
func utf8Of(data []byte) []byte {
	if b, ok := bytes.CutPrefix(data, []byte{0xEF, 0xBB, 0xBF}); ok {
		return b
	}
	little := bytes.HasPrefix(data, []byte{0xFF, 0xFE})
	if !little && !bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return data
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		a, b := uint16(data[i]), uint16(data[i+1])
		if little {
			a, b = b, a
		}
		units = append(units, a<<8|b)
	}
	return []byte(string(utf16.Decode(units)))
}

// get gives an attribute, or "".
func (n *node) get(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// has reports whether there is an attribute.
func (n *node) has(name string) bool {
	for _, a := range n.attrs {
		if a.name == name {
			return true
		}
	}
	return false
}

// child gives the first child of a name, or nil.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for i := range n.children {
		if n.children[i].name == name {
			return &n.children[i]
		}
	}
	return nil
}

// val gives the w:val of the first child of a name; ok tells whether the child
// is there at all.
func (n *node) val(name string) (value string, ok bool) {
	c := n.child(name)
	if c == nil {
		return "", false
	}
	return c.get("w:val"), true
}

// on reads an on/off property (ECMA-376 part 1, 17.17.4): there without a
// value means on.
func (n *node) on(name string) (value, ok bool) {
	v, ok := n.val(name)
	return ok && v != "0" && v != "false" && v != "off" && v != "none", ok
}
