package signer

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
)

// The service's own error numbers, as clients and one team's live answers
// have them.
const (
	codeNotRegistered = 2011
	codeNoCertificate = 2021
	codeWrongSecret   = 2031
)

// envelope is a JSON object that a service answered. Its fields change type
// between installations.
type envelope map[string]any

// text gives the first of the named fields that holds a text or a number.
func (e envelope) text(names ...string) string {
	for _, name := range names {
		switch v := e[name].(type) {
		case string:
			if v = strings.TrimSpace(v); v != "" {
				return v
			}
		case json.Number:
			return v.String()
		}
	}
	return ""
}

// sub gives the object in a field.
func (e envelope) sub(name string) envelope {
	m, _ := e[name].(map[string]any)
	return m
}

// failure gives the reason of an error, or nothing when the object reports
// none. "error" counts unless it is null, false, empty or 0; "success": false
// counts; a code counts when it is one of the service's error numbers.
func (e envelope) failure() string {
	why := ""
	switch v := e["error"].(type) {
	case string:
		why = strings.TrimSpace(v)
	case json.Number:
		if v.String() != "0" {
			why = "error " + v.String()
		}
	case bool:
		if v {
			why = "error"
		}
	case map[string]any:
		if why = envelope(v).text("message", "error", "name", "code"); why == "" && len(v) > 0 {
			why = "error"
		}
	case []any:
		if len(v) > 0 {
			why = "error"
		}
	}
	refused, told := e["success"].(bool)
	code := e.code()
	if why == "" && (told && !refused || code >= 2000 && code < 10000 || code >= 400 && code < 600) {
		why = "error"
	}
	if why == "" {
		return ""
	}
	// "message" says more than Spring's "Bad Request" in "error".
	if m := e.message(); m != "" && !strings.EqualFold(m, why) {
		if e.spring() || why == "error" {
			return m
		}
		return why + ": " + m
	}
	return why
}

// message gives the sentence that stands beside an error or alone.
func (e envelope) message() string { return e.text("message", "deskripsi_status", "pesan") }

var codeInText = regexp.MustCompile(`\b2\d{3}\b`)

// code gives the service's number: a field, or four digits in its words.
func (e envelope) code() int {
	for _, name := range []string{"status_code", "statusCode", "code", "status"} {
		if n, err := strconv.Atoi(e.text(name)); err == nil {
			return n
		}
	}
	if s := e.text("error"); s != "" {
		n, _ := strconv.Atoi(codeInText.FindString(s))
		return n
	}
	return 0
}

// spring reports whether this is the body that Spring Boot makes of an
// exception: timestamp, status, error, path.
func (e envelope) spring() bool {
	_, at := e["timestamp"]
	_, path := e["path"]
	_, status := e["status"].(json.Number)
	return at && path && status
}

// document gives the PDF in an object: file (a list of one, or a text), or
// base64_signed_file, which v1 answers when asked for base64.
func (e envelope) document() []byte {
	coded := ""
	switch v := e["file"].(type) {
	case string:
		coded = v
	case []any:
		if len(v) == 1 {
			coded, _ = v[0].(string)
		}
	}
	if coded == "" {
		coded, _ = e["base64_signed_file"].(string)
	}
	coded = strings.TrimSpace(strings.TrimPrefix(coded, "data:application/pdf;base64,"))
	b, err := base64.StdEncoding.DecodeString(coded)
	if err != nil || !IsPDF(b) {
		return nil
	}
	return b
}

// state finds a signer's state: status, userStatus or data.status, or the
// number that stands for one. known is false when there is none, or none that
// was ever seen; then Said holds the word.
func (e envelope) state() (s Status, known bool) {
	s = Status{State: Strange, Code: e.code()}
	for _, word := range []string{e.text("status"), e.text("userStatus"), e.sub("data").text("status", "userStatus")} {
		word = strings.ReplaceAll(strings.ToUpper(word), " ", "_")
		if st := State(word); st != Strange && slices.Contains(States(), st) {
			return Status{State: st, Code: s.Code}, true
		}
		if _, err := strconv.Atoi(word); err != nil && s.Said == "" {
			s.Said = word
		}
	}
	switch s.Code {
	case codeNotRegistered:
		return Status{State: NotRegistered, Code: s.Code}, true
	case codeNoCertificate:
		return Status{State: NoCertificate, Code: s.Code}, true
	}
	return s, false
}

// number gives the first of the named fields that holds a whole number.
func (e envelope) number(names ...string) int {
	n, _ := strconv.Atoi(e.text(names...))
	return n
}

// yes reports whether a field is true, in whichever type.
func (e envelope) yes(name string) bool {
	b, _ := e[name].(bool)
	return b || strings.EqualFold(e.text(name), "true")
}

// instant reads the services' ways to write a time: v2 with an offset, v1
// without one, which means western Indonesia time. Zero when it is neither.
func instant(s string) time.Time {
	for _, layout := range []string{"2006-01-02T15:04:05.999999999-07:00", "2006-01-02T15:04:05.999999999-0700", time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	for _, layout := range []string{"2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999"} {
		if t, err := time.ParseInLocation(layout, s, civil.WIB()); err == nil {
			return t.UTC()
		}
	}
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil && ms > 1e11 && ms < 1e14 {
		return time.UnixMilli(ms).UTC()
	}
	return time.Time{}
}
