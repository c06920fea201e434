package pades_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"sinergi/pades"
	"sinergi/pades/internal/pdf"
)

// edit appends an update to a file, made of what change sets.
func edit(t testing.TB, file []byte, change func(v *pdf.View, u *pdf.Update)) []byte {
	t.Helper()
	v := newest(t, file)
	u := pdf.NewUpdate(v)
	change(v, u)
	out, err := u.Write()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func newest(t testing.TB, file []byte) *pdf.View {
	t.Helper()
	doc, err := pdf.Open(file, pdf.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := doc.Newest()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func field(t testing.TB, v *pdf.View, name string) pdf.Field {
	t.Helper()
	fields, err := v.Fields()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no field %q", name)
	return pdf.Field{}
}

func firstPage(t testing.TB, v *pdf.View) pdf.Page {
	t.Helper()
	pages, err := v.Pages(1)
	if err != nil {
		t.Fatal(err)
	}
	return pages[0]
}

// with gives a copy of a dictionary with a key set.
func with(d pdf.Dict, key pdf.Name, value pdf.Object) pdf.Dict {
	d = d.Clone()
	d[key] = value
	return d
}

// setInCatalog is an update of the document's root.
func setInCatalog(t testing.TB, key pdf.Name, value pdf.Object) func(*pdf.View, *pdf.Update) {
	return func(v *pdf.View, u *pdf.Update) {
		ref, catalog, err := v.Catalog()
		if err != nil {
			t.Fatal(err)
		}
		u.Set(ref, with(catalog, key, value))
	}
}

func setInPage(t testing.TB, key pdf.Name, value func(*pdf.Update) pdf.Object) func(*pdf.View, *pdf.Update) {
	return func(v *pdf.View, u *pdf.Update) {
		p := firstPage(t, v)
		u.Set(p.Ref, with(p.Dict, key, value(u)))
	}
}

func setInForm(t testing.TB, change func(form pdf.Dict, u *pdf.Update)) func(*pdf.View, *pdf.Update) {
	return func(v *pdf.View, u *pdf.Update) {
		form, ref, err := v.Form()
		if err != nil {
			t.Fatal(err)
		}
		form = form.Clone()
		change(form, u)
		u.Set(ref, form)
	}
}

func setInField(t testing.TB, name string, change func(d pdf.Dict, u *pdf.Update)) func(*pdf.View, *pdf.Update) {
	return func(v *pdf.View, u *pdf.Update) {
		f := field(t, v, name)
		d := f.Dict.Clone()
		change(d, u)
		u.Set(f.Ref, d)
	}
}

// TestWhatMayNotFollow changes a file with two of three signatures by an update
// that is well formed, as someone does who wants to change what they signed.
func TestWhatMayNotFollow(t *testing.T) {
	t.Parallel()
	file := signedBy(t, paper(t, 2), pades.BB, signers[:2]...)
	content := func(u *pdf.Update) pdf.Object { return u.Add(&pdf.Stream{Dict: pdf.Dict{}, Data: []byte("BT ET")}) }
	widget := func(u *pdf.Update) pdf.Ref {
		return u.Add(pdf.Dict{"Type": pdf.Name("Annot"), "Subtype": pdf.Name("FreeText"), "Rect": pdf.Array{pdf.Integer(0), pdf.Integer(0), pdf.Integer(500), pdf.Integer(500)}})
	}
	for _, test := range []struct {
		name   string
		change func(*pdf.View, *pdf.Update)
		code   pades.Code
	}{
		{"page content replaced", setInPage(t, "Contents", content), pades.ChangedAfter},
		{"content stream replaced in place", func(v *pdf.View, u *pdf.Update) {
			u.Set(firstPage(t, v).Dict["Contents"].(pdf.Ref), &pdf.Stream{Dict: pdf.Dict{}, Data: []byte("BT ET")})
		}, pades.ChangedAfter},
		{"page turned", setInPage(t, "Rotate", func(*pdf.Update) pdf.Object { return pdf.Integer(90) }), pades.ChangedAfter},
		{"annotation over the text", func(v *pdf.View, u *pdf.Update) {
			p := firstPage(t, v)
			u.Set(p.Ref, with(p.Dict, "Annots", append(append(pdf.Array{}, p.Dict["Annots"].(pdf.Array)...), widget(u))))
		}, pades.ChangedAfter},
		{"signature's annotation taken away", setInPage(t, "Annots", func(*pdf.Update) pdf.Object { return pdf.Array{} }), pades.ChangedAfter},
		{"page added", func(v *pdf.View, u *pdf.Update) {
			_, catalog, _ := v.Catalog()
			ref := catalog["Pages"].(pdf.Ref)
			tree, _ := v.Dict(ref)
			u.Set(ref, with(with(tree, "Kids", append(append(pdf.Array{}, tree["Kids"].(pdf.Array)...), u.Add(with(firstPage(t, v).Dict, "Contents", nil)))), "Count", pdf.Integer(3)))
		}, pades.ChangedAfter},
		{"script on opening", setInCatalog(t, "OpenAction", pdf.Dict{"S": pdf.Name("JavaScript"), "JS": pdf.String("x()")}), pades.ChangedAfter},
		{"layers", setInCatalog(t, "OCProperties", pdf.Dict{"OCGs": pdf.Array{}}), pades.ChangedAfter},
		{"form rebuilt by the viewer", setInForm(t, func(f pdf.Dict, _ *pdf.Update) { f["NeedAppearances"] = true }), pades.ChangedAfter},
		{"XFA form added", setInForm(t, func(f pdf.Dict, u *pdf.Update) { f["XFA"] = u.Add(&pdf.Stream{Dict: pdf.Dict{}}) }), pades.ChangedAfter},
		{"first field lost", setInForm(t, func(f pdf.Dict, _ *pdf.Update) { f["Fields"] = f["Fields"].(pdf.Array)[1:] }), pades.ChangedAfter},
		{"fields in another order", setInForm(t, func(f pdf.Dict, _ *pdf.Update) {
			a := f["Fields"].(pdf.Array)
			f["Fields"] = pdf.Array{a[1], a[0], a[2]}
		}), pades.ChangedAfter},
		{"text field added", setInForm(t, func(f pdf.Dict, u *pdf.Update) {
			f["Fields"] = append(append(pdf.Array{}, f["Fields"].(pdf.Array)...), u.Add(pdf.Dict{"FT": pdf.Name("Tx"), "T": pdf.String("Harga"), "V": pdf.String("1")}))
		}), pades.ChangedAfter},
		{"signature field added", setInForm(t, func(f pdf.Dict, u *pdf.Update) {
			f["Fields"] = append(append(pdf.Array{}, f["Fields"].(pdf.Array)...), u.Add(pdf.Dict{"FT": pdf.Name("Sig"), "T": pdf.String("Lain")}))
		}), pades.FieldAdded},
		{"appearance of a signature replaced", setInField(t, "Bupati Kampar", func(d pdf.Dict, u *pdf.Update) {
			d["AP"] = pdf.Dict{"N": u.Add(&pdf.Stream{Dict: pdf.Dict{"Subtype": pdf.Name("Form"), "BBox": d["Rect"]}})}
		}), pades.ChangedAfter},
		{"signature taken out", setInField(t, "Bupati Kampar", func(d pdf.Dict, _ *pdf.Update) { d["V"] = nil }), pades.ChangedAfter},
		{"signature exchanged", func(v *pdf.View, u *pdf.Update) {
			u.Set(field(t, v, "Bupati Kampar").Ref, with(field(t, v, "Bupati Kampar").Dict, "V", field(t, v, "Wali Kota Pekanbaru").Dict["V"]))
		}, pades.ChangedAfter},
		{"open field moved over the text", setInField(t, "Saksi", func(d pdf.Dict, _ *pdf.Update) {
			d["Rect"] = pdf.Array{pdf.Integer(0), pdf.Integer(0), pdf.Integer(595), pdf.Integer(842)}
		}), pades.ChangedAfter},
		{"open field shown as if signed", setInField(t, "Saksi", func(d pdf.Dict, u *pdf.Update) {
			d["AP"] = pdf.Dict{"N": u.Add(&pdf.Stream{Dict: pdf.Dict{"Subtype": pdf.Name("Form")}, Data: []byte("0 0 9 9 re f")})}
		}), pades.ChangedAfter},
		{"open field filled with text", setInField(t, "Saksi", func(d pdf.Dict, _ *pdf.Update) { d["V"] = pdf.String("Setuju") }), pades.ChangedAfter},
		{"title changed", func(v *pdf.View, u *pdf.Update) {
			u.Set(v.Trailer["Info"].(pdf.Ref), pdf.Dict{"Title": pdf.String("Lain")})
		}, pades.MetadataAfter},
		{"metadata stream added", setInCatalog(t, "Metadata", pdf.Dict{}), pades.MetadataAfter},
		{"content freed", func(v *pdf.View, u *pdf.Update) { u.Set(firstPage(t, v).Dict["Contents"].(pdf.Ref), nil) }, pades.ChangedAfter},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			report := verify(t, edit(t, file, test.change), verifyOptions())
			found := false
			for _, s := range report.Signatures {
				found = found || s.Has(test.code)
				if s.Verdict() != pades.Failed {
					t.Errorf("%s: got %s, %v, want %s", s.Field, s.Verdict(), s.Problems, test.code)
				}
			}
			if !found {
				t.Errorf("got %+v, want %s", report.Signatures, test.code)
			}
			if report.Verdict() != pades.Failed {
				t.Errorf("the file: got %s", report.Verdict())
			}
		})
	}
}

// TestMetadataIsNoCover declares the page's content to be the file's metadata.
func TestMetadataIsNoCover(t *testing.T) {
	t.Parallel()
	file := paper(t, 1)
	file = edit(t, file, func(v *pdf.View, u *pdf.Update) {
		setInCatalog(t, "Metadata", firstPage(t, v).Dict["Contents"])(v, u)
	})
	file = signedBy(t, file, pades.BB, signers[:1]...)
	file = edit(t, file, func(v *pdf.View, u *pdf.Update) {
		u.Set(firstPage(t, v).Dict["Contents"].(pdf.Ref), &pdf.Stream{Dict: pdf.Dict{}, Data: []byte("BT ET")})
	})
	o := verifyOptions()
	o.AllowMetadata = true
	if report := verify(t, file, o); !report.Signatures[0].Has(pades.ChangedAfter) {
		t.Errorf("got %v", report.Signatures[0].Problems)
	}
}

var (
	rangePattern    = regexp.MustCompile(`/ByteRange \[0 (\d+) (\d+) (\d+)\] *`)
	contentsPattern = regexp.MustCompile(`/Contents <([0-9a-f]+)>`)
)

// TestForgedBytes changes the bytes of a signed file as the known attacks on PDF
// signatures do: wrapping, forgery without an update, and updates that only a
// forgiving reader sees.
func TestForgedBytes(t *testing.T) {
	t.Parallel()
	file := signedBy(t, paper(t, 1), pades.BB, signers[0])
	replace := func(pattern *regexp.Regexp, with string) []byte {
		return pattern.ReplaceAllFunc(file, func(old []byte) []byte {
			if len(with) > len(old) {
				t.Fatal("longer than what it replaces")
			}
			return append([]byte(with), bytes.Repeat([]byte(" "), len(old)-len(with))...)
		})
	}
	r := rangePattern.FindSubmatch(file)
	before, after, rest := string(r[1]), string(r[2]), string(r[3])
	hole := contentsPattern.FindSubmatchIndex(file)
	put := func(at int, text string) []byte {
		out := bytes.Clone(file)
		copy(out[at:], text)
		return out
	}
	for _, test := range []struct {
		name string
		file []byte
		want []pades.Code
	}{
		{"no ranges", replace(rangePattern, "/ByteRange []"), []pades.Code{pades.BadRange}},
		{"ranges are null", replace(rangePattern, "/ByteRange null"), []pades.Code{pades.BadRange}},
		{"negative range", replace(rangePattern, "/ByteRange [0 -1 "+after+" "+rest+"]"), []pades.Code{pades.BadRange}},
		{"everything left out", replace(rangePattern, "/ByteRange [0 0 "+after+" 0]"), []pades.Code{pades.BadRange}},
		{"gap larger than the signature", replace(rangePattern, "/ByteRange [0 100 "+after+" "+rest+"]"), []pades.Code{pades.BadRange}},
		{"does not begin at the beginning", replace(rangePattern, "/ByteRange [9 "+before+" "+after+" "+rest+"]"), []pades.Code{pades.BadRange}},
		{"ends before the end", replace(rangePattern, "/ByteRange [0 "+before+" "+after+" 9]"), []pades.Code{pades.BadRange}},
		{"beyond the end", replace(rangePattern, "/ByteRange [0 "+before+" "+after+" 99"+rest+"]"), []pades.Code{pades.BadRange}},
		{"empty signature", put(hole[2], strings.Repeat("0", hole[3]-hole[2])), []pades.Code{pades.BadContents}},
		{"something behind the signature", put(hole[3]-4, "beef"), []pades.Code{pades.BadContents}},
		{"space in the signature", put(hole[3]-4, "    "), []pades.Code{pades.BadContents}},
		{"contents renamed", bytes.Replace(file, []byte("/Contents <"), []byte("/Kontents <"), 1), []pades.Code{pades.BadRange}},
		{"another format", bytes.Replace(file, []byte("/ETSI.CAdES.detached"), []byte("/ETSI.CAdES.attached"), 1), []pades.Code{pades.UnknownFormat}},
		{"older format", bytes.Replace(file, []byte("/ETSI.CAdES.detached"), []byte("/adbe.x509.rsa_sha1 "), 1), []pades.Code{pades.UnknownFormat}},
		{"ranges twice", bytes.Replace(file, []byte(`/Reason (Kesepakatan \(bersama\))`), []byte(`/ByteRange [0 1 2 3]             `), 1), nil},
		{"contents twice", bytes.Replace(file, []byte(`/Reason (Kesepakatan \(bersama\))`), []byte(`/Contents <00>                   `), 1), nil},
		{"text appended", append(bytes.Clone(file), "4 0 obj\n<< >>\nendobj\n"...), nil},
		{"update without cross-reference", appended(file, "4 0 obj\n<</Length 5>>\nstream\nBT ET\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n"), nil},
		{"object beside an update", beside(t, file, "4 0 obj\n<< >>\nendobj\n"), []pades.Code{pades.ChangedAfter}},
		{"comment beside an update", beside(t, file, "%4 0 obj\n"), []pades.Code{pades.ChangedAfter}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			report, err := pades.Verify(t.Context(), test.file, verifyOptions())
			if err != nil && test.want == nil {
				return // it is not even read
			}
			if err != nil {
				t.Fatal(err)
			}
			if report.Verdict() != pades.Failed {
				t.Errorf("the file: got %s, %v", report.Verdict(), report)
			}
			for _, code := range test.want {
				if len(report.Signatures) == 0 || !report.Signatures[0].Has(code) {
					t.Errorf("got %+v, want %s", report.Signatures, code)
				}
			}
		})
	}
}

// appended puts text after a file, and the ending that a reader looks for.
func appended(file []byte, text string) []byte {
	at := regexp.MustCompile(`startxref\n(\d+)`).FindAllSubmatch(file, -1)
	end := fmt.Sprintf("startxref\n%s\n%%%%EOF\n", at[len(at)-1][1])
	return append(append(bytes.Clone(file), text...), end...)
}

// beside is an update with something in it that no cross-reference leads to.
func beside(t *testing.T, file []byte, hidden string) []byte {
	update := edit(t, file, func(_ *pdf.View, u *pdf.Update) { u.Add(pdf.Dict{}) })[len(file):]
	at := bytes.Index(update, []byte("xref\n"))
	old := fmt.Sprintf("startxref\n%d\n", len(file)+at)
	fresh := fmt.Sprintf("startxref\n%d\n", len(file)+at+len(hidden))
	update = append(append(bytes.Clone(update[:at]), hidden...), update[at:]...)
	return append(bytes.Clone(file), bytes.Replace(update, []byte(old), []byte(fresh), 1)...)
}
