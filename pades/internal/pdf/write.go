package pdf

import (
	"bytes"
	"fmt"
	"strconv"
)

// writer puts objects into bytes.
type writer struct {
	bytes.Buffer
	base int // where its first byte will be in the file
}

func (w *writer) object(o Object) error {
	switch o := o.(type) {
	case nil:
		w.WriteString("null")
	case bool:
		w.WriteString(strconv.FormatBool(o))
	case Integer:
		w.WriteString(strconv.FormatInt(int64(o), 10))
	case Real:
		w.WriteString(string(o))
	case Name:
		w.name(o)
	case String:
		w.string(o)
	case Ref:
		w.WriteString(o.String())
	case Array:
		return w.array(o)
	case Dict:
		return w.dict(o)
	case *Mark:
		o.At = w.base + w.Len()
		w.Write(o.Text)
	default:
		return fmt.Errorf("pdf: a %T cannot be written", o)
	}
	return nil
}

func (w *writer) array(a Array) error {
	w.WriteByte('[')
	for i, o := range a {
		if i > 0 {
			w.WriteByte(' ')
		}
		if err := w.object(o); err != nil {
			return err
		}
	}
	w.WriteByte(']')
	return nil
}

func (w *writer) dict(d Dict) error {
	w.WriteString("<<")
	for _, key := range d.Keys() {
		if d[key] == nil {
			continue
		}
		w.WriteByte('\n')
		w.name(key)
		w.WriteByte(' ')
		if err := w.object(d[key]); err != nil {
			return err
		}
	}
	w.WriteString("\n>>")
	return nil
}

func (w *writer) name(n Name) {
	w.WriteByte('/')
	for i := 0; i < len(n); i++ {
		if c := n[i]; c > ' ' && c < 0x7F && c != '#' && isRegular(c) {
			w.WriteByte(c)
		} else {
			fmt.Fprintf(w, "#%02X", c)
		}
	}
}

// string writes a string in parentheses, or as hexadecimal if much of it is no
// ASCII.
func (w *writer) string(s String) {
	odd := 0
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			odd++
		}
	}
	if odd > len(s)/4 {
		fmt.Fprintf(w, "<%X>", string(s))
		return
	}
	w.WriteByte('(')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '(' || c == ')' || c == '\\':
			w.WriteByte('\\')
			w.WriteByte(c)
		case c < ' ' || c > '~':
			fmt.Fprintf(w, `\%03o`, c)
		default:
			w.WriteByte(c)
		}
	}
	w.WriteByte(')')
}

// indirect writes an object with its number, on lines of its own.
func (w *writer) indirect(ref Ref, o Object) error {
	fmt.Fprintf(w, "%d %d obj\n", ref.Num, ref.Gen)
	if s, ok := o.(*Stream); ok {
		dict := s.Dict.Clone()
		dict["Length"] = Integer(len(s.Data))
		if err := w.dict(dict); err != nil {
			return err
		}
		w.WriteString("\nstream\n")
		w.Write(s.Data)
		w.WriteString("\nendstream")
	} else if err := w.object(o); err != nil {
		return err
	}
	w.WriteString("\nendobj\n")
	return nil
}
