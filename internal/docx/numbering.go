package docx

import (
	"strconv"
	"strings"
)

// levels is how many levels a list has (ECMA-376 part 1, 17.9.6).
const levels = 9

type level struct {
	start, restart int // restart: 0 never, n after level n or higher; -1 after any higher one
	format, text   string
	legal          bool // every number in it is written in digits
	style          string
	indent         int
	hasIndent      bool
}

// listKind is an abstract list definition.
type listKind struct {
	levels    [levels]level
	styleLink string // the list is defined by the numbering style of this id
	defines   string // the list is the definition of this numbering style
}

// list is a list of the document: an abstract one with its own changes.
type list struct {
	kind   string
	levels map[int]level
	starts map[int]int
}

type numbering struct {
	kinds map[string]*listKind
	lists map[string]*list
}

func readNumbering(root *node) numbering {
	n := numbering{kinds: map[string]*listKind{}, lists: map[string]*list{}}
	for i := range root.children {
		c := &root.children[i]
		switch c.name {
		case "w:abstractNum":
			k := &listKind{}
			for l := range k.levels {
				k.levels[l] = level{start: 1, restart: -1, format: "decimal"}
			}
			k.styleLink, _ = c.val("w:numStyleLink")
			k.defines, _ = c.val("w:styleLink")
			for j := range c.children {
				if lvl := &c.children[j]; lvl.name == "w:lvl" {
					if l := number(lvl.get("w:ilvl"), -1); l >= 0 && l < levels {
						k.levels[l] = readLevel(lvl)
					}
				}
			}
			n.kinds[c.get("w:abstractNumId")] = k
		case "w:num":
			n.lists[c.get("w:numId")] = readList(c)
		}
	}
	return n
}

func readLevel(c *node) level {
	l := level{start: 1, restart: -1, format: "decimal"}
	if v, ok := c.val("w:start"); ok {
		l.start = number(v, 1)
	}
	if v, ok := c.val("w:lvlRestart"); ok {
		l.restart = number(v, -1)
	}
	if v, ok := c.val("w:numFmt"); ok {
		l.format = v
	}
	l.text, _ = c.val("w:lvlText")
	l.legal, _ = c.on("w:isLgl")
	l.style, _ = c.val("w:pStyle")
	p := readProperties(c.child("w:pPr"))
	l.indent, l.hasIndent = p.indent, p.hasIndent
	return l
}

func readList(c *node) *list {
	l := &list{levels: map[int]level{}, starts: map[int]int{}}
	l.kind, _ = c.val("w:abstractNumId")
	for i := range c.children {
		o := &c.children[i]
		at := number(o.get("w:ilvl"), -1)
		if o.name != "w:lvlOverride" || at < 0 || at >= levels {
			continue
		}
		if lvl := o.child("w:lvl"); lvl != nil {
			l.levels[at] = readLevel(lvl)
		}
		if v, ok := o.val("w:startOverride"); ok {
			l.starts[at] = number(v, 1)
		}
	}
	return l
}

// resolve finds the kind of a list, through the numbering style that it may be
// linked to (17.9.21).
func (n numbering) resolve(l *list) (string, *listKind) {
	id := l.kind
	for range 10 {
		k := n.kinds[id]
		if k == nil || k.styleLink == "" {
			return id, k
		}
		next := ""
		for _, other := range sorted(n.kinds) {
			if n.kinds[other].defines == k.styleLink {
				next = other
			}
		}
		if next == "" || next == id {
			return id, k
		}
		id = next
	}
	return id, n.kinds[id]
}

// counter numbers the paragraphs of one reading from the top. Lists of one
// kind share their numbers, as Word has it.
type counter struct {
	n       numbering
	kinds   map[string]*counts
	applied map[string]bool // lists and levels that have been used
}

// counts are the numbers that the levels of a kind of list stand at.
type counts struct {
	values  [levels]int
	begun   [levels]bool // since a higher level last began it anew
	met     [levels]bool // ever
	skipped [levels]bool // a deeper level was used before it, see Counter
}

func newCounter(n numbering) *counter {
	return &counter{n: n, kinds: map[string]*counts{}, applied: map[string]bool{}}
}

// next gives the label of the next paragraph of a list, and the indent that
// the level sets. ok is false when there is no such list.
func (c *counter) next(numID string, at int, styleID string) (label string, lv int, l level, ok bool) {
	ls := c.n.lists[numID]
	if ls == nil || numID == "0" {
		return "", -1, level{}, false
	}
	id, kind := c.n.resolve(ls)
	if kind == nil {
		return "", -1, level{}, false
	}
	if styleID != "" {
		for i, l := range kind.levels {
			if l.style == styleID {
				at = i
			}
		}
	}
	at = min(max(at, 0), levels-1)
	get := func(i int) level {
		if own, ok := ls.levels[i]; ok {
			return own
		}
		return kind.levels[i]
	}
	k := c.kinds[id]
	if k == nil {
		k = &counts{}
		c.kinds[id] = k
	}
	key := numID + "/" + strconv.Itoa(at)
	start, override := ls.starts[at]
	if !override || c.applied[key] {
		start = get(at).start
		override = false
	}
	c.applied[key] = true
	k.use(at, start, override, get)
	l = get(at)
	return l.label(at, k, get), at, l, true
}

// use counts a paragraph of a level. A level that is skipped before it was ever
// met counts as met, as Word has it.
func (k *counts) use(at, start int, anew bool, get func(int) level) {
	if !k.met[at] {
		for i := at - 1; i >= 0 && !k.met[i]; i-- {
			k.values[i], k.begun[i], k.met[i] = get(i).start, true, true
		}
	}
	for i := range at {
		k.skipped[i] = k.skipped[i] || !k.begun[i]
	}
	if anew || !k.begun[at] {
		k.values[at] = start
	} else {
		k.values[at]++
	}
	k.begun[at], k.met[at], k.skipped[at] = true, true, false
	for i := at + 1; i < levels; i++ {
		if r := get(i).restart; r < 0 || r > at {
			k.begun[i], k.skipped[i] = false, false
		}
	}
}

// label fills the text of a level with the numbers of it and those above.
func (l level) label(at int, k *counts, get func(int) level) string {
	if l.format == "bullet" {
		return "•"
	}
	if l.format == "none" && !strings.Contains(l.text, "%") {
		return l.text
	}
	var b strings.Builder
	for i := 0; i < len(l.text); i++ {
		if l.text[i] != '%' || i+1 == len(l.text) || l.text[i+1] < '1' || l.text[i+1] > '9' {
			b.WriteByte(l.text[i])
			continue
		}
		i++
		which := int(l.text[i] - '1')
		if which > at {
			continue
		}
		of := get(which)
		v := k.values[which]
		if !k.begun[which] {
			v = of.start
		}
		format := of.format
		if l.legal {
			format = "decimal"
		}
		b.WriteString(format1(format, v))
	}
	return b.String()
}

// format1 writes a number as a list does (17.18.59); forms that no Indonesian
// text uses are written in digits.
func format1(format string, n int) string {
	switch format {
	case "none", "bullet":
		return ""
	case "decimalZero":
		if n >= 0 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "lowerLetter":
		return letters(n, 'a')
	case "upperLetter":
		return letters(n, 'A')
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	}
	return strconv.Itoa(n)
}

// letters counts as Word does: a … z, aa, bb, … zz, aaa.
func letters(n int, first byte) string {
	if n < 1 || n > 26*30 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(rune(int(first)+(n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		v int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= r.v {
			b.WriteString(r.s)
			n -= r.v
		}
	}
	return b.String()
}
