package standin

import (
	"encoding/json"
	"net/http"
)

// requestV2 holds the fields of every v2 request.
type requestV2 struct {
	NIK        string           `json:"nik"`
	Email      string           `json:"email"`
	Name       string           `json:"nama"`
	Passphrase string           `json:"passphrase"`
	TOTP       string           `json:"totp"`
	Subscriber string           `json:"idSubscriber"`
	Data       int              `json:"data"`
	Properties []map[string]any `json:"signatureProperties"`
	File       json.RawMessage  `json:"file"`
}

// identity is what a code was sent to.
func (q requestV2) identity() string {
	if q.NIK != "" {
		return q.NIK
	}
	return q.Email
}

// bytesIn reads a base64 JSON string, or nothing.
func bytesIn(raw json.RawMessage) []byte {
	var b []byte
	if json.Unmarshal(raw, &b) != nil || len(b) == 0 {
		return nil
	}
	return b
}

func (s *Server) read(w http.ResponseWriter, r *http.Request) (q requestV2, ok bool) {
	if r.Header.Get("Content-Type") != "application/json" {
		s.spring(w, r, http.StatusUnsupportedMediaType)
		return q, false
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		s.spring(w, r, http.StatusBadRequest)
		return q, false
	}
	return q, true
}

func (s *Server) statusV2(w http.ResponseWriter, r *http.Request) {
	if q, ok := s.read(w, r); ok {
		s.state(w, q.NIK, q.Email)
	}
}

func (s *Server) signV2(w http.ResponseWriter, r *http.Request) {
	q, ok := s.read(w, r)
	if !ok {
		return
	}
	p, found := s.find(q.NIK, q.Email)
	f := s.fault(p)
	if s.before(w, r, f, "passphrase="+q.Passphrase+" totp="+q.TOTP) {
		return
	}
	proven := q.Passphrase != "" && q.Passphrase == p.Passphrase
	if q.TOTP != "" {
		proven = s.useCode(q.identity(), q.TOTP)
	}
	if refuse(w, p, found, proven) {
		return
	}
	s.carryOut(w, r, q, p, f)
}

// carryOut signs the files of a request and answers them in the same order.
func (s *Server) carryOut(w http.ResponseWriter, r *http.Request, q requestV2, by Signer, f Fault) {
	started := s.cfg.Now()
	var files []json.RawMessage
	if json.Unmarshal(q.File, &files) != nil || len(files) == 0 || len(files) != len(q.Properties) {
		s.spring(w, r, http.StatusBadRequest)
		return
	}
	out := make([][]byte, len(files))
	for i, raw := range files {
		o, ok := s.orderV2(q.Properties[i])
		if o.PDF = bytesIn(raw); o.PDF == nil || !ok {
			s.spring(w, r, http.StatusInternalServerError)
			return
		}
		o.By = by
		pdf, ok := s.sign(w, r, o)
		if !ok {
			return
		}
		out[i] = spoil(f, o.PDF, pdf)
	}
	if s.after(w, r, f) {
		return
	}
	o := object{"time": s.cfg.Now().Sub(started).Milliseconds(), "file": out}
	if f == CutHalf {
		b, _ := json.Marshal(o) // bytes and numbers always encode
		half(w, b)
	}
	answer(w, http.StatusOK, o)
}

func (s *Server) orderV2(p map[string]any) (Order, bool) {
	text := func(name string) string { v, _ := p[name].(string); return v }
	bad := false
	number := func(name string) float64 {
		v, ok := p[name].(float64)
		bad = bad || !ok
		return v
	}
	o := Order{Reason: text("reason"), Location: text("location"), FromTop: true}
	switch text("tampilan") {
	case "INVISIBLE":
		return o, p["imageBase64"] == nil
	case "VISIBLE":
		o.Visible = true
	default:
		return o, false
	}
	raw, _ := json.Marshal(p["imageBase64"]) // was decoded from JSON
	o.Image = bytesIn(raw)
	o.Width, o.Height = number("width"), number("height")
	if o.Anchor = text(s.cfg.AnchorKey); o.Anchor == "" {
		o.Page, o.X, o.Y = int(number("page")), number("originX"), number("originY")
	}
	return o, !bad && o.Image != nil
}

func (s *Server) totp(w http.ResponseWriter, r *http.Request) {
	q, ok := s.read(w, r)
	if !ok {
		return
	}
	p, found := s.find(q.NIK, q.Email)
	if refuse(w, p, found, true) {
		return
	}
	if q.Data < 1 {
		s.spring(w, r, http.StatusBadRequest)
		return
	}
	s.newCode(q.identity())
	answer(w, http.StatusOK, object{"success": true, "message": "TOTP dapat dilihat pada aplikasi BeSign"})
}

func (s *Server) register(w http.ResponseWriter, r *http.Request) {
	q, ok := s.read(w, r)
	if !ok {
		return
	}
	if _, found := s.find("", q.Email); found || q.Email == "" || q.Name == "" {
		answer(w, http.StatusBadRequest, object{"status_code": 2012, "error": "Email sudah terdaftar atau tidak lengkap"})
		return
	}
	s.mu.Lock()
	s.signers = append(s.signers, Signer{Name: q.Name, Email: q.Email, State: "WAITING_FOR_VERIFICATION"})
	s.mu.Unlock()
	answer(w, http.StatusOK, object{"message": "Pendaftaran diterima"})
}

func (s *Server) verifyV2(w http.ResponseWriter, r *http.Request) {
	q, ok := s.read(w, r)
	if !ok {
		return
	}
	list, good, err := s.cfg.Verify(r.Context(), bytesIn(q.File))
	if err != nil {
		s.spring(w, r, http.StatusInternalServerError)
		return
	}
	word, sentence := conclusion(list, good)
	details := []object{}
	for _, o := range list {
		tsa := any(nil)
		if o.Authority != "" {
			tsa = object{"signerName": o.Authority, "timestampDate": stamp(o.StampedAt)}
		}
		details = append(details, object{
			"signerName": o.Signer, "fieldName": o.Field, "signatureFormat": o.Format, "signatureDate": stamp(o.At),
			"integrityValid": o.Intact, "certificateTrusted": o.Trusted, "lastSignature": false, "ltv": false, "certLevelCode": 0,
			"reason": o.Reason, "location": o.Location, "digestAlgorithm": nil, "signatureAlgorithm": nil,
			"timestampInfomation": tsa, // the service's spelling
			"certificateDetails":  []object{},
		})
	}
	answer(w, http.StatusOK, object{
		"documentName": "dokumen.pdf", "signatureCount": len(list), "conclusion": word, "description": sentence, "signatureInformations": details,
	})
}
