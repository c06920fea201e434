// SPDX-License-Identifier: Apache-2.0

// Package feed ships the demo timetable: the real geometry of Trans Metro
// Pekanbaru from OpenStreetMap with an illustrative timetable on it. How it is
// made is told in docs/data/demo-feed.md.
package feed

import (
	"bytes"
	"embed"
	"io/fs"

	"sinergi/gtfs"
)

// The files are © OpenStreetMap contributors, ODbL 1.0; see data/LICENSE.md.
//
//go:embed data
var data embed.FS

// Attribution is to be shown with whatever is drawn from the feed.
const Attribution = "© OpenStreetMap contributors, ODbL 1.0"

// FS gives the feed's files.
func FS() fs.FS {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		panic("feed: " + err.Error()) // the embedded folder is missing: a broken build
	}
	return sub
}

// Read gives the feed.
func Read() (*gtfs.Feed, error) { return gtfs.ReadFS(FS(), gtfs.Limits{}) }

// Zip gives the feed as a zip file, always the same bytes.
func Zip() ([]byte, error) {
	f, err := gtfs.ReadFS(FS(), gtfs.Limits{Keep: true})
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	err = f.WriteZip(&buf)
	return buf.Bytes(), err
}
