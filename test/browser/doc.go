// Package browser holds the tests of the panel in a real headless Chromium:
// lampctl and lampd as they are installed, mosquitto between them, and a page
// that is clicked, dragged, typed at and attacked.
package browser
