package docx

import "strconv"

// Counter tells which number Word will give to a paragraph, so that a writer
// can leave numbering to Word exactly where Word comes to the same number.
type Counter struct {
	c     *counter
	lists int
}

// NewCounter begins at the top of a file.
func NewCounter() *Counter {
	return &Counter{c: newCounter(numbering{kinds: map[string]*listKind{}, lists: map[string]*list{}})}
}

// Add makes the next list of Output.Lists known and gives its place, from 1.
func (c *Counter) Add(l List) int {
	c.lists++
	id := strconv.Itoa(c.lists)
	n := &list{kind: id, levels: map[int]level{}, starts: map[int]int{}}
	if l.Like > 0 {
		n.kind = strconv.Itoa(l.Like)
		n.starts[l.Anew] = 1
	} else {
		k := &listKind{}
		for i := range k.levels {
			k.levels[i] = level{start: 1, restart: -1, format: "decimal"}
			if i < len(l.Levels) {
				k.levels[i].restart, k.levels[i].format, k.levels[i].text = l.Levels[i].Restart, l.Levels[i].Format, l.Levels[i].Text
			}
		}
		c.c.n.kinds[id] = k
	}
	c.c.n.lists[id] = n
	return c.lists
}

// Next reports whether the next paragraph of a list at a level gets this
// label, and if so counts it. Where a deeper level stands before a higher one
// below the same parent, Word and LibreOffice count differently; Next then
// reports false unless the list begins anew there.
func (c *Counter) Next(list, level int, want string) bool {
	id := strconv.Itoa(list)
	before := c.c.clone()
	unsure := false
	if l := c.c.n.lists[id]; l != nil {
		_, anew := l.starts[level]
		k := c.c.kinds[l.kind]
		unsure = k != nil && k.skipped[level] && !(anew && !c.c.applied[id+"/"+strconv.Itoa(level)])
	}
	if got, _, _, ok := c.c.next(id, level, ""); ok && got == want && !unsure {
		return true
	}
	c.c = before
	return false
}

func (c *counter) clone() *counter {
	out := newCounter(c.n)
	for id, k := range c.kinds {
		same := *k
		out.kinds[id] = &same
	}
	for key := range c.applied {
		out.applied[key] = true
	}
	return out
}
