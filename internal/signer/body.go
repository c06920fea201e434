package signer

import (
	"io"
	"mime/multipart"
	"sync"
	"unicode/utf8"
)

// sink collects a request body that holds a secret. When it must grow it
// clears what it leaves behind.
type sink struct{ b []byte }

// Write appends p.
func (s *sink) Write(p []byte) (int, error) {
	if need := len(s.b) + len(p); need > cap(s.b) {
		next := make([]byte, len(s.b), max(need, 2*cap(s.b), 4096))
		copy(next, s.b)
		wipe(s.b)
		s.b = next
	}
	s.b = append(s.b, p...)
	return len(p), nil
}

func (s *sink) text(parts ...string) {
	for _, p := range parts {
		_, _ = io.WriteString(s, p) // a sink cannot fail
	}
}

// jsonSecret appends the secret as a JSON string, without a copy on the way.
func (s *sink) jsonSecret(secret Secret) {
	const hexDigits = "0123456789abcdef"
	s.text(`"`)
	secret.reveal(func(b []byte) {
		for i := 0; i < len(b); {
			r, n := utf8.DecodeRune(b[i:])
			switch {
			case r == '"' || r == '\\':
				_, _ = s.Write([]byte{'\\', b[i]})
			case r < 0x20:
				s.text(`\u00`, hexDigits[r>>4:r>>4+1], hexDigits[r&15:r&15+1])
			default:
				_, _ = s.Write(b[i : i+n])
			}
			i += n
		}
	})
	s.text(`"`)
}

// payload is a finished request body. Each try reads it from the start.
type payload struct {
	contentType string
	mu          sync.Mutex
	b           []byte
}

func (p *payload) size() int64 {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return int64(len(p.b))
}

// wipe clears the body. A transport that still reads it, because the answer
// came early, finds its end.
func (p *payload) wipe() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	wipe(p.b)
	p.b = nil
}

func (p *payload) reader() io.ReadCloser { return &payloadReader{p: p} }

type payloadReader struct {
	p      *payload
	at     int
	closed bool
}

// Read implements io.Reader.
func (r *payloadReader) Read(into []byte) (int, error) {
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	if r.closed || r.at >= len(r.p.b) {
		return 0, io.EOF
	}
	n := copy(into, r.p.b[r.at:])
	r.at += n
	return n, nil
}

// Close implements io.Closer.
func (r *payloadReader) Close() error {
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	r.closed = true
	return nil
}

// form builds a multipart body.
type form struct {
	out sink
	w   *multipart.Writer
}

func newForm() *form {
	f := &form{}
	f.w = multipart.NewWriter(&f.out)
	return f
}

// field adds a field unless it is empty. A sink cannot fail, so neither can
// the writer on it.
func (f *form) field(name, value string) {
	if value != "" {
		_ = f.w.WriteField(name, value)
	}
}

func (f *form) secret(name string, s Secret) {
	part, err := f.w.CreateFormField(name)
	if err != nil {
		return
	}
	s.reveal(func(b []byte) { _, _ = part.Write(b) })
}

func (f *form) file(name, filename string, content []byte) {
	part, err := f.w.CreateFormFile(name, filename)
	if err != nil {
		return
	}
	_, _ = part.Write(content)
}

func (f *form) payload() *payload {
	_ = f.w.Close()
	return &payload{contentType: f.w.FormDataContentType(), b: f.out.b}
}
