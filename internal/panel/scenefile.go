package panel

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// sceneFile is where the scenes are: one JSON object, which its user may edit.
type sceneFile struct {
	name string
	mu   sync.Mutex
}

// load reads the scenes. That there is no file means that there are none.
func (f *sceneFile) load() (scenes, error) {
	text, err := os.ReadFile(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		return scenes{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the scenes: %w", err)
	}
	all := scenes{}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("read the scenes: %s: %w", f.name, err)
	}
	if all == nil { // the file says null
		all = scenes{}
	}
	return all, nil
}

// change changes the scenes and writes them, whole or not at all.
func (f *sceneFile) change(do func(scenes) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	all, err := f.load()
	if err == nil {
		err = do(all)
	}
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		err = f.write(append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("keep the scenes: %w", err)
	}
	return nil
}

// write puts a new file in the place of the old one.
func (f *sceneFile) write(text []byte) error {
	if err := os.MkdirAll(filepath.Dir(f.name), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(f.name), ".scenes-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // after the rename there is nothing to remove
	_, err = temp.Write(text)
	if err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), f.name)
}
