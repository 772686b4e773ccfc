// Package hacheck holds Home Assistant's rules for what a lamp tells it, for
// tests: it refuses what Home Assistant refuses, and also what Home Assistant
// would silently drop. The rules are those of its MQTT integration as of 2025;
// each names the file and the schema that it comes from, below
// homeassistant/components/mqtt unless it says otherwise.
//
// It knows nothing of lampd, so that it cannot share a mistake with it.
package hacheck
