package pdf

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
)

// Object is one of nil (null), bool, Integer, Real, String, Name, Array, Dict,
// Ref, *Stream, and, in what is to be written, *Mark.
type Object any

// Integer is a whole number.
type Integer int64

// Real is a number with a point, kept as it is written so that it is written
// again unchanged.
type Real string

// String is a string's bytes, without its escapes.
type String string

// Name is a name without its slash and escapes.
type Name string

// Array is a list of objects.
type Array []Object

// Dict is a dictionary. A key whose value is null is absent.
type Dict map[Name]Object

// Ref is a reference to an indirect object.
type Ref struct {
	Num uint32
	Gen uint16
}

func (r Ref) String() string {
	return strconv.Itoa(int(r.Num)) + " " + strconv.Itoa(int(r.Gen)) + " R"
}

// Stream is a dictionary and bytes. Of a stream that was read, the bytes are in
// the file from At on; View.Raw gives them. Of one to be written they are in
// Data, as they are to be stored.
type Stream struct {
	Dict Dict
	At   int64
	Data []byte
}

// Mark is a stretch of text in what an Update writes, whose place the caller
// needs to know: Write sets At.
type Mark struct {
	Text []byte
	At   int
}

// Keys are the dictionary's keys in order.
func (d Dict) Keys() []Name { return slices.Sorted(maps.Keys(d)) }

// Clone is a copy that can be changed without changing d. Values are shared.
func (d Dict) Clone() Dict {
	out := make(Dict, len(d)+2)
	maps.Copy(out, d)
	return out
}

// Float is the number, which readNumber has checked.
func (r Real) Float() float64 {
	f, err := strconv.ParseFloat(string(r), 64)
	if err != nil {
		return 0
	}
	return f
}

// Number gives the value of an Integer or a Real.
func Number(o Object) (float64, bool) {
	switch o := o.(type) {
	case Integer:
		return float64(o), true
	case Real:
		return o.Float(), true
	}
	return 0, false
}

// Equal reports whether two objects are the same: the same structure with the
// same references, numbers by their value. What references lead to is not compared, and of streams only
// the dictionaries are; see View.SameStream.
func Equal(a, b Object) bool {
	switch a := a.(type) {
	case Array:
		b, ok := b.(Array)
		return ok && slices.EqualFunc(a, b, Equal)
	case Dict:
		b, ok := b.(Dict)
		return ok && maps.EqualFunc(a, b, Equal)
	case *Stream:
		b, ok := b.(*Stream)
		return ok && bytes.Equal(a.Data, b.Data) && Equal(a.Dict, b.Dict)
	case Integer, Real:
		x, _ := Number(a)
		y, ok := Number(b)
		return ok && x == y
	default:
		switch b.(type) {
		case Array, Dict, *Stream:
			return false
		}
		return a == b
	}
}

// Refs calls visit for each reference directly in an object.
func Refs(o Object, visit func(Ref)) {
	switch o := o.(type) {
	case Ref:
		visit(o)
	case Array:
		for _, e := range o {
			Refs(e, visit)
		}
	case Dict:
		for _, e := range o {
			Refs(e, visit)
		}
	case *Stream:
		Refs(o.Dict, visit)
	}
}
