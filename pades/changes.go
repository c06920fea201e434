package pades

import (
	"errors"
	"fmt"
	"slices"

	"sinergi/pades/internal/pdf"
)

// step compares a document before and after one update. All objects that can be
// reached from the trailer before must be the same after, but for what signing
// changes: the value and appearance of a signature field that was there, the
// list of fields, validation data. What an update adds can only be reached
// through these.
type step struct {
	a, b    *pdf.View // before, after
	changes []Change
	seen    map[pdf.Ref]bool
	todo    []pdf.Ref
	special map[pdf.Ref]func(ref pdf.Ref) error

	open  map[pdf.Ref]pdf.Field // signature fields without a value before
	added []pdf.Ref             // fields that are in the form only after
}

// mostChanges is how many changes of an update, and after a signature, are told.
const mostChanges = 200

func (s *step) note(kind ChangeKind, format string, args ...any) {
	c := Change{Kind: kind, Detail: fmt.Sprintf(format, args...)}
	if len(s.changes) >= mostChanges && slices.ContainsFunc(s.changes, func(o Change) bool { return o.Kind == kind }) {
		return
	}
	if !slices.Contains(s.changes, c) {
		s.changes = append(s.changes, c)
	}
}

// compare gives what one update changed. An error is one of reading the file as
// it was before; what cannot be read after is a change.
func compare(a, b *pdf.View) ([]Change, error) {
	s := &step{a: a, b: b, seen: map[pdf.Ref]bool{}, special: map[pdf.Ref]func(pdf.Ref) error{}, open: map[pdf.Ref]pdf.Field{}}
	if err := s.trailer(); err != nil {
		return nil, err
	}
	return s.changes, nil
}

// trailer compares from the roots.
func (s *step) trailer() error {
	root, catalog, err := s.a.Catalog()
	if err != nil {
		return err
	}
	if s.b.Trailer["Root"] != pdf.Object(root) {
		s.note(ContentChanged, "another catalog")
		return nil
	}
	if err := s.after(s.fields()); err != nil {
		return err
	}
	if err := s.pages(); err != nil {
		return err
	}
	s.special[root] = s.catalog
	s.push(root)
	if err := s.walk(); err != nil {
		return err
	}
	for _, ref := range s.added {
		if s.seen[ref] {
			s.note(ContentChanged, "object %s has become a field", ref)
		}
	}
	return s.metadata(catalog)
}

// unreadable is an error of reading the document after the update.
type unreadable struct{ error }

// after turns an error of reading after the update into a change. A limit
// remains an error.
func (s *step) after(err error) error {
	var limit *pdf.LimitError
	var u unreadable
	if errors.As(err, &u) && !errors.As(err, &limit) {
		s.note(ContentChanged, "cannot be read after the update: %s", u.error)
		return nil
	}
	return err
}

func (s *step) push(o pdf.Object) {
	pdf.Refs(o, func(ref pdf.Ref) {
		if !s.seen[ref] {
			s.todo = append(s.todo, ref)
		}
	})
}

// walk compares all objects that were to be reached before.
func (s *step) walk() error {
	for len(s.todo) > 0 {
		ref := s.todo[len(s.todo)-1]
		s.todo = s.todo[:len(s.todo)-1]
		if s.seen[ref] {
			continue
		}
		s.seen[ref] = true
		rule := s.special[ref]
		if rule == nil {
			rule = s.same
		}
		if err := s.after(rule(ref)); err != nil {
			return err
		}
	}
	return nil
}

// same is the rule for everything that nothing may change.
func (s *step) same(ref pdf.Ref) error {
	o, err := s.a.Get(ref)
	if err != nil {
		return err
	}
	s.push(o)
	same, err := s.unchanged(ref, o)
	if err == nil && !same {
		s.note(ContentChanged, "object %s", ref)
	}
	return err
}

// unchanged compares an object by its place, or by what it is.
func (s *step) unchanged(ref pdf.Ref, before pdf.Object) (bool, error) {
	if s.a.SameEntry(s.b, ref.Num) {
		return true, nil
	}
	after, err := s.b.Get(ref)
	if err != nil {
		return false, unreadable{err}
	}
	same, err := s.a.Same(before, s.b, after)
	if err != nil {
		return false, unreadable{err}
	}
	return same, nil
}

// dicts gives a dictionary before and after.
func (s *step) dicts(ref pdf.Ref) (before, after pdf.Dict, err error) {
	if before, err = s.a.Dict(ref); err != nil {
		return nil, nil, err
	}
	if after, err = s.b.Dict(ref); err != nil {
		return nil, nil, unreadable{err}
	}
	return before, after, nil
}

// keys compares two dictionaries but for some keys, and goes on to what the
// first leads to.
func (s *step) keys(what string, before, after pdf.Dict, except ...pdf.Name) {
	all := append(before.Keys(), after.Keys()...)
	slices.Sort(all)
	for _, key := range slices.Compact(all) {
		if slices.Contains(except, key) {
			continue
		}
		s.push(before[key])
		if !pdf.Equal(before[key], after[key]) {
			s.note(ContentChanged, "/%s of %s", key, what)
		}
	}
}

// catalog is the rule for the document's root.
func (s *step) catalog(ref pdf.Ref) error {
	before, after, err := s.dicts(ref)
	if err != nil {
		return err
	}
	s.keys("the catalog", before, after, "AcroForm", "DSS", "Extensions", "Metadata")
	if !pdf.Equal(before["Extensions"], after["Extensions"]) {
		s.push(before["Extensions"])
		pdf.Refs(after["Extensions"], func(pdf.Ref) { s.note(ContentChanged, "/Extensions of the catalog") })
	}
	if err := s.validation(before["DSS"], after["DSS"]); err != nil {
		return err
	}
	was, ok1 := before["AcroForm"].(pdf.Ref)
	is, ok2 := after["AcroForm"].(pdf.Ref)
	if ok1 && ok2 && was == is {
		s.special[was] = func(pdf.Ref) error { return s.form(before, after) }
		s.push(was)
		return nil
	}
	if ok1 {
		s.note(ContentChanged, "another form")
	}
	return s.form(before, after)
}

// validation looks whether validation data was added, or all of it taken away.
func (s *step) validation(before, after pdf.Object) error {
	if after == nil {
		if before != nil {
			s.note(ContentChanged, "the validation data was taken out")
		}
		return nil
	}
	added := !pdf.Equal(before, after)
	seen := map[pdf.Ref]bool{}
	todo := []pdf.Object{after}
	for len(todo) > 0 && !added {
		o := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		pdf.Refs(o, func(ref pdf.Ref) {
			if seen[ref] || len(seen) > 2*most {
				return
			}
			seen[ref] = true
			added = added || !s.a.SameEntry(s.b, ref.Num)
			if next, err := s.b.Get(ref); err == nil {
				todo = append(todo, next)
			}
		})
	}
	if added {
		s.note(ValidationAdded, "")
	}
	return nil
}

// metadata compares what tells of the file and is not part of it: last, so that
// nothing that is shown counts as metadata.
func (s *step) metadata(catalog pdf.Dict) error {
	kept := s.changes
	s.changes = nil
	for _, pair := range [][2]pdf.Object{
		{s.a.Trailer["Info"], s.b.Trailer["Info"]}, {catalog["Metadata"], s.catalogAfter()["Metadata"]},
	} {
		s.push(pair[0])
		if !pdf.Equal(pair[0], pair[1]) {
			s.note(ContentChanged, "")
		}
	}
	s.special = nil
	if err := s.walk(); err != nil {
		return err
	}
	changed := len(s.changes) > 0
	s.changes = kept
	if changed {
		s.note(MetadataChanged, "")
	}
	return nil
}

// catalogAfter is the catalog after the update, or nil.
func (s *step) catalogAfter() pdf.Dict {
	_, catalog, err := s.b.Catalog()
	if err != nil {
		return nil
	}
	return catalog
}
