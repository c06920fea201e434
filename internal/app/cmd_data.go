package app

import (
	"fmt"
	"os"
	"runtime/debug"
)

type backupCmd struct {
	Data
	File string `arg:"" help:"File to write, for example sinergi-2026-11-01.tar.gz." type:"path"`
	JSON bool   `help:"Answer as JSON."`
}

// Run writes a backup.
func (c *backupCmd) Run(e *env) error {
	n, err := c.OpenExisting(e.ctx, e.log)
	if err != nil {
		return err
	}
	defer n.Close()
	bar := e.progress("backup", -1)
	err = n.Backup(e.ctx, c.File)
	bar.done()
	if err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]any{"file": c.File, "bytes": info.Size()})
	}
	fmt.Fprintf(e.stdout, "%s (%d MiB)\n", c.File, info.Size()>>20)
	return nil
}

type restoreCmd struct {
	File string `arg:"" help:"Backup to restore." type:"existingfile"`
	Dir  string `arg:"" help:"New or empty folder for the data." type:"path"`
	JSON bool   `help:"Answer as JSON."`
}

// Run restores a backup.
func (c *restoreCmd) Run(e *env) error {
	if err := Restore(e.ctx, c.File, c.Dir); err != nil {
		return err
	}
	n, err := Data{Dir: c.Dir}.OpenExisting(e.ctx, e.log)
	if err != nil {
		return err
	}
	if err := n.Close(); err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]any{"data": c.Dir})
	}
	fmt.Fprintf(e.stdout, "Restored. Start with: sinergi serve --data %s\n", c.Dir)
	return nil
}

type doctorCmd struct {
	Data
	Signing string `help:"Settings of electronic signatures (TOML)." type:"existingfile" placeholder:"FILE" env:"SINERGI_SIGNING"`
	Mail    string `help:"Settings of the mail server (TOML)." type:"existingfile" placeholder:"FILE" env:"SINERGI_MAIL"`
	JSON    bool   `help:"Answer as JSON."`
}

// Run examines the node; its exit code says whether all is well.
func (c *doctorCmd) Run(e *env) error {
	if err := c.exists(); err != nil {
		return err
	}
	n, err := c.OpenExisting(e.ctx, e.log)
	if err != nil {
		return c.tell(e, []Finding{{What: c.opens(), Detail: err.Error()}})
	}
	defer n.Close()
	findings := n.Examine(e.ctx)
	if c.Signing != "" {
		settings, err := readSigning(c.Signing)
		if err != nil {
			return err
		}
		if err := n.Desk.UseSigning(settings); err != nil {
			return err
		}
		findings = append(findings, examineSigning(e.ctx, settings, n.Desk.SigningServices())...)
	}
	if c.Mail != "" {
		server, err := useMail(n.Desk, c.Mail)
		if err != nil {
			return err
		}
		findings = append(findings, examineMail(e.ctx, server))
	}
	return c.tell(e, findings)
}

// opens names the check that a database which cannot even be opened fails.
func (c *doctorCmd) opens() string {
	if c.URL != "" {
		return "database answers"
	}
	return "database is whole"
}

// tell prints what was found; the exit code says whether all is well.
func (c *doctorCmd) tell(e *env, findings []Finding) error {
	ill := 0
	for _, f := range findings {
		mark := "ok  "
		if !f.OK {
			mark = "FAIL"
			ill++
		}
		if !c.JSON {
			fmt.Fprintf(e.stdout, "%s  %-32s %s\n", mark, f.What, f.Detail)
		}
	}
	if c.JSON {
		if err := e.printJSON(map[string]any{"ok": ill == 0, "findings": findings}); err != nil {
			return err
		}
	}
	if ill > 0 {
		return quiet(fmt.Sprintf("%d of %d checks failed", ill, len(findings)))
	}
	return nil
}

type versionCmd struct {
	JSON bool `help:"Answer as JSON."`
}

// Version is the version of this build, or "devel".
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

// Run prints the version.
func (c *versionCmd) Run(e *env) error {
	if c.JSON {
		return e.printJSON(map[string]string{"version": Version()})
	}
	fmt.Fprintln(e.stdout, "sinergi", Version())
	return nil
}
