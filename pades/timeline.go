package pades

import (
	"bytes"
	"errors"
	"strings"

	"sinergi/pades/internal/pdf"
)

// timeline is what updates did to a file, one after the other.
type timeline struct {
	doc   *pdf.Doc
	ends  map[int]int      // where the revision of a section ends; 0 where that cannot be told
	steps map[int][]Change // what the update of a section changed
	all   []Change
	stray bool // bytes that are no update follow the last one
}

func newTimeline(doc *pdf.Doc) *timeline {
	return &timeline{doc: doc, ends: map[int]int{}, steps: map[int][]Change{}}
}

// follow goes through the updates after a revision, of which the section and the
// end are known: that each is nothing but its objects, and what it changed.
func (l *timeline) follow(section, end int) error {
	before, err := l.doc.ViewAt(section)
	if err != nil {
		return err
	}
	l.ends[section] = end
	for k := section - 1; k >= 0; k-- {
		after, err := l.doc.ViewAt(k)
		if err != nil {
			return err
		}
		if end, err = l.step(before, after, k, end); err != nil {
			return err
		}
		before = after
	}
	if end > 0 && !blank(l.doc.Data[end:]) {
		l.stray = true
		l.all = append(l.all, Change{Kind: BytesAppended, End: len(l.doc.Data)})
	}
	return nil
}

// step looks at one update that begins at a byte of the file, and gives its
// end: 0 if that cannot be told, which is a change of its own.
func (l *timeline) step(before, after *pdf.View, section, from int) (end int, err error) {
	changes, err := compare(before, after)
	if err != nil {
		return 0, err
	}
	if from > 0 {
		end, err = after.Revision(before, from)
		var limit *pdf.LimitError
		if errors.As(err, &limit) {
			return 0, err
		}
		if err != nil {
			end = 0
			changes = append(changes, Change{Kind: BytesAppended, Detail: err.Error()})
		}
	}
	for i := range changes {
		changes[i].End = end
	}
	l.ends[section] = end
	l.steps[section] = changes
	l.all = append(l.all, changes...)
	return end, nil
}

// Updates says what was done to a file by whoever gave it back: a service that
// signs it, for instance. It gives ErrPrefix if the first bytes of after are not
// those of before, so that it is another file altogether.
func Updates(before, after []byte, limits Limits) ([]Change, error) {
	if !bytes.HasPrefix(after, before) {
		return nil, ErrPrefix
	}
	old, err := open(before, limits)
	if err != nil {
		return nil, err
	}
	view, err := open(after, limits)
	if err != nil {
		return nil, err
	}
	section, ok := view.Doc().SectionAt(old.Section().At)
	if !ok {
		return []Change{{Kind: ContentChanged, Detail: "an update that is not on the file before it"}}, nil
	}
	l := newTimeline(view.Doc())
	if err := l.follow(section, len(before)); err != nil {
		return nil, err
	}
	return l.all, nil
}

// follow looks at the updates after the first signature.
func (v *verification) follow() error {
	first := v.first()
	if first == nil {
		return nil
	}
	if err := v.timeline.follow(first.section, first.end); err != nil {
		return err
	}
	v.report.Changes = v.all
	if v.stray {
		v.report.Problems = append(v.report.Problems, Problem{UnsignedBytes, Fatal, ""})
	}
	v.boundaries()
	return nil
}

// first is the signature over the oldest revision.
func (v *verification) first() *envelope {
	if len(v.envelopes) > 0 && v.envelopes[0].inRevision() {
		return v.envelopes[0]
	}
	return nil
}

// boundaries checks that each signature ends where its revision does.
func (v *verification) boundaries() {
	data := v.doc.Data
	for _, e := range v.envelopes {
		if end := v.ends[e.section]; e.inRevision() && end > 0 && !blank(data[min(end, e.end):max(end, e.end)]) {
			e.fatal(BadRange, "the signed bytes do not end where the revision does")
		}
	}
}

// afterwards reports what happened after a signature.
func (v *verification) afterwards(e *envelope, r *SignatureReport) {
	level, _ := transform(e.view, e.dict)
	found := map[Code][]string{}
	note := func(c Change) {
		if len(r.After) < mostChanges {
			r.After = append(r.After, c)
		}
		if code := judgeChange(c, level); code != "" && len(found[code]) < 10 {
			found[code] = append(found[code], strings.TrimSpace(string(c.Kind)+" "+c.Detail))
		}
	}
	for k := e.section - 1; k >= 0; k-- {
		for _, c := range v.steps[k] {
			note(c)
		}
	}
	if v.stray {
		note(Change{Kind: BytesAppended, End: len(v.doc.Data)})
	}
	weight := map[Code]Weight{ChangedAfter: Fatal, FieldAdded: Fatal, MetadataAfter: Fatal, Certified: Fatal}
	if v.o.AllowFields {
		weight[FieldAdded] = Note
	}
	if v.o.AllowMetadata {
		weight[MetadataAfter] = Note
	}
	for _, code := range []Code{ChangedAfter, FieldAdded, MetadataAfter, Certified} {
		if details := found[code]; details != nil {
			r.problem(weight[code], code, strings.Join(details, "; "))
		}
	}
}

// judgeChange gives the code of a change that may not come after a signature of
// a certification level, or "".
func judgeChange(c Change, certified int) Code {
	switch c.Kind {
	case TimestampAdded, ValidationAdded:
		return ""
	case SignatureAdded:
		if certified == 1 {
			return Certified
		}
		return ""
	case FieldPlaced:
		if certified != 0 {
			return Certified
		}
		return FieldAdded
	case MetadataChanged:
		return MetadataAfter
	}
	return ChangedAfter
}

// certification is what the author's signature of a file permits (DocMDP, 1 to
// 3), or 0 if there is none.
func certification(view *pdf.View) (int, error) {
	_, catalog, err := view.Catalog()
	if err != nil {
		return 0, err
	}
	perms, err := view.Dict(catalog["Perms"])
	if err != nil {
		return 0, err
	}
	sig, err := view.Dict(perms["DocMDP"])
	if err != nil || sig == nil {
		return 0, err
	}
	return transform(view, sig)
}

// transform reads the certification level of a signature dictionary (ISO
// 32000-2, 12.8.2.2), or 0 if it certifies nothing.
func transform(view *pdf.View, sig pdf.Dict) (int, error) {
	refs, err := view.Array(sig["Reference"])
	if err != nil {
		return 0, err
	}
	for _, o := range refs {
		ref, err := view.Dict(o)
		if err != nil {
			return 0, err
		}
		if ref["TransformMethod"] != pdf.Name("DocMDP") {
			continue
		}
		params, err := view.Dict(ref["TransformParams"])
		if err != nil {
			return 0, err
		}
		if p, ok := params["P"].(pdf.Integer); ok && p >= 1 && p <= 3 {
			return int(p), nil
		}
		return 2, nil
	}
	return 0, nil
}
