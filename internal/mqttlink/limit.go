package mqttlink

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The limits of what may arrive. They are wider than anything that a lamp
// accepts (4 KiB), so that what was cut is still refused as too large.
const (
	maxPacket = 8 << 10 // bytes after the fixed header
	maxTopic  = 2 << 10 // bytes that are kept of the topic of a longer PUBLISH
)

// Control packet types, MQTT 3.1.1 table 2.1.
const (
	typeConnack = 2
	typePublish = 3
	typeSuback  = 9
)

// limiter reads MQTT packets and hands on their bytes, no packet longer than
// maxPacket: a longer PUBLISH is cut and its rest skipped, any other longer
// packet is an error. So are the packets that paho takes amiss: a SUBACK that
// answers anything but the one filter of each SUBSCRIBE of ours makes it
// panic, and a CONNACK with an unknown code counts as a success.
type limiter struct {
	r    *bufio.Reader
	over func() // called for each packet over the limit
	buf  []byte // one packet
	rest []byte // what is left of it
}

func newLimiter(r io.Reader, over func()) *limiter {
	return &limiter{r: bufio.NewReaderSize(r, 2048), over: over}
}

// Read implements io.Reader.
func (l *limiter) Read(b []byte) (int, error) {
	if len(l.rest) == 0 {
		if err := l.next(); err != nil {
			return 0, err
		}
	}
	n := copy(b, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// next reads one packet into rest. The error is io.EOF between two packets
// and io.ErrUnexpectedEOF within one.
func (l *limiter) next() error {
	first, err := l.r.ReadByte()
	if err != nil {
		return err
	}
	length, err := binary.ReadUvarint(l.r) // the same code as MQTT's, section 2.2.3
	if err != nil {
		return fmt.Errorf("read a packet's length: %w", err)
	}
	l.buf = append(l.buf[:0], first)
	switch kind := first >> 4; {
	case length <= maxPacket:
		l.buf = binary.AppendUvarint(l.buf, length)
		head := len(l.buf)
		err = l.keep(int(length))
		if err == nil {
			err = refuse(kind, l.buf[head:])
		}
	case kind == typePublish && length < 1<<28:
		l.over()
		err = l.cut(first, int(length))
	default:
		l.over()
		err = fmt.Errorf("packet of type %d with %d bytes is over the limit of %d", kind, length, maxPacket)
	}
	l.rest = l.buf
	return err
}

// refuse returns an error for the packets that paho takes amiss.
func refuse(kind byte, body []byte) error {
	switch {
	case kind == typeSuback && len(body) != 3:
		return errors.New("SUBACK that does not answer one filter")
	case kind == typeConnack && (len(body) != 2 || body[1] > 5):
		return fmt.Errorf("CONNACK % x is none of MQTT 3.1.1", body)
	}
	return nil
}

// cut reads a PUBLISH of length bytes after the fixed header and keeps as much
// of its topic and its payload as the limits allow.
func (l *limiter) cut(first byte, length int) error {
	var n [2]byte
	if _, err := io.ReadFull(l.r, n[:]); err != nil {
		return unexpected(err)
	}
	topic, id := int(binary.BigEndian.Uint16(n[:])), 0
	if first>>1&3 != 0 { // QoS
		id = 2
	}
	payload := length - 2 - topic - id
	if payload < 0 {
		return errors.New("PUBLISH whose topic is longer than itself")
	}
	keepTopic := min(topic, maxTopic)
	keepPayload := min(payload, maxPacket-2-keepTopic-id)
	l.buf = binary.AppendUvarint(l.buf, uint64(2+keepTopic+id+keepPayload))
	l.buf = binary.BigEndian.AppendUint16(l.buf, uint16(keepTopic))
	for _, part := range [][2]int{{keepTopic, topic}, {id, id}, {keepPayload, payload}} {
		if err := l.keep(part[0]); err != nil {
			return err
		}
		if _, err := l.r.Discard(part[1] - part[0]); err != nil {
			return unexpected(err)
		}
	}
	return nil
}

// keep appends n bytes of the source to buf.
func (l *limiter) keep(n int) error {
	at := len(l.buf)
	l.buf = append(l.buf, make([]byte, n)...)
	_, err := io.ReadFull(l.r, l.buf[at:])
	return unexpected(err)
}

// unexpected turns an end of file within a packet into what it is.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
