package interop

import (
	"fmt"
	"os"

	"github.com/nats-io/nats-server/v2/server"
)

// serveNATS is nats-server with a configuration file, until it is told to end.
func serveNATS(file string) error {
	o, err := server.ProcessConfigFile(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	s, err := server.NewServer(o)
	if err != nil {
		return fmt.Errorf("make the server: %w", err)
	}
	s.ConfigureLogger()
	if err := server.Run(s); err != nil {
		return fmt.Errorf("run the server: %w", err)
	}
	s.WaitForShutdown()
	fmt.Fprintln(os.Stderr, "ended")
	return nil
}
