package standin

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

func (s *Server) statusV1(w http.ResponseWriter, r *http.Request) { s.state(w, r.PathValue("nik"), "") }

func (s *Server) signV1(w http.ResponseWriter, r *http.Request) {
	// Some clients send the fields in the query string: FormValue reads both.
	if err := r.ParseMultipartForm(64 << 20); err != nil {
		s.spring(w, r, http.StatusBadRequest)
		return
	}
	p, found := s.find(r.FormValue("nik"), "")
	f := s.fault(p)
	if s.before(w, r, f, "nik="+r.FormValue("nik")+" passphrase="+r.FormValue("passphrase")) {
		return
	}
	if refuse(w, p, found, r.FormValue("passphrase") == p.Passphrase) {
		return
	}
	o, ok := orderV1(r)
	if !ok {
		answer(w, http.StatusBadRequest, object{"error": "Bad Request", "message": "Parameter tidak lengkap"})
		return
	}
	o.By = p
	pdf, ok := s.sign(w, r, o)
	if !ok {
		return
	}
	id := ""
	if f != IDLost {
		id = s.keep(pdf)
	}
	if s.after(w, r, f) {
		return
	}
	s.deliverV1(w, f, id, spoil(f, o.PDF, pdf))
}

func (s *Server) deliverV1(w http.ResponseWriter, f Fault, id string, pdf []byte) {
	switch f {
	case IDOnly:
		answer(w, http.StatusOK, object{"id_dokumen": id})
		return
	case IDLost:
		answer(w, http.StatusOK, object{"id_dokumen": "hilang"})
		return
	case Base64:
		answer(w, http.StatusOK, object{"id_dokumen": id, "base64_signed_file": pdf, "message": "Proses berhasil"})
		return
	case IDHyphen:
		w.Header().Set("Id-Dokumen", id)
	default:
		w.Header()["id_dokumen"] = []string{id} // as it is, without Go's spelling
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Length", strconv.Itoa(len(pdf)))
	if f == CutHalf {
		half(w, pdf)
	}
	_, _ = w.Write(pdf)
}

// orderV1 reads the form. An invisible request must carry no visual field, and
// a visible one a place or a tag and something to show.
func orderV1(r *http.Request) (Order, bool) {
	o := Order{PDF: upload(r, "file"), Reason: r.FormValue("reason"), Location: r.FormValue("location")}
	visual := []string{"image", "linkQR", "page", "xAxis", "yAxis", "width", "height", "tag_koordinat"}
	switch strings.ToLower(r.FormValue("tampilan")) {
	case "invisible":
		for _, name := range visual {
			if r.FormValue(name) != "" {
				return o, false
			}
		}
		return o, o.PDF != nil
	case "visible":
		o.Visible = true
	default:
		return o, false
	}
	switch r.FormValue("image") {
	case "true":
		o.Image = upload(r, "imageTTD")
	case "false":
		o.Link = r.FormValue("linkQR")
	}
	if o.PDF == nil || o.Image == nil && o.Link == "" {
		return o, false
	}
	var bad bool
	number := func(name string) float64 {
		n, err := strconv.Atoi(r.FormValue(name))
		bad = bad || err != nil
		return float64(n)
	}
	o.Width, o.Height = number("width"), number("height")
	if o.Anchor = r.FormValue("tag_koordinat"); o.Anchor == "" {
		o.Page, o.X, o.Y = int(number("page")), number("xAxis"), number("yAxis")
		o.Width, o.Height = o.Width-o.X, o.Height-o.Y // v1 takes the opposite corner
	}
	return o, !bad
}

func upload(r *http.Request, name string) []byte {
	f, _, err := r.FormFile(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil || len(b) == 0 {
		return nil
	}
	return b
}

// sign has the document signed, or answers the exception.
func (s *Server) sign(w http.ResponseWriter, r *http.Request, o Order) ([]byte, bool) {
	pdf, err := s.cfg.Sign(r.Context(), o)
	if err != nil {
		s.spring(w, r, http.StatusInternalServerError)
		return nil, false
	}
	s.mu.Lock()
	s.signed++
	s.mu.Unlock()
	return pdf, true
}

func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	pdf, ok := s.kept[r.PathValue("id")]
	s.mu.Unlock()
	if !ok {
		answer(w, http.StatusBadRequest, object{"status_code": 400, "error": "Dokumen tidak ditemukan"})
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	_, _ = w.Write(pdf)
}

func (s *Server) verifyV1(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(64 << 20); err != nil {
		s.spring(w, r, http.StatusBadRequest)
		return
	}
	list, good, err := s.cfg.Verify(r.Context(), upload(r, "signed_file"))
	if err != nil {
		s.spring(w, r, http.StatusInternalServerError)
		return
	}
	word, sentence := conclusion(list, good)
	details := []object{}
	for _, o := range list {
		tsa := any(nil)
		if o.Authority != "" {
			tsa = object{"name": o.Authority, "tsa_cert_validity": nil}
		}
		details = append(details, object{
			"signature_field": o.Field, "info_tsa": tsa,
			"info_signer": object{"signer_name": o.Signer, "signer_cert_validity": nil, "cert_user_certified": false},
			"signature_document": object{
				"document_integrity": o.Intact, "reason": o.Reason, "location": o.Location, "signed_using_tsa": o.Authority != "",
				"signed_in": o.At.In(time.FixedZone("WIB", 7*3600)).Format("2006-01-02 15:04:05.000"),
			},
		})
	}
	answer(w, http.StatusOK, object{
		"nama_dokumen": "dokumen.pdf", "jumlah_signature": len(list), "summary": word, "notes": sentence, "details": details,
	})
}
