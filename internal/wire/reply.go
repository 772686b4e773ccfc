package wire

import "fmt"

// Result says what became of a command.
type Result string

// The results.
const (
	Applied  Result = "applied"
	Rejected Result = "rejected" // not understood, or not for this lamp
	Retained Result = "retained" // stale: it came from the broker's memory
	Expired  Result = "expired"  // later than it was good for
)

// Reply answers a command: each one that is refused, and each one with an ID.
type Reply struct {
	ID      string   `json:"id,omitempty"`
	Result  Result   `json:"result"`
	Topic   string   `json:"topic"`           // on which the command came
	Error   string   `json:"error,omitempty"` // names the key, the value and the range
	Ignored []string `json:"ignored,omitempty"`
}

// EncodeReply writes a reply.
func EncodeReply(r Reply) []byte {
	r.Topic = clip(r.Topic)
	return marshal(r)
}

// DecodeReply reads a reply; a result of another word is an error.
func DecodeReply(payload []byte) (Reply, error) {
	r, err := decode[Reply]("reply", payload)
	if err != nil {
		return Reply{}, err
	}
	switch r.Result {
	case Applied, Rejected, Retained, Expired:
		return r, nil
	}
	return Reply{}, fmt.Errorf("reply: result %q is unknown", clip(string(r.Result)))
}
