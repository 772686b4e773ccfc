package gpio

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// examineHost adds what else a lamp depends on: user and permissions, sound,
// supply, heat, time.
func (r *Report) examineHost(o Options, m *machine) {
	r.examineUser(o.Root, m)
	if cards, _ := os.ReadFile(under(o.Root, "proc/asound/cards")); m.board.IsPi && !m.board.pi5() {
		sound := strings.Contains(string(cards), "Headphones")
		r.fact("analog audio", onOff(sound))
		if sound && slices.ContainsFunc(r.Lamp, func(p LampPin) bool { return strings.HasPrefix(p.Driver, "hardware PWM") }) {
			r.Changes = append(r.Changes, Change{"analog audio uses the same PWM as the lamp", r.ConfigTxt, []string{"dtparam=audio=off"}})
		}
	}
	if low, known := Undervoltage(o.Root); known && low {
		r.fact("supply", "too low")
		r.Changes = append(r.Changes, Change{Why: "the supply's voltage is too low: use the board's own supply and feed the LEDs apart from it"})
	} else if known {
		r.fact("supply", "good")
	}
	if celsius, ok := Temperature(o.Root); ok {
		r.fact("temperature", fmt.Sprintf("%.0f °C", celsius))
	}
	clocks, _ := filepath.Glob(under(o.Root, "sys/class/rtc/rtc*"))
	r.fact("real-time clock", yesNo(len(clocks) > 0))
	_, err := os.Stat(under(o.Root, "run/systemd/timesync/synchronized"))
	r.fact("time from the network", map[bool]string{true: "yes", false: "not told by systemd-timesyncd"}[err == nil])
}

// examineUser tells whether this user may drive the pins.
func (r *Report) examineUser(root string, m *machine) {
	status := readStatus(under(root, "proc/self/status"))
	group := groupID(under(root, "etc/group"), "gpio")
	user := "not in the group gpio"
	switch {
	case len(status["Uid"]) > 1 && status["Uid"][1] == "0":
		user = "root (run the service as a user of the group gpio)"
	case group == "":
		user = "there is no group gpio"
	case slices.Contains(status["Groups"], group) || slices.Contains(status["Gid"], group):
		user = "in the group gpio"
	default:
		r.Changes = append(r.Changes, Change{Why: "the user is not in the group gpio; log in again after", Lines: []string{"sudo usermod -aG gpio $USER"}})
	}
	r.fact("user", user)
	for _, c := range m.chips {
		if file := filepath.Join(c.dir, "export"); !writable(file) {
			r.fact("permission", "may not write /sys/class/pwm/"+filepath.Base(c.dir)+"/export, of "+c.device)
		}
	}
}

func (r *Report) fact(name, value string) { r.Facts = append(r.Facts, Fact{name, value}) }

// readStatus returns the fields of /proc/PID/status.
func readStatus(path string) map[string][]string {
	fields := map[string][]string{}
	eachLine(path, func(line string) {
		name, value, _ := strings.Cut(line, ":")
		fields[name] = strings.Fields(value)
	})
	return fields
}

// groupID returns the number of a group in /etc/group, "" for none.
func groupID(path, group string) (id string) {
	eachLine(path, func(line string) {
		if fields := strings.Split(line, ":"); len(fields) > 2 && fields[0] == group {
			id = fields[2]
		}
	})
	return id
}

// eachLine calls do for each line of a file, for none where it cannot be read.
func eachLine(path string, do func(string)) {
	file, err := os.Open(path)
	if err != nil {
		return
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		do(lines.Text())
	}
}

func onOff(b bool) string { return map[bool]string{true: "on", false: "off"}[b] }

func yesNo(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }
