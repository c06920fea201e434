package pades

import (
	"bytes"
	"crypto/sha1" // names entries of /VRI, as ISO 32000-2, 12.8.4.4 has it; proves nothing
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sinergi/pades/internal/pdf"
)

// evidence is validation data: what /DSS holds.
type evidence struct {
	certs, ocsps, crls [][]byte // DER
	archive            bool     // of a document timestamp
}

func (e *evidence) add(o evidence) {
	e.certs = merge(e.certs, o.certs)
	e.ocsps = merge(e.ocsps, o.ocsps)
	e.crls = merge(e.crls, o.crls)
}

func (e *evidence) addCerts(certs []*x509.Certificate) {
	for _, c := range certs {
		e.certs = merge(e.certs, [][]byte{c.Raw})
	}
}

// merge appends what is not there yet.
func merge(all, more [][]byte) [][]byte {
	for _, m := range more {
		if !slices.ContainsFunc(all, func(a []byte) bool { return bytes.Equal(a, m) }) {
			all = append(all, m)
		}
	}
	return all
}

// certificates are those that can be read.
func (e *evidence) certificates() []*x509.Certificate {
	var out []*x509.Certificate
	for _, der := range e.certs {
		if c, err := x509.ParseCertificate(der); err == nil {
			out = append(out, c)
		}
	}
	return out
}

// most is how many certificates, OCSP responses and CRLs are read of a file.
const most = 1000

// vriKey is the name of a signature's entry: the SHA-1 of the bytes of its
// /Contents, the zeros at the end included.
func vriKey(contents []byte) string {
	sum := sha1.Sum(contents)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// readDSS reads all validation data of a file, whichever signature it is for.
func readDSS(view *pdf.View) (evidence, error) {
	var e evidence
	_, catalog, err := view.Catalog()
	if err != nil {
		return e, err
	}
	dss, err := view.Dict(catalog["DSS"])
	if err != nil {
		return e, err
	}
	r := &dssReader{view: view, seen: map[pdf.Ref]bool{}}
	if err := r.lists(&e, dss, "Certs", "OCSPs", "CRLs"); err != nil {
		return e, err
	}
	vri, err := view.Dict(dss["VRI"])
	if err != nil {
		return e, err
	}
	for _, key := range vri.Keys() {
		entry, err := view.Dict(vri[key])
		if err != nil {
			return e, err
		}
		if err := r.lists(&e, entry, "Cert", "OCSP", "CRL"); err != nil {
			return e, err
		}
	}
	return e, nil
}

// dssReader reads each stream once.
type dssReader struct {
	view *pdf.View
	seen map[pdf.Ref]bool
}

func (r *dssReader) lists(e *evidence, d pdf.Dict, certs, ocsps, crls pdf.Name) error {
	for key, into := range map[pdf.Name]*[][]byte{certs: &e.certs, ocsps: &e.ocsps, crls: &e.crls} {
		list, err := r.view.Array(d[key])
		if err != nil {
			return err
		}
		for _, o := range list {
			ref, ok := o.(pdf.Ref)
			if !ok || r.seen[ref] {
				continue
			}
			r.seen[ref] = true
			if len(r.seen) > most {
				return &pdf.LimitError{What: "pieces of validation data", Most: most}
			}
			der, err := r.bytes(ref)
			if err != nil {
				return err
			}
			*into = append(*into, der)
		}
	}
	return nil
}

func (r *dssReader) bytes(ref pdf.Ref) ([]byte, error) {
	o, err := r.view.Get(ref)
	if err != nil {
		return nil, err
	}
	s, ok := o.(*pdf.Stream)
	if !ok {
		return nil, fmt.Errorf("validation data %s is no stream", ref)
	}
	return r.view.Inflated(s)
}

// writeDSS adds validation data to what the file has, with an entry in /VRI for
// each signature; that of the key "" has none. It reports whether there was
// anything to add. A document timestamp's entry alone is nothing: it would be
// missing again after each.
func writeDSS(view *pdf.View, update *pdf.Update, bySignature map[string]evidence) (bool, error) {
	w := &dssWriter{view: view, update: update, refs: map[string]pdf.Ref{}}
	root, catalog, err := view.Catalog()
	if err != nil {
		return false, err
	}
	dss, err := view.Dict(catalog["DSS"])
	if err != nil {
		return false, err
	}
	dss = dss.Clone()
	dss["Type"] = pdf.Name("DSS")
	vri, err := view.Dict(dss["VRI"])
	if err != nil {
		return false, err
	}
	vri = vri.Clone()
	for _, list := range []pdf.Name{"Certs", "OCSPs", "CRLs"} {
		if err := w.know(dss[list]); err != nil {
			return false, err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(bySignature)) {
		if err := w.entry(dss, vri, key, bySignature[key]); err != nil {
			return false, err
		}
	}
	if !w.changed {
		return false, nil
	}
	dss["VRI"] = vri
	if ref, ok := catalog["DSS"].(pdf.Ref); ok {
		update.Set(ref, dss)
		return true, nil
	}
	catalog = catalog.Clone()
	catalog["DSS"] = update.Add(dss)
	update.Set(root, catalog)
	return true, nil
}

type dssWriter struct {
	view    *pdf.View
	update  *pdf.Update
	refs    map[string]pdf.Ref // streams by content
	changed bool
}

// know reads the streams of a list, so that they are not written twice.
func (w *dssWriter) know(list pdf.Object) error {
	refs, err := w.view.Array(list)
	if err != nil {
		return err
	}
	r := dssReader{view: w.view}
	for _, o := range refs {
		ref, ok := o.(pdf.Ref)
		if !ok {
			continue
		}
		der, err := r.bytes(ref)
		if err != nil {
			return err
		}
		w.refs[string(der)] = ref
	}
	return nil
}

// entry adds a signature's data to the lists and to its entry of /VRI.
func (w *dssWriter) entry(dss, vri pdf.Dict, key string, e evidence) error {
	old, err := w.view.Dict(vri[pdf.Name(key)])
	if err != nil {
		return err
	}
	entry := old.Clone()
	fresh := false
	for _, part := range []struct {
		all, own pdf.Name
		der      [][]byte
	}{{"Certs", "Cert", e.certs}, {"OCSPs", "OCSP", e.ocsps}, {"CRLs", "CRL", e.crls}} {
		for _, der := range part.der {
			ref, known := w.refs[string(der)]
			if !known {
				ref = w.update.Add(&pdf.Stream{Dict: pdf.Dict{}, Data: der})
				w.refs[string(der)], w.changed = ref, true
			}
			if err := w.list(dss, part.all, ref); err != nil {
				return err
			}
			grown, err := w.grow(entry, part.own, ref)
			if err != nil {
				return err
			}
			fresh = fresh || grown
		}
	}
	if fresh && key != "" {
		vri[pdf.Name(key)] = w.update.Add(entry)
		w.changed = w.changed || !e.archive
	}
	return nil
}

func (w *dssWriter) list(d pdf.Dict, key pdf.Name, ref pdf.Ref) error {
	_, err := w.grow(d, key, ref)
	return err
}

// grow appends a reference to a list in a dictionary, unless it is there.
func (w *dssWriter) grow(d pdf.Dict, key pdf.Name, ref pdf.Ref) (bool, error) {
	old, err := w.view.Array(d[key])
	if err != nil {
		return false, err
	}
	if slices.Contains(old, pdf.Object(ref)) {
		return false, nil
	}
	d[key] = append(append(pdf.Array{}, old...), ref)
	return true, nil
}
