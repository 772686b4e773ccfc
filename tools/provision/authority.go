package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// authority signs certificates.
type authority struct {
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// wish is a certificate that somebody wants.
type wish struct {
	name     string
	hosts    []string // of a server; none for a client
	from, to time.Time
}

// openAuthority reads the authority of a directory, or makes one that lasts for
// ten years. The directory is for its owner alone.
func openAuthority(dir string, now time.Time) (*authority, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	a := &authority{dir: dir}
	var err error
	a.cert, err = readCert(a.path("ca.crt"))
	if errors.Is(err, fs.ErrNotExist) {
		return a, a.found(now)
	}
	if err != nil {
		return nil, err
	}
	a.key, err = readKey(a.path("ca.key"))
	if err == nil && !a.key.PublicKey.Equal(a.cert.PublicKey) {
		err = fmt.Errorf("%s is not the key of ca.crt", a.path("ca.key"))
	}
	return a, err
}

func (a *authority) path(name string) string { return filepath.Join(a.dir, name) }

// found makes the authority itself.
func (a *authority) found(now time.Time) error {
	serial, err := newSerial()
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "lampd local authority"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	a.cert = template
	key, der, err := a.sign("ca", template)
	if err != nil {
		return err
	}
	a.key = key
	a.cert, err = x509.ParseCertificate(der)
	return err
}

// issue makes a key and a certificate and writes them. Who reads them between
// the two finds that they do not match, and has to read again.
func (a *authority) issue(w wish) error {
	serial, err := newSerial()
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: w.name},
		NotBefore: w.from, NotAfter: w.to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if len(w.hosts) > 0 {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	for _, host := range w.hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	_, _, err = a.sign(w.name, template)
	return err
}

// sign makes a key, signs its certificate, by itself where there is no
// authority yet, and writes both.
func (a *authority) sign(name string, template *x509.Certificate) (*ecdsa.PrivateKey, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	by := a.key
	if by == nil {
		by = key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, by)
	if err != nil {
		return nil, nil, fmt.Errorf("make the certificate of %s: %w", name, err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range []struct {
		name, kind string
		der        []byte
		mode       os.FileMode
	}{
		{name + ".key", "PRIVATE KEY", private, 0o600},
		{name + ".crt", "CERTIFICATE", der, 0o644},
	} {
		if err := a.write(f.name, pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.der}), f.mode); err != nil {
			return nil, nil, err
		}
	}
	return key, der, nil
}

// write replaces a file in one step.
func (a *authority) write(name string, data []byte, mode os.FileMode) error {
	f, err := os.CreateTemp(a.dir, "."+name+"-*") // for its owner alone
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(mode), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), a.path(name))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// newSerial returns 127 random bits.
func newSerial() (*big.Int, error) {
	return rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
}

// readCert reads a certificate.
func readCert(file string) (*x509.Certificate, error) {
	der, err := readPEM(file)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return cert, nil
}

// readKey reads a private key.
func readKey(file string) (*ecdsa.PrivateKey, error) {
	der, err := readPEM(file)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if key, ok := key.(*ecdsa.PrivateKey); ok {
		return key, nil
	}
	return nil, fmt.Errorf("read %s: it is another kind of key", file)
}

func readPEM(file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("read %s: there is no PEM in it", file)
	}
	return block.Bytes, nil
}
