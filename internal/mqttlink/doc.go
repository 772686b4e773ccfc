// Package mqttlink keeps one MQTT 3.1.1 connection: it dials, says who is
// here, hands over what arrives, and leaves on purpose.
//
// It knows brokers, access lists, presence (the rules of docs/presence.md) and
// what a hostile or half-dead network does. A Link knows nothing of lamps: the
// presence topic, the subscriptions, the greeting and the handler are
// parameters. Lamp and Course, the lamp's own link and the course's, are two
// uses of it; package fleet is the third.
//
// A Link owns one goroutine for as long as Run lasts. Each session is one
// paho client over one connection that we dialled; nothing of it outlives the
// session, and paho's own reconnecting is off.
package mqttlink
