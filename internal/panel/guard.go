package panel

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// headers go with every answer: nothing but the page's own files is run, shown
// or asked, nobody frames it, and what it holds is not kept.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Cache-Control":                "no-store",
}

// largest is how long the body of a request can be: the ids of ten thousand
// lamps.
const largest = 512 << 10

// guarded keeps out what no page of ours sends. A foreign page in the user's
// browser can send requests here, and by a name of its own whose address it
// changes (DNS rebinding) even read the answers. So:
//   - the Host must be a name of this machine or an address;
//   - what changes anything must come from the same origin, by Sec-Fetch-Site
//     or Origin;
//   - it must carry the token that only a page of ours can read (withToken).
func (p *Panel) guarded(local bool, next http.Handler) http.Handler {
	hosts := p.names(local)
	next = http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		if !allowed(r.Host, local, hosts) {
			http.Error(w, fmt.Sprintf("%.80q is not a name of this panel: see lampctl panel --help for --host", r.Host), http.StatusMisdirectedRequest)
			return
		}
		if foreign(r) {
			http.Error(w, "another origin's page has no business here", http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, largest)
		next.ServeHTTP(w, r)
	})
}

// foreign tells whether a page of another origin asks for something that it
// would not show as a page of its own: it could not read the answer, but it has
// no business here at all.
func foreign(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return false
	}
	return r.Header.Get("Sec-Fetch-Mode") != "navigate"
}

// names returns the names by which the page may be called.
func (p *Panel) names(local bool) []string {
	names := append([]string{"localhost"}, p.Hosts...)
	if self, err := os.Hostname(); err == nil && !local {
		names = append(names, self, self+".local")
	}
	return names
}

// allowed tells whether a request's Host is one of the names, or an address:
// those cannot be rebound. Where only this machine can reach the listener it
// must be a loopback address.
func allowed(host string, local bool, names []string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return ip.IsLoopback() || !local
	}
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, host) })
}

// loopback tells whether only this machine can reach an address.
func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

func newToken() string { return rand.Text() }

// tokenHeader carries the token. A foreign page cannot set a header of its own
// without asking first, which is not answered.
const tokenHeader = "X-Panel-Token"

// withToken wants the token of everything that can change something.
func (s *server) withToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !safe && subtle.ConstantTimeCompare([]byte(r.Header.Get(tokenHeader)), []byte(s.token)) != 1 {
			http.Error(w, "the token is not that of this run: reload the page", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
