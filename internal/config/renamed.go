package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// renamed are the keys of older versions, by their old names, and what they are
// called now. A key stays here for good: the file of every older version is
// read. There is no older version yet.
var renamed = map[string]string{}

// older makes keys known by their old names too.
func (t table) older(renamed map[string]string) table {
	t.renamed = renamed
	for old := range renamed {
		for s := parent(old); s != ""; s = parent(s) {
			t.section[s] = true
		}
	}
	return t
}

// tellOlder notes every old name that the file has: it works, unless the file
// has the new one as well.
func (f *file) tellOlder(known table) {
	for _, old := range slices.Sorted(maps.Keys(known.renamed)) {
		now := known.renamed[old]
		switch {
		case !f.meta.IsDefined(strings.Split(old, ".")...):
		case f.meta.IsDefined(strings.Split(now, ".")...):
			f.blame(old, fmt.Sprintf("is the old name of %s, which stands there too", now))
		default:
			f.outdated = append(f.outdated, Mistake{f.name, f.line(old), old, "is called " + now + " now"})
		}
	}
}
