package signer_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/signer"
)

// wire answers ISSUE and keeps the signing request as it came.
type wire struct {
	header http.Header
	query  string
	body   []byte
}

func (w *wire) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.Path, "status") {
		_, _ = out.Write([]byte(`{"status":"ISSUE"}`))
		return
	}
	w.header, w.query = r.Header.Clone(), r.URL.RawQuery
	w.body, _ = io.ReadAll(r.Body)
	out.WriteHeader(http.StatusBadRequest)
}

func sent(t *testing.T, contract signer.Contract, o signer.Order, change func(*signer.Config)) *wire {
	t.Helper()
	w := &wire{}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	r := &rig{}
	cfg := signer.Config{
		Government: "14.01", Contract: contract, BaseURL: server.URL + "/", PlainHTTP: true,
		User: "sinergi", Password: signer.NewSecret([]byte(appPassword)), Log: r.log,
	}
	if change != nil {
		change(&cfg)
	}
	service, err := signer.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if got := service.Sign(t.Context(), o, secret()); word(got) != "refused rejected" {
		t.Fatalf("got %s: %v", word(got), got.Err())
	}
	return w
}

// form gives the fields of a multipart request; files as their length.
func (w *wire) form(t *testing.T) map[string]string {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(w.body))
	r.Header = w.header
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	for name, v := range r.MultipartForm.Value {
		fields[name] = strings.Join(v, "|")
	}
	for name, files := range r.MultipartForm.File {
		fields[name] = files[0].Filename
	}
	return fields
}

func TestV1Request(t *testing.T) {
	t.Parallel()
	always := map[string]string{
		"file": "dokumen.pdf", "nik": nik, "passphrase": passphrase, "reason": "Perjanjian Kerja Sama", "location": "Bangkinang",
	}
	with := func(more map[string]string) map[string]string {
		for k, v := range always {
			more[k] = v
		}
		return more
	}
	size := func(c *signer.Config) { c.Places = signer.Places{Origin: signer.TopLeft, Extent: signer.Size} }
	place := order().Look.Place
	tests := map[string]struct {
		look   signer.Look
		change func(*signer.Config)
		want   map[string]string
	}{
		"invisible": {signer.Look{}, nil, with(map[string]string{"tampilan": "invisible"})},
		"QR code at a place": {
			order().Look, nil,
			with(map[string]string{"tampilan": "visible", "image": "false", "linkQR": order().Look.Link, "page": "1", "xAxis": "350", "yAxis": "80", "width": "500", "height": "140"}),
		},
		"QR code, the other way to write places": {
			order().Look, size,
			with(map[string]string{"tampilan": "visible", "image": "false", "linkQR": order().Look.Link, "page": "1", "xAxis": "350", "yAxis": "702", "width": "150", "height": "60"}),
		},
		"picture at a place": {
			signer.Look{Place: place, Image: []byte("\xff\xd8\xff\xe0....")},
			nil,
			with(map[string]string{"tampilan": "visible", "image": "true", "imageTTD": "ttd.jpg", "page": "1", "xAxis": "350", "yAxis": "80", "width": "500", "height": "140"}),
		},
		"picture at a text": {
			signer.Look{Anchor: "${ttd_1}", AnchorWidth: 100, AnchorHeight: 50, Image: []byte("\x89PNG\r\n\x1a\n....")},
			nil,
			with(map[string]string{"tampilan": "visible", "image": "true", "imageTTD": "ttd.png", "tag_koordinat": "${ttd_1}", "width": "100", "height": "50"}),
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := order()
			o.Look = tc.look
			w := sent(t, signer.ContractV1, o, tc.change)
			if diff := cmp.Diff(tc.want, w.form(t)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if w.query != "" {
				t.Errorf("fields in the address: %s", w.query)
			}
		})
	}
}

func TestV2Request(t *testing.T) {
	t.Parallel()
	bottom := func(c *signer.Config) { c.Places = signer.Places{Origin: signer.BottomLeft, Extent: signer.Corner} }
	place := order().Look.Place
	png := []byte("\x89PNG\r\n\x1a\n....")
	tests := map[string]struct {
		look   signer.Look
		change func(*signer.Config)
		want   map[string]any
	}{
		"invisible": {signer.Look{}, nil, map[string]any{"tampilan": "INVISIBLE"}},
		"picture at a place": {
			signer.Look{Place: place, Image: png},
			nil,
			map[string]any{"tampilan": "VISIBLE", "imageBase64": "iVBORw0KGgouLi4u", "page": 1.0, "originX": 350.0, "originY": 701.89, "width": 150.0, "height": 60.0},
		},
		"picture at a place, the other way to write places": {
			signer.Look{Place: place, Image: png},
			bottom,
			map[string]any{"tampilan": "VISIBLE", "imageBase64": "iVBORw0KGgouLi4u", "page": 1.0, "originX": 350.0, "originY": 80.0, "width": 500.0, "height": 140.0},
		},
		"picture at a text": {
			signer.Look{Anchor: "#", AnchorWidth: 100, AnchorHeight: 50, Image: png},
			nil,
			map[string]any{"tampilan": "VISIBLE", "imageBase64": "iVBORw0KGgouLi4u", "tag_koordinat": "#", "width": 100.0, "height": 50.0},
		},
		"picture at a text, the other name": {
			signer.Look{Anchor: "#", AnchorWidth: 100, AnchorHeight: 50, Image: png},
			func(c *signer.Config) { c.AnchorKey = "tag" },
			map[string]any{"tampilan": "VISIBLE", "imageBase64": "iVBORw0KGgouLi4u", "tag": "#", "width": 100.0, "height": 50.0},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := order()
			o.Look = tc.look
			w := sent(t, signer.ContractV2, o, tc.change)
			got := map[string]any{}
			if err := json.Unmarshal(w.body, &got); err != nil {
				t.Fatalf("%v in %s", err, w.body)
			}
			tc.want["reason"], tc.want["location"] = "Perjanjian Kerja Sama", "Bangkinang"
			want := map[string]any{
				"nik": nik, "passphrase": passphrase, "signatureProperties": []any{tc.want},
				"file": []any{"JVBERi0xLjcKMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyA+PgplbmRvYmoKc3RhcnR4cmVmCjAKJSVFT0YK"},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// v2 draws no QR code by itself: the client sends it as a picture.
func TestV2SendsTheCodeAsAPicture(t *testing.T) {
	t.Parallel()
	w := sent(t, signer.ContractV2, order(), nil)
	var got struct {
		SignatureProperties []struct{ ImageBase64 []byte }
	}
	if err := json.Unmarshal(w.body, &got); err != nil {
		t.Fatal(err)
	}
	image, err := png.Decode(bytes.NewReader(got.SignatureProperties[0].ImageBase64))
	if err != nil {
		t.Fatal(err)
	}
	if b := image.Bounds(); b.Dx() != b.Dy() || b.Dx() < 100 {
		t.Errorf("a code of %v", b)
	}
}

// A server that is none may answer what was sent, even where HTTP has its own
// words; nothing of it may come out.
func TestBrokenServersThatEcho(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer func(request string) string
		want   string
	}{
		"no HTTP at all":       {func(r string) string { return "ERR " + r }, "unknown cut"},
		"in the status line":   {func(string) string { return "HTTP/1.1 2x0 " + passphrase + "\r\n\r\n" }, "unknown cut"},
		"in a header":          {func(string) string { return "HTTP/1.1 200 OK\r\n" + passphrase + "\r\n\r\n" }, "unknown cut"},
		"in the length":        {func(string) string { return "HTTP/1.1 200 OK\r\nContent-Length: " + passphrase + "\r\n\r\n" }, "unknown cut"},
		"in a web page":        {func(r string) string { return "HTTP/1.0 200 OK\r\n\r\n<pre>" + r }, "unknown unreadable"},
		"as the document's id": {func(string) string { return "HTTP/1.0 200 OK\r\nid_dokumen: " + appPassword + "\r\n\r\n{}" }, "unknown not_fetched"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			go func() {
				for {
					c, err := listener.Accept()
					if err != nil {
						return
					}
					request := make([]byte, 1<<16)
					n := 0
					for !bytes.Contains(request[:n], []byte("GET ")) && !bytes.Contains(request[:n], []byte("startxref")) {
						m, err := c.Read(request[n:])
						if n += m; err != nil {
							break
						}
					}
					if bytes.HasPrefix(request, []byte("GET /api/user")) {
						_, _ = c.Write([]byte("HTTP/1.0 200 OK\r\n\r\n{\"status\":\"ISSUE\"}"))
					} else {
						_, _ = c.Write([]byte(tc.answer(string(request[:n]))))
					}
					_ = c.Close()
				}
			}()
			r := &rig{}
			service, err := signer.New(signer.Config{
				Government: "14.01", Contract: signer.ContractV1, BaseURL: "http://" + listener.Addr().String(), PlainHTTP: true,
				User: "sinergi", Password: signer.NewSecret([]byte(appPassword)), Log: r.log,
			})
			if err != nil {
				t.Fatal(err)
			}
			got := service.Sign(t.Context(), order(), secret())
			if word(got) != tc.want {
				t.Errorf("got %s: %v", word(got), r.calls[len(r.calls)-1])
			}
			r.checkSecrets(t, got)
		})
	}
}
