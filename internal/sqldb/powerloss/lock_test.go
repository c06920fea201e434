package powerloss

import (
	"testing"

	sqlite3 "modernc.org/sqlite/lib"
)

const (
	ok   = sqlite3.SQLITE_OK
	busy = sqlite3.SQLITE_BUSY
)

func TestLocks(t *testing.T) {
	t.Parallel()
	var l locks
	a, b, c := new(handle), new(handle), new(handle)
	for i, step := range []struct {
		who   *handle
		level int32
		want  int32
	}{
		{a, sqlite3.SQLITE_LOCK_SHARED, ok},
		{b, sqlite3.SQLITE_LOCK_SHARED, ok},
		{a, sqlite3.SQLITE_LOCK_RESERVED, ok},
		{b, sqlite3.SQLITE_LOCK_RESERVED, busy},
		{c, sqlite3.SQLITE_LOCK_SHARED, ok},      // readers still come in
		{a, sqlite3.SQLITE_LOCK_EXCLUSIVE, busy}, // now pending
		{b, sqlite3.SQLITE_LOCK_SHARED, ok},      // already has it
		{b, sqlite3.SQLITE_LOCK_NONE, ok},
		{b, sqlite3.SQLITE_LOCK_SHARED, busy}, // no new readers
		{a, sqlite3.SQLITE_LOCK_EXCLUSIVE, busy},
		{c, sqlite3.SQLITE_LOCK_NONE, ok},
		{a, sqlite3.SQLITE_LOCK_EXCLUSIVE, ok},
		{c, sqlite3.SQLITE_LOCK_SHARED, busy},
		{a, sqlite3.SQLITE_LOCK_NONE, ok},
		{c, sqlite3.SQLITE_LOCK_SHARED, ok},
	} {
		got := int32(ok)
		if step.level == sqlite3.SQLITE_LOCK_NONE {
			l.set(step.who, step.level)
		} else {
			got = l.lock(step.who, step.level)
		}
		if got != step.want {
			t.Fatalf("step %d: got %d, want %d", i, got, step.want)
		}
	}
}

func TestSharedMemoryLocks(t *testing.T) {
	t.Parallel()
	const (
		lockShared      = sqlite3.SQLITE_SHM_LOCK | sqlite3.SQLITE_SHM_SHARED
		lockExclusive   = sqlite3.SQLITE_SHM_LOCK | sqlite3.SQLITE_SHM_EXCLUSIVE
		unlockShared    = sqlite3.SQLITE_SHM_UNLOCK | sqlite3.SQLITE_SHM_SHARED
		unlockExclusive = sqlite3.SQLITE_SHM_UNLOCK | sqlite3.SQLITE_SHM_EXCLUSIVE
	)
	var m sharedMemory
	a, b := new(handle), new(handle)
	for i, step := range []struct {
		who      *handle
		first, n int32
		flags    int32
		want     int32
	}{
		{a, 3, 1, lockShared, ok},
		{b, 3, 1, lockShared, ok},
		{a, 3, 1, lockExclusive, busy},
		{b, 0, 8, lockExclusive, busy}, // all or none
		{a, 0, 1, lockExclusive, ok},
		{b, 0, 1, lockShared, busy},
		{b, 3, 1, unlockShared, ok},
		{a, 3, 1, unlockShared, ok},
		{a, 0, 1, unlockExclusive, ok},
		{b, 0, 8, lockExclusive, ok},
		{a, 7, 1, lockShared, busy},
		{b, 0, 8, unlockExclusive, ok},
		{a, 7, 1, lockShared, ok},
	} {
		if got := m.lock(step.who, step.first, step.n, step.flags); got != step.want {
			t.Fatalf("step %d: got %d, want %d", i, got, step.want)
		}
	}
}
