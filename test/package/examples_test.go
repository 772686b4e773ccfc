//go:build life && linux

package lives

import (
	"bufio"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

// example reads a file of examples/.
func example(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../examples/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// save writes a file of this machine.
func save(t *testing.T, name, text string) string {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	if err == nil {
		err = os.WriteFile(name, []byte(text), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// serial is the id of a lamp with the board's serial number.
const serial = "lamp-b054254f"

func TestACardMakesItselfALamp(t *testing.T) {
	b := brokertest.Start(t, brokertest.Options{})
	w := brokertest.Connect(t, nil, b.Addr)
	w.Subscribe("state/+")
	m := boot(t)
	m.must("mkdir", "-p", "/boot/firmware")
	for name, text := range map[string]string{
		"lampd-setup":   example(t, "cloud-init/lampd-setup"),
		"lampd.toml":    strings.ReplaceAll(example(t, "cloud-init/lampd.toml"), "mqtt://hub.local:1883", b.URL()),
		"mqtt-password": "secret\n",
	} {
		m.must("mv", m.bring(save(t, filepath.Join(t.TempDir(), name), text), name), "/boot/firmware/"+name)
	}
	m.must("cp", m.bring(deb(t, "lampd", "amd64"), "lampd.deb"), "/boot/firmware/lampd_1_amd64.deb")
	command := regexp.MustCompile(`(?m)^  - \[(.*)\]$`).FindStringSubmatch(example(t, "cloud-init/user-data"))
	if command == nil || !strings.Contains(example(t, "cloud-init/firstrun-lampd.sh"), strings.ReplaceAll(command[1], ",", "")) {
		t.Fatalf("user-data and firstrun differ: %q", command)
	}
	m.must(strings.Split(command[1], ", ")...)
	w.Wait("state/"+serial, "1")
	if left, _ := m.run("cat", "/boot/firmware/mqtt-password"); strings.Contains(left, "secret") {
		t.Error("the password stays on the card")
	}
}

func TestTheRoleKeepsALampAsItSays(t *testing.T) {
	if _, err := exec.LookPath("ansible-playbook"); err != nil {
		t.Skip("skipped: there is no ansible-playbook: ansible-core has it")
	}
	b := brokertest.Start(t, brokertest.Options{})
	w := brokertest.Connect(t, nil, b.Addr)
	w.Subscribe("state/+")
	m := boot(t)
	bin := m.reachable()
	full, _ := filepath.Abs(*packages)
	dir := filepath.Join(t.TempDir(), "ansible")
	must(t, "cp", "-r", "../../examples/ansible", dir)
	edit(t, dir+"/group_vars/lamps.yml", func(s string) string {
		return strings.NewReplacer("../../build/packages", full, "mqtt://hub.local:1883", b.URL(),
			"config_txt: []", `config_txt: ["dtparam=audio=off"]`).Replace(s)
	})
	edit(t, dir+"/inventory.ini", func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(s, "lamp-desk.local", "lamp.local"), "lamp-shelf.local", "# lamp-shelf.local")
	})
	edit(t, dir+"/roles/lampd/handlers/main.yml", func(s string) string { // a container cannot restart
		return strings.Replace(s, "ansible.builtin.reboot:", "ansible.builtin.file: {path: /restarted, state: touch}", 1)
	})
	play := func() string {
		t.Helper()
		said, err := here(bin, "cd "+dir+"; LC_ALL=C.UTF-8 ANSIBLE_HOST_KEY_CHECKING=False HOME="+dir+" ansible-playbook -i inventory.ini --ssh-common-args '-F "+bin+"/config' site.yml", "")
		if err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		return said
	}
	play()
	w.Wait("state/desk", "1")
	m.must("grep", "-x", "dtparam=audio=off", "/boot/firmware/config.txt")
	m.must("test", "-e", "/restarted")
	pid := m.show("lampd", "MainPID")
	if said := play(); !strings.Contains(said, "changed=0") || m.show("lampd", "MainPID") != pid {
		t.Errorf("a second time something is changed:\n%s", said)
	}
}

// The server's side is run as compose.yaml would run it, less the containers.
func TestTheServersSideRuns(t *testing.T) {
	dir := t.TempDir()
	host, port, _ := net.SplitHostPort(brokertest.FreeAddr(t))
	page := brokertest.FreeAddr(t)
	passwd := filepath.Join(dir, "config/passwd")
	conf := save(t, filepath.Join(dir, "config/mosquitto.conf"), strings.NewReplacer(
		"listener 1883", "listener "+port+" "+host+"\nuser root",
		"/mosquitto/config", filepath.Join(dir, "config"), "/mosquitto/data/", dir+"/",
	).Replace(example(t, "docker-compose/mosquitto/mosquitto.conf")))
	must(t, "mosquitto_passwd", "-c", "-b", passwd, "panel", "broker's secret")
	start := func(cmd *exec.Cmd) *bufio.Scanner {
		t.Helper()
		out, err := cmd.StdoutPipe()
		cmd.Stderr = cmd.Stdout
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		})
		return bufio.NewScanner(out)
	}
	start(exec.Command("/usr/sbin/mosquitto", "-c", conf))

	compose := example(t, "docker-compose/compose.yaml")
	secrets := strings.NewReplacer(
		"/run/secrets/broker", save(t, dir+"/broker.password", "broker's secret\n"),
		"/run/secrets/panel", save(t, dir+"/panel.password", "the panel's secret\n"),
		"/scenes/", dir+"/", ":8460", page)
	args := []string{"panel"}
	for _, flag := range regexp.MustCompile(`(?m)^      - (--[^ \n]+)`).FindAllStringSubmatch(compose, -1) {
		args = append(args, secrets.Replace(flag[1]))
	}
	if len(args) < 5 {
		t.Fatalf("compose.yaml calls lampctl with %q", args)
	}
	program := filepath.Join(dir, "lampctl")
	must(t, "go", "build", "-o", program, "../../cmd/lampctl")
	panel := exec.Command(program, args...)
	panel.Env = []string{"LAMPCTL_BROKER=mqtt://" + net.JoinHostPort(host, port), "LAMPCTL_USERNAME=panel", "HOME=" + dir}
	said := start(panel)
	for said.Scan() && !strings.HasPrefix(said.Text(), "The panel:") {
		t.Log(said.Text())
	}
	answer, err := http.Get("http://" + page + "/")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode >= 500 {
		t.Errorf("the page is %s", answer.Status)
	}
}
