package brokertest

import (
	"os/exec"
	"syscall"
)

// tie makes a process end with the test that starts it, however that ends.
func tie(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
