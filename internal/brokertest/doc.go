// Package brokertest gives a test its broker, a real mosquitto or one in this
// process for testing/synctest's bubbles, and looks at what a broker holds. It
// is test code only and knows nothing of lamps.
//
// A test that needs mosquitto is skipped in one line where it is not
// installed; under CI=true that is a failure unless LAMPD_SKIP is set.
package brokertest
