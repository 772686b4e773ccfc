package lamp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A state file is one line of JSON: a value and the SHA-256 of its bytes.
type envelope struct {
	Sum   string          `json:"sum"`
	Value json.RawMessage `json:"value"`
}

// older returns the name of the generation before the newest.
func older(path string) string { return path + ".1" }

// seal returns the bytes of a state file that holds v.
func seal(v any) ([]byte, error) {
	value, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	sealed, err := json.Marshal(envelope{Sum: sum(value), Value: value})
	return append(sealed, '\n'), err
}

// unseal reads the bytes of a state file into v, which is untouched on error.
func unseal[T any](data []byte, v *T) error {
	var e envelope
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&e); err != nil {
		return fmt.Errorf("not a state file: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("not a state file: there is something behind it")
	}
	if sum(e.Value) != e.Sum {
		return errors.New("its checksum is wrong")
	}
	var read T
	if err := json.Unmarshal(e.Value, &read); err != nil {
		return fmt.Errorf("not a state: %w", err)
	}
	*v = read
	return nil
}

func sum(value []byte) string {
	digest := sha256.Sum256(value)
	return hex.EncodeToString(digest[:])
}

// write replaces the file at path by data in one step: a reader, also one
// after a crash of the process, sees the old or the new content.
func write(path string, data []byte) error {
	temp, err := writeTemp(path, data, false)
	if err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// writeDurable is write that a power cut respects as well, and that keeps the
// former content as the older generation. When it returns nil, data is on the
// card:
//
//	openat(path.new, O_EXCL), write, fsync, close
//	rename(path, path.1), rename(path.new, path), fsync(directory)
func writeDurable(path string, data []byte) error {
	temp, err := writeTemp(path, data, true)
	if err != nil {
		return err
	}
	if err := os.Rename(path, older(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// writeTemp writes data to a new file beside path and returns its name.
func writeTemp(path string, data []byte, sync bool) (string, error) {
	name := path + ".new"
	// A temporary file whose fsync failed must not be used again: its pages
	// count as clean although they never reached the card.
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil && sync {
		err = f.Sync()
	}
	return name, errors.Join(err, f.Close())
}
