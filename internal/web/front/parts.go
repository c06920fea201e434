package front

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/web/ui"
)

// Bounds of one part of a form that is read in memory.
const (
	maxSecret = 4 << 10
	maxParts  = 60
)

// Parts is a form that was read in memory: ordinary values, and those that the
// handler asked for as bytes.
type Parts struct {
	values map[string]string
	bytes  map[string][]byte
}

// Value gives an ordinary value.
func (p Parts) Value(name string) string { return p.values[name] }

// Bytes gives a file or a secret. The slice is the form's own: who wipes it,
// wipes it.
func (p Parts) Bytes(name string) []byte { return p.bytes[name] }

// Wipe clears all files and secrets.
func (p Parts) Wipe() {
	for _, b := range p.bytes {
		clear(b)
	}
}

// Parts reads the form of a route of HandleParts (multipart only). secrets are
// names of values that never become a string; files come as bytes too. What the
// network and package mime hold in their buffers while reading is theirs.
func (v *Visit) Parts(secrets ...string) (Parts, error) {
	p := Parts{values: map[string]string{}, bytes: map[string][]byte{}}
	r, err := v.R.MultipartReader()
	if err != nil {
		return p, fault.Wrap(fault.Invalid, "ui.file_missing", err)
	}
	for range maxParts {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			p.Wipe()
			return p, partError(err)
		}
		if err := v.part(p, part, secrets); err != nil {
			p.Wipe()
			return p, partError(err)
		}
	}
	p.Wipe()
	return p, fault.New(fault.Invalid, "ui.bad_text")
}

func (v *Visit) part(p Parts, part *multipart.Part, secrets []string) error {
	name := part.FormName()
	switch {
	case slices.Contains(secrets, name):
		secret := make([]byte, maxSecret+1) // of one piece: growing would leave copies
		n, err := io.ReadFull(part, secret)
		if err == nil {
			clear(secret)
			return fault.InvalidFields([]fault.Field{fault.NewField(name, "ui.text_too_long", "Limit", maxSecret)})
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			clear(secret)
			return err
		}
		p.bytes[name] = secret[:n]
	case part.FileName() != "":
		b, err := io.ReadAll(part)
		p.bytes[name] = b
		return err
	default:
		b, err := io.ReadAll(io.LimitReader(part, MaxText+1))
		if err != nil {
			return err
		}
		values := map[string][]string{name: {string(b)}}
		if err := cleanValues(values, MaxText); err != nil {
			return err
		}
		p.values[name] = values[name][0]
		if name == ui.DrawnIn {
			v.answerIn(p.values[name])
		}
	}
	return nil
}

// partError tells what is the sender's fault from what is ours.
func partError(err error) error {
	var tooLarge *http.MaxBytesError
	if fault.Of(err) != nil || errors.As(err, &tooLarge) {
		return err
	}
	return fault.Wrap(fault.Invalid, "ui.file_missing", err)
}
