package docx

import (
	"strings"

	"sinergi/internal/fault"
)

// Message gives the sentence that tells a person of a notice.
func (n Notice) Message() *fault.Error {
	return fault.New(fault.Invalid, "docx.notice."+string(n.Kind), "Count", n.Count, "Names", strings.Join(n.Names, ", "))
}

// Key is the message that names the kind of a change.
func (k ChangeKind) Key() string { return "docx.change." + string(k) }

// TrackedMessage gives the sentence that tells of tracked changes and of the
// reading that was taken; nil when there are none.
func (f *File) TrackedMessage(v View) *fault.Error {
	if !f.Tracked() {
		return nil
	}
	args := []any{"Count", len(f.Changes), "Authors", strings.Join(f.Authors(), ", ")}
	if v == Original {
		return fault.New(fault.Invalid, "docx.tracked_original", args...)
	}
	return fault.New(fault.Invalid, "docx.tracked", args...)
}
