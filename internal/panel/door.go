package panel

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// door asks for the password, if there is one.
type door struct {
	want [sha256.Size]byte
	open bool   // there is no password
	key  []byte // signs the cookies of this run
	tries
}

func newDoor(password string) *door {
	d := &door{want: sha256.Sum256([]byte(password)), open: password == "", key: make([]byte, 32)}
	_, _ = rand.Read(d.key) // it never fails
	return d
}

// The cookie of somebody who knew the password.
const (
	cookieName = "lampctl_panel"
	cookieLife = 30 * 24 * time.Hour
)

// guard lets in who has a good cookie. Browsers that want the page get the one
// that asks for the password.
func (d *door) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie(cookieName)
		switch {
		case d.open || err == nil && d.good(c.Value, time.Now()):
			next.ServeHTTP(w, r)
		case r.Method == http.MethodGet && r.URL.Path == "/":
			ask(w, http.StatusOK, "")
		default:
			http.Error(w, "the panel's password is needed", http.StatusUnauthorized)
		}
	})
}

// login compares a password and gives the cookie for the right one.
func (d *door) login(w http.ResponseWriter, r *http.Request) {
	if !d.try(time.Now()) {
		w.Header().Set("Retry-After", "5")
		ask(w, http.StatusTooManyRequests, "Too many wrong passwords: wait a few seconds.")
		return
	}
	got := sha256.Sum256([]byte(r.PostFormValue("password")))
	if !d.open && subtle.ConstantTimeCompare(got[:], d.want[:]) != 1 {
		ask(w, http.StatusUnauthorized, "That is not the password.")
		return
	}
	d.forgive()
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: d.sign(time.Now().Add(cookieLife)), Path: "/", MaxAge: int(cookieLife.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// sign returns a cookie that is good until a time.
func (d *door) sign(until time.Time) string {
	text := strconv.FormatInt(until.Unix(), 10)
	mac := hmac.New(sha256.New, d.key)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// good tells whether a cookie is one of ours and not too old.
func (d *door) good(cookie string, now time.Time) bool {
	text, _, _ := strings.Cut(cookie, ".")
	until, err := strconv.ParseInt(text, 10, 64)
	return err == nil && now.Unix() < until && hmac.Equal([]byte(d.sign(time.Unix(until, 0))), []byte(cookie))
}

// ask answers with the page that asks for the password.
func ask(w http.ResponseWriter, status int, message string) {
	page, err := web.ReadFile("web/static/login.html")
	if err != nil {
		panic(err) // the name is wrong
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(strings.Replace(string(page), "<!--message-->", message, 1)))
}
