package pdf

import (
	"errors"
	"fmt"
)

// ErrEncrypted is a file that is encrypted: nothing in it can be read or
// signed without its password, and this package asks for none.
var ErrEncrypted = errors.New("the PDF is encrypted")

// ErrNotPDF is a file that does not begin as a PDF does.
var ErrNotPDF = errors.New("not a PDF: the file does not begin with %PDF-")

// DamagedError is a file that is not what ISO 32000 asks, at a place.
type DamagedError struct {
	At      int64 // byte of the file, or of an object stream; -1 where there is none
	Problem string
}

func (e *DamagedError) Error() string {
	if e.At < 0 {
		return "damaged PDF: " + e.Problem
	}
	return fmt.Sprintf("damaged PDF: %s at byte %d", e.Problem, e.At)
}

// LimitError is a file beyond one of the Limits.
type LimitError struct {
	What string
	Most int64
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the PDF has more than %d %s", e.Most, e.What)
}

func damaged(at int, format string, args ...any) error {
	return &DamagedError{int64(at), fmt.Sprintf(format, args...)}
}
