// Package config reads the settings of a server. The order, later wins: defaults
// built in, the file named by --config or HENGJIAN_CONFIG, HENGJIAN_* environment,
// flags. Every wrong setting is refused in one sentence that names it and where it
// was set; values that may hold a secret are never repeated.
package config

import (
	"log/slog"
	"net/netip"
	"strings"
	"time"

	_ "time/tzdata" // a bare container has no zone files, and a wrong zone moves a month's end
)

// Config is the checked settings. Its fields are what the keys of the file say;
// see configs/hengjian.example.yaml.
type Config struct {
	Addr        string // host:port to listen on
	DataDir     string // absolute
	DatabaseURL string // sqlite://… or mysql://…; holds a password
	BlobURL     string // file://… or s3://…; may hold a key
	BaseURL     string // without a slash at the end
	Secret      string // at least 32 characters; empty until EnsureSecret

	Agency         Agency
	Zone           *time.Location
	Demo           bool
	Password       Password
	Session        Session
	Audit          Audit
	Rounds         Rounds
	TrustedProxies []netip.Prefix
	Limits         Limits
	Log            Log
	Metrics        Metrics
}

// Agency is the organisation that runs the server.
type Agency struct{ Name string }

// Password selects the rules for passwords.
type Password struct{ Profile string } // ProfileGB22239 or ProfileModern

// The password profiles.
const (
	ProfileGB22239 = "gb22239" // composition and age, as GB/T 22239 is examined
	ProfileModern  = "modern"  // length and a list of common passwords, no rotation
)

// Session bounds how long a sign-in lasts: since it was last used, and at most. A
// phone that stays signed in does so for RememberIdle without use.
type Session struct{ Idle, Absolute, RememberIdle time.Duration }

// Audit says how long the audit log is kept.
type Audit struct{ RetentionDays int }

// Rounds says for how many days ahead the tasks of the inspection plans are made.
type Rounds struct{ DaysAhead int }

// Limits bound what one request may bring.
type Limits struct {
	BodyBytes   int64 // of a JSON body
	PhotoBytes  int64 // of one photo
	PhotoPixels int64 // of one photo, width × height
}

// Log says what is logged, and how.
type Log struct {
	Level  slog.Level
	Format string // text or json
}

// Metrics guards /metrics. An empty token switches it off: behind a proxy every
// caller seems to be local, so there is no "only from this machine".
type Metrics struct{ Token string }

// MinAuditDays is the floor for audit.retention_days: the Cybersecurity Law of the
// PRC, article 21 (3), has network logs kept for not less than six months, and 183
// days are never less than six months.
const MinAuditDays = 183

// MinSecret is the length a secret needs; the generated one has 43 characters for
// 256 random bits.
const MinSecret = 32

// key is one setting: its name in the file, its default, what it is for.
type key struct {
	name   string
	value  any // default: string, bool, int or []string
	secret bool
	usage  string
}

const (
	mebibyte     = 1 << 20
	defaultPhoto = 12 * mebibyte
)

// keys is the closed list of settings; anything else is refused as a misspelling.
var keys = []key{
	{"addr", ":8080", false, "host:port to listen on"},
	{"data_dir", "./data", false, "folder for the database, evidence and the secret"},
	{"database_url", "", true, "sqlite://PATH or mysql://USER:PASSWORD@HOST:PORT/NAME"},
	{"blob_url", "", true, "file://PATH or s3://KEY:SECRET@HOST/BUCKET"},
	{"base_url", "http://localhost:8080", false, "address people and labels use"},
	{"secret", "", true, "key for signed links and codes, at least 32 characters"},
	{"agency.name", "机关事务管理局", false, "name of the agency on screens and prints"},
	{"time_zone", "Asia/Shanghai", false, "zone of business days and months"},
	{"demo", false, false, "serve the demo agency with its demo accounts"},
	{"password.profile", ProfileGB22239, false, "gb22239 or modern"},
	{"session.idle", "72h", false, "sign-in ends after this long without use"},
	{"session.absolute", "720h", false, "sign-in ends after this long"},
	{"session.remember_idle", "720h", false, "a phone that stays signed in is signed out after this long without use"},
	{"audit.retention_days", 365, false, "days the audit log is kept, at least 183"},
	{"rounds.days_ahead", 7, false, "days for which tasks are made ahead, 1 to 31"},
	{"trusted_proxies", []string{}, false, "networks whose X-Forwarded-For is believed"},
	{"limits.body_bytes", mebibyte, false, "largest JSON body"},
	{"limits.photo_bytes", defaultPhoto, false, "largest photo in bytes"},
	{"limits.photo_pixels", 40_000_000, false, "largest photo in pixels"},
	{"log.level", "info", false, "debug, info, warn or error"},
	{"log.format", "text", false, "text or json"},
	{"metrics.token", "", true, "bearer token for /metrics; empty switches it off"},
}

func find(name string) (key, bool) {
	for _, k := range keys {
		if k.name == name {
			return k, true
		}
	}
	return key{}, false
}

// HTTPS reports whether the outside address is https, so that cookies may only
// travel encrypted.
func (c *Config) HTTPS() bool { return strings.HasPrefix(c.BaseURL, "https://") }
