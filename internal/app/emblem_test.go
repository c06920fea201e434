package app_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
)

// The administrator gives the emblem of their government on the page of its
// organisation, and is told what is wrong with a file that is no picture.
func TestAnEmblemIsGivenOnThePage(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	admin := deskVisitor{t, visitor(t, base, "kampar-admin"), base}
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 30, 40))); err != nil {
		t.Fatal(err)
	}
	const path = "/admin/emblems/daerah"
	admin.get(path, 404)
	if text := admin.sends(path, "file_daerah", "lambang.gif", []byte("GIF89a"), 422); !strings.Contains(text, "bukan gambar PNG atau JPEG") {
		t.Errorf("a wrong file: %s", wrongs(text))
	}
	officer.sends(path, "file_daerah", "lambang.png", out.Bytes(), 403)
	admin.sends(path, "file_daerah", "lambang.png", out.Bytes(), 303)
	if text := admin.get("/admin/organisation", 200); !strings.Contains(text, `src="`+path+`?v=`) || !strings.Contains(text, "Diunggah Pengelola Kampar") {
		t.Error("the page does not show the picture")
	}
	if got := admin.get(path, 200); got != out.String() {
		t.Error("the picture is not what was given")
	}
	officer.get(path, 403)
	if text := admin.get("/trail", 200); !strings.Contains(text, "mengganti lambang naskah") {
		t.Error("the trail does not tell")
	}
}
