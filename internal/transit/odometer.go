package transit

import (
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

// OdometerReading is what the odometer of a vehicle showed at the end of a day.
type OdometerReading struct {
	Vehicle string
	Date    civil.Date
	Km      int64
}

// OdometerState says how two readings agree with the positions between them.
type OdometerState string

// The states.
const (
	Agrees       OdometerState = "cocok"
	OdometerMore OdometerState = "odometer_lebih" // driven while no positions came, or a wrong reading
	OdometerLess OdometerState = "odometer_kurang"
	Backwards    OdometerState = "mundur" // a lower reading than before
)

// The difference that is still agreement: positions cut bends and wander, and a
// reading is in whole kilometres at either end.
const (
	odometerPermille = 50
	odometerLeast    = 2000 // metres
)

// OdometerCheck is two readings of a vehicle, one after the other, and what it
// drove between them by its positions.
type OdometerCheck struct {
	Before, Now OdometerReading
	Driven      quantity.Metres // on the days after the first, until the second
	State       OdometerState
}

// Read is the distance between the readings.
func (c OdometerCheck) Read() quantity.Metres { return quantity.Metres(c.Now.Km-c.Before.Km) * 1000 }

// Apart is by how much the odometer shows more than the positions.
func (c OdometerCheck) Apart() quantity.Metres { return c.Read() - c.Driven }

// CheckOdometer holds the readings of one vehicle against what it drove. driven
// gives the metres from one day to another, both included.
func CheckOdometer(readings []OdometerReading, driven func(from, until civil.Date) quantity.Metres) (out []OdometerCheck) {
	readings = slices.SortedFunc(slices.Values(readings), func(a, b OdometerReading) int { return a.Date.Compare(b.Date) })
	for i := 1; i < len(readings); i++ {
		c := OdometerCheck{Before: readings[i-1], Now: readings[i], State: Agrees}
		c.Driven = driven(c.Before.Date.AddDays(1), c.Now.Date)
		allowed := max(odometerLeast, c.Read()*odometerPermille/1000)
		switch apart := c.Apart(); {
		case c.Read() < 0:
			c.State = Backwards
		case apart > allowed:
			c.State = OdometerMore
		case apart < -allowed:
			c.State = OdometerLess
		}
		out = append(out, c)
	}
	return out
}
