package redline

import "strings"

// MergeWords brings two changes of one wording together. It fails when both
// change the same words, or words next to each other, in different ways: then
// nobody but a person can say what is meant.
func MergeWords(base, ours, theirs string) (merged string, ok bool) {
	switch {
	case ours == theirs || theirs == base:
		return ours, true
	case ours == base:
		return theirs, true
	}
	b, o, t := tokens(base), tokens(ours), tokens(theirs)
	left, right := edits(b, o), edits(b, t)
	var out strings.Builder
	at := 0
	for len(left) > 0 || len(right) > 0 {
		var next edit
		switch {
		case len(left) > 0 && len(right) > 0 && left[0].same(right[0]):
			next, left, right = left[0], left[1:], right[1:]
		case len(left) > 0 && len(right) > 0 && touch(b, left[0], right[0]):
			return "", false
		case len(right) == 0 || len(left) > 0 && left[0].from < right[0].from:
			next, left = left[0], left[1:]
		default:
			next, right = right[0], right[1:]
		}
		out.WriteString(strings.Join(b[at:next.from], "") + next.said)
		at = next.until
	}
	return out.String() + strings.Join(b[at:], ""), true
}

// edit replaces tokens [from, until) of the base by what is said.
type edit struct {
	from, until int
	said        string
}

func edits(base, other []string) []edit {
	var out []edit
	for _, h := range widen(base, hunks(base, other)) {
		out = append(out, edit{h.from, h.until, strings.Join(other[h.start:h.end], "")})
	}
	return out
}

func (e edit) same(o edit) bool { return e == o }

// touch reports whether two edits overlap or have nothing but blanks between.
func touch(base []string, x, y edit) bool {
	if x.from > y.from {
		x, y = y, x
	}
	return x.until >= y.from || onlyBlank(base[x.until:y.from])
}
