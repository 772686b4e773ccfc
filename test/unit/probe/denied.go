//go:build linux

package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The errors by which things are denied.
var (
	perm     = []error{unix.EPERM}
	readOnly = []error{unix.EROFS}
	access   = []error{unix.EACCES}
	hidden   = []error{unix.ENOENT}
	family   = []error{unix.EAFNOSUPPORT}
)

// denied is what nobody needs who only lights a lamp.
func denied() []check {
	return append(append(append(files(), network()...), processes()...), kernel()...)
}

// files are other people's.
func files() []check {
	state := os.Getenv("STATE_DIRECTORY")
	write := os.O_WRONLY
	return []check{
		{"change its configuration", func() error { return open("/etc/lampd/config.toml", write) }, []error{unix.EROFS, unix.EACCES}},
		{"change itself", func() error { return open("/usr/bin/lampd", write) }, []error{unix.EROFS, unix.ETXTBSY}},
		{"change another service's file", func() error { return open("/var/lib/other", write) }, readOnly},
		{"make a file in /etc", func() error { return open("/etc/new", write|os.O_CREATE) }, readOnly},
		{"read a file of root's", func() error { return open("/etc/secret", os.O_RDONLY) }, access},
		{"read a file in a home", func() error { return open("/home/ann/diary", os.O_RDONLY) }, []error{unix.EACCES, unix.ENOENT}},
		{"see other services' temporary files", func() error { return open("/tmp/other", os.O_RDONLY) }, hidden},
		{"leave a file for others to read", func() error { return readable(filepath.Join(state, "mine")) }, access},
		{"open another device", func() error { return open("/dev/other", os.O_RDWR) }, hidden},
		{"open the machine's memory", func() error { return open("/dev/mem", os.O_RDONLY) }, hidden},
		{"set the LEDs or anything else in /sys/class", func() error { return open("/sys/class/new", write|os.O_CREATE) }, []error{unix.EROFS, unix.EACCES}},
		{"change its own cgroup", func() error { return open("/sys/fs/cgroup/systemd/tasks", write) }, []error{unix.EROFS, unix.EACCES, unix.ENOENT}},
		{"make a file that runs as its owner", func() error { return setuid(filepath.Join(state, "suid")) }, perm},
	}
}

// network is what a client does not need.
func network() []check {
	state := os.Getenv("STATE_DIRECTORY")
	listen := func(network, address string) func() error {
		return func() error { _, err := net.Listen(network, address); return err }
	}
	return []check{
		{"listen on TCP", listen("tcp", "127.0.0.1:0"), perm},
		{"listen on IPv6", listen("tcp6", "[::1]:0"), []error{unix.EPERM, unix.EADDRNOTAVAIL}},
		{"listen on UDP", func() error { _, err := net.ListenPacket("udp", "127.0.0.1:0"); return err }, perm},
		{"listen on a UNIX socket", listen("unix", filepath.Join(state, "socket")), perm},
		{"send raw packets", func() error { return socket(unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_ICMP) }, perm},
		{"read all packets", func() error { return socket(unix.AF_PACKET, unix.SOCK_RAW, 0) }, family},
		{"speak to the kernel's network", func() error { return socket(unix.AF_NETLINK, unix.SOCK_RAW, 0) }, family},
		{"speak Bluetooth", func() error { return socket(unix.AF_BLUETOOTH, unix.SOCK_RAW, 0) }, family},
		{"speak to the kernel's ciphers", func() error { return socket(unix.AF_ALG, unix.SOCK_SEQPACKET, 0) }, family},
	}
}

// processes are other programs, and its own rights.
func processes() []check {
	state := os.Getenv("STATE_DIRECTORY")
	return []check{
		{"run a shell", func() error { return run("/bin/sh", "-c", "true") }, access},
		{"run a program of its own making", func() error { return own(filepath.Join(state, "program")) }, access},
		{"make memory that can be written and run", func() error { return mapped(unix.PROT_READ | unix.PROT_WRITE | unix.PROT_EXEC) }, perm},
		{"see other processes", func() error { _, err := os.ReadFile("/proc/1/status"); return err }, hidden},
		{"see the kernel's settings", func() error { return open("/proc/sys/kernel/ostype", os.O_RDONLY) }, hidden},
		{"see the kernel's symbols", func() error { return open("/proc/kallsyms", os.O_RDONLY) }, hidden},
		{"be another user's equal", users, perm},
		{"signal another process", func() error { return unix.Kill(1, 0) }, perm},
		{"trace a process", func() error { return sys(unix.SYS_PTRACE, unix.PTRACE_ATTACH, 1) }, perm},
		{"have itself traced", func() error { return sys(unix.SYS_PTRACE, unix.PTRACE_TRACEME) }, perm},
		{"have a capability", func() error { return status("CapPrm", "CapEff", "CapBnd", "CapAmb") }, perm},
		{"gain a privilege", func() error { return is("NoNewPrivs", "1") }, perm},
		{"make system calls unfiltered", func() error { return is("Seccomp", "2") }, perm},
		{"dump its memory into a file", core, perm},
		{"become root", func() error { return sys(unix.SYS_SETUID, 0) }, perm},
		{"change its root", func() error { return unix.Chroot(state) }, perm},
		{"raise its priority", func() error { return unix.Setpriority(unix.PRIO_PROCESS, 0, -5) }, perm},
		{"run in real time", func() error {
			return sys(unix.SYS_SCHED_SETSCHEDULER, 0, 1, uintptr(unsafe.Pointer(&[2]int32{1})))
		}, perm},
		{"be of another personality", func() error { return sys(unix.SYS_PERSONALITY, 0x0040000) }, perm},
	}
}

// kernel is the machine itself.
func kernel() []check {
	state := os.Getenv("STATE_DIRECTORY")
	return []check{
		{"make a namespace of users", func() error { return unix.Unshare(unix.CLONE_NEWUSER) }, perm},
		{"make a namespace of mounts", func() error { return unix.Unshare(unix.CLONE_NEWNS) }, perm},
		{"mount", func() error { return unix.Mount("tmpfs", state, "tmpfs", 0, "") }, perm},
		{"make a device", func() error { return unix.Mknod(filepath.Join(state, "null"), unix.S_IFCHR, 1<<8|3) }, perm},
		{"set the clock", func() error { return unix.Settimeofday(&unix.Timeval{Sec: 1e9}) }, perm},
		{"ask how the clock is set", func() error { _, err := unix.Adjtimex(&unix.Timex{}); return err }, perm},
		{"rename the host", func() error { return unix.Sethostname([]byte("mine")) }, perm},
		{"load a module", func() error { return unix.InitModule(nil, "") }, perm},
		{"load a program into the kernel", func() error { return sys(unix.SYS_BPF, 0, 0, 0) }, perm},
		{"watch the processor", func() error { return sys(unix.SYS_PERF_EVENT_OPEN, 0, 0, ^uintptr(0), ^uintptr(0), 0) }, perm},
		{"read the kernel's log", func() error { _, err := unix.Klogctl(unix.SYSLOG_ACTION_SIZE_BUFFER, nil); return err }, perm},
		{"restart the machine", func() error { return sys(unix.SYS_REBOOT, 0, 0, 0) }, perm},
		{"keep keys in the kernel", func() error { _, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_SESSION_KEYRING, true); return err }, perm},
		{"lock memory", func() error { return unix.Mlockall(unix.MCL_CURRENT) }, perm},
		{"queue work in the kernel", func() error { return sys(unix.SYS_IO_URING_SETUP, 1, 0) }, perm},
		{"swap", func() error { return sys(unix.SYS_SWAPON, 0, 0) }, perm},
	}
}

// readable tells whether a new file of its own can be read by others.
func readable(name string) error {
	if err := os.WriteFile(name, nil, 0o666); err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err == nil && info.Mode()&0o077 == 0 {
		err = unix.EACCES
	}
	return err
}

// setuid makes a file that runs as its owner.
func setuid(name string) error {
	if err := os.WriteFile(name, nil, 0o700); err != nil {
		return err
	}
	return unix.Chmod(name, 0o4700)
}

// run starts a program.
func run(name string, args ...string) error {
	p, err := os.StartProcess(name, append([]string{name}, args...), &os.ProcAttr{})
	if err != nil {
		return err
	}
	_, err = p.Wait()
	return err
}

// own writes a program and starts it.
func own(name string) error {
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"), 0o700); err != nil {
		return err
	}
	return run(name)
}

// mapped maps memory.
func mapped(protection int) error {
	b, err := unix.Mmap(-1, 0, 4096, protection, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return err
	}
	return unix.Munmap(b)
}

// core tells whether a crash leaves a file.
func core() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err != nil {
		return err
	}
	if limit.Max == 0 {
		return unix.EPERM
	}
	return nil
}

// users tells by EPERM that there are no users but root and its own.
func users() error {
	text, err := os.ReadFile("/proc/self/uid_map")
	if err == nil && !strings.Contains(string(text), "4294967295") {
		err = unix.EPERM
	}
	return err
}

// is tells by EPERM that a field of its status has a value.
func is(field, value string) error {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	if !strings.Contains(string(text), fmt.Sprintf("\n%s:\t%s\n", field, value)) {
		return errors.New(field + " is another")
	}
	return unix.EPERM
}

// status tells by EPERM that sets of capabilities are empty.
func status(fields ...string) error {
	for _, f := range fields {
		if err := is(f, strings.Repeat("0", 16)); err != unix.EPERM {
			return err
		}
	}
	return unix.EPERM
}
