package realtime

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"google.golang.org/protobuf/encoding/protowire"
)

// field is how a field of a struct is sent.
type field struct {
	number   protowire.Number
	index    int
	required bool
	explicit bool // sent when zero, too
	name     string
}

var plans sync.Map // of []field by reflect.Type

// planOf reads the tags of a struct.
func planOf(t reflect.Type) []field {
	if p, ok := plans.Load(t); ok {
		return p.([]field)
	}
	var plan []field
	for i := range t.NumField() {
		f := t.Field(i)
		number, option, _ := strings.Cut(f.Tag.Get("pb"), ",")
		n, err := strconv.Atoi(number)
		if err != nil {
			panic("realtime: no field number of " + t.Name() + "." + f.Name)
		}
		plan = append(plan, field{protowire.Number(n), i, option == "required", option == "explicit", f.Name})
	}
	plans.Store(t, plan)
	return plan
}

// Append writes a message in protobuf behind what buf holds. The same message
// is always the same bytes.
func (m *Message) Append(buf []byte) []byte { return appendStruct(buf, reflect.ValueOf(m).Elem()) }

func appendStruct(buf []byte, v reflect.Value) []byte {
	for _, f := range planOf(v.Type()) {
		buf = appendValue(buf, f, v.Field(f.index))
	}
	return buf
}

func appendValue(buf []byte, f field, v reflect.Value) []byte {
	always := f.required || f.explicit
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return buf
		}
		v, always = v.Elem(), true
	case reflect.Slice:
		for i := range v.Len() {
			buf = appendMessage(buf, f.number, v.Index(i))
		}
		return buf
	}
	if !always && v.IsZero() {
		return buf
	}
	switch v.Kind() {
	case reflect.Struct:
		return appendMessage(buf, f.number, v)
	case reflect.String:
		return protowire.AppendString(protowire.AppendTag(buf, f.number, protowire.BytesType), strings.ToValidUTF8(v.String(), "\uFFFD"))
	case reflect.Float32:
		return protowire.AppendFixed32(protowire.AppendTag(buf, f.number, protowire.Fixed32Type), math.Float32bits(float32(v.Float())))
	case reflect.Float64:
		return protowire.AppendFixed64(protowire.AppendTag(buf, f.number, protowire.Fixed64Type), math.Float64bits(v.Float()))
	}
	buf = protowire.AppendTag(buf, f.number, protowire.VarintType)
	switch v.Kind() {
	case reflect.Bool:
		return protowire.AppendVarint(buf, protowire.EncodeBool(v.Bool()))
	case reflect.Uint32, reflect.Uint64:
		return protowire.AppendVarint(buf, v.Uint())
	}
	return protowire.AppendVarint(buf, uint64(v.Int())) // int32, int64 and enumerations
}

// appendMessage writes a message within another, its length before it: one byte
// is kept for that, and more made when it is long.
func appendMessage(buf []byte, number protowire.Number, v reflect.Value) []byte {
	buf = append(protowire.AppendTag(buf, number, protowire.BytesType), 0)
	start := len(buf)
	buf = appendStruct(buf, v)
	size := len(buf) - start
	more := protowire.SizeVarint(uint64(size)) - 1
	for range more {
		buf = append(buf, 0)
	}
	copy(buf[start+more:], buf[start:start+size])
	protowire.AppendVarint(buf[:start-1], uint64(size))
	return buf
}

// Limits bounds what is read. The zero value of a field means its default.
type Limits struct {
	Bytes  int // of the message; default 32 MiB
	Memory int // of what it becomes; default 512 MiB
}

// Read reads a message. It refuses what is no such message, what lacks a field
// that the protocol requires, and what is larger than the limits.
func Read(data []byte, limits Limits) (*Message, error) {
	if limits.Bytes == 0 {
		limits.Bytes = 32 << 20
	}
	if limits.Memory == 0 {
		limits.Memory = 512 << 20
	}
	if len(data) > limits.Bytes {
		return nil, fmt.Errorf("gtfs realtime: more than %d bytes", limits.Bytes)
	}
	m := new(Message)
	d := decoder{left: limits.Memory, limit: limits.Memory}
	if err := d.message(data, reflect.ValueOf(m).Elem()); err != nil {
		return nil, fmt.Errorf("gtfs realtime: %w", err)
	}
	return m, nil
}

type decoder struct{ left, limit int }

// take counts bytes of memory.
func (d *decoder) take(n int) error {
	if d.left -= n; d.left < 0 {
		return fmt.Errorf("needs more than %d bytes of memory", d.limit)
	}
	return nil
}

func (d *decoder) message(data []byte, v reflect.Value) error {
	t := v.Type()
	plan := planOf(t)
	seen := uint32(0)
	for len(data) > 0 {
		number, kind, n := protowire.ConsumeTag(data)
		if n < 0 {
			return fmt.Errorf("%s: %w", t.Name(), protowire.ParseError(n))
		}
		data = data[n:]
		size := protowire.ConsumeFieldValue(number, kind, data)
		if size < 0 {
			return fmt.Errorf("%s, field %d: %w", t.Name(), number, protowire.ParseError(size))
		}
		for i, f := range plan {
			if f.number != number {
				continue
			}
			ok, err := d.value(data[:size], kind, v.Field(f.index))
			if err != nil {
				return err
			}
			if ok {
				seen |= 1 << i
			}
		}
		data = data[size:]
	}
	for i, f := range plan {
		if f.required && seen>>i&1 == 0 {
			return fmt.Errorf("%s without %s", t.Name(), f.name)
		}
	}
	return nil
}

// value reads a value of a field; one of another wire type is none of it.
func (d *decoder) value(data []byte, kind protowire.Type, v reflect.Value) (bool, error) {
	if kind != wireType(v.Type()) {
		return false, nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			if err := d.take(int(v.Type().Elem().Size())); err != nil {
				return false, err
			}
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	case reflect.Slice:
		if v.Len() == v.Cap() { // grows twofold; what it leaves behind is counted, too
			if err := d.take((2*v.Len() + 1) * int(v.Type().Elem().Size())); err != nil {
				return false, err
			}
			v.Grow(max(1, v.Len()))
		}
		v.SetLen(v.Len() + 1)
		v = v.Index(v.Len() - 1)
	}
	switch kind {
	case protowire.BytesType:
		content, _ := protowire.ConsumeBytes(data)
		if v.Kind() == reflect.Struct {
			return true, d.message(content, v)
		}
		if err := d.take(len(content)); err != nil {
			return false, err
		}
		v.SetString(strings.ToValidUTF8(string(content), "\uFFFD"))
	case protowire.Fixed32Type:
		bits, _ := protowire.ConsumeFixed32(data)
		v.SetFloat(float64(math.Float32frombits(bits)))
	case protowire.Fixed64Type:
		bits, _ := protowire.ConsumeFixed64(data)
		v.SetFloat(math.Float64frombits(bits))
	case protowire.VarintType:
		bits, _ := protowire.ConsumeVarint(data)
		setVarint(v, bits)
	}
	return true, nil
}

func setVarint(v reflect.Value, bits uint64) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(bits != 0)
	case reflect.Uint32:
		v.SetUint(uint64(uint32(bits)))
	case reflect.Uint64:
		v.SetUint(bits)
	case reflect.Int32:
		v.SetInt(int64(int32(bits)))
	case reflect.Int64:
		v.SetInt(int64(bits))
	}
}

// wireType is how values of a Go type are sent.
func wireType(t reflect.Type) protowire.Type {
	switch t.Kind() {
	case reflect.Pointer:
		return wireType(t.Elem())
	case reflect.Slice, reflect.Struct, reflect.String:
		return protowire.BytesType
	case reflect.Float32:
		return protowire.Fixed32Type
	case reflect.Float64:
		return protowire.Fixed64Type
	}
	return protowire.VarintType
}
