package gpio

import (
	"fmt"
	"os"
	"strconv"
)

// openTrace returns a simulated light that writes its changes to the trace
// file, where one is configured.
func openTrace(o Options, channels []string) (*Light, error) {
	if o.Trace == "" {
		return Simulate(o, channels, nil), nil
	}
	file, err := os.OpenFile(o.Trace, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open the trace: %w", err)
	}
	var line []byte
	l := Simulate(o, channels, func(f Frame) error {
		line = appendFrame(line[:0], channels, f)
		if _, err := file.Write(line); err != nil {
			return fmt.Errorf("write the trace: %w", err)
		}
		return nil
	})
	l.close = file.Close
	return l, nil
}

// appendFrame appends the frame as a line of JSON, the channels in the lamp's
// order: {"t":1760000000000000000,"duty":{"red":0.5,"green":0}}.
func appendFrame(b []byte, channels []string, f Frame) []byte {
	b = append(b, `{"t":`...)
	b = strconv.AppendInt(b, f.Time.UnixNano(), 10)
	b = append(b, `,"duty":{`...)
	for i, channel := range channels {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuote(b, channel)
		b = append(b, ':')
		b = strconv.AppendFloat(b, f.Duty[i], 'f', -1, 32)
	}
	return append(b, "}}\n"...)
}
