package mqttlink

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"runtime"
	"time"
)

// expiresSoon is how long before its end a client certificate is spoken of.
const expiresSoon = 14 * 24 * time.Hour

// Warnings returns sentences for a person about what works and is unwise: a
// network where everyone can read, secrets that every user of the machine can
// read, and a certificate that is about to end.
func (o Options) Warnings() []string {
	var w []string
	for _, s := range o.Servers {
		a, err := parseAddress(s)
		if err == nil && !a.secure() && !a.loopback() {
			w = append(w, fmt.Sprintf("%v is not encrypted: everyone on the way can read the login and command the lamp; use mqtts://", a))
		}
	}
	for _, file := range []string{o.PasswordFile, o.KeyFile} {
		if mode, open := openToAll(file); open {
			w = append(w, fmt.Sprintf("%s can be read by every user of this machine (mode %04o); chmod o= %s", file, mode, file))
		}
	}
	if end, ok := o.certEnd(); ok && time.Until(end) < expiresSoon {
		w = append(w, fmt.Sprintf("the certificate %s is good until %s only: make a new one", o.CertFile, end.UTC().Format(time.DateTime)))
	}
	return w
}

// openToAll tells whether others than a file's owner and group have any right
// to it.
func openToAll(file string) (mode os.FileMode, open bool) {
	if file == "" || runtime.GOOS == "windows" {
		return 0, false
	}
	info, err := os.Stat(file)
	if err != nil {
		return 0, false
	}
	return info.Mode().Perm(), info.Mode().Perm()&0o007 != 0
}

// certEnd returns when the client certificate ends, if there is one.
func (o Options) certEnd() (end time.Time, ok bool) {
	if o.CertFile == "" {
		return end, false
	}
	pair, err := tls.LoadX509KeyPair(o.CertFile, o.KeyFile)
	if err != nil {
		return end, false
	}
	cert, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return end, false
	}
	return cert.NotAfter, true
}
