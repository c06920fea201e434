package powerloss

import (
	sqlite3 "modernc.org/sqlite/lib"
)

// locks are the locks of SQLite's rollback mode on one file, by handle:
// SHARED for any number, RESERVED, PENDING or EXCLUSIVE for one.
type locks struct {
	level map[*handle]int32
}

// strongest is the highest level that a handle other than except holds.
func (l *locks) strongest(except *handle) int32 {
	level := int32(sqlite3.SQLITE_LOCK_NONE)
	for h, held := range l.level {
		if h != except {
			level = max(level, held)
		}
	}
	return level
}

// lock raises h's lock. As in SQLite's Unix layer, a writer that waits for
// readers keeps PENDING, which lets no new reader in.
func (l *locks) lock(h *handle, want int32) int32 {
	have, others := l.level[h], l.strongest(h)
	if want <= have {
		return sqlite3.SQLITE_OK
	}
	switch want {
	case sqlite3.SQLITE_LOCK_SHARED:
		if others >= sqlite3.SQLITE_LOCK_PENDING {
			return sqlite3.SQLITE_BUSY
		}
	case sqlite3.SQLITE_LOCK_RESERVED:
		if others >= sqlite3.SQLITE_LOCK_RESERVED {
			return sqlite3.SQLITE_BUSY
		}
	case sqlite3.SQLITE_LOCK_EXCLUSIVE:
		if others >= sqlite3.SQLITE_LOCK_RESERVED {
			return sqlite3.SQLITE_BUSY
		}
		if others > sqlite3.SQLITE_LOCK_NONE {
			l.set(h, sqlite3.SQLITE_LOCK_PENDING)
			return sqlite3.SQLITE_BUSY
		}
	}
	l.set(h, want)
	return sqlite3.SQLITE_OK
}

// set puts h's lock at the level.
func (l *locks) set(h *handle, level int32) {
	if level == sqlite3.SQLITE_LOCK_NONE {
		delete(l.level, h)
		return
	}
	if l.level == nil {
		l.level = make(map[*handle]int32)
	}
	l.level[h] = level
}

// sharedMemory is the index of the write-ahead log, which the connections to a
// file have in common. It never reaches the disk: after a power cut SQLite
// makes it anew from the log.
type sharedMemory struct {
	users   map[*handle]bool
	regions []uintptr // C memory
	slots   [sqlite3.SQLITE_SHM_NLOCK]slot
}

// slot is one of the locks on the shared memory.
type slot struct {
	exclusive *handle
	shared    map[*handle]bool
}

// lock takes or releases n slots from first, all or none.
func (m *sharedMemory) lock(h *handle, first, n, flags int32) int32 {
	slots := m.slots[first : first+n]
	exclusive := flags&sqlite3.SQLITE_SHM_EXCLUSIVE != 0
	if flags&sqlite3.SQLITE_SHM_UNLOCK != 0 {
		for i := range slots {
			slots[i].release(h)
		}
		return sqlite3.SQLITE_OK
	}
	for i := range slots {
		if !slots[i].free(h, exclusive) {
			return sqlite3.SQLITE_BUSY
		}
	}
	for i := range slots {
		slots[i].take(h, exclusive)
	}
	return sqlite3.SQLITE_OK
}

// free reports whether h may take the slot.
func (s *slot) free(h *handle, exclusive bool) bool {
	if s.exclusive != nil && s.exclusive != h {
		return false
	}
	if !exclusive {
		return true
	}
	for other := range s.shared {
		if other != h {
			return false
		}
	}
	return true
}

func (s *slot) take(h *handle, exclusive bool) {
	if exclusive {
		s.exclusive = h
		return
	}
	if s.shared == nil {
		s.shared = make(map[*handle]bool)
	}
	s.shared[h] = true
}

func (s *slot) release(h *handle) {
	if s.exclusive == h {
		s.exclusive = nil
	}
	delete(s.shared, h)
}
