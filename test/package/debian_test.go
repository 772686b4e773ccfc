//go:build life && linux

package lives

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var packages = flag.String("packages", "../../build/packages", "directory of the packages, from scripts/package")

// deb returns the package of a program for an architecture.
func deb(t *testing.T, program, arch string) string {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(*packages, program+"_*_"+arch+".deb"))
	if len(found) != 1 {
		t.Fatalf("%d packages of %s for %s in %s: run scripts/package", len(found), program, arch, *packages)
	}
	return found[0]
}

// newer makes a package that is like the given one, but newer and with another
// default configuration, as a next release might be.
func newer(t *testing.T, file string) string {
	t.Helper()
	dir := t.TempDir()
	must(t, "dpkg-deb", "--raw-extract", file, dir)
	control, config := filepath.Join(dir, "DEBIAN/control"), filepath.Join(dir, "etc/lampd/config.toml")
	edit(t, control, func(s string) string { return regexp.MustCompile(`(?m)^(Version: .*)$`).ReplaceAllString(s, "$1.next") })
	edit(t, config, func(s string) string { return s + "\n# a default of the next release\n" })
	edit(t, filepath.Join(dir, "DEBIAN/md5sums"), func(s string) string {
		return regexp.MustCompile(`(?m)^.*etc/lampd/config.toml\n`).ReplaceAllString(s, "")
	})
	out := filepath.Join(t.TempDir(), "next.deb")
	must(t, "dpkg-deb", "--build", "--root-owner-group", "-Znone", dir, out)
	return out
}

func edit(t *testing.T, name string, change func(string) string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, []byte(change(string(text))), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// debian returns the directory of a small Debian, made if it is not there yet.
// Nothing may write into it.
func debian(t *testing.T, arch string, run func(args ...string), include ...string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("a Debian of its own needs root")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "lampd", "bookworm-"+arch)
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	half := dir + ".half"
	must(t, "rm", "-rf", half)
	run("mmdebstrap", "--mode=root", "--skip=check/qemu", "--variant=minbase", "--architectures="+arch,
		"--include="+strings.Join(include, ","), "bookworm", half, source(t))
	if err := os.Rename(half, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// source is where this machine's apt has Debian from.
func source(t *testing.T) string {
	list := must(t, "apt-get", "indextargets", "--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages")
	for line := range strings.Lines(list) {
		if line = strings.TrimSpace(line); strings.HasSuffix(line, " bookworm main") {
			return line
		}
	}
	t.Skip("skipped: this machine's apt knows no bookworm")
	return ""
}

// must runs a command on this machine and returns what it printed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	said, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, said)
	}
	return string(said)
}

// leftovers is what a Debian has now and had not before, of lines.
func leftovers(before, after string) (left []string) {
	had := map[string]bool{}
	for line := range strings.Lines(before) {
		had[line] = true
	}
	for line := range strings.Lines(after) {
		if !had[line] {
			left = append(left, strings.TrimSpace(line))
		}
	}
	return left
}

// inventory is a command that lists every file, user and group. Logs, caches
// and what dpkg notes about itself are no part of a package's life.
const inventory = `find / -xdev \( -path /proc -o -path /sys -o -path /tmp -o -path /run -o -path '/var/log' -o -path /var/cache -o -path /var/lib/dpkg \
	-o -path /var/lib/systemd -o -path /root -o -name '*-' \) -prune -o -print; ls -d /run/lampd* 2>/dev/null; cut -d: -f1 /etc/passwd /etc/group`
