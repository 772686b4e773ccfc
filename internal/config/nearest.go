package config

import "strings"

// nearest returns the known name that looks most like the given one: the
// fewest letters to change, where the last part of a dotted name being right
// outweighs a wrong section.
func nearest(name string, known []string) string {
	best, least := "", 1<<30
	for _, k := range known {
		d := 2 * distance(name, k)
		if last(name) == last(k) {
			d = min(d, 3)
		}
		if d < least {
			best, least = k, d
		}
	}
	return best
}

// last is the part of a dotted name after the last dot.
func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// distance is the Levenshtein distance of a and b in bytes; of long names only
// the beginning counts.
func distance(a, b string) int {
	a, b = cut(a), cut(b)
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			swap := diagonal
			if a[i] != b[j] {
				swap++
			}
			diagonal = row[j+1]
			row[j+1] = min(swap, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
