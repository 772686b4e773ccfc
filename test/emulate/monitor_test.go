//go:build linux

package emulate

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

// monitor is a connection to QEMU's own control (QMP): QEMU's view of the
// board, whatever the guest does.
type monitor struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Scanner
}

// dialMonitor connects to QEMU as soon as it listens.
func dialMonitor(t *testing.T, socket string) *monitor {
	t.Helper()
	var conn net.Conn
	err := errors.New("not tried")
	for deadline := time.Now().Add(patience); err != nil; time.Sleep(5 * time.Millisecond) {
		if conn, err = net.Dial("unix", socket); err != nil && time.Now().After(deadline) {
			t.Fatalf("connect to QEMU: %v", err)
		}
	}
	t.Cleanup(func() { conn.Close() })
	m := &monitor{t, conn, bufio.NewScanner(conn)}
	m.do("qmp_capabilities", nil)
	return m
}

// do carries out a command and returns its answer.
func (m *monitor) do(command string, arguments map[string]any) (answer any) {
	m.t.Helper()
	message := map[string]any{"execute": command}
	if arguments != nil {
		message["arguments"] = arguments
	}
	request, err := json.Marshal(message)
	if err == nil {
		err = m.conn.SetDeadline(time.Now().Add(patience))
	}
	if err == nil {
		_, err = m.conn.Write(append(request, '\n'))
	}
	for err == nil && m.in.Scan() {
		var reply struct {
			Return any
			Error  *struct{ Desc string }
			Event  string
			QMP    any // the greeting
		}
		switch err = json.Unmarshal(m.in.Bytes(), &reply); {
		case err != nil || reply.Event != "" || reply.QMP != nil:
		case reply.Error != nil:
			err = errors.New(reply.Error.Desc)
		default:
			return reply.Return
		}
	}
	m.t.Fatalf("QEMU's %s %v: %v", command, arguments, errors.Join(err, m.in.Err()))
	return nil
}

// words reads n words of the board's memory or registers.
func (m *machine) words(address uint32, n int) []uint32 {
	m.t.Helper()
	text, _ := m.monitor.do("human-monitor-command", map[string]any{"command-line": fmt.Sprintf("xp /%dwx %#x", n, address)}).(string)
	var words []uint32
	for _, field := range strings.Fields(text) {
		var word uint32
		if _, err := fmt.Sscanf(field, "0x%08x", &word); err == nil {
			words = append(words, word)
		}
	}
	if len(words) != n {
		m.t.Fatalf("%d words at %#x are %q", n, address, text)
	}
	return words
}

// link plugs the network's cable in or out.
func (m *machine) link(up bool) {
	m.t.Helper()
	m.monitor.do("set_link", map[string]any{"name": "n0", "up": up})
}
