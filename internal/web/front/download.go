package front

import (
	"io"
	"strings"
)

// Download hands a file out that somebody handed in, under a harmless form of its
// name. It is kept, and not opened: what it holds is not to be trusted.
func (v *Visit) Download(name string, f io.Reader) error {
	h := v.W.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+strings.Map(plain, name)+`"`)
	_, err := io.Copy(v.W, f)
	return err
}

// plain keeps what is harmless in a file name in a header.
func plain(r rune) rune {
	if r < 32 || r > 126 || strings.ContainsRune(`"\/:`, r) {
		return '_'
	}
	return r
}
