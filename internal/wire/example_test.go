package wire_test

import (
	"fmt"

	"lampd/internal/wire"
)

// A command is decoded in full or refused in full.
func ExampleDecodeCommand() {
	c, err := wire.DecodeCommand([]byte(`{"state":"ON","brightness":128,"transition":0.5,"foo":1,"id":"c7"}`))
	fmt.Println(*c.Brightness*255, *c.Transition, c.ID, c.Ignored, err)
	c, err = wire.DecodeCommand([]byte(`{"state":"ON","brightness":300,"id":"c8"}`))
	fmt.Println(c.Brightness, c.ID, err)
	// Output:
	// 128 500ms c7 [foo] <nil>
	// <nil> c8 brightness: 300 is outside 0..255
}

// The table of topics tells what a topic is for.
func ExampleTopics_Route() {
	topics, err := wire.NewTopics("desk", []string{"study"}, "homeassistant", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(topics.Presence, topics.State)
	for _, topic := range []string{"lamp/desk/set", "lamp/study/set/color", "lamp/hall/set/color"} {
		r := topics.Route(topic)
		fmt.Printf("%s: command %v, property %q\n", topic, r.Kind == wire.Set, r.Property)
	}
	// Output:
	// state/desk lamp/desk/state
	// lamp/desk/set: command true, property ""
	// lamp/study/set/color: command false, property "color"
	// lamp/hall/set/color: command false, property ""
}
