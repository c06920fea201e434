package app

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Run prints a completion script. Put it where your shell looks, for example:
//
//	sinergi completion bash > /etc/bash_completion.d/sinergi
func (c *completionCmd) Run(e *env) error {
	words := map[string][]string{}
	collect(e.parser.Model.Node, "", words)
	switch c.Shell {
	case "bash":
		writeBash(e.stdout, words)
	case "zsh":
		fmt.Fprintln(e.stdout, "#compdef sinergi\nautoload -U +X bashcompinit && bashcompinit")
		writeBash(e.stdout, words)
	case "fish":
		writeFish(e.stdout, words)
	}
	return nil
}

// collect gathers what may follow each command path: commands and flags.
func collect(n *kong.Node, path string, words map[string][]string) {
	for _, f := range n.Flags {
		words[path] = append(words[path], "--"+f.Name)
	}
	for _, child := range n.Children {
		words[path] = append(words[path], child.Name)
		collect(child, strings.TrimSpace(path+" "+child.Name), words)
	}
}

func writeBash(w io.Writer, words map[string][]string) {
	fmt.Fprint(w, `_sinergi() {
  local cur="${COMP_WORDS[COMP_CWORD]}" path="" word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="${path:+$path }$word" ;; esac
  done
  local words=""
  case "$path" in
`)
	for _, path := range sortedKeys(words) {
		fmt.Fprintf(w, "    %q) words=%q ;;\n", path, strings.Join(words[path], " "))
	}
	fmt.Fprint(w, `  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$cur"))
}
complete -o filenames -F _sinergi sinergi
`)
}

func writeFish(w io.Writer, words map[string][]string) {
	for _, path := range sortedKeys(words) {
		condition := "__fish_use_subcommand"
		if path != "" {
			parts := strings.Fields(path)
			condition = "__fish_seen_subcommand_from " + parts[len(parts)-1]
		}
		for _, word := range words[path] {
			if flag, ok := strings.CutPrefix(word, "--"); ok {
				fmt.Fprintf(w, "complete -c sinergi -n '%s' -l %s\n", condition, flag)
			} else {
				fmt.Fprintf(w, "complete -c sinergi -n '%s' -f -a %s\n", condition, word)
			}
		}
	}
}

func sortedKeys(m map[string][]string) []string {
	return slices.Sorted(maps.Keys(m))
}
