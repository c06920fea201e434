package powerloss

// sector is the unit that a disk writes as a whole. Disks of today write 4,096
// bytes; the old 512 tears more.
const sector = 512

// file is the content of a file, with or without a name.
type file struct {
	data    []byte   // as programs see it
	durable []byte   // as it is on disk
	pending []change // what turns durable into data, in order
	locks   locks
	shared  sharedMemory
}

// change is a write of bytes at an offset, or a new length if bytes is nil.
type change struct {
	at    int64
	bytes []byte
}

func (f *file) write(at int64, bytes []byte) {
	c := change{at, append(make([]byte, 0, len(bytes)), bytes...)}
	f.data = c.apply(f.data)
	f.pending = append(f.pending, c)
}

func (f *file) truncate(size int64) {
	c := change{at: size}
	f.data = c.apply(f.data)
	f.pending = append(f.pending, c)
}

// sync makes every change durable.
func (f *file) sync() {
	for _, c := range f.pending {
		f.durable = c.apply(f.durable)
	}
	f.pending = nil
}

// apply returns data after the change.
func (c change) apply(data []byte) []byte {
	if c.bytes == nil {
		return resize(data, c.at)
	}
	end := c.at + int64(len(c.bytes))
	if end > int64(len(data)) {
		data = resize(data, end)
	}
	copy(data[c.at:], c.bytes)
	return data
}

// resize cuts data or fills it up with zeros.
func resize(data []byte, size int64) []byte {
	if size <= int64(len(data)) {
		return data[:size]
	}
	return append(data, make([]byte, size-int64(len(data)))...)
}

// sectors splits a write where the disk may tear it.
func (c change) sectors() []change {
	if len(c.bytes) == 0 {
		return []change{c}
	}
	var parts []change
	for bytes, at := c.bytes, c.at; len(bytes) > 0; {
		n := min(int64(len(bytes)), sector-at%sector)
		parts = append(parts, change{at, bytes[:n]})
		bytes, at = bytes[n:], at+n
	}
	return parts
}

// after returns what a cut leaves of the file.
func (f *file) after(s survival) []byte {
	left := append([]byte(nil), f.durable...)
	var parts []change
	for _, c := range f.pending {
		parts = append(parts, c.sectors()...)
	}
	for i, part := range parts {
		if s.keeps(i, len(parts)) {
			left = part.apply(left)
		}
	}
	return left
}
