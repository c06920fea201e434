module sinergi/bench/gtfs

go 1.26.0

require (
	github.com/OneBusAway/go-gtfs v1.1.1
	sinergi v0.0.0
)

require (
	github.com/klauspost/compress v1.20.3 // indirect
	golang.org/x/text v0.43.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
)

replace sinergi => ../..
