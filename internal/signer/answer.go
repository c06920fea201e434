package signer

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// answer is what a reply to a signing call means. Exactly one of pdf, fetch,
// refusal and doubt is set.
type answer struct {
	pdf     []byte
	fetch   bool // signed, and to be fetched by id
	refusal Refusal
	doubt   Doubt

	id     string
	time   string
	said   string // the service's reason, not yet masked
	status Status // when the refusal is NotReady
	after  time.Duration
}

// readSigned decides by content first: a PDF is a PDF under any status, and an
// error is one also under 200. Only what the content leaves open is decided
// by the HTTP status.
func readSigned(rep reply, now time.Time) answer {
	a := answer{id: documentID(rep.header)}
	if IsPDF(rep.body) && rep.lost == lostNothing {
		a.pdf = rep.body
		return a
	}
	if rep.lost != lostNothing {
		return a.missing(rep.lost)
	}
	v, isJSON := decodeJSON(rep.body)
	said, isObject := v.(map[string]any)
	if !isJSON || !isObject {
		return a.byStatus(rep, now)
	}
	return a.byContent(envelope(said), rep, now)
}

// missing decides what it means that no whole answer came.
func (a answer) missing(l lost) answer {
	switch {
	case l == lostBefore:
		a.refusal = Unreachable
	case l == lostUntrusted:
		a.refusal = Untrusted
	case l == lostExposed:
		a.refusal = Exposed
	case a.id != "": // the header arrived: the service has signed and keeps it
		a.fetch = true
	case l == lostTime:
		a.doubt = TimedOut
	case l == lostCut:
		a.doubt = Cut
	default:
		a.doubt = Unreadable
	}
	return a
}

// byContent reads a JSON object.
func (a answer) byContent(e envelope, rep reply, now time.Time) answer {
	if id := e.text("id_dokumen", "id-dokumen", "idDokumen"); id != "" {
		a.id = id
	}
	a.time = e.text("time")
	pdf, failure := e.document(), e.failure()
	if pdf != nil && failure == "" {
		a.pdf = pdf
		return a
	}
	if pdf != nil { // a document and an error: it says both
		a.doubt = Unreadable
		return a
	}
	if a.said = failure; a.said == "" {
		a.said = e.message()
	}
	switch a = a.byWords(e); {
	case a.refusal != "":
	case failure == "" && rep.status < 300 && a.id != "":
		a.fetch = true
	case failure == "" && rep.status < 300:
		a.doubt = Unreadable
	case rep.status == http.StatusInternalServerError && e.spring():
		// The service's own handler reports an exception: it did not get to a
		// document. Seen for a place outside the page and for damaged PDFs.
		a.refusal = Broke
	case rep.status < 300:
		a.refusal = Rejected
	default:
		return a.byStatus(rep, now)
	}
	return a
}

// byWords knows the service's own numbers and states, and wrong secrets by
// their wording, for v2 was seen to give only words.
func (a answer) byWords(e envelope) answer {
	words := strings.ToLower(a.said)
	has := func(any ...string) bool {
		return slices.ContainsFunc(any, func(w string) bool { return strings.Contains(words, w) })
	}
	status, known := e.state()
	switch {
	case e.code() == codeWrongSecret,
		has("passphrase", "otp") && has("salah", "invalid", "tidak valid", "tidak sesuai", "kedaluwarsa", "kadaluarsa", "expired"):
		a.refusal = WrongSecret
	case known && !status.CanSign():
		a.refusal, a.status = NotReady, status
	}
	return a
}

// byStatus decides what an answer without usable content means.
func (a answer) byStatus(rep reply, now time.Time) answer {
	switch s := rep.status; {
	case s == http.StatusUnauthorized, s == http.StatusForbidden, s == http.StatusProxyAuthRequired:
		a.refusal = AppDenied
	case s == http.StatusNotFound, s == http.StatusMethodNotAllowed, s >= 300 && s < 400:
		a.refusal = WrongPath
	case s == http.StatusTooManyRequests:
		a.refusal, a.after = RateLimited, retryAfter(rep.header, now)
	case s == http.StatusRequestEntityTooLarge:
		a.refusal = TooLarge
	case s == http.StatusRequestTimeout:
		a.doubt = TimedOut
	case s >= 400 && s < 500:
		a.refusal = Rejected
	case s == http.StatusBadGateway, s == http.StatusGatewayTimeout:
		a.doubt = TimedOut // a proxy gave up waiting; the service may have signed
	default: // 2xx that says nothing, and 5xx of whoever it was
		a.doubt = Unreadable
	}
	return a
}

// documentID finds the id in the headers: id_dokumen, id-dokumen, any case.
func documentID(h http.Header) string {
	for name, values := range h {
		if strings.EqualFold(strings.ReplaceAll(name, "-", "_"), "id_dokumen") && len(values) > 0 {
			return strings.TrimSpace(values[0])
		}
	}
	return ""
}
