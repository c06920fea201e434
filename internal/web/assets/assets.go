// SPDX-License-Identifier: Apache-2.0

// Package assets knows the stylesheets, scripts and pictures of the pages: it
// holds them in the binary, names each by the hash of its content, and serves
// them so that a browser asks for each version only once. It knows nothing of
// pages.
//
// What a person wrote (css, img) is always there. What is bundled from npm
// (dist) may be missing from a binary built without Node.js: its URL is then
// "", and pages do without.
//
//	mux.Handle("GET /assets/", assets.Handler())
//	assets.URL("app.css") // /assets/app.3f2a91c0d4be.css
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed css/*.css img/* all:dist
var files embed.FS

// Prefix is the path below which Handler serves.
const Prefix = "/assets/"

// asset is one file in the forms it is sent in.
type asset struct {
	hash   string
	kind   string // content type
	plain  []byte
	packed func() []byte // gzip, made when first asked for; nil when not worth it
}

// all holds the assets by name. The files are part of the binary, so they are
// read once.
var all = sync.OnceValue(func() map[string]asset { return collect(files) })

func collect(from fs.FS) map[string]asset {
	found := map[string]asset{}
	_ = fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		found[path.Base(name)] = newAsset(name, body)
		return nil
	})
	return found
}

func newAsset(name string, body []byte) asset {
	sum := sha256.Sum256(body)
	a := asset{hash: hex.EncodeToString(sum[:6]), kind: contentType(name), plain: body}
	if strings.HasPrefix(a.kind, "text/") || strings.HasSuffix(a.kind, "+xml") {
		a.packed = sync.OnceValue(func() []byte { return pack(body) })
	}
	return a
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

func pack(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	_, err = w.Write(body)
	if err != nil || w.Close() != nil {
		return nil
	}
	return out.Bytes()
}

// URL gives the address of an asset by its name, or "" when the binary does
// not hold it.
func URL(name string) string { return urlIn(all(), name) }

func urlIn(from map[string]asset, name string) string {
	a, ok := from[name]
	if !ok {
		return ""
	}
	ext := path.Ext(name)
	return Prefix + strings.TrimSuffix(name, ext) + "." + a.hash + ext
}

// Body gives the content of an asset by its name, or nil when the binary does not
// hold it.
func Body(name string) []byte { return all()[name].plain }

// Handler serves the assets. An address with the present hash may be kept for
// ever; one with an older hash, from a page that was loaded before an upgrade,
// gets the present content and must be asked for again.
func Handler() http.Handler { return handler(all) }

func handler(from func() map[string]asset) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, hash := split(strings.TrimPrefix(r.URL.Path, Prefix))
		a, ok := from()[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		h.Set("ETag", fmt.Sprintf("%q", a.hash))
		h.Set("Cache-Control", "no-cache")
		if hash == a.hash {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		if r.Header.Get("If-None-Match") == h.Get("ETag") {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		body := a.plain
		if a.packed != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
			if packed := a.packed(); packed != nil {
				body = packed
				h.Set("Content-Encoding", "gzip")
			}
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // the reader is gone: nothing to tell
		}
	})
}

// split takes the hash out of "app.3f2a91c0d4be.css".
func split(file string) (name, hash string) {
	ext := path.Ext(file)
	stem := strings.TrimSuffix(file, ext)
	dot := strings.LastIndexByte(stem, '.')
	if dot < 0 {
		return file, ""
	}
	return stem[:dot] + ext, stem[dot+1:]
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" {
			q := strings.TrimPrefix(strings.TrimSpace(weight), "q=")
			return q != "0" && q != "0.0" && q != "0.00" && q != "0.000"
		}
	}
	return false
}
