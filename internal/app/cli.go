package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
)

// commands is the command line of sinergi.
type commands struct {
	Lang string `help:"Language of messages: id or en." default:"id" enum:"id,en" env:"SINERGI_LANG"`

	Serve      serveCmd      `cmd:"" help:"Serve the pages and the doors for machines."`
	Demo       demoCmd       `cmd:"" help:"Load the Kampar–Pekanbaru cooperation, run a month of operation through the public doors, measure and settle it, and serve."`
	Simulate   simulateCmd   `cmd:"" help:"Send a simulated month of positions and weighbridge tickets to a running server, and write down what really happened."`
	Import     importCmd     `cmd:"" help:"Bring in a file of tickets, positions or a roster."`
	Measure    measureCmd    `cmd:"" help:"Measure a service's days that have changed."`
	Settle     settleCmd     `cmd:"" help:"Compute the statement of a PKS for a month."`
	Verify     verifyCmd     `cmd:"" help:"Check the signatures of a PDF, or recompute a statement from its own inputs."`
	Gtfs       gtfsCmd       `cmd:"" help:"Check timetables (GTFS)."`
	Territory  territoryCmd  `cmd:"" help:"Ask which territory a place or a line is in."`
	Plan       planCmd       `cmd:"" help:"Plan a journey by bus and on foot on a GTFS feed."`
	Holidays   holidaysCmd   `cmd:"" help:"List the years whose public holidays are known, or bring in those of a year."`
	Roads      roadsCmd      `cmd:"" help:"List the maps of roads, or bring one in, along which planners lay the ways of buses."`
	Backup     backupCmd     `cmd:"" help:"Write a backup of the embedded database and the files."`
	Restore    restoreCmd    `cmd:"" help:"Restore a backup into an empty folder."`
	Doctor     doctorCmd     `cmd:"" help:"Check that this node can do its work."`
	Completion completionCmd `cmd:"" help:"Print a completion script for your shell."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
}

// env is what every command gets.
type env struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer
	log    *slog.Logger
	text   *i18n.Catalog
	lang   string
	parser *kong.Kong
}

// Exit codes, which scripts rely on.
const (
	exitOK          = 0
	exitFailed      = 1  // it could not be done, or the answer is no
	exitUsage       = 2  // the command was wrong
	exitInvalid     = 65 // the input was wrong
	exitUnavailable = 75 // try again later
)

// Main runs the command line and gives the exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	exited := -1
	book, err := phrasebook()
	if err != nil {
		fmt.Fprintln(stderr, "sinergi:", err)
		return exitFailed
	}
	var inIndonesian []kong.Option
	if asked(args, os.Getenv) == i18n.Indonesian {
		inIndonesian = []kong.Option{
			kong.Help(printHelp(book)),
			kong.PostBuild(func(k *kong.Kong) error { translate(k.Model.Node, book); return nil }),
		}
	}
	parser, err := kong.New(&c, append([]kong.Option{
		kong.Name("sinergi"), kong.Writers(stdout, stderr), kong.UsageOnError(),
		kong.Exit(func(code int) { exited = code }),
		kong.Description("Cooperation between neighbouring local governments: from a signed agreement to a settled month.\n\n" +
			"New here? `sinergi demo` shows everything with an example; `sinergi serve` starts your own. Data is kept in the folder given by --data."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	}, inIndonesian...)...)
	if err != nil {
		fmt.Fprintln(stderr, "sinergi:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(southward(args))
	if exited >= 0 {
		return exited // --help
	}
	if err != nil {
		fmt.Fprintf(stderr, "sinergi: %v\nTry: sinergi --help\n", err)
		return exitUsage
	}
	text, err := i18n.Load()
	if err != nil {
		fmt.Fprintln(stderr, "sinergi:", err)
		return exitFailed
	}
	e := &env{
		ctx: ctx, stdout: stdout, stderr: stderr, text: text, lang: c.Lang, parser: parser,
		log: slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if err := parsed.Run(e); err != nil {
		fmt.Fprintln(stderr, "sinergi:", e.say(err))
		return exitCode(err)
	}
	return exitOK
}

// southward lets a place be given as it is written: most of Indonesia has a
// latitude that begins with a minus, which is no flag.
func southward(args []string) []string {
	for i := 1; i < len(args); i++ {
		if f := args[i-1]; (f == "--from" || f == "--to") && strings.HasPrefix(args[i], "-") && strings.Contains(args[i], ",") {
			args = slices.Concat(args[:i-1], []string{f + "=" + args[i]}, args[i+1:])
		}
	}
	for i, a := range args {
		if len(a) > 1 && a[0] == '-' && a[1] >= '0' && a[1] <= '9' && slices.Contains(args[:i], "locate") && !slices.Contains(args[:i], "--") {
			return slices.Concat(args[:i], args[i+1:], []string{"--", a})
		}
	}
	return args
}

// say puts an error into the user's language, where it has a message.
func (e *env) say(err error) string {
	f := fault.Of(err)
	if f == nil {
		return err.Error()
	}
	s := e.text.T(e.lang, f.Key, f.Args)
	for _, field := range f.Fields {
		s += "\n  " + field.Name
		if field.Row > 0 {
			s += fmt.Sprintf(" (%d)", field.Row)
		}
		s += ": " + e.text.T(e.lang, field.Key, field.Args)
	}
	return s
}

func exitCode(err error) int {
	var q quiet
	var refused refusedRows
	switch {
	case errors.As(err, &refused):
		return exitInvalid
	case errors.As(err, &q):
		return exitFailed
	case fault.KindOf(err) == fault.Invalid:
		return exitInvalid
	case fault.KindOf(err) == fault.Unavailable:
		return exitUnavailable
	}
	return exitFailed
}

// quiet is an answer of no: the command worked, and its output says why.
type quiet string

func (q quiet) Error() string { return string(q) }

// printJSON prints an answer for scripts: one value, one line.
func (e *env) printJSON(v any) error {
	return json.NewEncoder(e.stdout).Encode(v)
}
