package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// decode reads what a lamp wrote, leniently: keys of later versions are
// ignored. Errors are short, whatever the payload.
func decode[T any](what string, payload []byte) (T, error) {
	var t T
	if err := json.Unmarshal(payload, &t); err != nil {
		var none T
		return none, fmt.Errorf("%s: %.160s", what, err)
	}
	return t, nil
}

// marshal writes JSON as it is, without the escapes that are for web pages.
func marshal(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // a NaN, or a type that is no JSON: a mistake in this program
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
