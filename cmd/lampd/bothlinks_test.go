package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// Whatever comes by either way, both tell the same afterwards.
func TestBothLinksShowEveryChange(t *testing.T) {
	t.Parallel()
	h, course, house := courseHome(t)
	native := watcher(t, house, "lamp/desk/state")
	h.start()
	screen := newProgram(t, course, "lamp_ui", 1)
	screen.sees("the first state", func(s setting) bool { return s.On })
	next(t, native, "lamp/desk/state", version(0))
	random := rand.New(rand.NewPCG(6, 2026))
	share := func() float64 { return float64(random.IntN(101)) / 100 }
	tell := func(topic, payload string) { // the two brokers are not in step: the lamp has it before anything else is said
		native.Publish(topic, payload, false)
		next(t, native, "lamp/desk/state", func(message) bool { return true })
	}
	ways := []func(){
		func() { tell("lamp/desk/set", `{"state":"TOGGLE"}`) },
		func() {
			tell("lamp/desk/set", fmt.Sprintf(`{"brightness":%d}`, random.IntN(256)))
		},
		func() {
			tell("lamp/desk/set", fmt.Sprintf(`{"color":{"h":%.1f,"s":%.1f}}`, 360*share(), 100*share()))
		},
		func() {
			tell("lamp/study/set", fmt.Sprintf(`{"state":"ON","color_temp":%d}`, 153+random.IntN(348)))
		},
		func() { tell("lamp/all/set/brightness", fmt.Sprintf("%.0f%%", 100*share())) },
		func() { tell("lamp/desk/set", `{"effect":"rainbow"}`) },
		func() { tell("lamp/desk/set", `{"brightness":300}`) },
		func() { screen.touch(share(), share(), share(), random.IntN(3) > 0) },
		func() { screen.say(`{"client":"phone","brightness":%v}`, share()) },
		func() { screen.say(`{"client":"phone","on":%v}`, random.IntN(2) == 0) },
		func() { screen.say(`{"client":"phone","color":{"h":2,"s":1}}`) },
	}
	for i := range 300 {
		ways[random.IntN(len(ways))]()
		screen.say(`{"client":"mark %d"}`, i)
		mark := fmt.Sprint("mark ", i)
		state := next(t, native, "lamp/desk/state", func(m message) bool { return m["client"] == mark })
		screen.sees(mark, func(s setting) bool { return s.Client == mark })
		s, _ := screen.look()
		near := func(a, b any, within float64) bool { return math.Abs(a.(float64)-b.(float64)) <= within+1e-9 }
		color := state["color"].(map[string]any)
		lit := s.On && s.Brightness > 0
		if s.Brightness > 0.01 && lit != (state["state"] == "ON") ||
			s.Brightness > 0 && !near(state["brightness"].(float64)/255, s.Brightness, 0.005+0.5/255) ||
			!near(color["h"].(float64)/360, s.Color.H, 0.005) || !near(color["s"].(float64)/100, s.Color.S, 0.005) {
			t.Fatalf("step %d: one way %v, the other way %+v", i, state, s)
		}
	}
}
