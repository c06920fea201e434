package pdf

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
)

// Update collects objects to be appended to a file as one revision.
type Update struct {
	view    *View
	objects map[Ref]Object
	next    uint32
}

// NewUpdate begins an update of the newest view of a file.
func NewUpdate(v *View) *Update {
	next := v.Size()
	if n, ok := v.Trailer["Size"].(Integer); ok && int64(n) > int64(next) && int64(n) <= v.doc.limits.Objects {
		next = uint32(n)
	}
	return &Update{view: v, objects: map[Ref]Object{}, next: max(next, 1)}
}

// Add gives an object a new number.
func (u *Update) Add(o Object) Ref {
	ref := Ref{Num: u.next}
	u.next++
	u.objects[ref] = o
	return ref
}

// Set replaces an object.
func (u *Update) Set(ref Ref, o Object) { u.objects[ref] = o }

// Get reads an object as it will be.
func (u *Update) Get(ref Ref) (Object, error) {
	if o, ok := u.objects[ref]; ok {
		return o, nil
	}
	return u.view.Get(ref)
}

// Empty reports whether there is nothing to write.
func (u *Update) Empty() bool { return len(u.objects) == 0 }

// Write gives the file with the update after it. The bytes before are those of
// the file, unchanged. The cross-references are of the same kind as the newest
// ones of the file, as ISO 32000-2, 7.5.6 asks.
func (u *Update) Write() ([]byte, error) {
	data := u.view.doc.Data
	w := &writer{base: len(data)}
	if n := len(data); n > 0 && data[n-1] != '\n' && data[n-1] != '\r' {
		w.WriteByte('\n')
	}
	refs := slices.SortedFunc(maps.Keys(u.objects), func(a, b Ref) int { return int(int64(a.Num) - int64(b.Num)) })
	at := make([]int, len(refs))
	for i, ref := range refs {
		at[i] = w.base + w.Len()
		if err := w.indirect(ref, u.objects[ref]); err != nil {
			return nil, err
		}
	}
	xref := w.base + w.Len()
	var err error
	if u.view.Section().Stream {
		err = u.stream(w, refs, at)
	} else {
		err = u.table(w, refs, at)
	}
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "startxref\n%d\n%%%%EOF\n", xref)
	return append(data[:len(data):len(data)], w.Bytes()...), nil
}

// trailer is what a trailer and the dictionary of a cross-reference stream
// have in common.
func (u *Update) trailer() Dict {
	old := u.view.Trailer
	t := Dict{"Size": Integer(u.next), "Prev": Integer(u.view.Section().At), "Root": old["Root"]}
	if old["Info"] != nil {
		t["Info"] = old["Info"]
	}
	t["ID"] = u.id()
	return t
}

// id keeps the first part of the file's identifier and changes the second, as
// ISO 32000-2, 14.4 asks. It depends on nothing but the file, so that the same
// update gives the same bytes.
func (u *Update) id() Array {
	var length [8]byte
	data := u.view.doc.Data
	binary.BigEndian.PutUint64(length[:], uint64(len(data)))
	sum := sha256.Sum256(append(length[:], data[max(0, len(data)-4096):]...))
	fresh := String(sum[:16])
	if old, err := u.view.Array(u.view.Trailer["ID"]); err == nil && len(old) == 2 {
		if first, err := u.view.Resolve(old[0]); err == nil {
			if s, ok := first.(String); ok {
				return Array{s, fresh}
			}
		}
	}
	return Array{fresh, fresh}
}

// runs gives the stretches of consecutive numbers in refs.
func runs(refs []Ref) (out [][2]int) {
	for i := range refs {
		if i == 0 || refs[i].Num != refs[i-1].Num+1 {
			out = append(out, [2]int{i, i})
		}
		out[len(out)-1][1] = i + 1
	}
	return out
}

func (u *Update) table(w *writer, refs []Ref, at []int) error {
	w.WriteString("xref\n")
	for _, run := range runs(refs) {
		fmt.Fprintf(w, "%d %d\n", refs[run[0]].Num, run[1]-run[0])
		for i := run[0]; i < run[1]; i++ {
			fmt.Fprintf(w, "%010d %05d n \n", at[i], refs[i].Gen)
		}
	}
	w.WriteString("trailer\n")
	if err := w.dict(u.trailer()); err != nil {
		return err
	}
	w.WriteByte('\n')
	return nil
}

func (u *Update) stream(w *writer, refs []Ref, at []int) error {
	self := Ref{Num: u.next}
	u.next++
	refs, at = append(refs, self), append(at, w.base+w.Len())
	dict := u.trailer()
	dict["Type"], dict["W"] = Name("XRef"), Array{Integer(1), Integer(5), Integer(2)}
	index := Array{}
	for _, run := range runs(refs) {
		index = append(index, Integer(refs[run[0]].Num), Integer(run[1]-run[0]))
	}
	dict["Index"] = index
	var rows []byte
	for i, ref := range refs {
		var off [8]byte
		binary.BigEndian.PutUint64(off[:], uint64(at[i]))
		rows = append(rows, 1)
		rows = append(rows, off[3:]...)
		rows = binary.BigEndian.AppendUint16(rows, ref.Gen)
	}
	return w.indirect(self, &Stream{Dict: dict, Data: rows})
}
