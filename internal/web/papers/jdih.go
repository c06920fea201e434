package papers

import (
	"encoding/json"
	"net/url"

	"sinergi/internal/fault"
	"sinergi/internal/jdih"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// legalBody is what the reader's government tells its documentation network of
// a paper.
type legalBody struct {
	Items      []ui.Fact
	Missing    []string // fields of the record that hold nothing yet, by their names in the list
	File       string
	Why        string // there is no record: the number or the date is missing
	Unverified string
}

// legal gives what the page of a paper shows of it; nil to who is of no party.
func legal(v *front.Visit, id string) (*legalBody, error) {
	doc, err := v.Desk.LegalDocument(v.R.Context(), v.Actor, id, v.BaseURL)
	if err != nil || !doc.Of(v.Actor.Government) {
		return nil, err
	}
	b := &legalBody{File: here + "/jdih/" + url.PathEscape(id), Unverified: v.T(jdih.Unverified)}
	record, err := doc.Record(v.Actor.Government)
	if err != nil {
		return &legalBody{Why: v.T("register.jdih.not_yet")}, nil // the page says why
	}
	items, err := doc.Metadata(v.Actor.Government)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		b.Items = append(b.Items, ui.Fact{Label: it.Name, Value: it.Value})
	}
	b.Missing = record.Missing()
	return b, nil
}

// legalRecord hands out the record of one paper.
func legalRecord(v *front.Visit) error {
	doc, err := v.Desk.LegalDocument(v.R.Context(), v.Actor, v.R.PathValue("id"), v.BaseURL)
	if err != nil {
		return err
	}
	if !doc.Of(v.Actor.Government) {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	record, err := doc.Record(v.Actor.Government)
	if err != nil {
		return fault.Wrap(fault.Conflict, "register.jdih.not_yet", err)
	}
	return handOut(v, "jdih-"+record.IDData+".json", []jdih.Record{record})
}

// legalRecords hands out the records of all papers of the reader's government
// that have its number.
func legalRecords(v *front.Visit) error {
	records, more, err := v.Desk.LegalRecords(v.R.Context(), v.Actor, asked(v.R.URL.Query()), mostExported, v.BaseURL)
	if err != nil {
		return err
	}
	if more {
		return fault.New(fault.Invalid, "register.too_many", "Limit", mostExported)
	}
	return handOut(v, "jdih-"+v.Actor.Government+".json", records)
}

func handOut(v *front.Visit, name string, records []jdih.Record) error {
	v.W.Header().Set("Content-Type", "application/json")
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	e := json.NewEncoder(v.W)
	e.SetIndent("", "  ")
	return e.Encode(records)
}
