package pdf

import (
	"bytes"
	"strings"
	"testing"
)

// tight are limits under which a fuzzer stays fast.
var tight = Limits{Size: 1 << 20, Objects: 10_000, Inflated: 1 << 20, Work: 100_000, Sections: 50}

// FuzzObject parses anything, and writes and parses again what could be read.
func FuzzObject(f *testing.F) {
	for _, s := range []string{"null", "[1 0 R -2 +3.5 /A#20B (x\\)\\101)]", "<</A<</B<48>>>>>", "(((", "<</A 1/A 2>>", "%x\ntrue"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := (&parser{data: data, most: 20}).object()
		if err != nil {
			return
		}
		var w writer
		if err := w.object(o); err != nil {
			t.Fatal(err)
		}
		again, err := (&parser{data: w.Bytes(), most: 20}).object()
		if err != nil || !Equal(o, again) {
			t.Fatalf("%q became %q: %v", data, w.Bytes(), err)
		}
	})
}

// FuzzOpen reads all of any file, and appends an update to what could be read.
func FuzzOpen(f *testing.F) {
	f.Add(simple())
	f.Add(withObjectStream("/ObjStm", "3 0 "+leaf))
	f.Add(sections(3))
	f.Add(circle())
	f.Add(file("/Root 1 0 R", "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", tree, leaf, "<</T(A)/FT/Sig/Kids[5 0 R]>>", "<</Subtype/Widget>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if readAll(data, tight) != nil {
			return
		}
		d, err := Open(data, tight)
		if err != nil {
			return
		}
		v, err := d.Newest()
		if err != nil {
			return
		}
		u := NewUpdate(v)
		ref := u.Add(Dict{"A": Integer(1)})
		out, err := u.Write()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(out, data) {
			t.Fatal("earlier bytes were changed")
		}
		d, err = Open(out, Limits{})
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if v, err = d.Newest(); err != nil {
			t.Fatal(err)
		}
		if o, err := v.Get(ref); err != nil || !Equal(o, Dict{"A": Integer(1)}) {
			t.Fatalf("got %v, %v", o, err)
		}
	})
}

// FuzzBodies reads files that are whole but for what is in their objects, which
// are the lines given.
func FuzzBodies(f *testing.F) {
	f.Add("", strings.Join([]string{catalog, tree, leaf}, "\n"))
	f.Add("/ID[()()]", "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>\n"+tree+"\n"+leaf+"\n<</Fields[5 0 R]>>\n<</T(A)/FT/Sig/Kids[6 0 R]>>\n<</Subtype/Widget/Parent 5 0 R>>")
	f.Add("/Prev 9", catalog+"\n<</Type/Pages/Kids[3 0 R 4 0 R]/MediaBox[0 0 1 1]/Rotate 90>>\n"+leaf+"\n"+leaf)
	f.Fuzz(func(t *testing.T, trailer, bodies string) {
		data := file("/Root 1 0 R"+trailer, strings.Split(bodies, "\n")...)
		_ = readAll(data, tight)
	})
}
