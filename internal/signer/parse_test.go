package signer

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/fault"
)

var now = time.Date(2026, 11, 10, 1, 0, 0, 0, time.UTC)

func TestPlainConnectionsStayInside(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"192.168.1.9:80": true, "10.1.2.3:8080": true, "172.16.0.1:80": true, "127.0.0.1:80": true, "[::1]:80": true, "[fd00::1]:80": true,
		"169.254.1.1:80": true, "[::ffff:192.168.1.9]:80": true,
		"103.122.5.1:80": false, "172.32.0.1:80": false, "[2001:db8::1]:80": false, "[::ffff:8.8.8.8]:80": false, "name:80": false,
	}
	for address, want := range tests {
		if got := onlyInside("tcp", address, nil) == nil; got != want {
			t.Errorf("%s: got %v", address, got)
		}
	}
	if l := classify(fmt.Errorf("dial: %w", errPublic), false); l != lostExposed {
		t.Errorf("got %v", l)
	}
}

// The answers of this table were read in public clients and in notes of live
// answers; bodies are retyped.
func TestSignAnswers(t *testing.T) {
	t.Parallel()
	coded := base64.StdEncoding.EncodeToString([]byte("%PDF-1.7 x"))
	tests := map[string]struct {
		status int
		header map[string]string
		body   string
		want   string
	}{
		"v1 PDF with its id":              {200, map[string]string{"id_dokumen": "a1"}, "%PDF-1.7 x", "pdf a1"},
		"v1 PDF, header in capitals":      {200, map[string]string{"ID_DOKUMEN": "a1"}, "%PDF-1.7 x", "pdf a1"},
		"v1 PDF, header with a hyphen":    {200, map[string]string{"Id-Dokumen": "a1"}, "%PDF-1.7 x", "pdf a1"},
		"v1 PDF under an odd status":      {500, nil, "%PDF-1.7 x", "pdf"},
		"v1 id only":                      {200, nil, `{"id_dokumen":"a1"}`, "fetch a1"},
		"v1 base64":                       {200, nil, `{"id_dokumen":"a1","base64_signed_file":"` + coded + `"}`, "pdf a1"},
		"v2 list of one":                  {200, nil, `{"time":862,"file":["` + coded + `"]}`, "pdf"},
		"v2 text":                         {200, nil, `{"file":"` + coded + `"}`, "pdf"},
		"v2 with error null":              {200, nil, `{"error":null,"file":["` + coded + `"]}`, "pdf"},
		"v2 a document and an error":      {200, nil, `{"error":"gagal","file":["` + coded + `"]}`, "unreadable"},
		"v2 list of two":                  {200, nil, `{"file":["` + coded + `","` + coded + `"]}`, "unreadable"},
		"v2 file that is no PDF":          {200, nil, `{"file":["UEsDBA=="]}`, "unreadable"},
		"2031 under 400":                  {400, nil, `{"status_code":2031,"error":"Proses signing gagal : Passphrase anda salah"}`, "wrong_secret"},
		"2031 under 200":                  {200, nil, `{"status_code":2031,"error":"Passphrase anda salah"}`, "wrong_secret"},
		"2031 as text":                    {500, nil, `{"status_code":"2031","message":"gagal"}`, "wrong_secret"},
		"a wrong passphrase in words":     {500, nil, `{"message":"Passphrase anda salah"}`, "wrong_secret"},
		"a wrong code in words":           {400, nil, `{"success":false,"message":"TOTP tidak valid"}`, "wrong_secret"},
		"2011":                            {400, nil, `{"status_code":2011,"error":"User tidak terdaftar"}`, "not_ready NOT_REGISTERED"},
		"2011 under 200":                  {200, nil, `{"status_code":2011,"message":"x","status":"NOT_REGISTERED"}`, "not_ready NOT_REGISTERED"},
		"2021":                            {200, nil, `{"status_code":2021,"message":"x"}`, "not_ready NO_CERTIFICATE"},
		"a state instead of a document":   {200, nil, `{"status":"EXPIRED"}`, "not_ready EXPIRED"},
		"an error under 200":              {200, nil, `{"error":"apa saja"}`, "rejected"},
		"an error that is an object":      {200, nil, `{"error":{"message":"apa saja"}}`, "rejected"},
		"an error that is a number":       {200, nil, `{"error":7}`, "rejected"},
		"error false says nothing":        {200, nil, `{"error":false}`, "unreadable"},
		"only a message":                  {200, nil, `{"message":"diproses"}`, "unreadable"},
		"success false":                   {200, nil, `{"success":false}`, "rejected"},
		"Spring's 500":                    {500, nil, `{"timestamp":"t","status":500,"error":"Internal Server Error","path":"/api/v2/sign/pdf"}`, "broke"},
		"Spring's 401":                    {401, nil, `{"timestamp":"t","status":401,"error":"Unauthorized","path":"/"}`, "app_denied"},
		"Spring's 404":                    {404, nil, `{"timestamp":"t","status":404,"error":"Not Found","path":"/"}`, "wrong_path"},
		"Spring's 500 under 200":          {200, nil, `{"timestamp":"t","status":500,"error":"Internal Server Error","path":"/"}`, "rejected"},
		"a 500 of nobody knows whom":      {500, nil, `{"error":"kesalahan"}`, "unreadable"},
		"a 500 that is a page":            {500, nil, "<html>", "unreadable"},
		"a proxy that gave up":            {504, nil, "<html>", "timed_out"},
		"a proxy without a service":       {502, nil, "", "timed_out"},
		"a service that is down":          {503, nil, "", "unreadable"},
		"too many":                        {429, map[string]string{"Retry-After": "30"}, "", "rate_limited 30s"},
		"too many, until a date":          {429, map[string]string{"Retry-After": "Tue, 10 Nov 2026 01:01:00 GMT"}, `{"message":"x"}`, "rate_limited 1m0s"},
		"a 400 with JSON that is a text":  {400, nil, `"salah"`, "rejected"},
		"a redirect":                      {302, nil, "", "wrong_path"},
		"too large":                       {413, nil, "<html>", "too_large"},
		"nothing":                         {200, nil, "", "unreadable"},
		"a list":                          {200, nil, "[]", "unreadable"},
		"half of an object":               {200, nil, `{"file":["JVBERi0`, "unreadable"},
		"an object and something more":    {200, nil, `{"file":["` + coded + `"]} x`, "unreadable"},
		"a page with a PDF somewhere":     {200, nil, "<html>%PDF-1.7", "unreadable"},
		"a document under another's name": {200, nil, `{"dokumen":"` + coded + `"}`, "unreadable"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rep := reply{status: tc.status, header: http.Header{}, body: []byte(tc.body)}
			for k, v := range tc.header {
				rep.header[k] = []string{v}
			}
			a := readSigned(rep, now)
			got := string(a.refusal) + string(a.doubt)
			switch {
			case a.pdf != nil:
				got = "pdf"
			case a.fetch:
				got = "fetch"
			case a.refusal == NotReady:
				got += " " + string(a.status.State)
			case a.after > 0:
				got += " " + a.after.String()
			}
			if a.id != "" {
				got += " " + a.id
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestLostAnswers(t *testing.T) {
	t.Parallel()
	tests := map[lost]string{lostBefore: "unreachable", lostUntrusted: "untrusted", lostExposed: "exposed", lostTime: "timed_out", lostCut: "cut", lostLong: "unreadable"}
	for l, want := range tests {
		a := readSigned(reply{status: 200, header: http.Header{}, body: []byte("%PDF-1.7 half"), lost: l}, now)
		if got := string(a.refusal) + string(a.doubt); got != want || a.pdf != nil {
			t.Errorf("%v: got %q", l, got)
		}
	}
}

func TestStateAnswers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		want   string
	}{
		"live":                     {200, `{"status_code":1111,"message":"x","status":"ISSUE"}`, "ISSUE"},
		"userStatus":               {200, `{"userStatus":"ISSUE"}`, "ISSUE"},
		"data.status":              {200, `{"status":"success","data":{"status":"RENEW"}}`, "RENEW"},
		"small letters and spaces": {200, `{"status":"waiting for verification"}`, "WAITING_FOR_VERIFICATION"},
		"only 2011":                {400, `{"status_code":2011,"error":"User tidak terdaftar"}`, "NOT_REGISTERED"},
		"only 2021":                {200, `{"status_code":2021,"message":"x"}`, "NO_CERTIFICATE"},
		"a word nobody knows":      {200, `{"status":"PENDING"}`, "STRANGE PENDING"},
		"STRANGE is no state":      {200, `{"status":"STRANGE"}`, "STRANGE STRANGE"},
		"nothing":                  {200, `{}`, "signer.unreadable"},
		"a page":                   {200, `<html>`, "signer.unreadable"},
		"not allowed":              {401, `{"timestamp":"t","status":401,"error":"Unauthorized","path":"/"}`, "signer.refused.app_denied"},
		"not there":                {404, `<html>`, "signer.refused.wrong_path"},
		"broken":                   {500, `{"timestamp":"t","status":500,"error":"x","path":"/"}`, "signer.refused.broke"},
		"another reason":           {400, `{"error":"apa saja"}`, "signer.refused.rejected"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := readState(reply{status: tc.status, header: http.Header{}, body: []byte(tc.body)}, now, masker{})
			got := strings.TrimSpace(string(s.State) + " " + s.Said)
			if err != nil {
				got = fault.Of(err).Key
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// The v2 answer is of a live service as a public client keeps it, its names
// and numbers changed.
func TestVerifyAnswers(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 3, 23, 6, 56, 15, 0, time.UTC)
	v2 := `{"conclusion":"VALID","description":"Dokumen valid","signatureCount":1,"signatureInformations":[{"id":"S-1","signatureFormat":"PAdES-BASELINE-LT",
		"signerName":"Pejabat","signatureDate":"2024-03-23T06:56:15.000+00:00","fieldName":"bcs_1","reason":"r","location":null,"certLevelCode":0,
		"signatureAlgorithm":null,"timestampInfomation":{"id":"T-2","signerName":"Timestamp Authority","timestampDate":"2024-03-23T06:56:19.000+00:00"},
		"integrityValid":true,"certificateTrusted":true,"lastSignature":false}]}`
	v1 := `{"nama_dokumen":"x.pdf","jumlah_signature":1,"summary":"VALID","notes":"Dokumen valid","details":[{"signature_field":"s1",
		"info_tsa":{"name":"Timestamp Authority","tsa_cert_validity":null},"info_signer":{"signer_name":"Pejabat","signer_cert_validity":"a to b"},
		"signature_document":{"signed_using_tsa":true,"reason":"r","document_integrity":true,"signed_in":"2024-03-23 13:56:15.000","location":null}}]}`
	want := SignatureOpinion{Signer: "Pejabat", Field: "s1", SignedAt: at, Intact: true, Reason: "r", TimeBy: "Timestamp Authority"}
	for contract, body := range map[string]string{"v1": v1, "v2": v2} {
		got, err := readVerification(reply{status: 200, header: http.Header{}, body: []byte(body)}, now, masker{})
		if err != nil || !got.Valid() || got.Conclusion != "VALID" || got.Description != "Dokumen valid" {
			t.Fatalf("%s: got %+v, %v", contract, got, err)
		}
		want := want
		if contract == "v2" {
			want.Field, want.Format, want.Trusted, want.TimestampAt = "bcs_1", "PAdES-BASELINE-LT", true, at.Add(4*time.Second)
		}
		if diff := cmp.Diff(want, got.Details[0]); diff != "" {
			t.Errorf("%s: %s", contract, diff)
		}
	}
	for name, body := range map[string]string{
		"says valid, counts two":    strings.Replace(v2, `"signatureCount":1`, `"signatureCount":2`, 1),
		"says valid, was modified":  strings.Replace(v2, `"integrityValid":true`, `"integrityValid":true,"modified":true`, 1),
		"says valid, is not intact": strings.Replace(v2, `"integrityValid":true`, `"integrityValid":false`, 1),
		"says invalid":              strings.Replace(v2, "VALID", "INVALID", 1),
		"nothing is signed":         `{"conclusion":"NO_SIGNATURE","signatureCount":0,"signatureInformations":[]}`,
	} {
		got, err := readVerification(reply{status: 200, header: http.Header{}, body: []byte(body)}, now, masker{})
		if err != nil || got.Valid() {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestExtends(t *testing.T) {
	t.Parallel()
	before := []byte("%PDF-1.7 isi\n")
	n := len(before)
	signature := func(a, b, c, d int) []byte {
		return fmt.Appendf(bytes.Clone(before), "<<0000>> /ByteRange [%d %d %d %d]", a, b, c, d)
	}
	length := len(signature(0, n, n+8, 99))
	tests := map[string]struct {
		after []byte
		want  string
	}{
		"signed":                      {signature(0, n, n+8, length-n-8), ""},
		"signed, padded":              {fmt.Appendf(bytes.Clone(before), "<<0000>> /ByteRange [ 0 0000%d %d    8 ]", n, n+8), ""},
		"nothing new":                 {before, "signer.unknown.unsigned"},
		"new, but no signature":       {append(bytes.Clone(before), "x"...), "signer.unknown.unsigned"},
		"a range that begins later":   {signature(1, n, n+8, 5), "signer.unknown.unsigned"},
		"a hole in what was there":    {signature(0, n-1, n+8, 5), "signer.unknown.unsigned"},
		"a range beyond the end":      {signature(0, n, n+8, 999), "signer.unknown.unsigned"},
		"a range that goes backwards": {signature(0, n+8, n, 5), "signer.unknown.unsigned"},
		"numbers that do not end":     {append(bytes.Clone(before), "/ByteRange [0 99999999999999999999999 1 1]"...), "signer.unknown.unsigned"},
		"a byte changed":              {bytes.Replace(signature(0, n, n+8, 5), []byte("isi"), []byte("Isi"), 1), "signer.unknown.altered"},
		"shorter":                     {[]byte("%PDF-1.7"), "signer.unknown.altered"},
		"no PDF":                      {[]byte("PK"), "signer.not_pdf"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := Extends(before, tc.after); err != nil {
				got = fault.Of(err).Key
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
	// A document that was signed before needs a second signature.
	once := signature(0, n, n+8, length-n-8)
	if err := Extends(once, append(bytes.Clone(once), "\nx"...)); fault.Of(err) == nil {
		t.Error("the first signature is taken for the second")
	}
}

func FuzzSignAnswer(f *testing.F) {
	f.Add(200, "id_dokumen", "a1", []byte(`{"id_dokumen":"a"}`), 0)
	f.Add(200, "Id-Dokumen", "", []byte("%PDF-1.7"), 0)
	f.Add(400, "Retry-After", "1", []byte(`{"status_code":2031,"error":{"message":"x"},"file":["JVBERi0="]}`), 0)
	f.Add(500, "", "", []byte(`{"timestamp":1,"status":500,"error":"e","path":"/"}`), 3)
	f.Fuzz(func(t *testing.T, status int, name, value string, body []byte, l int) {
		rep := reply{status: status, header: http.Header{name: {value}}, body: body, lost: lost(l)}
		a := readSigned(rep, now)
		set := 0
		for _, is := range []bool{a.pdf != nil, a.fetch, a.refusal != "", a.doubt != ""} {
			if is {
				set++
			}
		}
		if set != 1 {
			t.Fatalf("%d answers: %+v", set, a)
		}
		if a.pdf != nil && (!IsPDF(a.pdf) || rep.lost != lostNothing) {
			t.Fatalf("not a whole PDF: %+v", a)
		}
		if a.fetch && a.id == "" {
			t.Fatal("to be fetched, by no id")
		}
		if a.refusal != "" && rep.lost == lostNothing && status >= 200 && status < 300 && a.said == "" && a.refusal != NotReady {
			t.Fatalf("refused under %d without a word: %+v", status, a)
		}
		m := masker{}
		if a.refusal != "" && a.refused(m).Err() == nil {
			t.Fatal("a refusal without an error")
		}
		if s, err := readState(rep, now, m); err == nil && s.State == "" {
			t.Fatal("neither a state nor an error")
		}
		if v, err := readVerification(rep, now, m); err == nil && v.Conclusion == "" {
			t.Fatal("a verification without a conclusion")
		}
	})
}

func FuzzMask(f *testing.F) {
	f.Add(`Ra"ha<sia`, []byte(`{"error":"Ra\"ha<sia","a":["Ra%22ha%3Csia"]}`))
	f.Add("123456", []byte(`{"totp":123456,"x":{"123456":1234567}}`))
	f.Add("é", []byte("<p>é %C3%A9 w6k="))
	f.Fuzz(func(t *testing.T, secret string, body []byte) {
		if !keep([]byte(secret)).sendable() || strings.ContainsAny(secret, "*…") || len(secret) < 4 {
			t.Skip() // what stands for a secret, or stands in the masked text anyway
		}
		m := masker{secrets: []Secret{keep([]byte(secret))}, codes: true}
		got := m.body(body)
		if len(got) > longestResponse+10 {
			t.Fatalf("%d bytes", len(got))
		}
		if IsPDF(body) {
			return
		}
		if strings.Contains(got, secret) && !strings.Contains("characters> bytes, SHA-256 PDF data", secret) && !mayDescribe(got, secret) {
			t.Fatalf("%q is in %q", secret, got)
		}
	})
}

// mayDescribe reports whether the secret is only in what the masker itself
// wrote about a file.
func mayDescribe(got, secret string) bool {
	for strings.Contains(got, "<") {
		i := strings.Index(got, "<")
		j := strings.Index(got[i:], ">")
		if j < 0 {
			break
		}
		got = got[:i] + " " + got[i+j+1:]
	}
	return !strings.Contains(got, secret)
}

func FuzzExtends(f *testing.F) {
	f.Add([]byte("%PDF-1"), []byte("<00> /ByteRange [0 6 10 20]"))
	f.Fuzz(func(t *testing.T, before, more []byte) {
		after := append(bytes.Clone(before), more...)
		if Extends(before, after) == nil && (!IsPDF(after) || !bytes.Contains(more, []byte("/ByteRange"))) {
			t.Fatal("accepted without a signature")
		}
		if len(before) > 0 {
			after[len(before)/2] ^= 1
			if Extends(before, after) == nil {
				t.Fatal("accepted with a changed byte")
			}
		}
	})
}
