// SPDX-License-Identifier: Apache-2.0

// Package fault is the vocabulary of things that go wrong and that a person
// can be told about: what kind of failure it is, and which message (an i18n
// key with arguments, never a sentence) explains it. It knows nothing of
// languages, HTTP statuses or exit codes; the edges translate.
//
// An error that is not a *fault.Error is Internal: it is logged once and its
// text is never shown.
package fault

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Kind says what a failure means to the one who caused it.
type Kind int

// The kinds. Internal is the zero value: what nobody classified is ours.
const (
	Internal        Kind = iota
	Invalid              // the input breaks a rule; Fields say which
	NotFound             // there is no such thing, or the actor may not know of it
	Conflict             // the thing changed or is in a state that forbids this
	Denied               // the actor is known and may not do this
	Unauthenticated      // the actor is not known (or no longer)
	Unavailable          // try again later
	TooMany              // tried too often in too short a time
)

var kindNames = [...]string{"internal", "invalid", "not_found", "conflict", "denied", "unauthenticated", "unavailable", "too_many"}

// String gives the kind as a word for logs and JSON.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return kindNames[Internal]
	}
	return kindNames[k]
}

// Error is a failure with a message key.
type Error struct {
	Kind   Kind
	Key    string         // i18n message key, e.g. "agreement.term_reversed"
	Args   map[string]any // fill the message
	Fields []Field        // what exactly is wrong, when it can be pinned down
	Err    error          // the cause, for the log
}

// Field is one wrong part of an input: a form field, or a cell of a file.
type Field struct {
	Name   string         // the form field or column as the input names it
	Row    int            // row as a person counts it in the file; 0 when there are no rows
	Value  string         // what was found, shortened
	Key    string         // i18n message key
	Args   map[string]any // fill the message
	Expect string         // i18n key of what was expected, may be empty
}

// New makes an Error. args alternate name and value, as in
// New(Invalid, "money.not_rupiah", "Value", s).
func New(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: pairs(args)}
}

// Wrap is New with a cause for the log.
func Wrap(kind Kind, key string, err error, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: pairs(args), Err: err}
}

// NewField makes a Field for a form field. args alternate name and value.
func NewField(name, key string, args ...any) Field {
	return Field{Name: name, Key: key, Args: pairs(args)}
}

// InvalidFields is the error of an input with these wrong fields, or nil when
// there are none, so that a validator can end with `return InvalidFields(fs)`.
func InvalidFields(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "ui.invalid", Fields: fields}
}

func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = args[i+1]
	}
	return m
}

// Error gives the text for logs: key, arguments in order, fields, cause.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Kind, e.Key)
	writeArgs(&b, e.Args)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s", f.Name)
		if f.Row > 0 {
			fmt.Fprintf(&b, " row %d", f.Row)
		}
		fmt.Fprintf(&b, ": %s", f.Key)
		writeArgs(&b, f.Args)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

func writeArgs(b *strings.Builder, args map[string]any) {
	names := make([]string, 0, len(args))
	for n := range args {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(b, " %s=%v", n, args[n])
	}
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Of finds the *Error inside err, or nil.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// KindOf gives the kind of err; Internal when nobody classified it.
func KindOf(err error) Kind {
	if e := Of(err); e != nil {
		return e.Kind
	}
	return Internal
}
