package procedure

// Conditions says in words when a gate is needed; nothing when it always is.
func (d *Definition) Conditions(gate string) []Text {
	var out []Text
	if g, ok := d.Gate(gate); ok {
		for _, c := range g.onlyIf {
			out = append(out, c.Text(d))
		}
	}
	return out
}

// Before names the gates that must have passed before a gate opens.
func (d *Definition) Before(gate string) []Text {
	var out []Text
	if g, ok := d.Gate(gate); ok {
		for _, r := range g.after {
			if to, known := d.Gate(r.gate); known {
				out = append(out, to.Name)
			}
		}
	}
	return out
}
