package main

import (
	"os"
	"path/filepath"
)

// sizes looks at the programs as they are shipped.
func sizes(b *bench) error {
	for _, system := range []string{"armv6", "armv7", "arm64", "amd64"} {
		for _, name := range []string{"lampd", "lampctl"} {
			file, err := os.Stat(filepath.Join(b.built, name+"-linux-"+system))
			if os.IsNotExist(err) {
				continue // scripts/build makes what it is asked for
			}
			if err != nil {
				return err
			}
			r := b.report.add("size of "+name+" for "+system, "MiB", float64(file.Size())/(1<<20))
			if name == "lampd" && system == "armv6" {
				r.atMost(7)
			}
		}
	}
	return nil
}
