// Package mqttlink keeps one MQTT 3.1.1 connection: it dials, says who is
// here, hands over what arrives, and leaves on purpose.
//
// It knows brokers, access lists, presence (the rules of docs/presence.md) and
// what a hostile or half-dead network does. It knows nothing of lamps: the
// presence topic, the subscriptions, the greeting and the handler are
// parameters, so that the lamp's own link, the course's link and lampctl are
// three uses of one connection.
//
// A Link owns one goroutine for as long as Run lasts. Each session is one
// paho client over one connection that we dialled; nothing of it outlives the
// session, and paho's own reconnecting is off.
package mqttlink
