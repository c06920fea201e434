package simulate

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Month is the truth of a month, by day.
type Month struct {
	Runs    [][]Truth
	Tickets [][]TicketTruth
	Roster  []RosterDay
	Summary Summary
}

// RosterDay is a day's roster.
type RosterDay struct {
	Date string `json:"date"`
	Duty []Duty `json:"duty"`
}

// The files of a truth folder: a line of JSON for each planned run, ticket and
// day, and the totals of the month.
const (
	runsFile    = "trips.jsonl"
	ticketsFile = "tickets.jsonl"
	rosterFile  = "roster.jsonl"
	summaryFile = "summary.json"
)

// WriteTruth writes a month's truth into a folder, which is made when needed:
// trips.jsonl (a [Truth] a line), tickets.jsonl (a [TicketTruth] a line),
// roster.jsonl (a [RosterDay] a line) and summary.json.
func WriteTruth(dir string, m Month) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	if err := writeLines(filepath.Join(dir, runsFile), flat(m.Runs)); err != nil {
		return err
	}
	if err := writeLines(filepath.Join(dir, ticketsFile), flat(m.Tickets)); err != nil {
		return err
	}
	if err := writeLines(filepath.Join(dir, rosterFile), m.Roster); err != nil {
		return err
	}
	text, err := json.MarshalIndent(m.Summary, "", "\t")
	if err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	return os.WriteFile(filepath.Join(dir, summaryFile), append(text, '\n'), 0o644)
}

// ReadRuns reads what really became of the planned runs from a truth folder.
func ReadRuns(dir string) ([]Truth, error) { return readLines[Truth](filepath.Join(dir, runsFile)) }

// ReadTickets reads what is true of the tickets from a truth folder.
func ReadTickets(dir string) ([]TicketTruth, error) {
	return readLines[TicketTruth](filepath.Join(dir, ticketsFile))
}

func flat[T any](days [][]T) []T {
	var all []T
	for _, day := range days {
		all = append(all, day...)
	}
	return all
}

func writeLines[T any](path string, rows []T) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	for _, row := range rows {
		if err := enc.Encode(row); err != nil {
			return fmt.Errorf("write the truth %s: %w", path, err)
		}
	}
	return w.Flush()
}

func readLines[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the truth: %w", err)
	}
	defer f.Close()
	var rows []T
	for dec := json.NewDecoder(bufio.NewReader(f)); ; {
		var row T
		err := dec.Decode(&row)
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the truth %s, line %d: %w", path, len(rows)+1, err)
		}
		rows = append(rows, row)
	}
}
