package wordfile

import (
	"strings"
	"unicode"

	"sinergi/internal/draft"
)

// token is a word, a space or a sign of a text, so small that the edges of
// figures and references fall between tokens.
type token struct {
	text string
	run  int // index of the run that it came from; -1 in a text without runs
}

func tokens(s string, run int) []token {
	var out []token
	kind := func(r rune) int {
		switch {
		case unicode.IsSpace(r):
			return 1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return 2
		}
		return 0
	}
	start, was := 0, -1
	flush := func(to int) {
		if to > start {
			text := s[start:to]
			if was == 1 {
				text = space(text)
			}
			out = append(out, token{text, run})
		}
		start = to
	}
	for i, r := range s {
		if k := kind(r); k != was || k == 0 {
			flush(i)
			was = k
		}
	}
	flush(len(s))
	return out
}

// space brings spaces to the one that clean texts have.
func space(s string) string {
	if strings.ContainsRune(s, '\n') {
		return "\n"
	}
	return " "
}

// maxAlign bounds the work of aligning two paragraphs, in pairs of tokens.
const maxAlign = 16 << 20

// align finds for each token of a the one of b that it is, or -1: a longest
// common subsequence. It gives up (all -1 beyond common ends) when the texts
// are too long for it.
func align(a, b []token) []int {
	to := make([]int, len(a))
	for i := range to {
		to[i] = -1
	}
	from, endA, endB := 0, len(a), len(b)
	for from < endA && from < endB && a[from].text == b[from].text {
		to[from] = from
		from++
	}
	for endA > from && endB > from && a[endA-1].text == b[endB-1].text {
		endA--
		endB--
		to[endA] = endB
	}
	n, m := endA-from, endB-from
	if n == 0 || m == 0 || n*m > maxAlign {
		return to
	}
	// longest[i][j]: of a[from+i:endA] and b[from+j:endB], in one slice.
	longest := make([]int32, (n+1)*(m+1))
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if a[from+i].text == b[from+j].text {
				longest[i*(m+1)+j] = longest[(i+1)*(m+1)+j+1] + 1
			} else {
				longest[i*(m+1)+j] = max(longest[(i+1)*(m+1)+j], longest[i*(m+1)+j+1])
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case a[from+i].text == b[from+j].text:
			to[from+i] = from + j
			i++
			j++
		case longest[(i+1)*(m+1)+j] >= longest[i*(m+1)+j+1]:
			i++
		default:
			j++
		}
	}
	return to
}

// restore puts the marks of a text that was written as runs back into the
// words that came of it: a mark whose words are unchanged stands again, one
// whose words were changed is lost and the new words stay.
func restore(runs []draft.Run, words string) (source string, lost []draft.Run) {
	var old []token
	for i, r := range runs {
		old = append(old, tokens(r.Text, i)...)
	}
	fresh := tokens(words, -1)
	to := align(old, fresh)
	marks := map[int]int{} // token of fresh → run whose mark begins there
	until := map[int]int{} // and the token after its end
	at := 0
	for i, r := range runs {
		first := at
		for at < len(old) && old[at].run == i {
			at++
		}
		if r.Mark == "" {
			continue
		}
		begin, end, whole := span(to, first, at, len(fresh))
		if !whole {
			lost = append(lost, r)
			continue
		}
		marks[begin], until[begin] = i, end
	}
	var b strings.Builder
	for j := 0; j < len(fresh); {
		if i, ok := marks[j]; ok {
			b.WriteString(runs[i].Mark)
			if until[j] > j {
				j = until[j]
				continue
			}
		}
		b.WriteString(fresh[j].text)
		j++
	}
	if i, ok := marks[len(fresh)]; ok {
		b.WriteString(runs[i].Mark)
	}
	return b.String(), lost
}

// span gives where tokens first to end stand in the other text, if they stand
// there in one piece. What has no words stands where its neighbours meet.
func span(to []int, first, end, length int) (begin, stop int, whole bool) {
	if first == end {
		begin = 0
		if first > 0 {
			begin = to[first-1] + 1
		}
		next := length
		if end < len(to) {
			next = to[end]
		}
		return begin, begin, begin == next && (first == 0 || to[first-1] >= 0)
	}
	for i := first; i < end; i++ {
		if to[i] < 0 || to[i] != to[first]+i-first {
			return 0, 0, false
		}
	}
	return to[first], to[first] + end - first, true
}
