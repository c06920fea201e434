package standin

import "net/http"

// seal finds the seal of a request and checks its code. Activation without a
// code is the first one; after that every call needs one.
func (s *Server) seal(w http.ResponseWriter, q requestV2, free bool) (Seal, bool) {
	for _, seal := range s.cfg.Seals {
		if seal.Subscriber != q.Subscriber {
			continue
		}
		if !free && !s.useCode(q.Subscriber, q.TOTP) {
			answer(w, http.StatusBadRequest, object{"success": false, "message": "TOTP tidak valid"})
			return seal, false
		}
		return seal, true
	}
	answer(w, http.StatusBadRequest, object{"success": false, "message": "Subscriber tidak ditemukan"})
	return Seal{}, false
}

func (s *Server) sealActivate(w http.ResponseWriter, r *http.Request) {
	q, ok := s.read(w, r)
	if !ok {
		return
	}
	if _, ok := s.seal(w, q, q.TOTP == ""); !ok {
		return
	}
	s.newCode(q.Subscriber)
	answer(w, http.StatusOK, object{"success": true, "message": "Kode aktivasi: " + s.Code(q.Subscriber)})
}

func (s *Server) sealRevoke(w http.ResponseWriter, r *http.Request) {
	q, ok := s.read(w, r)
	if !ok {
		return
	}
	if _, ok := s.seal(w, q, false); ok {
		answer(w, http.StatusOK, object{"success": true})
	}
}

func (s *Server) sealTOTP(w http.ResponseWriter, r *http.Request) {
	q, ok := s.read(w, r)
	if !ok {
		return
	}
	if q.Data < 1 {
		s.spring(w, r, http.StatusBadRequest)
		return
	}
	if _, ok := s.seal(w, q, false); ok {
		s.newCode(q.Subscriber)
		answer(w, http.StatusOK, object{"success": true, "totp": s.Code(q.Subscriber)})
	}
}

func (s *Server) sealSign(w http.ResponseWriter, r *http.Request) {
	q, ok := s.read(w, r)
	if !ok {
		return
	}
	f := s.fault(Signer{})
	if s.before(w, r, f, "totp="+q.TOTP) {
		return
	}
	if seal, ok := s.seal(w, q, false); ok {
		s.carryOut(w, r, q, Signer{Name: seal.Name}, f)
	}
}
