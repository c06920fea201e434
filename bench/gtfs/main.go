// SPDX-License-Identifier: Apache-2.0

// Command gtfs measures reading, checking and indexing a large GTFS feed beside
// go-gtfs, which only parses it, in turns on the same machine. Every turn is a
// process of its own, so that its memory is its own; of each kind the least is
// told, for other work on the machine can only add. See README.md.
package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	peer "github.com/OneBusAway/go-gtfs"

	"sinergi/gtfs"
	"sinergi/gtfs/validate"
	"sinergi/raptor"
)

var (
	source = flag.String("feed", "../../gtfs/testdata/feeds/poa_eptc.zip", "GTFS feed, zip")
	times  = flag.Int("times", 18, "how many times over the feed's trips are taken")
	rounds = flag.Int("rounds", 3, "turns of each")
	on     = flag.String("date", "20190506", "day that the planner's index is for")
	work   = flag.String("work", "", "used by the command itself: what a turn does")
)

func main() {
	flag.Parse()
	err := run()
	if *work != "" {
		err = turn(*work, flag.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench/gtfs:", err)
		os.Exit(1)
	}
}

// kinds are what is measured, ours and the peer's.
var kinds = []string{"read", "read and check", "read, check and index", "go-gtfs, parse only"}

type cost struct {
	wall, cpu time.Duration
	memory    int64 // bytes
}

func run() error {
	if *work != "" {
		return nil
	}
	feed := *source
	if *times > 1 {
		dir, err := os.MkdirTemp("", "bench-gtfs")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		feed = filepath.Join(dir, "feed.zip")
		rows, err := multiply(*source, feed, *times)
		if err != nil {
			return err
		}
		fmt.Printf("%d times over: %d rows of stop_times.txt\n", *times, rows)
	}
	fmt.Println(filepath.Base(*source))
	costs := map[string][]cost{}
	for range *rounds {
		for _, kind := range kinds {
			c, err := measure(kind, feed)
			if err != nil && kind == kinds[3] {
				fmt.Printf("go-gtfs cannot read the feed: %v\n", err)
				continue
			}
			if err != nil {
				return fmt.Errorf("%s: %w", kind, err)
			}
			costs[kind] = append(costs[kind], c)
		}
	}
	least := func(kind string, of func(cost) float64) float64 {
		least := math.Inf(1)
		for _, c := range costs[kind] {
			least = min(least, of(c))
		}
		return least
	}
	wall := func(c cost) float64 { return c.wall.Seconds() }
	cpu := func(c cost) float64 { return c.cpu.Seconds() }
	memory := func(c cost) float64 { return float64(c.memory) / 1e6 }
	base := kinds[len(kinds)-1]
	fmt.Printf("%-24s %8s %8s %8s   %s\n", "", "wall s", "CPU s", "MB", "against go-gtfs: wall, CPU, memory")
	for _, kind := range kinds {
		if len(costs[kind]) == 0 {
			continue // the peer cannot read the feed
		}
		w, c, m := least(kind, wall), least(kind, cpu), least(kind, memory)
		fmt.Printf("%-24s %8.2f %8.2f %8.0f", kind, w, c, m)
		if len(costs[base]) > 0 {
			fmt.Printf("   %.2f  %.2f  %.2f", w/least(base, wall), c/least(base, cpu), m/least(base, memory))
		}
		fmt.Println()
	}
	return nil
}

func measure(kind, feed string) (cost, error) {
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	cmd := exec.Command(self, "-work", kind, "-date", *on, feed)
	if kind != kinds[3] {
		cmd.Stderr = os.Stderr
	}
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return cost{}, err
	}
	c := cost{wall: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.memory = u.Maxrss * 1024
	}
	return c, nil
}

func turn(kind, path string) error {
	if kind == kinds[3] {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, err = peer.ParseStatic(data, peer.ParseStaticOptions{})
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	feed, err := gtfs.Open(f, info.Size(), gtfs.Limits{})
	if err != nil || kind == kinds[0] {
		return err
	}
	t, err := time.Parse("20060102", *on)
	if err != nil {
		return err
	}
	day := gtfs.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
	var both sync.WaitGroup
	both.Go(func() { validate.Feed(feed, day) })
	if kind == kinds[2] {
		_, err = raptor.Build(feed, raptor.Options{First: day, Last: day})
	}
	both.Wait()
	return err
}

// multiply writes a feed whose trips are those of another, so many times over.
func multiply(from, to string, times int) (rows int, err error) {
	in, err := zip.OpenReader(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	file, err := os.Create(to)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out := zip.NewWriter(file)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			return 0, err
		}
		data, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			return 0, err
		}
		w, err := out.Create(f.Name)
		if err != nil {
			return 0, err
		}
		switch f.Name {
		case "trips.txt", "stop_times.txt", "frequencies.txt":
			n, err := copies(w, data, times)
			if err != nil {
				return 0, err
			}
			if f.Name == "stop_times.txt" {
				rows = n
			}
		default:
			if _, err := w.Write(data); err != nil {
				return 0, err
			}
		}
	}
	return rows, out.Close()
}

// copies writes the rows of a table of trips several times, the ids of the
// trips made different. Values with commas in quotes are not looked for: the
// feeds that are measured have none before trip_id.
func copies(w io.Writer, data []byte, times int) (int, error) {
	lines := bytes.SplitAfter(bytes.TrimRight(data, "\r\n"), []byte("\n"))
	at := -1
	for i, name := range strings.Split(strings.TrimPrefix(strings.TrimSpace(string(lines[0])), "\ufeff"), ",") {
		if strings.Trim(name, `" `) == "trip_id" {
			at = i
		}
	}
	if at < 0 {
		return 0, errors.New("there is no trip_id")
	}
	if _, err := w.Write(lines[0]); err != nil {
		return 0, err
	}
	rows := 0
	for i := range times {
		for _, line := range lines[1:] {
			fields := strings.Split(strings.TrimRight(string(line), "\r\n"), ",")
			if len(fields) > at {
				fields[at] = fmt.Sprintf("%s-%d", strings.Trim(fields[at], `"`), i)
			}
			if _, err := io.WriteString(w, strings.Join(fields, ",")+"\n"); err != nil {
				return 0, err
			}
			rows++
		}
	}
	return rows, nil
}
