package app_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/simulate"
	"sinergi/internal/store"
)

// Whatever was acknowledged is there exactly once after the server was killed
// in the middle of its work, again and again (SINERGI_SOAK=1: 200 times).
func TestKillDuringIngest(t *testing.T) {
	t.Parallel()
	kills := 8
	if os.Getenv("SINERGI_SOAK") != "" {
		kills = 200
	}
	dir := t.TempDir()
	binary := filepath.Join(dir, "sinergi")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../../cmd/sinergi").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	data := app.Data{Dir: filepath.Join(dir, "data")}
	n, err := data.Open(t.Context(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := demo.Load(t.Context(), n.Desk, simulate.Config{Seed: 1, Month: october, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	sent := &acknowledged{at: map[string]map[int64]bool{}}
	rng := rand.New(rand.NewPCG(1, 2))
	for range kills {
		one(t, binary, data.Dir, loaded, sent, time.Duration(30+rng.IntN(250))*time.Millisecond)
	}
	if sent.count() < kills {
		t.Fatalf("only %d positions were acknowledged: the kills prove nothing", sent.count())
	}
	if n, err = data.Open(t.Context(), slog.New(slog.NewTextHandler(io.Discard, nil))); err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	err = n.Store.Read(t.Context(), func(tx *store.Tx) error {
		got, err := tx.Positions(t.Context(), demo.BusService, killDay)
		for device, times := range sent.at {
			there := map[int64]int{}
			for _, p := range got[device] {
				there[p.At/1e3]++
			}
			for at := range times {
				if there[at] != 1 {
					t.Errorf("%s at %d was acknowledged and is there %d times", device, at, there[at])
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d positions acknowledged over %d kills", sent.count(), kills)
}

var killDay = civil.Date{Year: 2026, Month: 10, Day: 7}

type acknowledged struct {
	mu   sync.Mutex
	at   map[string]map[int64]bool
	next int64
}

func (a *acknowledged) count() (n int) {
	for _, times := range a.at {
		n += len(times)
	}
	return n
}

// take gives a millisecond of the day that nobody has used yet.
func (a *acknowledged) take(n int64) int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.next += n
	return killDay.Start().UnixMilli() + a.next - n
}

func (a *acknowledged) keep(device string, from, n int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.at[device] == nil {
		a.at[device] = map[int64]bool{}
	}
	for i := range n {
		a.at[device][from+i] = true
	}
}

// one starts the server, sends for a while from four devices, and kills it.
func one(t *testing.T, binary, dir string, loaded demo.Loaded, sent *acknowledged, after time.Duration) {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), binary, "serve", "--data", dir, "--addr", "127.0.0.1:0", "--admin", "")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v", err)
	}
	base := strings.TrimSpace(strings.TrimPrefix(line, "Sinergi:"))
	var wait sync.WaitGroup
	stop := time.Now().Add(after + 100*time.Millisecond)
	for s, vehicle := range loaded.Plan.Vehicles()[:4] {
		wait.Go(func() {
			for time.Now().Before(stop) {
				n := int64(1)
				if s%2 == 1 {
					n = 20
				}
				from := sent.take(n)
				if post(base, loaded.BusKey, simulate.DeviceID(vehicle), from, n) {
					sent.keep(simulate.DeviceID(vehicle), from, n)
				}
			}
		})
	}
	time.Sleep(after)
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	wait.Wait()
	_ = cmd.Wait() // it was killed
}

func post(base, key, device string, from, n int64) bool {
	body := bytes.NewBufferString("device,time,lat,lon\n")
	for i := range n {
		fmt.Fprintf(body, "%s,%d,0.5,101.4\n", device, from+i)
	}
	req, err := http.NewRequest(http.MethodPost, base+"/ingest/positions.csv", body)
	if err != nil {
		return false
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return err == nil && resp.StatusCode == http.StatusOK && bytes.Contains(text, []byte(`"rejected":[]`))
}
