// Package panel is a web page over a fleet: a tile for every lamp, and what
// steers them. What the page shows comes to it as server-sent events, what it
// asks goes out as small POSTs.
//
// It knows of lamps what package fleet tells, and nothing of MQTT. The page is
// plain HTML, CSS and JavaScript, embedded; it never shows of a lamp what the
// lamp has not told.
//
// A web server on the same machine is within reach of every page that its user
// opens in a browser: guard.go says what keeps them out.
package panel
