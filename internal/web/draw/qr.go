package draw

import (
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// QR draws the QR code of a text, black on white whatever the page is. title is
// what it is called for those who do not see it.
func QR(text, title string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("QR code of %d bytes: %w", len(text), err)
	}
	const quiet = 4 // modules around it; ISO/IEC 18004
	size := code.Size + 2*quiet
	var out strings.Builder
	fmt.Fprintf(&out, `<svg class="qr" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="`, size, size, template.HTMLEscapeString(title), size, size)
	for y := range code.Size {
		for x := 0; x < code.Size; {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&out, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
			}
			x += max(run, 1)
		}
	}
	out.WriteString(`"/></svg>`)
	return template.HTML(out.String()), nil // made of numbers and an escaped title
}
