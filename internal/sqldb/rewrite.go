package sqldb

import (
	"strings"
	"sync"
)

// rewriteCacheSize bounds the remembered statements. The program's statements
// are a few hundred constants; only bulk inserts vary with their row count.
const rewriteCacheSize = 2048

// rewriteCache remembers rewritten statements, because a statement is run far
// more often than it is written.
type rewriteCache struct {
	mu   sync.RWMutex
	text map[string]string
}

// rewrite returns query as the engine of db reads it.
func (db *DB) rewrite(query string) string {
	if db.dialect != SQLite {
		return query
	}
	c := &db.rewrites
	c.mu.RLock()
	text, found := c.text[query]
	c.mu.RUnlock()
	if found {
		return text
	}
	text = toSQLite(query)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.text == nil || len(c.text) >= rewriteCacheSize {
		c.text = make(map[string]string)
	}
	c.text[query] = text
	return text
}

// toSQLite turns $1 into ?1 and drops "for update" with its "skip locked" or
// "nowait". Strings, quoted names and comments stay as they are.
func toSQLite(query string) string {
	var b strings.Builder
	b.Grow(len(query))
	for i := 0; i < len(query); {
		n := 1
		switch c := query[i]; {
		case c == '\'' || c == '"':
			n = quotedLen(query[i:])
		case strings.HasPrefix(query[i:], "--"):
			n = throughLen(query[i:], "\n")
		case strings.HasPrefix(query[i:], "/*"):
			n = throughLen(query[i:], "*/")
		case c == '$' && i+1 < len(query) && isDigit(query[i+1]):
			b.WriteByte('?')
			i++
			continue
		case isNameByte(c):
			n = nameLen(query[i:])
			if drop := lockClauseLen(query[i:]); drop > 0 {
				b.WriteByte(' ') // keeps apart what stood on both sides
				i += drop
				continue
			}
		}
		b.WriteString(query[i : i+n])
		i += n
	}
	return b.String()
}

// quotedLen is the length of the quoted text s begins with. A doubled quote
// ends one text and begins the next, which comes to the same.
func quotedLen(s string) int {
	if end := strings.IndexByte(s[1:], s[0]); end >= 0 {
		return end + 2
	}
	return len(s)
}

// throughLen is the length of s up to and including end, looked for after the
// two bytes that open a comment.
func throughLen(s, end string) int {
	if i := strings.Index(s[2:], end); i >= 0 {
		return 2 + i + len(end)
	}
	return len(s)
}

// lockClauseLen is the length of the row-locking clause s begins with, or 0.
func lockClauseLen(s string) int {
	n, ok := wordsLen(s, "for", "update")
	if !ok {
		return 0
	}
	space := spaceLen(s[n:])
	if m, ok := wordsLen(s[n+space:], "skip", "locked"); ok {
		return n + space + m
	}
	if m, ok := wordsLen(s[n+space:], "nowait"); ok {
		return n + space + m
	}
	return n
}

// wordsLen reports whether s begins with the words, in any case and with any
// white space between them, and how long they are.
func wordsLen(s string, words ...string) (int, bool) {
	n := 0
	for i, word := range words {
		if i > 0 {
			n += spaceLen(s[n:])
		}
		m := nameLen(s[n:])
		if !strings.EqualFold(s[n:n+m], word) {
			return 0, false
		}
		n += m
	}
	return n, true
}

// nameLen is the length of the name, keyword or number s begins with. A name
// may hold a $ after its first byte, as in PostgreSQL.
func nameLen(s string) int {
	n := 0
	for n < len(s) && (isNameByte(s[n]) || n > 0 && s[n] == '$') {
		n++
	}
	return n
}

func spaceLen(s string) int {
	n := 0
	for n < len(s) && strings.IndexByte(" \t\r\n\f", s[n]) >= 0 {
		n++
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool {
	return c == '_' || c >= 0x80 || isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
