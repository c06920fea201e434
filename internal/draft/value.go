package draft

import (
	"cmp"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

// written is what a mark becomes. Blank: the value exists and is not known
// yet. Key: what is wrong, as a message.
type written struct {
	text  string
	blank bool
	key   string
	args  []any
}

func wrongValue(key string, args ...any) written { return written{key: key, args: args} }

// blank is how an unknown fact is printed.
const blank = "……………………"

// values resolves the paths of value marks.
type values struct {
	text  Text
	facts Facts
}

// write gives what a value mark becomes.
func (v values) write(m Mark) written {
	if tariffID, rest, ok := strings.Cut(m.Path, "/"); ok {
		component, field, _ := strings.Cut(rest, "#")
		return v.tariffValue(m, tariffID, component, field)
	}
	if p, ok := v.text.Parameter(m.Path); ok {
		return v.parameter(p, m.Format)
	}
	owner, field, _ := strings.Cut(m.Path, ".")
	if p, ok := v.text.Party(owner); ok {
		return v.words(m, v.partyFact(p, field))
	}
	switch owner {
	case "dokumen":
		return v.words(m, v.documentFact(field))
	case "induk":
		return v.words(m, v.parentFact(field))
	}
	return wrongValue("draft.mark.unknown_value", "Path", m.Path)
}

// fact is a fact as it is written, and whether there is such a fact.
type fact struct {
	text  string
	known bool
}

func named(s string) fact { return fact{s, true} }

func (v values) words(m Mark, f fact) written {
	switch {
	case !f.known:
		return wrongValue("draft.mark.unknown_value", "Path", m.Path)
	case m.Format == Digits || m.Format == InWords:
		return wrongValue("draft.mark.no_figure", "Path", m.Path)
	case f.text == "":
		return written{text: blank, blank: true}
	case m.Format == UpperCase:
		return written{text: strings.ToUpper(f.text)}
	}
	return written{text: f.text}
}

func (v values) parameter(p Parameter, format Format) written {
	if strings.TrimSpace(p.Value) == "" {
		return written{text: blank, blank: true}
	}
	f, key := p.figure()
	if key != "" {
		return wrongValue(key, "Parameter", p.Label.ID, "Value", p.Value)
	}
	if f.words == "" && (format == InWords || format == Digits) {
		return wrongValue("draft.mark.no_figure", "Path", p.ID)
	}
	return written{text: f.in(format)}
}

// figure reads the parameter as its type; the key says what is wrong with it.
func (p Parameter) figure() (f figure, key string) {
	switch p.Type {
	case Words:
		return figure{digits: p.Value}, ""
	case Day:
		d, err := civil.ParseDate(p.Value)
		if err != nil {
			return figure{}, "draft.parameter.not_a_date"
		}
		return figure{digits: d.Long(), words: d.Words(), short: true}, ""
	}
	d, err := quantity.Parse(p.Value)
	if err != nil || strings.Contains(p.Value, ",") {
		return figure{}, "draft.parameter.not_a_number"
	}
	if d.IsNeg() && p.Type != Span {
		return figure{}, "draft.parameter.negative"
	}
	ok := false
	switch p.Type {
	case Money:
		f, ok = rupiah(d)
	case Percent:
		f, ok = percent(d)
	case Count:
		f, ok = number(d)
		f.after = unitWords(p.Unit)
	case Span:
		if d.IsNeg() || !d.IsInt() || p.Unit == "" {
			return figure{}, "draft.parameter.not_a_span"
		}
		f, ok = number(d)
		f.after = unitWords(p.Unit)
	default:
		return figure{}, "draft.parameter.bad_type"
	}
	if !ok {
		return figure{}, "draft.parameter.too_large"
	}
	return f, ""
}

// Check reports what is wrong with the parameter as a message key; empty when
// nothing is, or when it has no value yet.
func (p Parameter) Check() string {
	if strings.TrimSpace(p.Value) == "" {
		return ""
	}
	_, key := p.figure()
	if key == "" && p.Type == Span && strings.Trim(p.Value, "0.") == "" {
		return "draft.parameter.no_time"
	}
	return key
}

func (v values) partyFact(p Party, field string) fact {
	f := v.facts.Parties[p.ID]
	switch field {
	case "sebutan":
		return named(p.Label)
	case "daerah":
		return named(f.Government)
	case "pemerintah":
		return named(f.governmentName())
	case "kepala-daerah":
		return named(f.head())
	case "perangkat-daerah":
		return named(f.Agency)
	case "kedudukan":
		return named(f.Seat)
	case "alamat":
		return named(f.Address)
	case "nama":
		return named(f.Name)
	case "jabatan":
		return named(f.Office)
	case "dasar":
		return named(f.authority())
	case "nomor":
		return named(f.Number)
	case "kontak.jabatan":
		return named(f.Contact.Office)
	case "kontak.alamat":
		return named(cmp.Or(f.Contact.Address, f.whole()))
	case "kontak.telepon":
		return named(f.Contact.Phone)
	case "kontak.email":
		return named(f.Contact.Email)
	}
	return fact{}
}

// governmentName is "Pemerintah Kabupaten Kampar"; a third party is called by
// its own name.
func (f PartyFacts) governmentName() string {
	if f.Government == "" || f.Kind == "" {
		return f.Government
	}
	return "Pemerintah " + f.Government
}

// head is the title of the head of region: "Bupati Kampar"; of a third party,
// "Pimpinan PT Contoh".
func (f PartyFacts) head() string {
	switch {
	case f.Government == "":
		return ""
	case f.Kind == "":
		return "Pimpinan " + f.Government
	}
	_, name, ok := strings.Cut(f.Government, " ")
	if !ok {
		name = f.Government
	}
	return f.Kind.Head() + " " + name
}

func (v values) documentFact(field string) fact {
	d := v.facts.Date
	switch field {
	case "jenis":
		return named(v.text.Kind.Name())
	case "judul":
		return named(plainTitle(v.text.Title))
	case "sebutan-para-pihak", "pemerintah-para-pihak", "daerah-para-pihak":
		return v.everyParty(field)
	case "tempat":
		return named(v.facts.Place)
	case "tanggal":
		if d.IsZero() {
			return named("")
		}
		return named(d.Long())
	case "hari-tanggal":
		if d.IsZero() {
			return named("")
		}
		return named(d.Words())
	case "tahun":
		if d.IsZero() {
			return named("")
		}
		return named(strconv.Itoa(d.Year))
	}
	return fact{}
}

// everyParty lists a fact of all parties; it is a blank until all are known.
func (v values) everyParty(field string) fact {
	one := strings.TrimSuffix(field, "-para-pihak")
	var all []string
	for _, p := range v.text.Parties {
		f := v.partyFact(p, one)
		if f.text == "" {
			return named("")
		}
		all = append(all, f.text)
	}
	return named(list(all))
}

// plainTitle keeps a title from holding itself.
func plainTitle(title string) string {
	if strings.Contains(title, "{{") {
		return ""
	}
	return title
}

func (v values) parentFact(field string) fact {
	p := v.facts.Parent
	if p == nil {
		p = &Parent{}
	}
	switch field {
	case "jenis":
		return named(p.Kind.Name())
	case "judul":
		return named(p.Title)
	case "nomor":
		return named(joinNumbers(p.Numbers))
	case "tanggal":
		if p.SignedOn.IsZero() {
			return named("")
		}
		return named(p.SignedOn.Long())
	}
	return fact{}
}

// joinNumbers writes one number per party: "Nomor 25 Tahun 2016 dan Nomor 444
// Tahun 2016".
func joinNumbers(numbers []string) string {
	said := make([]string, 0, len(numbers))
	for _, n := range numbers {
		if n = strings.TrimSpace(n); n != "" {
			said = append(said, "Nomor "+n)
		}
	}
	return list(said)
}

// list joins words the Indonesian way: "a", "a dan b", "a, b, dan c".
func list(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	case 2:
		return words[0] + " dan " + words[1]
	default:
		return strings.Join(words[:n-1], ", ") + ", dan " + words[n-1]
	}
}
