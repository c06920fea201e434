package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
)

// inflate decodes the bytes of a stream that holds objects or
// cross-references: Flate with or without a predictor, or nothing.
func (d *Doc) inflate(dict Dict, raw []byte) ([]byte, error) {
	filter, parms := dict["Filter"], dict["DecodeParms"]
	if a, ok := filter.(Array); ok {
		if len(a) > 1 {
			return nil, damaged(-1, "a stream of objects has more filters than one")
		}
		filter = nil
		if len(a) == 1 {
			filter = a[0]
		}
		if p, ok := parms.(Array); ok && len(p) == 1 {
			parms = p[0]
		}
	}
	switch filter {
	case nil:
		return raw, nil
	case Name("FlateDecode"):
	default:
		return nil, damaged(-1, "a stream of objects has a filter other than FlateDecode")
	}
	z, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, damaged(-1, "a stream of objects cannot be inflated: %s", err)
	}
	left := d.limits.Inflated - d.inflated
	out, err := io.ReadAll(io.LimitReader(z, left+1))
	d.inflated += int64(len(out))
	if d.inflated > d.limits.Inflated {
		return nil, &LimitError{"inflated bytes", d.limits.Inflated}
	}
	if err != nil {
		return nil, damaged(-1, "a stream of objects cannot be inflated: %s", err)
	}
	if p, ok := parms.(Dict); ok {
		return predict(p, out)
	}
	return out, nil
}

// predict undoes a PNG predictor (ISO 32000-2, 7.4.4.4) on bytes.
func predict(parms Dict, in []byte) ([]byte, error) {
	predictor, columns := Integer(1), Integer(1)
	for key, into := range map[Name]*Integer{"Predictor": &predictor, "Columns": &columns} {
		if v, ok := parms[key].(Integer); ok {
			*into = v
		}
	}
	for _, key := range []Name{"Colors", "BitsPerComponent"} {
		if v, ok := parms[key]; ok && v != Integer(map[Name]int{"Colors": 1, "BitsPerComponent": 8}[key]) {
			return nil, damaged(-1, "a stream of objects has a predictor with /%s", string(key))
		}
	}
	if predictor == 1 {
		return in, nil
	}
	if predictor < 10 || predictor > 15 || columns < 1 || columns > 1<<16 {
		return nil, damaged(-1, "a stream of objects has a predictor that is not PNG's")
	}
	width := int(columns)
	if len(in)%(width+1) != 0 {
		return nil, damaged(-1, "a stream of objects ends within a row")
	}
	out := make([]byte, 0, len(in))
	above := make([]byte, width)
	for len(in) > 0 {
		kind, row := in[0], in[1:width+1]
		in = in[width+1:]
		at := len(out)
		out = append(out, row...)
		if !unfilter(kind, out[at:], above) {
			return nil, damaged(-1, "a stream of objects has a row with an unknown filter")
		}
		above = out[at : at+width]
	}
	return out, nil
}

// unfilter restores one row in place from the row above, one byte a pixel.
func unfilter(kind byte, row, above []byte) bool {
	var left, corner byte
	for i := range row {
		switch kind {
		case 0:
		case 1:
			row[i] += left
		case 2:
			row[i] += above[i]
		case 3:
			row[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			row[i] += paeth(left, above[i], corner)
		default:
			return false
		}
		left, corner = row[i], above[i]
	}
	return true
}

// paeth is the predictor of the PNG specification, 9.4.
func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	if pa <= pb && pa <= pc {
		return a
	}
	if pb <= pc {
		return b
	}
	return c
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
