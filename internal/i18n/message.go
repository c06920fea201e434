// SPDX-License-Identifier: Apache-2.0

package i18n

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"
	tmpl "text/template/parse"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
)

// message is a text compiled to its pieces.
type message []piece

// piece is a literal, a placeholder, or a part that is only said when its
// argument is given and not empty.
type piece struct {
	literal string
	name    string  // placeholder or condition
	then    message // of a condition
	single  bool    // the condition is that the argument is one
	other   message // of such a condition, when it is not
}

// one is the name of the condition that chooses between singular and plural.
const one = "one"

// parse reads a text with {{.Name}}, {{if .Name}}…{{end}} and
// {{if one .Name}}…{{else}}…{{end}}, which is all that a message may hold.
func parse(text string) (message, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("the text is empty")
	}
	trees, err := tmpl.Parse("message", text, "{{", "}}", map[string]any{one: true})
	if err != nil {
		return nil, fmt.Errorf("placeholders: %w", err)
	}
	tree, ok := trees["message"]
	if !ok || len(tree.Root.Nodes) == 0 {
		return nil, errors.New("the text is empty")
	}
	return compile(tree.Root)
}

func compile(list *tmpl.ListNode) (message, error) {
	var m message
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *tmpl.TextNode:
			m = append(m, piece{literal: string(n.Text)})
		case *tmpl.ActionNode:
			name, err := field(n.Pipe)
			if err != nil {
				return nil, err
			}
			m = append(m, piece{name: name})
		case *tmpl.IfNode:
			p, err := condition(n)
			if err != nil {
				return nil, err
			}
			m = append(m, p)
		default:
			return nil, fmt.Errorf("%s is not allowed in a message", node)
		}
	}
	return m, nil
}

// condition compiles {{if .Name}}…{{end}} or {{if one .Name}}…{{else}}…{{end}}.
func condition(n *tmpl.IfNode) (p piece, err error) {
	pipe := n.Pipe
	if len(pipe.Decl) == 0 && len(pipe.Cmds) == 1 && len(pipe.Cmds[0].Args) == 2 {
		args := pipe.Cmds[0].Args
		f, named := args[1].(*tmpl.FieldNode)
		if id, ok := args[0].(*tmpl.IdentifierNode); !ok || id.Ident != one || !named || len(f.Ident) != 1 {
			return p, fmt.Errorf("a condition is {{if .Name}} or {{if one .Name}}, not {{if %s}}", pipe)
		}
		p.name, p.single = f.Ident[0], true
	} else if p.name, err = field(pipe); err != nil {
		return p, err
	}
	switch {
	case n.ElseList != nil && !p.single:
		return p, fmt.Errorf("{{if .%s}} has an else; write two messages", p.name)
	case n.ElseList == nil && p.single:
		return p, fmt.Errorf("{{if one .%s}} needs an else: what is said of more than one", p.name)
	}
	if p.then, err = compile(n.List); err != nil || !p.single {
		return p, err
	}
	p.other, err = compile(n.ElseList)
	return p, err
}

// field gives Name of the pipeline `.Name`, and refuses every other pipeline.
func field(pipe *tmpl.PipeNode) (string, error) {
	if len(pipe.Decl) == 0 && len(pipe.Cmds) == 1 && len(pipe.Cmds[0].Args) == 1 {
		if f, ok := pipe.Cmds[0].Args[0].(*tmpl.FieldNode); ok && len(f.Ident) == 1 {
			return f.Ident[0], nil
		}
	}
	return "", fmt.Errorf("a placeholder is {{.Name}}, not {{%s}}", pipe)
}

// names gives the arguments that the message can use, in order, each once.
func (m message) names() []string {
	var names []string
	for _, p := range m {
		if p.name != "" {
			names = append(names, p.name)
		}
		names = append(append(names, p.then.names()...), p.other.names()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (m message) fill(lang string, args map[string]any) string {
	if len(m) == 1 && m[0].name == "" {
		return m[0].literal
	}
	var b strings.Builder
	m.write(&b, lang, args)
	return b.String()
}

func (m message) write(b *strings.Builder, lang string, args map[string]any) {
	for _, p := range m {
		value, given := args[p.name]
		switch {
		case p.name == "":
			b.WriteString(p.literal)
		case p.single && Write(lang, value) == "1":
			p.then.write(b, lang, args)
		case p.single:
			p.other.write(b, lang, args)
		case p.then != nil:
			if truth, ok := template.IsTrue(value); given && ok && truth {
				p.then.write(b, lang, args)
			}
		case given:
			b.WriteString(Write(lang, value))
		default:
			b.WriteString("{" + p.name + "}")
		}
	}
}

// Write writes one value for a sentence in the language: known types the way
// the language writes them, anything else as fmt.Sprint does.
func Write(lang string, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return Int(lang, int64(v))
	case int64:
		return Int(lang, v)
	case money.Rupiah:
		return Rupiah(lang, v)
	case quantity.Decimal:
		return Number(lang, v)
	case quantity.Metres:
		return Int(lang, int64(v))
	case quantity.Kilograms:
		return Int(lang, int64(v))
	case civil.Date:
		return Date(lang, v)
	case civil.Month:
		return Month(lang, v)
	case time.Time:
		return DateTime(lang, v)
	case interface{ In(lang string) string }:
		return v.In(lang) // a name that comes in both languages, such as a gate of a procedure
	default:
		return fmt.Sprint(value)
	}
}
