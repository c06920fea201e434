package pdf

// Limits bound what reading a file may take. The zero value of a field is its
// default.
type Limits struct {
	Size     int64 // bytes of the file; 256 MiB
	Objects  int64 // highest object number; 500,000
	Depth    int   // arrays and dictionaries within one another; 64
	Sections int   // cross-reference sections; 1,024
	Inflated int64 // bytes of all object and cross-reference streams, inflated; 64 MiB
	Parsed   int64 // bytes of objects read, in the file and in object streams; 64 MiB
	Work     int64 // objects and cross-reference entries read, each time they are; 10 million
}

func (l Limits) filled() Limits {
	or := func(v *int64, standard int64) {
		if *v <= 0 {
			*v = standard
		}
	}
	or(&l.Size, 256<<20)
	or(&l.Objects, 500_000)
	or(&l.Inflated, 64<<20)
	or(&l.Parsed, 64<<20)
	or(&l.Work, 10_000_000)
	if l.Depth <= 0 {
		l.Depth = 64
	}
	if l.Sections <= 0 {
		l.Sections = 1024
	}
	return l
}

// spend counts work against the limit.
func (d *Doc) spend(units int) error {
	d.work += int64(units)
	if d.work > d.limits.Work {
		return &LimitError{"steps of work", d.limits.Work}
	}
	return nil
}

// read counts bytes that were made into objects: what lies in a file once may
// be read as many objects.
func (d *Doc) read(n int) error {
	d.bytes += int64(n)
	if d.bytes > d.limits.Parsed {
		return &LimitError{"bytes of objects", d.limits.Parsed}
	}
	return d.spend(n / 64)
}
