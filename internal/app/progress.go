package app

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows progress on a terminal, and nothing anywhere else.
type bar struct {
	b *progressbar.ProgressBar
}

// progress starts a bar on standard error. total -1 means unknown.
func (e *env) progress(what string, total int) *bar {
	f, ok := e.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &bar{}
	}
	return &bar{progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))}
}

// set moves the bar to done of total, and says what is being done.
func (b *bar) set(done, total int, what string) {
	if b.b == nil {
		return
	}
	b.b.ChangeMax(total)
	b.b.Describe(what)
	_ = b.b.Set(done) // only fails beyond the end
}

// done takes the bar away.
func (b *bar) done() {
	if b.b != nil {
		_ = b.b.Finish()
	}
}
