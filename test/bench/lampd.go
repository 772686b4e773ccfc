package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// lampd is a lamp that runs as a program of its own, with simulated pins.
type lampd struct {
	*process
	id, trace string
	log       bytes.Buffer // read it after the end
}

// startLampd starts a lamp. If it is traced, it writes its duties into a file,
// which is more work than setting pins.
func (b *bench) startLampd(id, addr string, traced bool) (*lampd, error) {
	dir, err := os.MkdirTemp(b.dir, "lampd-*")
	if err != nil {
		return nil, err
	}
	l := &lampd{id: id}
	if traced {
		l.trace = filepath.Join(dir, "trace")
	}
	config := filepath.Join(dir, "config.toml")
	text := fmt.Sprintf("id = %q\n[broker]\nservers = [\"mqtt://%s\"]\n[output]\ndriver = \"sim\"\ntrace = %q\n[state]\nfile = %q\nlive = %q\n",
		id, addr, l.trace, filepath.Join(dir, "state.json"), filepath.Join(dir, "live.json"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	l.process, err = spawn(&l.log, b.program("lampd"), "run", "--config", config)
	return l, err
}

// stop ends the lamp as systemd would.
func (l *lampd) stop() { l.end(syscall.SIGTERM) }

func (l *lampd) set() string   { return "lamp/" + l.id + "/set" }
func (l *lampd) state() string { return "lamp/" + l.id + "/state" }

// online waits until a client sees the lamp's 1.
func (l *lampd) online(c *client) (time.Time, error) {
	m, err := c.wait(func(m message) bool { return m.topic == "state/"+l.id && m.payload == "1" })
	if err != nil {
		return m.at, fmt.Errorf("lampd did not come: %w", err)
	}
	return m.at, nil
}

// duty is one change of light.
type duty struct {
	T    int64 // nanoseconds since 1970
	Duty map[string]float64
}

func (d duty) at() time.Time { return time.Unix(0, d.T) }

// red returns the duty that the red channel has now.
func (l *lampd) red() (float64, error) {
	f, err := os.Open(l.trace)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	tail := make([]byte, min(end, 1000))
	if _, err := f.ReadAt(tail, end-int64(len(tail))); err != nil {
		return 0, err
	}
	lines := strings.Split(strings.TrimSpace(string(tail)), "\n")
	var d duty
	_ = json.Unmarshal([]byte(lines[len(lines)-1]), &d) // a line that is being written has no duty yet
	return d.Duty["red"], nil
}

// duties reads what the lamp has shown.
func (l *lampd) duties() ([]duty, error) {
	text, err := os.ReadFile(l.trace)
	var all []duty
	for line := range strings.Lines(string(text)) {
		var d duty
		if json.Unmarshal([]byte(line), &d) != nil {
			break // the last line is being written
		}
		all = append(all, d)
	}
	return all, err
}

// stateJSON is what the bench reads of a state.
type stateJSON struct {
	Client     string
	Brightness int
	Version    uint64
}

func decodeState(payload string) (s stateJSON) {
	_ = json.Unmarshal([]byte(payload), &s)
	return s
}
