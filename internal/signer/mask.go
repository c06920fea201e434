package signer

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
)

// masker takes out of an answer what a log must not hold: secrets that the
// service echoes, in every spelling that travels; NIKs and the signer's
// e-mail; documents and images.
type masker struct {
	secrets []Secret
	who     Who
	codes   bool // the answer may tell a fresh one-time code in its prose
}

func (c *client) masker(a asking) masker {
	return masker{append([]Secret{c.cfg.Password, c.basic}, a.secrets...), a.who, a.codes}
}

const (
	longestText     = 64 << 10 // what is looked at of an answer that is not JSON
	longestResponse = 4 << 10  // what is logged of any answer
	longestValue    = 500      // what is logged of one value
)

var (
	nikLike = regexp.MustCompile(`\b\d{16}\b`)
	code    = regexp.MustCompile(`\b\d{4,10}\b`)
	longRun = regexp.MustCompile(`[A-Za-z0-9+/_=-]{120,}`)
)

// tellTale are words in the names of fields whose values are hidden whatever
// they are.
var tellTale = []string{"pass", "totp", "otp", "secret", "token", "activation", "qr", "key", "authorization"}

// body gives an answer as the log may hold it.
func (m masker) body(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if IsPDF(b) {
		return describe(b)
	}
	if v, ok := decodeJSON(b); ok {
		var out bytes.Buffer
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if enc.Encode(m.value("", v)) == nil {
			return short(m.text(strings.TrimSpace(out.String())), longestResponse)
		}
	}
	text := string(b[:min(len(b), longestText)])
	return short(m.prose(strings.Map(printable, strings.ToValidUTF8(text, "?"))), longestResponse/2)
}

// prose is text in which a code may be told.
func (m masker) prose(s string) string {
	s = m.text(s)
	if m.codes {
		s = code.ReplaceAllString(s, hidden)
	}
	return s
}

func printable(r rune) rune {
	if r < 0x20 || r == 0x7f {
		return ' '
	}
	return r
}

// value masks inside a decoded JSON value; name is the field it stands in.
func (m masker) value(name string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[m.text(k)] = m.value(k, x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = m.value(name, x)
		}
		return out
	case string:
		if hides(name) || strings.HasPrefix(v, "otpauth:") {
			return hidden
		}
		if longRun.MatchString(v) {
			if raw, err := base64.StdEncoding.DecodeString(v); err == nil {
				return describe(raw)
			}
		}
		return short(m.prose(v), longestValue)
	case json.Number:
		if hides(name) {
			return hidden
		}
		if masked := m.text(v.String()); masked != v.String() {
			return masked
		}
		return v
	default:
		return v
	}
}

func hides(name string) bool {
	name = strings.ToLower(name)
	for _, w := range tellTale {
		if strings.Contains(name, w) && name != "keyusages" {
			return true
		}
	}
	return false
}

func describe(b []byte) string {
	kind := "data"
	if IsPDF(b) {
		kind = "PDF"
	}
	return fmt.Sprintf("<%s %d bytes, SHA-256 %s>", kind, len(b), sum(b))
}

// text masks in plain text.
func (m masker) text(s string) string {
	s = m.secret(s)
	if m.who.Email != "" {
		s = strings.ReplaceAll(s, m.who.Email, Who{Email: m.who.Email}.String())
	}
	s = longRun.ReplaceAllStringFunc(s, func(run string) string { return fmt.Sprintf("<%d characters>", len(run)) })
	return nikLike.ReplaceAllStringFunc(s, maskNIK)
}

// secret masks secrets only, for what is used further and not only logged.
func (m masker) secret(s string) string {
	b := []byte(s)
	for _, secret := range m.secrets {
		secret.reveal(func(plain []byte) {
			for _, spelling := range spellings(plain) {
				b = bytes.ReplaceAll(b, spelling, []byte(hidden))
				wipe(spelling)
			}
		})
	}
	return string(b)
}

// spellings are the forms in which a secret may come back, longest first so
// that one does not hide a part of another.
func spellings(plain []byte) [][]byte {
	quoted, _ := json.Marshal(string(plain)) // a string always encodes
	loose := sink{}
	loose.jsonSecret(keep(plain))
	return [][]byte{
		base64.StdEncoding.AppendEncode(nil, plain),
		base64.RawStdEncoding.AppendEncode(nil, plain),
		base64.URLEncoding.AppendEncode(nil, plain),
		[]byte(url.QueryEscape(string(plain))),
		[]byte(url.PathEscape(string(plain))),
		[]byte(html.EscapeString(string(plain))),
		quoted[1 : len(quoted)-1],
		loose.b[1 : len(loose.b)-1],
		bytes.Clone(plain),
	}
}

// decodeJSON decodes an object or array and nothing after it.
func decodeJSON(b []byte) (any, bool) {
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	if len(b) == 0 || b[0] != '{' && b[0] != '[' {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || d.More() {
		return nil, false
	}
	return v, true
}
