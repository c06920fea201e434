package ops

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"

	"sinergi/internal/blob"
	"sinergi/internal/fault"
)

// tailLength is how far from its end a PDF must say where its table is
// (ISO 32000-2, 7.5.5, with the slack that readers give).
const tailLength = 2048

// keepScan keeps what is meant to be a scan: a PDF, or a picture of a page. A
// name or a claimed type is not believed; the content decides.
func (d *Desk) keepScan(ctx context.Context, r io.Reader) (sum, media string, size int64, err error) {
	wrong := fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.not_a_scan")})
	in := bufio.NewReaderSize(r, 16)
	head, err := in.Peek(8)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", "", 0, err
	}
	if len(head) == 0 {
		return "", "", 0, fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_empty")})
	}
	if media = scanType(head); media == "" {
		return "", "", 0, wrong
	}
	end := &tail{}
	sum, size, err = d.files.Put(ctx, io.TeeReader(in, end), maxScan)
	if errors.Is(err, blob.ErrTooLarge) {
		return "", "", 0, fault.InvalidFields([]fault.Field{fault.NewField("file", "region.too_large")})
	}
	if err != nil {
		return "", "", 0, err
	}
	if media == "application/pdf" && !(bytes.Contains(end.last, []byte("startxref")) && bytes.Contains(end.last, []byte("%%EOF"))) {
		return "", "", 0, wrong
	}
	return sum, media, size, nil
}

func scanType(head []byte) string {
	for _, t := range []struct{ magic, media string }{
		{"%PDF-", "application/pdf"}, {"\xff\xd8\xff", "image/jpeg"}, {"\x89PNG\r\n\x1a\n", "image/png"}, {"II*\x00", "image/tiff"}, {"MM\x00*", "image/tiff"},
	} {
		if bytes.HasPrefix(head, []byte(t.magic)) {
			return t.media
		}
	}
	return ""
}

// tail keeps the end of what is written to it.
type tail struct{ last []byte }

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.last = append(t.last, p...)
	if n := len(t.last) - tailLength; n > 0 {
		t.last = append(t.last[:0], t.last[n:]...)
	}
	return len(p), nil
}
