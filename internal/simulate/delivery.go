package simulate

// deliver gives a device's fixes as they arrive: some twice, two neighbours
// exchanged, and handfuls that the device had kept for itself for a while.
func (s *Simulation) deliver(c cell, d *driver) []Fix {
	f := s.cfg.Faults
	fixes := d.dev.fixes
	if len(fixes) < 4 || (f.Duplicates == 0 && f.LateBursts == 0) {
		return fixes
	}
	r := s.stream(streamDelivery, c.day, d.number)
	out := make([]Fix, 0, len(fixes)+len(fixes)/100)
	for _, fix := range fixes {
		out = append(out, fix)
		if r.Float64() < f.Duplicates {
			out = append(out, fix)
		}
	}
	for range f.LateBursts {
		n := min(3+r.IntN(30), len(out)/4)
		i := r.IntN(len(out) - n)
		j := min(i+n+1+r.IntN(400), len(out)) // the burst goes where j is now
		burst := append([]Fix(nil), out[i:i+n]...)
		copy(out[i:], out[i+n:j])
		copy(out[j-n:j], burst)
		k := r.IntN(len(out) - 1)
		out[k], out[k+1] = out[k+1], out[k]
	}
	return out
}
