package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// remote is the Raspberry Pi, by one ssh connection: a password is asked for
// once.
type remote struct {
	ssh  []string
	host string
	dir  string // of the connection's socket
	sudo []byte // password of sudo and a line break, nil where it asks for none
}

// dial makes the connection.
func dial(ssh []string, host string) (*remote, error) {
	if len(ssh) == 0 {
		return nil, errors.New("--ssh: no command")
	}
	dir, err := os.MkdirTemp("", "lampd-install-")
	if err != nil {
		return nil, err
	}
	r := &remote{host: host, dir: dir}
	r.ssh = append(ssh, "-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", "ControlPath="+filepath.Join(dir, "ssh"))
	if _, err := r.run("true", nil); err != nil {
		r.close()
		return nil, fmt.Errorf("log in to %s: %w", host, err)
	}
	return r, nil
}

func (r *remote) close() {
	_ = exec.Command(r.ssh[0], append(r.ssh[1:], "-O", "exit", r.host)...).Run()
	_ = os.RemoveAll(r.dir)
}

// run runs a script of sh there and returns what it printed.
func (r *remote) run(script string, stdin []byte) (string, error) {
	cmd := exec.Command(r.ssh[0], append(r.ssh[1:], "--", r.host, "sh -c "+quote(script))...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &out, &errs
	if stdin == nil {
		cmd.Stdin = nil
	}
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("%w: %s", err, strings.TrimSpace(errs.String()))
	}
	return out.String(), nil
}

// root is run as root, by sudo where need be.
func (r *remote) root(script string, stdin []byte) (string, error) {
	as := `$([ "$(id -u)" = 0 ] || echo sudo -n) `
	if r.sudo != nil {
		// -k: it reads the password even if it remembers one.
		as, stdin = "sudo -k -S -p '' ", slices.Concat(r.sudo, stdin)
	}
	return r.run(as+"sh -ec "+quote(script), stdin)
}

// write replaces a file, whole or not at all.
func (r *remote) write(name, mode string, content []byte) error {
	script := fmt.Sprintf("mkdir -p %s; cat >%[2]s.new; chmod %[3]s %[2]s.new; mv %[2]s.new %[2]s; sync", quote(filepath.Dir(name)), quote(name), mode)
	if _, err := r.root(script, content); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// read returns a file, "" where there is none.
func (r *remote) read(name string) (string, error) {
	text, err := r.root(fmt.Sprintf("[ ! -e %[1]s ] || cat %[1]s", quote(name)), nil)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	return text, nil
}

// quote makes one word of sh of a text.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
