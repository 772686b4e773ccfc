package mqttlink

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// password returns Password, else what PasswordFile holds, else systemd's
// Credential if there is one, else "". One trailing line end is not part of it.
func (o Options) password() (string, error) {
	if o.Password != "" {
		return o.Password, nil
	}
	file, optional := o.PasswordFile, false
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); file == "" && dir != "" && o.Credential != "" {
		file, optional = filepath.Join(dir, o.Credential), true
	}
	if file == "" || o.Username == "" {
		return "", nil
	}
	b, err := os.ReadFile(file)
	if optional && errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r"), nil
}

// tlsConfig reads the certificates.
func (o Options) tlsConfig(host string) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: host}
	if o.ServerName != "" {
		c.ServerName = o.ServerName
	}
	if o.CAFile != "" {
		pem, err := os.ReadFile(o.CAFile)
		if err != nil {
			return nil, fmt.Errorf("read ca_file: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("read ca_file: %s holds no PEM certificate", o.CAFile)
		}
	}
	if o.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(o.CertFile, o.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("read cert_file and key_file: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// CheckFiles reads the password and the certificates as a connect would and
// returns what is wrong with them.
func (o Options) CheckFiles() []error {
	_, err1 := o.password()
	_, err2 := o.tlsConfig("")
	var errs []error
	for _, err := range []error{err1, err2} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}
