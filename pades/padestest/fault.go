package padestest

import (
	"net/http"
)

// Fault is a way in which a service misbehaves; "" is none.
type Fault string

// What every service can do wrong.
const (
	Slow      Fault = "slow"       // never answers; ends when the client gives up
	Garbage   Fault = "garbage"    // bytes that are no DER
	Empty     Fault = "empty"      // nothing
	Huge      Fault = "huge"       // answers without end
	HTTPError Fault = "http-error" // 503 with a page in HTML
	BadValue  Fault = "bad-value"  // the signature of the answer is broken
	Untrusted Fault = "untrusted"  // signed by someone of another root
)

// What the time-stamp authority can do wrong besides.
const (
	WrongType          Fault = "wrong-type"          // the right answer, called text/html
	WrongNonce         Fault = "wrong-nonce"         // answers another's request
	NoNonce            Fault = "no-nonce"            // leaves the nonce out, so it may be an old answer
	WrongImprint       Fault = "wrong-imprint"       // stamps other data
	WrongHash          Fault = "wrong-hash"          // stamps with another hash function
	WrongPolicy        Fault = "wrong-policy"        // another policy than was asked for
	WrongTime          Fault = "wrong-time"          // its clock is two days behind
	Rejection          Fault = "rejection"           // status 2, "timeNotAvailable"
	ExpiredCertificate Fault = "expired-certificate" // of the authority
	WrongUsage         Fault = "wrong-usage"         // extendedKeyUsage is not critical
	NoCertificate      Fault = "no-certificate"      // although it was asked for
	NoToken            Fault = "no-token"            // "granted", and nothing else
)

// What the OCSP responder and CRLs can do wrong besides.
const (
	TryLater    Fault = "try-later"    // OCSP: tryLater
	UnknownCert Fault = "unknown"      // OCSP: the certificate is not known
	OtherCert   Fault = "other"        // OCSP: tells about another certificate
	Stale       Fault = "stale"        // an answer of last month
	Early       Fault = "early"        // an answer of tomorrow
	NoNext      Fault = "no-next"      // without nextUpdate
	Direct      Fault = "direct"       // no fault: OCSP signed by the authority itself
	NoEKU       Fault = "no-eku"       // OCSP: the responder was never delegated
	OnlyCAs     Fault = "only-cas"     // CRL: for certificates of authorities only
	OtherCRL    Fault = "other-crl"    // CRL: of another authority
	UnknownCrit Fault = "unknown-crit" // CRL: with a critical extension nobody knows
)

// faulty serves what has nothing to do with the content, and reports whether it did.
func faulty(w http.ResponseWriter, r *http.Request) bool {
	switch Fault(r.URL.Query().Get("fault")) {
	case Slow:
		<-r.Context().Done()
	case Garbage:
		_, _ = w.Write([]byte("\x30\x82\x7f\xff not DER at all"))
	case Empty:
		w.WriteHeader(http.StatusOK)
	case HTTPError:
		http.Error(w, "<html>maintenance</html>", http.StatusServiceUnavailable)
	case Huge:
		block := make([]byte, 1<<16)
		for r.Context().Err() == nil {
			if _, err := w.Write(block); err != nil {
				return true
			}
		}
	default:
		return false
	}
	return true
}
