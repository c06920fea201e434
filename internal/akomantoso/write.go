package akomantoso

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/draft"
)

// Namespace is the XML namespace of Akoma Ntoso 3.0.
const Namespace = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

// Identity says which document it is.
type Identity struct {
	Work    string     // the agreement's id, part of every IRI: "pks-bus"
	Version string     // hash of the text; names the expression with its date
	Date    civil.Date // of the version, when the document has no date yet
	Parent  string     // IRI of the parent document, to which its references lead
	Numbers []string   // of the parties; those of the document when empty
}

// IRI gives the identifier of the work, after the naming convention
// (akn-nc v1.0, 4.4): country, type, subtype, date, name.
func IRI(d draft.Document, id Identity) string {
	return "/akn/id/doc/" + string(d.Kind) + "/" + workDate(d, id) + "/" + id.Work
}

func workDate(d draft.Document, id Identity) string {
	if !d.Date.IsZero() {
		return d.Date.String()
	}
	return id.Date.String()
}

// Write writes a document as XML. It errs when neither the document nor the
// identity has a date, or the identity no name, since then there is no IRI.
func Write(w io.Writer, d draft.Document, id Identity) error {
	if workDate(d, id) == "" || !agreement.ValidID(id.Work) {
		return fmt.Errorf("akoma ntoso: a document needs a name and a date, got %q and %q", id.Work, workDate(d, id))
	}
	x := &writer{d: d, id: id, eIDs: map[string]string{}, taken: map[string]bool{}}
	x.identify()
	x.out.WriteString(xml.Header)
	x.open("akomaNtoso", "xmlns", Namespace)
	x.open("doc", "name", string(d.Kind), "contains", "originalVersion")
	x.meta(IRI(d, id), "!main")
	x.preface()
	x.preamble()
	x.mainBody(d.Body, d.Kind)
	x.conclusions()
	x.attachments()
	x.close("doc")
	x.close("akomaNtoso")
	_, err := io.WriteString(w, x.out.String())
	return err
}

type writer struct {
	d     draft.Document
	id    Identity
	out   strings.Builder
	eIDs  map[string]string // of clauses by their id
	taken map[string]bool
}

// open opens an element; attributes alternate name and value, empty ones are
// left out.
func (x *writer) open(name string, attributes ...string) {
	x.out.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			x.out.WriteString(" " + attributes[i] + `="` + esc(attributes[i+1]) + `"`)
		}
	}
	x.out.WriteString(">")
}

func (x *writer) close(name string) { x.out.WriteString("</" + name + ">") }

// empty writes an element without content.
func (x *writer) empty(name string, attributes ...string) {
	x.open(name, attributes...)
	x.close(name)
}

// leaf writes an element that holds text.
func (x *writer) leaf(name, text string, attributes ...string) {
	x.open(name, attributes...)
	x.out.WriteString(esc(text))
	x.close(name)
}

func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// language is Indonesian by its three letters (ISO 639-2), as the naming
// convention wants.
const language = "ind"

// meta writes the identification at the levels of FRBR, the events of the
// document and the references to parties and signers.
func (x *writer) meta(iri, part string) {
	date := workDate(x.d, x.id)
	expression := iri + "/" + language + "@" + date
	if x.id.Version != "" {
		expression += ";" + x.id.Version[:min(12, len(x.id.Version))]
	}
	x.open("meta")
	x.open("identification", "source", "#sinergi")
	level := func(name, value, file string, more func()) {
		x.open(name)
		x.empty("FRBRthis", "value", value+"/"+part+file)
		x.empty("FRBRuri", "value", value+file)
		x.empty("FRBRdate", "date", date, "name", dateName(x.d))
		for _, p := range x.d.Parties {
			x.empty("FRBRauthor", "href", "#"+partyRef(p.ID), "as", "#party")
		}
		if len(x.d.Parties) == 0 {
			x.empty("FRBRauthor", "href", "#sinergi")
		}
		more()
		x.close(name)
	}
	level("FRBRWork", iri, "", func() {
		x.empty("FRBRcountry", "value", "id")
		x.empty("FRBRsubtype", "value", string(x.d.Kind))
		for _, n := range x.numbers() {
			x.empty("FRBRnumber", "value", n)
		}
		x.empty("FRBRname", "value", x.d.Kind.Name())
		x.empty("FRBRprescriptive", "value", "true")
		x.empty("FRBRauthoritative", "value", "false")
	})
	level("FRBRExpression", expression, "", func() { x.empty("FRBRlanguage", "language", language) })
	level("FRBRManifestation", expression, ".xml", func() { x.empty("FRBRformat", "value", "application/akn+xml") })
	x.close("identification")
	if part == "!main" {
		x.open("lifecycle", "source", "#sinergi")
		x.empty("eventRef", "eId", "eventRef_1", "date", date, "source", "#sinergi", "type", "generation")
		x.close("lifecycle")
		x.references()
	}
	x.close("meta")
}

func dateName(d draft.Document) string {
	if d.Date.IsZero() {
		return "draft"
	}
	return "signature"
}

func (x *writer) numbers() []string {
	if len(x.id.Numbers) > 0 {
		return x.id.Numbers
	}
	return x.d.Numbers
}

// references lists what the text refers to: the parties, who signs for them in
// which office, and the program that made the file.
func (x *writer) references() {
	x.open("references", "source", "#sinergi")
	for _, p := range x.d.Parties {
		name := p.Name
		if p.Agency != "" {
			name = p.Agency + ", " + p.Name
		}
		if strings.TrimSpace(name) == "" {
			name = p.Label // not known yet
		}
		x.empty("TLCOrganization", "eId", partyRef(p.ID), "href", "/akn/ontology/organization/id/"+slug(name), "showAs", name)
	}
	x.empty("TLCOrganization", "eId", "sinergi", "href", "/akn/ontology/organization/id/sinergi", "showAs", "Sinergi")
	for _, s := range x.d.Signatures {
		if len(s.Lines) > 1 {
			x.empty("TLCPerson", "eId", signerRef(s.Party), "href", "/akn/ontology/person/id/"+slug(s.Lines[1]), "showAs", s.Lines[1])
		}
	}
	x.empty("TLCRole", "eId", "party", "href", "/akn/ontology/role/id/party", "showAs", "Pihak")
	for _, s := range x.d.Signatures {
		if len(s.Lines) > 0 {
			x.empty("TLCRole", "eId", officeRef(s.Party), "href", "/akn/ontology/role/id/"+slug(s.Lines[0]), "showAs", s.Lines[0])
		}
	}
	x.close("references")
}

// partyRef, signerRef and officeRef are eIds that no clause can have.
func partyRef(id string) string  { return "ref_" + id }
func signerRef(id string) string { return "ref_" + id + "_signer" }
func officeRef(id string) string { return "ref_" + id + "_office" }

func slug(s string) string {
	if made := agreement.Slug(s); made != "" {
		return made
	}
	return "tanpa-nama"
}
