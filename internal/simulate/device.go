package simulate

import (
	"math"
	"math/rand/v2"
)

// Fix is a position as a device reports it.
type Fix struct {
	At       int64 // seconds since 1970, by the device's clock
	Received int64 // by the tracking server's clock
	Lat, Lon float64
	Speed    float64 // m/s
	Heading  int     // degrees
	Accuracy int     // metres, as the device believes
	NoFix    bool    // the device had no position and says 0°,0°
}

// device is the receiver in a bus: what it sends, and what was heard of it.
type device struct {
	rng   *rand.Rand
	wrong bool
	phase int64 // seconds by which its reports are off the full interval
	keep  float64
	fixes []Fix

	off         []Between // seconds of the day in which it is off or without signal
	blind       int       // reports without a fix still to come
	north, east float64   // the error of now
}

func (b Between) draw(r *rand.Rand) int { return b.Min + r.IntN(b.Max-b.Min+1) }

func newDevice(s *Simulation, c cell, vehicle int) device {
	v := device{rng: s.stream(streamDevice, c.day, vehicle), wrong: s.plan.wrong[c]}
	v.phase = int64(v.rng.IntN(s.cfg.Every))
	v.keep = math.Exp(-float64(s.cfg.Every) / s.cfg.Faults.NoiseMemory.Seconds())
	if v.rng.Float64() < s.cfg.Faults.NoFix {
		v.blind = 1 + v.rng.IntN(4)
	}
	return v
}

// maybeSilence switches the device off for a while during some runs.
func (v *device) maybeSilence(d *driver, planned int) {
	f := d.sim.cfg.Faults
	if v.rng.Float64() < f.LongSilences {
		from := int(d.now) + int(float64(planned)*(0.05+0.85*v.rng.Float64()))
		v.off = append(v.off, Between{from, from + f.LongSilence.draw(v.rng)})
	}
}

// silentAt reports whether nothing is sent at a second, and forgets what has
// passed.
func (v *device) silentAt(now int) bool {
	for len(v.off) > 0 && v.off[0].Max <= now {
		v.off = v.off[1:]
	}
	for _, b := range v.off {
		if b.Min <= now && now < b.Max {
			return true
		}
	}
	return false
}

// report sends where the receiver believes to be: errors that change slowly,
// more of them while the bus stands for long, and now and then a jump.
func (v *device) report(d *driver) {
	f := d.sim.cfg.Faults
	if v.silentAt(int(d.now)) {
		return
	}
	if f.ShortGaps > 0 && v.rng.Float64() < f.ShortGaps {
		v.off = append(v.off, Between{int(d.now), int(d.now) + f.ShortGap.draw(v.rng)})
		return
	}
	if f.Lost > 0 && v.rng.Float64() < f.Lost {
		return
	}
	spread := f.NoiseM * math.Sqrt(1-v.keep*v.keep)
	if d.still > 120 {
		spread *= 1.5
	}
	v.north = v.keep*v.north + spread*v.rng.NormFloat64()
	v.east = v.keep*v.east + spread*v.rng.NormFloat64()
	lat, lon, i := d.line.at(d.s, d.segment)
	d.segment = i
	north, east, accuracy := v.north, v.east, 4+v.rng.IntN(6)
	usable := true
	if f.Outliers > 0 && v.rng.Float64() < f.Outliers {
		usable = false
		sin, cos := math.Sincos(2 * math.Pi * v.rng.Float64())
		jump := 60 + f.OutlierM*v.rng.ExpFloat64()
		north, east, accuracy = north+jump*cos, east+jump*sin, 20+v.rng.IntN(60)
	}
	my, mx := d.scaleNorth, d.scaleEast
	at := d.midnight.Unix() + d.now
	fix := Fix{
		At: at, Received: at + 1 + int64(v.rng.IntN(3)), Lat: lat + north/my, Lon: lon + east/mx, Speed: d.speed,
		Heading: bearing(d.line.north[i], d.line.east[i]), Accuracy: accuracy,
	}
	if v.wrong {
		fix.At += int64(f.ClockError.Seconds())
	}
	if v.blind > 0 {
		v.blind--
		fix.Lat, fix.Lon, fix.Speed, fix.NoFix, usable = 0, 0, 0, true, false
	}
	v.fixes = append(v.fixes, fix)
	if usable {
		d.heard()
	}
}

func bearing(north, east float64) int {
	return (int(math.Round(math.Atan2(east, north)*180/math.Pi)) + 360) % 360
}
