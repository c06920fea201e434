package signer

import (
	"strings"
	"time"

	"sinergi/internal/fault"
)

// readState decides what a reply about a signer means. A call that only asks
// has no Unknown: without a whole answer it failed.
func readState(rep reply, now time.Time, m masker) (Status, error) {
	e, err := object(rep, now, m)
	s, known := e.state()
	switch {
	case known: // also beside an error: 2011 is told with 200 and with 400
		return s, nil
	case err != nil:
		return Status{}, err
	case s.Said == "":
		return Status{}, fault.New(fault.Unavailable, "signer.unreadable")
	}
	s.Said = short(m.text(s.Said), 40)
	return s, nil
}

// object gives the JSON object of a reply. With an error it may also give the
// object that reports it.
func object(rep reply, now time.Time, m masker) (envelope, error) {
	if rep.lost != lostNothing {
		return nil, lostErr(rep.lost)
	}
	v, _ := decodeJSON(rep.body)
	e, isObject := v.(map[string]any)
	if isObject && rep.status < 300 && envelope(e).failure() == "" {
		return e, nil
	}
	if !isObject && rep.status < 300 {
		return nil, fault.New(fault.Unavailable, "signer.unreadable")
	}
	a := answer{}
	if isObject {
		a = answer{said: envelope(e).failure()}
		if a.said == "" {
			a.said = envelope(e).message()
		}
		a = a.byWords(e)
	}
	switch {
	case a.refusal != "":
	case rep.status < 300:
		a.refusal = Rejected
	default:
		a = a.byStatus(rep, now)
	}
	if a.doubt != "" { // 5xx
		a.refusal = Broke
	}
	return e, a.refused(m).Err()
}

func lostErr(l lost) error {
	switch l {
	case lostBefore:
		return refuse(Unreachable).Err()
	case lostUntrusted:
		return refuse(Untrusted).Err()
	case lostExposed:
		return refuse(Exposed).Err()
	case lostTime, lostCut:
		return fault.New(fault.Unavailable, "signer.no_answer")
	default:
		return fault.New(fault.Unavailable, "signer.unreadable")
	}
}

// refused is the result of an answer that refuses.
func (a answer) refused(m masker) Result {
	r := refuse(a.refusal)
	r.Status, r.After = a.status, a.after
	if a.refusal == Rejected {
		r.Said = short(strings.Map(printable, m.prose(a.said)), 200)
	}
	return r
}

// Verification is what the service thinks of a PDF. It is a second opinion:
// package pades verifies by itself.
type Verification struct {
	Conclusion  string // the service's own word: VALID and NO_SIGNATURE were seen
	Description string
	Signatures  int
	Details     []SignatureOpinion
}

// SignatureOpinion is the service's opinion of one signature. Fields that an
// installation does not send are zero.
type SignatureOpinion struct {
	Signer      string
	Field       string
	Format      string // e.g. PAdES-BASELINE-T
	SignedAt    time.Time
	Intact      bool // the signed bytes are unchanged
	Modified    bool // something was changed after signing
	Trusted     bool // v2 only
	LTV         bool // v2 only
	Reason      string
	Location    string
	TimeBy      string // the timestamp authority; empty without a timestamp
	TimestampAt time.Time
}

// Valid reports whether the service calls the document valid and its details
// do not contradict that.
func (v Verification) Valid() bool {
	if !strings.EqualFold(v.Conclusion, "VALID") || v.Signatures < 1 || v.Signatures != len(v.Details) {
		return false
	}
	for _, d := range v.Details {
		if !d.Intact || d.Modified {
			return false
		}
	}
	return true
}

// verified reads the answers of both contracts.
func (e envelope) verified() (Verification, bool) {
	v := Verification{
		Conclusion:  e.text("conclusion", "summary"),
		Description: e.text("description", "notes"),
		Signatures:  e.number("signatureCount", "jumlah_signature"),
	}
	list, _ := e["signatureInformations"].([]any)
	if list == nil {
		list, _ = e["details"].([]any)
	}
	for _, x := range list {
		if d, ok := x.(map[string]any); ok {
			v.Details = append(v.Details, envelope(d).opinion())
		}
	}
	return v, v.Conclusion != ""
}

func (e envelope) opinion() SignatureOpinion {
	stamp := e.sub("timestampInfomation") // the service's spelling
	if stamp == nil {
		stamp = e.sub("timestampInformation")
	}
	if stamp != nil || e["signerName"] != nil {
		return SignatureOpinion{
			Signer: e.text("signerName"), Field: e.text("fieldName"), Format: e.text("signatureFormat"),
			SignedAt: instant(e.text("signatureDate")),
			Intact:   e.yes("integrityValid"), Modified: e.yes("modified"), Trusted: e.yes("certificateTrusted"), LTV: e.yes("ltv"),
			Reason: e.text("reason"), Location: e.text("location"),
			TimeBy: stamp.text("signerName"), TimestampAt: instant(stamp.text("timestampDate")),
		}
	}
	doc, signer := e.sub("signature_document"), e.sub("info_signer")
	return SignatureOpinion{
		Signer: signer.text("signer_name"), Field: e.text("signature_field"),
		SignedAt: instant(doc.text("signed_in")), Intact: doc.yes("document_integrity"),
		Reason: doc.text("reason"), Location: doc.text("location"), TimeBy: e.sub("info_tsa").text("name"),
	}
}

func readVerification(rep reply, now time.Time, m masker) (Verification, error) {
	e, err := object(rep, now, m)
	if err != nil {
		return Verification{}, err
	}
	v, ok := e.verified()
	if !ok {
		return Verification{}, fault.New(fault.Unavailable, "signer.unreadable")
	}
	return v, nil
}
