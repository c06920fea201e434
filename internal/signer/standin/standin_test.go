package standin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/signer/standin"
)

// serve starts a stand-in whose signatures are a word behind the document.
func serve(t *testing.T, change func(*standin.Config)) *standin.Server {
	t.Helper()
	cfg := standin.Config{
		User: "sinergi", Password: "sandi",
		Signers: []standin.Signer{
			{Name: "Bupati", NIK: "1401010203040001", Email: "b@kampar.example", Passphrase: "satu", State: "ISSUE"},
			{Name: "Sekda", NIK: "1401010203040002", Passphrase: "dua", State: "EXPIRED"},
			{Name: "Rusak", NIK: "1401010203040003", Passphrase: "tiga", State: "ISSUE", Fault: standin.Exception},
		},
		Sign: func(_ context.Context, o standin.Order) ([]byte, error) {
			if !bytes.HasPrefix(o.PDF, []byte("%PDF")) {
				return nil, errors.New("no PDF")
			}
			return append(o.PDF, "+"+o.By.Name+"+"+o.Reason...), nil
		},
		Verify: func(context.Context, []byte) ([]standin.Opinion, bool, error) { return nil, true, nil },
	}
	if change != nil {
		change(&cfg)
	}
	s, err := standin.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func call(s *standin.Server, method, path, contentType, body string) (int, string, http.Header) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.SetBasicAuth("sinergi", "sandi")
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

// field gives a field of a JSON answer as text.
func field(body, name string) string {
	var o map[string]any
	if json.Unmarshal([]byte(body), &o) != nil || o[name] == nil {
		return ""
	}
	return fmt.Sprint(o[name])
}

// What the live service was seen to answer, of which the client knows nothing.
func TestStatesAsTheLiveServiceAnswersThem(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ nik, state, code string }{
		"can sign":         {"1401010203040001", "ISSUE", "1111"},
		"cannot":           {"1401010203040002", "EXPIRED", "1110"},
		"nobody's NIK":     {"9999999999999999", "NO_CERTIFICATE", "2021"},
		"cannot be a NIK":  {"12", "NOT_REGISTERED", "2011"},
		"nothing in sight": {"x", "NOT_REGISTERED", "2011"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, nil)
			v1, body1, _ := call(s, "GET", "/api/user/status/"+tc.nik, "", "")
			v2, body2, _ := call(s, "POST", "/api/v2/user/check/status", "application/json", `{"nik":"`+tc.nik+`"}`)
			if v1 != 200 || v2 != 200 || body1 != body2 || field(body1, "status") != tc.state || field(body1, "status_code") != tc.code {
				t.Errorf("got %d %s, %d %s", v1, body1, v2, body2)
			}
		})
	}
}

func TestEveryAnswerSaysThatItIsNone(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for _, path := range []string{"/", "/api/user/status/1", "/api/sign/download/1"} {
		if _, _, h := call(s, "GET", path, "", ""); h.Get("X-Standin") != standin.Mark {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestApplicationsMustProveThemselves(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for _, password := range []string{"", "sandi2"} {
		r := httptest.NewRequest("GET", "/api/user/status/1401010203040001", nil)
		r.SetBasicAuth("sinergi", password)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 401 || field(w.Body.String(), "path") != "/api/user/status/1401010203040001" {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	}
	if _, err := standin.New(standin.Config{User: "a", Password: "b"}); err == nil {
		t.Error("a server that cannot sign")
	}
}

func v1Form(fields map[string]string, files map[string]string) (contentType, body string) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for k, v := range fields {
		_ = w.WriteField(k, v)
	}
	for k, v := range files {
		part, err := w.CreateFormFile(k, k)
		if err == nil {
			_, _ = io.WriteString(part, v)
		}
	}
	_ = w.Close()
	return w.FormDataContentType(), out.String()
}

func TestV1Forms(t *testing.T) {
	t.Parallel()
	base := map[string]string{"nik": "1401010203040001", "passphrase": "satu", "tampilan": "invisible", "reason": "r"}
	visible := map[string]string{"tampilan": "VISIBLE", "image": "false", "linkQR": "https://a.example", "page": "1", "xAxis": "10", "yAxis": "20", "width": "110", "height": "70"}
	tests := map[string]struct {
		fields map[string]string
		query  bool
		noFile bool
		want   int
	}{
		"invisible":                      {nil, false, false, 200},
		"fields in the address":          {nil, true, false, 200},
		"visible, in capitals":           {visible, false, false, 200},
		"invisible with a visual field":  {map[string]string{"page": "1"}, false, false, 400},
		"visible without a place":        {map[string]string{"tampilan": "visible", "image": "false", "linkQR": "https://a.example"}, false, false, 400},
		"visible without anything":       {map[string]string{"tampilan": "visible", "page": "1"}, false, false, 400},
		"neither visible nor invisible":  {map[string]string{"tampilan": ""}, false, false, 400},
		"no document":                    {nil, false, true, 400},
		"a wrong passphrase":             {map[string]string{"passphrase": "x"}, false, false, 400},
		"a certificate that has expired": {map[string]string{"nik": "1401010203040002", "passphrase": "dua"}, false, false, 400},
		"nobody":                         {map[string]string{"nik": "1"}, false, false, 400},
		"one whose signing always fails": {map[string]string{"nik": "1401010203040003", "passphrase": "tiga"}, false, false, 500},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, nil)
			fields := map[string]string{}
			query := url.Values{}
			for _, m := range []map[string]string{base, tc.fields} {
				for k, v := range m {
					if tc.query {
						query.Set(k, v)
					} else {
						fields[k] = v
					}
				}
			}
			files := map[string]string{"file": "%PDF-1"}
			if tc.noFile {
				files = nil
			}
			contentType, body := v1Form(fields, files)
			code, got, h := call(s, "POST", "/api/sign/pdf?"+query.Encode(), contentType, body)
			if code != tc.want {
				t.Fatalf("got %d %s", code, got)
			}
			if code != 200 {
				return
			}
			spelling := "id_dokumen" // the service's own
			if got != "%PDF-1+Bupati+r" || len(h[spelling]) != 1 {
				t.Fatalf("got %s, %v", got, h)
			}
			if _, kept, _ := call(s, "GET", "/api/sign/download/"+h[spelling][0], "", ""); kept != got {
				t.Errorf("kept %s", kept)
			}
		})
	}
}

func TestV1PlacesAreOppositeCorners(t *testing.T) {
	t.Parallel()
	var got standin.Order
	s := serve(t, func(c *standin.Config) {
		c.Sign = func(_ context.Context, o standin.Order) ([]byte, error) { got = o; return o.PDF, nil }
	})
	contentType, body := v1Form(map[string]string{
		"nik": "1401010203040001", "passphrase": "satu", "tampilan": "visible", "image": "false", "linkQR": "https://a.example",
		"page": "2", "xAxis": "10", "yAxis": "20", "width": "110", "height": "70",
	}, map[string]string{"file": "%PDF-1"})
	call(s, "POST", "/api/sign/pdf", contentType, body)
	want := standin.Order{
		By: got.By, PDF: []byte("%PDF-1"), Visible: true, Page: 2, X: 10, Y: 20, Width: 100, Height: 50, Link: "https://a.example",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestV2SignsEachFileInItsPlace(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	sign := func(properties, files string) (int, string) {
		code, body, _ := call(s, "POST", "/api/v2/sign/pdf", "application/json",
			`{"nik":"1401010203040001","passphrase":"satu","signatureProperties":`+properties+`,"file":`+files+`}`)
		return code, body
	}
	code, body := sign(`[{"tampilan":"INVISIBLE","reason":"a"},{"tampilan":"INVISIBLE","reason":"b"}]`, `["JVBERi0x","JVBERi0y"]`)
	var got struct{ File [][]byte }
	if err := json.Unmarshal([]byte(body), &got); err != nil || code != 200 || len(got.File) != 2 {
		t.Fatalf("got %d %s", code, body)
	}
	if string(got.File[0]) != "%PDF-1+Bupati+a" || string(got.File[1]) != "%PDF-2+Bupati+b" {
		t.Errorf("got %s", got.File)
	}
	for name, tc := range map[string]struct {
		properties, files string
		want              int
	}{
		"fewer properties than files": {`[{"tampilan":"INVISIBLE"}]`, `["JVBERi0x","JVBERi0y"]`, 400},
		"a text instead of a list":    {`[{"tampilan":"INVISIBLE"}]`, `"JVBERi0x"`, 400},
		"no base64":                   {`[{"tampilan":"INVISIBLE"}]`, `["%PDF"]`, 500},
		"no PDF":                      {`[{"tampilan":"INVISIBLE"}]`, `["AAAA"]`, 500},
		"small letters":               {`[{"tampilan":"invisible"}]`, `["JVBERi0x"]`, 500},
		"visible without a place":     {`[{"tampilan":"VISIBLE","imageBase64":"AAAA"}]`, `["JVBERi0x"]`, 500},
	} {
		if code, body := sign(tc.properties, tc.files); code != tc.want || field(body, "path") != "/api/v2/sign/pdf" {
			t.Errorf("%s: got %d %s", name, code, body)
		}
	}
}

func TestCallsPerMinute(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 10, 1, 0, 0, 0, time.UTC)
	s := serve(t, func(c *standin.Config) { c.PerMinute, c.Now = 2, func() time.Time { return now } })
	codes := []int{}
	for _, later := range []time.Duration{0, 10, 10, 45, 0} {
		now = now.Add(later * time.Second)
		code, _, _ := call(s, "GET", "/api/user/status/1", "", "")
		codes = append(codes, code)
	}
	if diff := cmp.Diff([]int{200, 200, 429, 200, 429}, codes); diff != "" {
		t.Error(diff)
	}
}
