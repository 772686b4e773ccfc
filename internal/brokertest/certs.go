package brokertest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// CA is a certificate authority for one test.
type CA struct {
	File string // its certificate, PEM

	t    testing.TB
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// NewCA makes an authority.
func NewCA(t testing.TB) *CA {
	t.Helper()
	ca := &CA{t: t, dir: t.TempDir()}
	ca.cert = &x509.Certificate{
		Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-10 * 365 * 24 * time.Hour), NotAfter: time.Now().Add(10 * 365 * 24 * time.Hour),
	}
	ca.File, _, ca.key = ca.write("ca", ca.cert, ca.cert, nil)
	return ca
}

// Issue makes a certificate for a host name or an IP address, good for server
// and client alike, and returns its files.
func (ca *CA) Issue(host string, from, to time.Time) (certFile, keyFile string) {
	ca.t.Helper()
	c := &x509.Certificate{
		Subject: pkix.Name{CommonName: host}, NotBefore: from, NotAfter: to,
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if ip := net.ParseIP(host); ip != nil {
		c.IPAddresses = []net.IP{ip}
	} else {
		c.DNSNames = []string{host}
	}
	certFile, keyFile, _ = ca.write(host, c, ca.cert, ca.key)
	return certFile, keyFile
}

// Self makes a certificate for an IP address that is signed by itself alone.
func (ca *CA) Self(ip string) (certFile, keyFile string) {
	ca.t.Helper()
	c := &x509.Certificate{
		Subject: pkix.Name{CommonName: ip}, NotBefore: ca.cert.NotBefore, NotAfter: ca.cert.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.ParseIP(ip)},
	}
	certFile, keyFile, _ = ca.write(ip, c, c, nil)
	return certFile, keyFile
}

// write signs a certificate (by its own key if by is nil) and writes it with
// its key.
func (ca *CA) write(name string, c, parent *x509.Certificate, by *ecdsa.PrivateKey) (certFile, keyFile string, key *ecdsa.PrivateKey) {
	ca.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		ca.t.Fatal(err)
	}
	if by == nil {
		by = key
	}
	c.SerialNumber, err = rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		ca.t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, by)
	if err != nil {
		ca.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		ca.t.Fatal(err)
	}
	return ca.file(name+".crt", "CERTIFICATE", der), ca.file(name+".key", "PRIVATE KEY", private), key
}

// file writes one PEM block and returns its path.
func (ca *CA) file(name, kind string, der []byte) string {
	ca.t.Helper()
	f, err := os.CreateTemp(ca.dir, "*-"+name)
	if err == nil {
		err = pem.Encode(f, &pem.Block{Type: kind, Bytes: der})
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		ca.t.Fatal(err)
	}
	return filepath.Clean(f.Name())
}
