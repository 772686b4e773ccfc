package wire

import (
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
