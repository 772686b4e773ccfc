package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The largest command: bytes, and levels of nesting.
const (
	maxPayload = 4096
	maxDepth   = 4
)

// parse reads a JSON object strictly: at most maxPayload bytes and maxDepth
// levels, UTF-8, nothing behind it, and no key twice on any level, all of
// which encoding/json lets pass. The members that could be read come with the
// error too.
func parse(payload []byte) (object, error) {
	if err := checkText(payload); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(payload, new(json.RawMessage)); err != nil {
		return nil, fmt.Errorf("payload: %s is not JSON: %w", clip(string(payload)), err)
	}
	r := reader{dec: json.NewDecoder(bytes.NewReader(payload)), payload: string(payload)}
	r.dec.UseNumber()
	top := r.value("payload", 1)
	members, isObject := top.data.(object)
	if r.err == nil && !isObject {
		r.err = top.refuse("is not an object")
	}
	return members, r.err
}

// checkText refuses what is too long or not UTF-8.
func checkText(payload []byte) error {
	switch {
	case len(payload) > maxPayload:
		return fmt.Errorf("payload: %d bytes are more than %d", len(payload), maxPayload)
	case !utf8.Valid(payload):
		return fmt.Errorf("payload: not UTF-8")
	}
	return nil
}

// reader walks valid JSON and keeps the first thing to refuse.
type reader struct {
	dec     *json.Decoder
	payload string
	err     error
}

// value reads the next value, which stands on a level of nesting.
func (r *reader) value(key string, level int) value {
	before := r.dec.InputOffset()
	v := value{key: key}
	token, _ := r.dec.Token()
	switch token {
	case json.Delim('{'):
		v.data = r.object(key, level)
	case json.Delim('['):
		for r.dec.More() {
			r.value(key, level+1)
		}
		_, _ = r.dec.Token()
		v.data = array{}
	default:
		v.data = token
	}
	if _, nests := token.(json.Delim); nests && level > maxDepth {
		r.refuse(fmt.Errorf("payload: nested deeper than %d levels", maxDepth))
	}
	v.text = strings.TrimLeft(r.payload[before:r.dec.InputOffset()], " \t\r\n:,")
	return v
}

// object reads members up to the closing brace.
func (r *reader) object(key string, level int) object {
	var members object
	seen := map[string]bool{}
	for r.dec.More() {
		token, _ := r.dec.Token()
		k, _ := token.(string)
		twice := seen[k]
		seen[k] = true
		if level > 1 {
			k = key + "." + k
		}
		if twice {
			r.refuse(fmt.Errorf("%s: given twice", clip(k)))
		}
		members = append(members, r.value(k, level+1))
	}
	_, _ = r.dec.Token()
	return members
}

func (r *reader) refuse(err error) {
	if r.err == nil {
		r.err = err
	}
}
