package standin

import (
	"encoding/json"
	"net/http"
	"time"
)

type object map[string]any

func answer(w http.ResponseWriter, status int, o object) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(o) // the client is gone, or it is not
}

// spring answers an error as Spring Boot does.
func (s *Server) spring(w http.ResponseWriter, r *http.Request, status int) {
	answer(w, status, object{
		"timestamp": s.cfg.Now().UTC().Format("2006-01-02T15:04:05.000+00:00"),
		"status":    status, "error": http.StatusText(status), "path": r.URL.Path,
	})
}

func (s *Server) tooMany(w http.ResponseWriter, seconds string) {
	w.Header().Set("Retry-After", seconds)
	answer(w, http.StatusTooManyRequests, object{"message": "Terlalu banyak permintaan"})
}

// state is the answer about a signer. Of a NIK that nobody has the live
// service said NO_CERTIFICATE, and NOT_REGISTERED of one that cannot be.
func (s *Server) state(w http.ResponseWriter, nik, email string) {
	p, found := s.find(nik, email)
	switch {
	case found && p.State == "ISSUE":
		answer(w, http.StatusOK, object{"status_code": 1111, "message": "Pengguna dapat menandatangani", "status": p.State})
	case found && p.State != "NOT_REGISTERED" && p.State != "NO_CERTIFICATE":
		answer(w, http.StatusOK, object{"status_code": 1110, "message": "Pengguna belum dapat menandatangani", "status": p.State})
	case found && p.State == "NO_CERTIFICATE", !found && len(nik) == 16:
		answer(w, http.StatusOK, object{"status_code": 2021, "message": "Sertifikat tidak ada", "status": "NO_CERTIFICATE"})
	default:
		answer(w, http.StatusOK, object{"status_code": 2011, "message": "User tidak terdaftar", "status": "NOT_REGISTERED"})
	}
}

// refuse answers why a signer may not sign, and reports whether he may not.
func refuse(w http.ResponseWriter, p Signer, found, proven bool) bool {
	switch {
	case !found || p.State == "NOT_REGISTERED":
		answer(w, http.StatusBadRequest, object{"status_code": 2011, "error": "User tidak terdaftar"})
	case p.State != "ISSUE":
		answer(w, http.StatusBadRequest, object{"status_code": 2021, "error": "Proses signing gagal", "message": "Status pengguna " + p.State})
	case !proven:
		answer(w, http.StatusBadRequest, object{"status_code": 2031, "error": "Proses signing gagal : Passphrase anda salah"})
	default:
		return false
	}
	return true
}

// conclusion is the service's word for a document as a whole.
func conclusion(list []Opinion, good bool) (word, sentence string) {
	switch {
	case len(list) == 0:
		return "NO_SIGNATURE", "Dokumen tidak memiliki tanda tangan elektronik"
	case good:
		return "VALID", "Tanda tangan uji sah, sertifikat " + Mark
	}
	return "INVALID", "Tanda tangan tidak sah"
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000+00:00") }
