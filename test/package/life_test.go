//go:build life && linux

package lives

import (
	"fmt"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

// seven is a light whose every duty has seven digits, as a file that is
// written over needs.
const seven = `{"brightness":200,"color":{"h":0,"s":0},"transition":0,"client":"test"}`

func TestAPackageLivesUnderSystemd(t *testing.T) {
	b := brokertest.Start(t, brokertest.Options{})
	w := brokertest.Connect(t, nil, b.Addr)
	w.Subscribe("state/desk")
	m := boot(t)
	before := m.must("sh", "-c", inventory)
	first := deb(t, "lampd", "amd64")

	m.must("dpkg", "-i", m.bring(first, "lampd.deb"))
	if got := m.show("lampd", "UnitFileState"); got != "enabled" {
		t.Errorf("after the installation the unit is %s", got)
	}
	until(t, "a first start with the default configuration lights the pins", func() bool {
		duties, _ := pins(t, m.sys)
		return m.show("lampd", "ActiveState") == "active" && strings.Count(duties, "duty_cycle 4166667") == 3
	})

	m.must("sed", "-i", fmt.Sprintf(`s|^id = ""|id = "desk"|; s|mqtt://127.0.0.1:1883|%s|`, b.URL()), "/etc/lampd/config.toml")
	m.must("systemctl", "restart", "lampd")
	w.Wait("state/desk", "1")
	w.Publish("lamp/desk/set", seven, false)
	until(t, "the pins obey and the state is saved", func() bool {
		duties, _ := pins(t, m.sys)
		state, _ := m.run("cat", "/var/lib/lampd/state.json")
		return !strings.Contains(duties, "duty_cycle 4166667") && strings.Contains(state, `"version":1`)
	})
	duties, written := pins(t, m.sys)

	m.must("sh", "-ec", `printf 'id = "shelf"\n[output]\ndriver = "sim"\n' >/etc/lampd/shelf.toml; systemctl -q enable --now lampd@shelf`)
	pid, shelf := m.show("lampd", "MainPID"), m.show("lampd@shelf", "MainPID")
	m.must("dpkg", "--force-confold", "-i", m.bring(newer(t, first), "next.deb"))
	w.Wait("state/desk", "1")
	if m.show("lampd", "MainPID") == pid || m.show("lampd@shelf", "MainPID") == shelf {
		t.Error("the upgrade has not restarted every lamp")
	}
	if now, then := pins(t, m.sys); now != duties || then != written {
		t.Errorf("the upgrade wrote to the pins:\n%s\nwas\n%s", now, duties)
	}
	if config := m.must("cat", "/etc/lampd/config.toml"); !strings.Contains(config, `id = "desk"`) || strings.Contains(config, "next release") {
		t.Errorf("the upgrade changed the edited configuration:\n%s", config)
	}
	m.must("grep", "next release", "/etc/lampd/config.toml.dpkg-dist")
	if state := m.must("cat", "/var/lib/lampd/state.json"); !strings.Contains(state, `"version":1`) {
		t.Errorf("the upgrade lost the state: %s", state)
	}

	m.must("dpkg", "-r", "lampd")
	w.Wait("state/desk", "0")
	if pid := m.show("lampd@shelf", "MainPID"); pid != "0" {
		t.Errorf("after the removal lampd@shelf runs as %s", pid)
	}
	if now, _ := pins(t, m.sys); now != duties {
		t.Errorf("the removal changed the light:\n%s", now)
	}
	m.must("test", "-e", "/etc/lampd/config.toml", "-a", "-e", "/var/lib/lampd/state.json")
	m.must("dpkg", "-P", "lampd")
	for _, left := range leftovers(before, m.must("sh", "-c", inventory)) {
		if left != "gpio" { // the group of the pins, which others use
			t.Errorf("the purge left %s", left)
		}
	}
	m.must("systemctl", "daemon-reload")
	if units := m.must("systemctl", "list-units", "--all", "--no-legend", "lampd*"); units != "" {
		t.Errorf("the purge left units: %s", units)
	}
}

func TestAPackageOfLampctlIsThere(t *testing.T) {
	m := boot(t)
	before := m.must("sh", "-c", inventory)
	m.must("dpkg", "-i", m.bring(deb(t, "lampctl", "amd64"), "lampctl.deb"))
	if said := m.must("lampctl", "version"); !strings.HasPrefix(said, "lampctl v") {
		t.Errorf("its version is %q", said)
	}
	if said := m.must("man", "lampctl"); !strings.Contains(said, "NAME") {
		t.Errorf("its manual page is %q", said)
	}
	m.must("dpkg", "-P", "lampctl")
	if left := leftovers(before, m.must("sh", "-c", inventory)); left != nil {
		t.Errorf("the purge left %q", left)
	}
}
