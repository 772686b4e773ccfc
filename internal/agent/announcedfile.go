package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// announcedFile names the memory of what is at the broker.
func (a *Agent) announcedFile() string { return a.Config.State.File + ".announced" }

// readAnnounced returns what a file remembers; nothing if there is none.
func readAnnounced(file string) (all []announced, err error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return all, nil
}

// writeAnnounced replaces the memory in one step. It is on the card before it
// takes the old one's place: a power cut leaves one of the two, never half.
func writeAnnounced(file string, all []announced) error {
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	temp, err := os.OpenFile(file+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	_, err = temp.Write(append(text, '\n'))
	if err == nil {
		err = temp.Sync()
	}
	if err := errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), file)
}
