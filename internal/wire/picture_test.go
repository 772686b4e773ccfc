package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"lampd/internal/lamp"
	"lampd/internal/wire/hacheck"
)

// seen is what a person sees of an announcement: its device, the light, and
// the entities beside it.
type seen struct {
	Device struct {
		Name    string `json:"name"`
		Maker   string `json:"manufacturer"`
		Model   string `json:"model"`
		Board   string `json:"hw_version"`
		Version string `json:"sw_version"`
	} `json:"device"`
	Components map[string]struct {
		Name      *string  `json:"name"`
		Unit      string   `json:"unit_of_measurement"`
		ID        string   `json:"unique_id"`
		Modes     []string `json:"supported_color_modes"`
		Effects   []string `json:"effect_list"`
		MinKelvin int      `json:"min_kelvin"`
		MaxKelvin int      `json:"max_kelvin"`
		Dims      bool     `json:"brightness"`
	} `json:"components"`
}

// sketch is an SVG that is being drawn.
type sketch struct{ bytes.Buffer }

func (s *sketch) put(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

func (s *sketch) text(x, y, size int, fill, anchor, text string) {
	s.put(`<text x="%d" y="%d" font-size="%d" fill="%s" text-anchor="%s">%s</text>`, x, y, size, fill, anchor, html.EscapeString(text))
}

// card is a white sheet with a title.
func (s *sketch) card(x, y, w, h int, title string) {
	s.put(`<rect x="%d" y="%d" width="%d" height="%d" rx="12" fill="#fff" stroke="#ddd"/>`, x, y, w, h)
	s.text(x+20, y+32, 17, "#111", "start", title)
}

// wheel is the colour picker, with a mark at a hue in degrees and a saturation
// in percent.
func (s *sketch) wheel(x, y, r int, h, sat float64) {
	for i := range 72 {
		at := func(i int) (float64, float64) {
			a := 2 * math.Pi * float64(i) / 72
			return float64(x) + float64(r)*math.Cos(a), float64(y) + float64(r)*math.Sin(a)
		}
		x1, y1 := at(i)
		x2, y2 := at(i + 1)
		s.put(`<path d="M%d %dL%.1f %.1fL%.1f %.1fZ" fill="hsl(%[7]d,100%%,50%%)" stroke="hsl(%[7]d,100%%,50%%)"/>`, x, y, x1, y1, x2, y2, 5*i)
	}
	s.put(`<circle cx="%d" cy="%d" r="%d" fill="url(#white)"/>`, x, y, r+1)
	a, d := h*math.Pi/180, float64(r)*sat/100
	s.put(`<circle cx="%.1f" cy="%.1f" r="8" fill="%s" stroke="#fff" stroke-width="3"/>`,
		float64(x)+d*math.Cos(a), float64(y)+d*math.Sin(a), shade(h, sat))
}

// shade is a colour of HSV at full value in the words of SVG.
func shade(h, s float64) string {
	light := 100 - s/2
	sat := 100.0
	if light == 100 {
		sat = 0
	}
	return fmt.Sprintf("hsl(%.0f,%.0f%%,%.0f%%)", h, sat, light)
}

// slider is a bar that is filled up to a share.
func (s *sketch) slider(x, y, w int, fill string, share float64) {
	s.put(`<rect x="%d" y="%d" width="%d" height="30" rx="9" fill="#eceff1"/>`, x, y, w)
	s.put(`<rect x="%d" y="%d" width="%.0f" height="30" rx="9" fill="%s"/>`, x, y, float64(w)*share, fill)
	s.put(`<rect x="%.0f" y="%d" width="4" height="16" rx="2" fill="#fff"/>`, float64(x)+float64(w)*share-11, y+7)
}

// chips are words in rounded boxes; the first one is chosen.
func (s *sketch) chips(x, y, w int, words []string) {
	left := x
	for i, word := range words {
		width := 18 + 8*len(word)
		if left+width > x+w {
			left, y = x, y+32
		}
		fill, ink := "#eceff1", "#333"
		if i == 0 {
			fill, ink = "#03a9f4", "#fff"
		}
		s.put(`<rect x="%d" y="%d" width="%d" height="26" rx="13" fill="%s"/>`, left, y, width, fill)
		s.text(left+width/2, y+18, 13, ink, "middle", word)
		left += width + 6
	}
}

// picture draws the page of a device as Home Assistant shows it.
func picture(discovery, state, info []byte) ([]byte, error) {
	var d seen
	if err := json.Unmarshal(discovery, &d); err != nil {
		return nil, err
	}
	r, err := DecodeState(state)
	if err != nil {
		return nil, err
	}
	var s sketch
	s.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 560" font-family="Roboto, 'DejaVu Sans', sans-serif">`)
	s.put(`<radialGradient id="white"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>`)
	s.put(`<linearGradient id="kelvin"><stop offset="0" stop-color="#ffa757"/><stop offset="0.6" stop-color="#fff"/><stop offset="1" stop-color="#cfe0ff"/></linearGradient>`)
	s.put(`<rect width="820" height="560" fill="#f4f5f7"/>`)
	s.light(d, r)
	s.card(420, 16, 384, 150, "Device info")
	s.text(440, 78, 15, "#111", "start", d.Device.Model)
	s.text(440, 100, 13, "#666", "start", "by "+d.Device.Maker)
	s.text(440, 124, 13, "#666", "start", "Firmware: "+d.Device.Version)
	s.text(440, 146, 13, "#666", "start", "Hardware: "+d.Device.Board)
	if err := s.diagnostics(d, discovery, info); err != nil {
		return nil, err
	}
	s.put(`</svg>`)
	return s.Bytes(), nil
}

// light draws the light's own card with the controls that it has.
func (s *sketch) light(d seen, r lamp.Report) {
	l := d.Components["light"]
	s.card(16, 16, 388, 528, d.Device.Name)
	if r.Lit() {
		s.put(`<rect x="340" y="28" width="44" height="24" rx="12" fill="#03a9f4"/><circle cx="372" cy="40" r="9" fill="#fff"/>`)
	}
	h, sat := r.Hue*360, r.Saturation*100
	top := 66
	if l.Dims {
		s.text(36, top+16, 13, "#666", "start", fmt.Sprintf("Brightness %.0f%%", r.Brightness*100))
		s.slider(36, top+24, 348, shade(h, sat*0.9), r.Brightness)
		top += 74
	}
	for _, mode := range l.Modes {
		switch lamp.ColorMode(mode) {
		case lamp.ModeHS:
			s.text(36, top+16, 13, "#666", "start", "Color")
			s.wheel(210, top+100, 92, h, sat)
			top += 206
		case lamp.ModeTemperature:
			s.text(36, top+16, 13, "#666", "start", fmt.Sprintf("Color temperature %d K to %d K", l.MinKelvin, l.MaxKelvin))
			s.put(`<rect x="36" y="%d" width="348" height="22" rx="9" fill="url(#kelvin)" stroke="#ddd"/>`, top+24)
			top += 58
		case lamp.ModeWhite:
			s.put(`<rect x="36" y="%d" width="110" height="28" rx="9" fill="#fff" stroke="#bbb"/>`, top+6)
			s.text(91, top+25, 13, "#333", "middle", "Set white")
			top += 44
		}
	}
	if l.Effects != nil {
		s.text(36, top+16, 13, "#666", "start", "Effect")
		s.chips(36, top+26, 348, l.Effects)
	}
}

// diagnostics draws the entities beside the light with what they show of an
// info.
func (s *sketch) diagnostics(d seen, discovery, info []byte) error {
	s.card(420, 182, 384, 362, "Diagnostic")
	y := 244
	for _, key := range []string{"identify", "problem", "started", "connects", "heals", "temperature", "undervoltage"} {
		c := d.Components[key]
		if c.ID == "" {
			continue // taken back
		}
		s.put(`<circle cx="448" cy="%d" r="5" fill="#03a9f4"/>`, y-5)
		s.text(466, y, 15, "#111", "start", *c.Name)
		if key == "identify" {
			s.text(784, y, 14, "#03a9f4", "end", "PRESS")
		} else {
			shown, err := hacheck.Value(discovery, key, info)
			if err != nil {
				return err
			}
			s.text(784, y, 14, "#333", "end", word(key, fmt.Sprint(shown), c.Unit))
		}
		y += 43
	}
	return nil
}

// word is how Home Assistant says a value of a class.
func word(key, value, unit string) string {
	switch {
	case key == "problem" || key == "undervoltage":
		return map[string]string{"ON": "Problem", "OFF": "OK"}[value]
	case key == "started":
		return "2 hours ago"
	}
	return strings.TrimSpace(value + " " + unit)
}

// The pictures of the page on Home Assistant are drawn from what a lamp says.
func TestThePicturesOfTheEntityAreDrawnFromItsPayloads(t *testing.T) {
	topics, _ := NewTopics("desk", nil, "homeassistant", nil)
	started := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	for name, s := range map[lamp.Kind]lamp.State{
		lamp.RGB:   {On: true, Brightness: 191. / 255, Mode: lamp.ModeHS, Hue: 30. / 360, Saturation: 1},
		lamp.RGBWW: {On: true, Brightness: 128. / 255, Mode: lamp.ModeHS, Hue: 200. / 360, Saturation: 0.6},
	} {
		f := lamp.Fixture{Kind: name, Cold: 1e6 / 6500., Warm: 1e6 / 2700.}
		d := device(name)
		d.ID, d.Effects = "desk", f.Effects()
		info := EncodeInfo(Info{ID: "desk", Kind: name, Started: started, Seen: started.Add(2 * time.Hour), Connects: 1, Temperature: new(48.3), Undervoltage: new(false)})
		got, err := picture(EncodeDiscovery(d, topics), EncodeState(lamp.Report{State: s}), info)
		if err != nil {
			t.Fatal(err)
		}
		file := "../../docs/home-assistant-" + string(name) + ".svg"
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s shows something else (%v): go test ./internal/wire -update draws it anew", file, err)
		}
	}
}
