package app

import (
	"bytes"
	_ "embed" // the translations of the help
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// helpID has the Indonesian of every help text by its English. The English
// stands with the command, where kong wants it.
//
//go:embed help.id.toml
var helpID string

// phrasebook reads the translations. They are in the binary, so that a mistake
// in them is found by its tests.
func phrasebook() (map[string]string, error) {
	var book map[string]string
	if err := toml.Unmarshal([]byte(helpID), &book); err != nil {
		return nil, fmt.Errorf("the help in Indonesian: %w", err)
	}
	return book, nil
}

// asked finds the language of the help before the command line is parsed: it
// may be a plea for help, which is answered at once.
func asked(args []string, env func(string) string) string {
	lang := env("SINERGI_LANG")
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--lang="); ok {
			lang = v
		} else if a == "--lang" && i+1 < len(args) {
			lang = args[i+1]
		}
	}
	if lang == "en" {
		return "en"
	}
	return "id"
}

// translate puts the help of every command, argument and flag into Indonesian.
func translate(n *kong.Node, book map[string]string) {
	say := func(s *string) {
		if t := book[*s]; t != "" {
			*s = t
		}
	}
	say(&n.Help)
	say(&n.Detail)
	for _, f := range n.Flags {
		say(&f.Help)
	}
	for _, p := range n.Positional {
		say(&p.Help)
	}
	for _, c := range n.Children {
		translate(c, book)
	}
}

// printHelp prints what kong prints, with kong's own words translated too.
func printHelp(book map[string]string) kong.HelpPrinter {
	return func(options kong.HelpOptions, ctx *kong.Context) error {
		out := ctx.Stdout
		var page bytes.Buffer
		ctx.Stdout = &page
		err := kong.DefaultHelpPrinter(options, ctx)
		ctx.Stdout = out
		if err != nil {
			return err
		}
		text := page.String()
		for _, english := range []string{"Usage:", "Arguments:", "Flags:", "Commands:", `Run "`, `" for more information on a command.`} {
			if t := book[english]; t != "" {
				text = strings.ReplaceAll(text, english, t)
			}
		}
		_, err = out.Write([]byte(text))
		return err
	}
}
