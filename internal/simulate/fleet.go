package simulate

import "fmt"

// Vehicles lists the vehicles: one for each block of the timetable, and the
// spares.
func (s *Simulation) Vehicles() []string {
	out := make([]string, len(s.blocks)+s.cfg.Spares)
	for i := range out {
		out[i] = vehicleID(i)
	}
	return out
}

func vehicleID(n int) string { return fmt.Sprintf("TMP-%d", 101+n) }

// DeviceID gives the device in a vehicle.
func DeviceID(vehicle string) string { return "gps-" + vehicle }

const repairDays = 2 // that a broken bus is in the workshop

// fleet says which vehicle has a block on a day.
type fleet struct {
	of     map[cell]int // vehicle, where it is not the block's own
	relief map[cell]int // vehicle that takes over on the day itself
}

// vehicle gives the number of the vehicle that is rostered for a block.
func (f fleet) vehicle(c cell) int {
	if v, ok := f.of[c]; ok {
		return v
	}
	return c.block
}

// assign gives spares to the blocks whose bus broke down. A bus for which no
// spare is left is repaired overnight.
func (s *Simulation) assign(breakdowns map[cell]int) fleet {
	f := fleet{map[cell]int{}, map[cell]int{}}
	taken := map[[2]int]bool{} // day, vehicle
	free := func(day, v, days int) bool {
		for d := day; d < day+days; d++ {
			if taken[[2]int{d, v}] {
				return false
			}
		}
		return true
	}
	for day := range s.cfg.Days {
		for block := range s.blocks {
			if _, ok := breakdowns[cell{day, block}]; !ok {
				continue
			}
			for v := len(s.blocks); v < len(s.blocks)+s.cfg.Spares; v++ {
				if !free(day, v, 1+repairDays) {
					continue
				}
				for d := day; d <= day+repairDays; d++ {
					taken[[2]int{d, v}] = true
					if d > day {
						f.of[cell{d, block}] = v
					}
				}
				if s.cfg.Faults.Relief {
					f.relief[cell{day, block}] = v
				}
				break
			}
		}
	}
	return f
}
