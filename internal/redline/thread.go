package redline

import (
	"slices"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
)

// Thread is a conversation about a clause. It belongs to the clause's id, so
// that it follows the clause through every edit.
type Thread struct {
	ID     string `json:"id"`
	Clause string `json:"clause"`           // id; empty: about the whole text
	Quote  string `json:"quote,omitempty"`  // the words that were marked
	Change string `json:"change,omitempty"` // of a proposal, when it is about one
	// Shared threads are seen by all parties; others by the government that
	// began them alone. A thread is never shared later on: what was said among
	// colleagues stays there.
	Shared     bool     `json:"shared"`
	Government string   `json:"government"` // that began it
	Remarks    []Remark `json:"remarks"`
	// Resolved says who settled it; nil while it is open.
	Resolved *Remark `json:"resolved,omitempty"`
}

// Remark is something said in a thread.
type Remark struct {
	By         string `json:"by"`
	Government string `json:"government"`
	At         int64  `json:"at_us"`
	Text       string `json:"text,omitempty"`
}

// Begin makes a thread with its first remark.
func (t Thread) Begin(r Remark) (Thread, error) {
	t.Government, t.Remarks, t.Resolved = r.Government, nil, nil
	return t.Reply(r)
}

// Reply adds a remark. A settled thread is open again.
func (t Thread) Reply(r Remark) (Thread, error) {
	if err := t.may(r); err != nil {
		return t, err
	}
	if r.Text = draft.Clean(r.Text); r.Text == "" {
		return t, fault.InvalidFields([]fault.Field{fault.NewField("text", "ui.required")})
	}
	t.Remarks = append(slices.Clone(t.Remarks), r)
	t.Resolved = nil
	return t, nil
}

// Resolve settles the thread, with or without a last word.
func (t Thread) Resolve(r Remark) (Thread, error) {
	if err := t.may(r); err != nil {
		return t, err
	}
	if t.Resolved != nil {
		return t, fault.New(fault.Conflict, "redline.fault.resolved_already")
	}
	if r.Text = draft.Clean(r.Text); r.Text != "" {
		t.Remarks = append(slices.Clone(t.Remarks), r)
	}
	r.Text = ""
	t.Resolved = &r
	return t, nil
}

// Reopen takes back that a thread is settled.
func (t Thread) Reopen(r Remark) (Thread, error) {
	if err := t.may(r); err != nil {
		return t, err
	}
	t.Resolved = nil
	return t, nil
}

func (t Thread) may(r Remark) error {
	if !t.Shared && r.Government != t.Government {
		return fault.New(fault.NotFound, "redline.fault.no_thread")
	}
	return nil
}

// Seen gives the threads that a government may see.
func Seen(threads []Thread, government string) []Thread {
	return slices.DeleteFunc(slices.Clone(threads), func(t Thread) bool { return !t.Shared && t.Government != government })
}

// Orphans gives the open threads about clauses that are no longer in a text:
// they are shown beside it, not dropped.
func Orphans(threads []Thread, x draft.Text) []Thread {
	ix := x.Index()
	return slices.DeleteFunc(slices.Clone(threads), func(t Thread) bool { return t.Resolved != nil || t.Clause == "" || ix.Has(t.Clause) })
}
