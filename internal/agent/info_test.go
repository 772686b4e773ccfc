package agent

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lampd/internal/config"
	"lampd/internal/mqttlink"
	"lampd/internal/wire"
	"lampd/internal/wire/hacheck"
)

// ofBoard returns the agent of a board whose files are given.
func ofBoard(t *testing.T, files map[string]string) *Agent {
	t.Helper()
	c, err := config.Simulated("desk", "Desk", "rgb", nil, mqttlink.Options{Servers: []string{"mqtt://127.0.0.1:1"}})
	if err != nil {
		t.Fatal(err)
	}
	c.Output.Root = t.TempDir()
	for name, content := range files {
		file := filepath.Join(c.Output.Root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return &Agent{Config: c, started: time.Now()}
}

func TestTheBoardsHealthIsToldWhereTheKernelTellsIt(t *testing.T) {
	const heat, volt = "sys/class/thermal/thermal_zone0/temp", "sys/class/hwmon/hwmon1/"
	topics, _ := wire.NewTopics("desk", nil, "homeassistant", nil)
	for name, test := range map[string]struct {
		files map[string]string
		want  string // end of the info
		shown []string
	}{
		"nothing is told": {nil, `"problems":[]}`, nil},
		"warm":            {map[string]string{heat: "48312"}, `"problems":[],"temperature":48.312}`, []string{"temperature"}},
		"well fed": {map[string]string{volt + "name": "rpi_volt", volt + "in0_lcrit_alarm": "0"},
			`"problems":[],"undervoltage":false}`, []string{"undervoltage"}},
		"starved": {map[string]string{heat: "50000", volt + "name": "rpi_volt", volt + "in0_lcrit_alarm": "1"},
			`shorter cable"],"temperature":50,"undervoltage":true}`, []string{"temperature", "undervoltage"}},
	} {
		a := ofBoard(t, test.files)
		if got := string(wire.EncodeInfo(a.info())); !strings.HasSuffix(got, test.want) {
			t.Errorf("%s: %s does not end in %s", name, got, test.want)
		}
		announced := a.discovery(topics)
		if err := hacheck.Discovery(announced); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, sensor := range []string{"temperature", "undervoltage"} {
			shown := strings.Contains(string(announced), "value_json."+sensor)
			if want := strings.Contains(strings.Join(test.shown, " "), sensor); shown != want {
				t.Errorf("%s: %s announced: %v", name, sensor, shown)
			}
		}
	}
}

func TestWhatIsWrongWithTheCoursesLinkIsAProblemOfTheLamp(t *testing.T) {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	refused := errors.New("connection refused")
	for name, test := range map[string]struct {
		status mqttlink.Status
		want   []string
	}{
		"all is well":       {mqttlink.Status{Connected: true, Since: now.Add(-time.Hour)}, nil},
		"away for a moment": {mqttlink.Status{Since: now.Add(-59 * time.Second), Err: refused}, nil},
		"away":              {mqttlink.Status{Since: now.Add(-time.Minute), Err: refused}, []string{"lampi: connection refused"}},
		"the old service runs": {mqttlink.Status{Connected: true, Problems: []string{"another client uses the client id lamp_service"}},
			[]string{"lampi: another client uses the client id lamp_service"}},
	} {
		if got := courseProblems(test.status, now); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestTheStartIsToldByTheClockOfNow(t *testing.T) {
	noted := time.Date(1970, 1, 1, 0, 0, 9, 0, time.UTC)
	real := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		noted, now time.Time
		later      time.Duration
		want       time.Time
	}{
		"the clock was right":    {real, real.Add(time.Hour), time.Hour, real},
		"the clock was trimmed":  {real, real.Add(time.Hour + time.Second), time.Hour, real},
		"the clock was set":      {noted, real.Add(time.Minute), time.Minute, real},
		"the clock was set back": {real, noted.Add(time.Minute), time.Minute, noted},
	} {
		if got := startedBy(test.noted, test.now, test.later); !got.Equal(test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
