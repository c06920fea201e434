package pades

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"sinergi/pades/internal/cms"
	"sinergi/pades/internal/pdf"
)

// envelope is a signature as it lies in a file.
type envelope struct {
	field    pdf.Field
	ref      pdf.Ref // of the signature dictionary
	dict     pdf.Dict
	at       int64 // where the dictionary is in the file
	format   string
	contents []byte // of the hole, zeros at the end included
	der      []byte
	signed   signedBytes
	end      int // of the signed bytes
	section  int // of the revision that it signs, an index of pdf.Doc.Sections; -1 if none
	view     *pdf.View

	problems []Problem
}

func (e *envelope) fatal(code Code, format string, args ...any) {
	e.problems = append(e.problems, Problem{code, Fatal, fmt.Sprintf(format, args...)})
}

// openEnvelope reads the value of a signed field and checks that it is where
// its byte ranges say.
func openEnvelope(view *pdf.View, field pdf.Field) (*envelope, error) {
	e := &envelope{field: field, section: -1}
	value, err := view.Resolve(field.Value)
	if err != nil {
		return nil, err
	}
	dict, isDict := value.(pdf.Dict)
	e.dict = dict
	ref, ok := field.Value.(pdf.Ref)
	entry := view.Entry(ref.Num)
	if !ok || !isDict || entry.Kind != pdf.InFile {
		e.fatal(BadContents, "the signature is not an object of its own in the file")
		return e, nil
	}
	e.ref, e.at = ref, entry.At
	if name, ok := dict["SubFilter"].(pdf.Name); ok {
		e.format = string(name)
	}
	if err := e.locate(view); err != nil {
		return nil, err
	}
	e.unpack()
	return e, nil
}

// locate checks the ranges: all of a revision but the value of /Contents.
func (e *envelope) locate(view *pdf.View) error {
	data := view.Doc().Data
	list, _ := e.dict["ByteRange"].(pdf.Array)
	var r [4]int
	if len(list) != 4 {
		e.fatal(BadRange, "/ByteRange has not four numbers")
		return nil
	}
	for i, o := range list {
		n, ok := o.(pdf.Integer)
		if !ok || n < 0 || int64(n) > int64(len(data)) {
			e.fatal(BadRange, "/ByteRange has a number outside the file")
			return nil
		}
		r[i] = int(n)
	}
	span, ok := view.ValueSpan(e.ref, "Contents")
	if !ok || r[0] != 0 || r[1] != span.From || r[2] != span.To {
		e.fatal(BadRange, "/ByteRange leaves out another place than the value of /Contents")
		return nil
	}
	if e.end = r[2] + r[3]; e.end > len(data) {
		e.fatal(BadRange, "/ByteRange goes beyond the file")
		return nil
	}
	if data[span.From] != '<' {
		e.fatal(BadContents, "/Contents is not hexadecimal")
		return nil
	}
	value := data[span.From+1 : span.To-1]
	e.contents = make([]byte, len(value)/2)
	if _, err := hex.Decode(e.contents, value); err != nil || len(value)%2 != 0 {
		e.fatal(BadContents, "/Contents is not all hexadecimal digits in pairs")
		return nil
	}
	e.signed = signedBytes{data[:r[1]], data[r[2]:e.end]}
	return e.findRevision(view.Doc())
}

// findRevision finds the revision that the signature is over, and checks that
// the field had this signature in it.
func (e *envelope) findRevision(doc *pdf.Doc) error {
	start, ok := pdf.Tail(doc.Data[:e.end])
	section, known := doc.SectionAt(start)
	if !ok || !known {
		e.fatal(BadRange, "the signed bytes do not end where a revision of the file ends")
		return nil
	}
	view, err := doc.ViewAt(section)
	if err != nil {
		return err
	}
	fields, err := view.Fields()
	if err != nil {
		return err
	}
	for _, f := range fields {
		if f.Ref == e.field.Ref && f.Value == pdf.Object(e.ref) && f.Type == "Sig" && view.Entry(e.ref.Num).At == e.at {
			e.section, e.view = section, view
			return nil
		}
	}
	e.fatal(BadRange, "the field did not have this signature in the revision that it signs")
	return nil
}

// unpack cuts the signature value out of the hole.
func (e *envelope) unpack() {
	if e.contents == nil {
		return
	}
	der, err := cms.Trim(e.contents)
	if err != nil {
		e.fatal(BadContents, "%s", err)
		return
	}
	e.der = der
}

// inRevision reports whether the signature is over a revision of the file.
func (e *envelope) inRevision() bool { return e.section >= 0 }

// text gives a text of the signature dictionary.
func (e *envelope) text(view *pdf.View, key pdf.Name) string {
	o, err := view.Resolve(e.dict[key])
	if err != nil {
		return ""
	}
	s, ok := o.(pdf.String)
	if !ok {
		return ""
	}
	return strings.ToValidUTF8(s.Text(), "\uFFFD")
}

// parseDate reads a time as PDF writes it (ISO 32000-2, 7.9.4), as far as it
// goes; zero if it is none.
func parseDate(s string) time.Time {
	s = strings.TrimPrefix(s, "D:")
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	const full = "20060102150405"
	if digits < 4 || digits > len(full) || digits%2 != 0 {
		return time.Time{}
	}
	zone := strings.NewReplacer("'", "").Replace(s[digits:])
	layout := full[:digits]
	switch {
	case strings.HasPrefix(zone, "Z"), zone == "":
		zone, layout = "Z", layout+"Z0700"
	case len(zone) == 3:
		zone, layout = zone+"00", layout+"-0700"
	default:
		layout += "-0700"
	}
	t, err := time.Parse(layout, s[:digits]+zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// blank reports whether bytes are ends of lines and spaces only.
func blank(b []byte) bool { return len(bytes.Trim(b, "\r\n \x00\t\f")) == 0 }
