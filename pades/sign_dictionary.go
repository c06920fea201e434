package pades

import (
	"fmt"
	"time"

	"sinergi/pades/internal/pdf"
)

// build makes the update that fills the field with a signature to be.
func (s *signing) build(h *hole) (*pdf.Update, error) {
	update := pdf.NewUpdate(s.view)
	value := pdf.Dict{
		"Type": pdf.Name("Sig"), "Filter": pdf.Name("Adobe.PPKLite"), "SubFilter": pdf.Name(formatCAdES),
		"ByteRange": h.ranges, "Contents": h.contents, "M": pdf.String(dateText(s.o.Time)),
	}
	name := s.o.Name
	if name == "" {
		name = s.who.Certificate.Subject.CommonName
	}
	for key, text := range map[pdf.Name]string{
		"Name": name, "Reason": s.o.Reason, "Location": s.o.Location, "ContactInfo": s.o.Contact,
	} {
		if text != "" {
			value[key] = pdf.Text(text)
		}
	}
	field := s.field.Dict.Clone()
	field["V"] = update.Add(value)
	update.Set(s.field.Ref, field)
	if s.o.Appearance == nil || s.rect.empty() || s.widget == (pdf.Ref{}) {
		return update, nil
	}
	look, err := s.o.Appearance.draw(s.rect, s.rotate)
	if err != nil {
		return nil, err
	}
	return update, s.show(update, look)
}

// show gives the field's widget its appearance.
func (s *signing) show(update *pdf.Update, look *pdf.Stream) error {
	o, err := update.Get(s.widget)
	if err != nil {
		return err
	}
	dict, ok := o.(pdf.Dict)
	if !ok {
		return fmt.Errorf("%w: the widget is no dictionary", ErrForm)
	}
	widget := dict.Clone()
	widget["AP"] = pdf.Dict{"N": update.Add(look)}
	update.Set(s.widget, widget)
	return nil
}

// dateText writes a time as PDF does (ISO 32000-2, 7.9.4).
func dateText(t time.Time) string {
	_, offset := t.Zone()
	if offset == 0 {
		return t.Format("D:20060102150405Z")
	}
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("%s%c%02d'%02d'", t.Format("D:20060102150405"), sign, offset/3600, offset/60%60)
}
