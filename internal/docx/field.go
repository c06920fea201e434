package docx

import (
	"strings"
)

// field is a complex field (ECMA-376 part 1, 17.16): its instruction, then
// what it shows.
type field struct {
	instruction strings.Builder
	showing     bool
	anchor      string
}

func (w *walker) fieldChar(kind string) {
	n := len(w.fields)
	switch {
	case kind == "begin" && (n == maxNesting || w.beyond > 0):
		w.beyond++
	case kind == "end" && w.beyond > 0:
		w.beyond--
	case w.beyond > 0:
	case kind == "begin":
		w.fields = append(w.fields, field{})
	case kind == "separate" && n > 0:
		w.fields[n-1].showing = true
		w.fields[n-1].anchor = target(w.fields[n-1].instruction.String())
	case kind == "end" && n > 0:
		w.fields = w.fields[:n-1]
	}
}

// closeInstructions gives up on fields whose instruction has no end in its
// paragraph: in a damaged file they would swallow the rest of the text.
func (w *walker) closeInstructions() {
	for i := range w.fields {
		if !w.fields[i].showing {
			w.fields, w.beyond = w.fields[:i], 0
			w.f.note(Damaged, "field")
			return
		}
	}
}

// target gives the bookmark that an instruction leads to: REF name \h, or
// HYPERLINK \l "name".
func target(instruction string) string {
	words := strings.Fields(instruction)
	if len(words) < 2 {
		return ""
	}
	switch strings.ToUpper(words[0]) {
	case "REF", "PAGEREF", "NOTEREF":
		return strings.Trim(words[1], `"`)
	case "HYPERLINK":
		for i, s := range words {
			if strings.EqualFold(s, `\l`) && i+1 < len(words) {
				return strings.Trim(words[i+1], `"`)
			}
		}
	}
	return ""
}
