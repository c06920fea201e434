// SPDX-License-Identifier: Apache-2.0

// Command ingest measures how many positions a second Sinergi acknowledges
// over HTTP, each on disk before the answer (synchronous=FULL, group commit),
// and beside it, in the same run, what SQLite itself inserts at the same
// setting: one row in a transaction, and a hundred.
//
//	go run ./bench/ingest
package main

import (
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite"

	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/simulate"
)

func main() {
	seconds := flag.Int("seconds", 5, "how long each measurement runs")
	senders := flag.Int("senders", 64, "how many devices send at the same time")
	flag.Parse()
	dir, err := os.MkdirTemp("", "sinergi-bench-")
	check(err)
	defer os.RemoveAll(dir)
	span := time.Duration(*seconds) * time.Second
	base1, base100 := sqlite(dir, 1, span), sqlite(dir, 100, span)
	one, hundred := doors(dir, 1, *senders, span), doors(dir, 100, *senders, span)
	fmt.Printf("%-34s %14s %14s %8s\n", "positions acknowledged a second", "SQLite alone", "Sinergi, HTTP", "ratio")
	fmt.Printf("%-34s %14.0f %14.0f %7.2fx\n", "1 a request", base1, one, one/base1)
	fmt.Printf("%-34s %14.0f %14.0f %7.2fx\n", "100 a request", base100, hundred, hundred/base100)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// sqlite inserts rows one by one, so many in a transaction.
func sqlite(dir string, batch int, span time.Duration) float64 {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, fmt.Sprintf("base%d.db", batch))+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_txlock=immediate")
	check(err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`create table position (device text, at integer, lat integer, lon integer, speed integer, heading integer, primary key (device, at)) without rowid`)
	check(err)
	n, began := 0, time.Now()
	for time.Since(began) < span {
		tx, err := db.Begin()
		check(err)
		stmt, err := tx.Prepare(`insert into position values (?, ?, ?, ?, ?, ?)`)
		check(err)
		for range batch {
			_, err := stmt.Exec("gps-"+strconv.Itoa(n%64), n, 5_000_000+n%1000, 1_014_000_000+n%1000, 500, 90)
			check(err)
			n++
		}
		check(stmt.Close())
		check(tx.Commit())
	}
	return float64(n) / time.Since(began).Seconds()
}

// doors sends to a node in the same process, through HTTP.
func doors(dir string, batch, senders int, span time.Duration) float64 {
	ctx := context.Background()
	node, err := app.Data{Dir: filepath.Join(dir, fmt.Sprintf("node%d", batch))}.Open(ctx, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(err)
	defer node.Close()
	text, err := i18n.Load()
	check(err)
	handler, err := node.Handler(text, "http://bench.test")
	check(err)
	srv := httptest.NewServer(handler)
	defer srv.Close()
	loaded, err := demo.Load(ctx, node.Desk, simulate.Config{Seed: 1, Month: civil.Month{Year: 2026, Month: 10}, Days: 1})
	check(err)
	vehicles := loaded.Plan.Vehicles()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	var done atomic.Int64
	var wait sync.WaitGroup
	began := time.Now()
	for s := range senders {
		wait.Go(func() {
			device := simulate.DeviceID(vehicles[s%len(vehicles)])
			at := time.Date(2026, 10, 1, 5, 0, 0, 0, civil.WIB()).Unix() + int64(s)*100_000
			for time.Since(began) < span {
				done.Add(int64(send(client, srv.URL, loaded.BusKey, device, at, batch)))
				at += int64(batch)
			}
		})
	}
	wait.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// send posts a batch and gives how many positions were acknowledged.
func send(client *http.Client, url, key, device string, at int64, batch int) int {
	body := bytes.NewBufferString("device,time,lat,lon,speed_kmh,heading\n")
	for i := range batch {
		fmt.Fprintf(body, "%s,%d,0.5%05d,101.4%05d,30,90\n", device, at+int64(i), i, i)
	}
	req, err := http.NewRequest(http.MethodPost, url+"/ingest/positions.csv", body)
	check(err)
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := client.Do(req)
	check(err)
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	check(err)
	if resp.StatusCode != http.StatusOK {
		log.Fatalf("the server answered %s", resp.Status)
	}
	return batch
}
