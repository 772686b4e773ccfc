package wire

import (
	"bufio"
	"os"
	"slices"
	"testing"

	"lampd/internal/lamp"
)

// lines returns the lines of a file in testdata.
func lines(t testing.TB, name string) [][]byte {
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all [][]byte
	for s := bufio.NewScanner(file); s.Scan(); {
		all = append(all, slices.Clone(s.Bytes()))
	}
	return all
}

// replay sends every line of a file to a lamp that can do everything, which
// must accept it, and returns the keys that it ignored.
func replay(t *testing.T, name string) (ignored []string) {
	fixture := lamp.Fixture{Kind: lamp.RGBWW, Warm: 370, Cold: 153}
	state := fixture.First()
	for _, line := range lines(t, name) {
		c, err := DecodeCommand(line)
		if err == nil {
			state, err = state.Apply(c.Change, fixture)
		}
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
		ignored = append(ignored, c.Ignored...)
	}
	return ignored
}

func TestAllThatHomeAssistantSendsIsObeyed(t *testing.T) {
	if ignored := replay(t, "homeassistant.jsonl"); ignored != nil {
		t.Errorf("ignored %q", ignored)
	}
}

func TestWhatZigbee2MQTTsUsersSendIsObeyedOrNamed(t *testing.T) {
	want := []string{
		"off_wait_time", "brightness_step_onoff", "color_temp_step", "color_temp_move", "hue_step", "hue_move",
		"saturation_move", "color_options", "color_temp_startup", "power_on_behavior", "color_mode", "linkquality",
	}
	if ignored := replay(t, "zigbee2mqtt.jsonl"); !slices.Equal(ignored, want) {
		t.Errorf("ignored %q", ignored)
	}
}
