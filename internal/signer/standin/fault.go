package standin

import (
	"bytes"
	"net/http"
	"time"
)

// Fault is a way in which signing goes wrong; "" is none.
type Fault string

// The faults. Those in which the document is signed all the same are what
// makes a client's "unknown" necessary.
const (
	Slow         Fault = "slow"          // never answers, and never signs
	SlowSigned   Fault = "slow-signed"   // signs, and never answers
	Cut          Fault = "cut"           // hangs up without signing
	CutSigned    Fault = "cut-signed"    // signs, and hangs up
	CutHalf      Fault = "cut-half"      // signs, sends half of the answer, hangs up
	Exception    Fault = "exception"     // HTTP 500 in Spring's form
	Gateway      Fault = "gateway"       // signs, and a proxy in front answers 504
	Portal       Fault = "portal"        // HTTP 200 with a web page
	TooMany      Fault = "too-many"      // HTTP 429, Retry-After: 1
	TooManyLong  Fault = "too-many-long" // HTTP 429, Retry-After: 3600
	ErrorIn200   Fault = "error-in-200"  // HTTP 200 with an error in it
	IDOnly       Fault = "id-only"       // v1: signs, and answers only the id as JSON
	IDLost       Fault = "id-lost"       // v1: as id-only, but the document cannot be fetched
	IDHyphen     Fault = "id-hyphen"     // v1: the header is Id-Dokumen
	Base64       Fault = "base64"        // v1: signs, and answers base64 in JSON
	Rewritten    Fault = "rewritten"     // signs another file than was sent
	Unchanged    Fault = "unchanged"     // answers the PDF without a signature
	Elsewhere    Fault = "elsewhere"     // a redirect to another address
	Echo         Fault = "echo"          // an error that repeats the request, secrets and all
	RefusedApp   Fault = "refused-app"   // HTTP 403
	LargeRefused Fault = "large-refused" // HTTP 413
)

// Next sets what goes wrong in the coming signing calls, one each.
func (s *Server) Next(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// fault takes the next fault, or else the signer's own.
func (s *Server) fault(p Signer) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) > 0 {
		f := s.faults[0]
		s.faults = s.faults[1:]
		return f
	}
	return p.Fault
}

// before does what a fault does instead of signing, and reports whether that
// was all.
func (s *Server) before(w http.ResponseWriter, r *http.Request, f Fault, sent string) bool {
	switch f {
	case Slow:
		s.hold(r)
	case Cut:
		hangUp(w)
	case Exception:
		s.spring(w, r, http.StatusInternalServerError)
	case RefusedApp:
		s.spring(w, r, http.StatusForbidden)
	case LargeRefused:
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	case Portal:
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><title>Login jaringan</title></html>"))
	case TooMany:
		s.tooMany(w, "1")
	case TooManyLong:
		s.tooMany(w, "3600")
	case ErrorIn200:
		answer(w, http.StatusOK, object{"error": "Proses signing gagal : sertifikat tidak dapat dipakai"})
	case Echo:
		answer(w, http.StatusBadRequest, object{"error": "Permintaan tidak dikenal: " + sent, "request": sent, "authorization": r.Header.Get("Authorization")})
	case Elsewhere:
		w.Header().Set("Location", "http://192.0.2.1/api/sign/pdf")
		w.WriteHeader(http.StatusTemporaryRedirect)
	default:
		return false
	}
	return true
}

// after does what a fault does once the document is signed, and reports
// whether that was the answer.
func (s *Server) after(w http.ResponseWriter, r *http.Request, f Fault) bool {
	switch f {
	case SlowSigned:
		s.hold(r)
	case CutSigned:
		hangUp(w)
	case Gateway:
		w.WriteHeader(http.StatusGatewayTimeout)
		_, _ = w.Write([]byte("<html><h1>504 Gateway Time-out</h1></html>"))
	default:
		return false
	}
	return true
}

// spoil gives the PDF that a fault answers instead of the signed one.
func spoil(f Fault, original, signed []byte) []byte {
	switch f {
	case Unchanged:
		return original
	case Rewritten:
		return bytes.Replace(signed, []byte("%PDF-1."), []byte("%PDF-1.7\n%"), 1)
	}
	return signed
}

// half sends the first half of a body and hangs up.
func half(w http.ResponseWriter, body []byte) {
	_, _ = w.Write(body[:len(body)/2])
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	hangUp(w)
}

func hangUp(http.ResponseWriter) { panic(http.ErrAbortHandler) }

// hold waits until the client gives up, or the server closes.
func (s *Server) hold(r *http.Request) {
	limit := time.NewTimer(10 * time.Minute)
	defer limit.Stop()
	select {
	case <-r.Context().Done():
	case <-s.closing:
	case <-limit.C:
	}
	panic(http.ErrAbortHandler)
}
