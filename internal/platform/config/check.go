package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// bad refuses a setting: its name, where it came from, what it must be, and its
// value unless that may be a secret. A setting is refused once, for its first fault.
func (l *loader) bad(name, must string) {
	if l.refused[name] {
		return
	}
	l.refused[name] = true
	k, _ := find(name)
	got := ""
	if !k.secret {
		got = fmt.Sprintf(", not %q", fmt.Sprint(l.k.Get(name)))
	}
	l.errs = append(l.errs, fmt.Errorf("%s (from %s) must be %s%s", name, l.from[name], must, got))
}

func (l *loader) text(name string) string {
	switch v := l.k.Get(name).(type) {
	case string:
		return strings.TrimSpace(v)
	case int, int64, float64, bool: // YAML reads an unquoted 8080 as a number
		return fmt.Sprint(v)
	default:
		l.bad(name, "a text")
		return ""
	}
}

func (l *loader) oneOf(name string, allowed ...string) string {
	v := l.text(name)
	for _, a := range allowed {
		if v == a {
			return v
		}
	}
	l.bad(name, strings.Join(allowed, " or "))
	return ""
}

func (l *loader) boolean(name string) bool {
	v, err := strconv.ParseBool(l.text(name))
	if err != nil {
		l.bad(name, "true or false")
	}
	return v
}

func (l *loader) integer(name string, low, high int64) int64 {
	v, err := strconv.ParseInt(l.text(name), 10, 64)
	if err != nil || v < low || v > high {
		l.bad(name, fmt.Sprintf("a whole number from %d to %d", low, high))
	}
	return v
}

func (l *loader) duration(name string, low, high time.Duration) time.Duration {
	v, err := time.ParseDuration(l.text(name))
	if err != nil || v < low || v > high {
		l.bad(name, fmt.Sprintf("a duration from %s to %s, like 12h or 30m", short(low), short(high)))
	}
	return v
}

func short(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimSuffix(d.String(), "0s"), "0m")
}

func (l *loader) build() *Config {
	c := &Config{
		Addr:     l.addr(),
		BaseURL:  l.baseURL(),
		Secret:   l.secretText("secret"),
		Agency:   Agency{Name: l.text("agency.name")},
		Zone:     l.zone(),
		Demo:     l.boolean("demo"),
		Password: Password{Profile: l.oneOf("password.profile", ProfileGB22239, ProfileModern)},
		Session: Session{
			Idle:     l.duration("session.idle", 5*time.Minute, 30*24*time.Hour),
			Absolute: l.duration("session.absolute", 5*time.Minute, 365*24*time.Hour),
			// At the latest it ends after three times as long, which stays below a year too.
			RememberIdle: l.duration("session.remember_idle", 5*time.Minute, 120*24*time.Hour),
		},
		Audit:          Audit{RetentionDays: int(l.integer("audit.retention_days", MinAuditDays, 36500))},
		Rounds:         Rounds{DaysAhead: int(l.integer("rounds.days_ahead", 1, 31))},
		TrustedProxies: l.proxies(),
		Limits: Limits{
			BodyBytes:   l.integer("limits.body_bytes", 16<<10, 64*mebibyte),
			PhotoBytes:  l.integer("limits.photo_bytes", 64<<10, 64*mebibyte),
			PhotoPixels: l.integer("limits.photo_pixels", 1_000_000, 100_000_000),
		},
		Log:     Log{Level: l.level(), Format: l.oneOf("log.format", "text", "json")},
		Metrics: Metrics{Token: l.secretText("metrics.token")},
	}
	if c.Agency.Name == "" {
		l.bad("agency.name", "the name of the agency")
	}
	switch s := c.Session; {
	case s.Idle > s.Absolute && s.Absolute > 0:
		l.bad("session.idle", "no longer than session.absolute")
	case s.RememberIdle < s.Idle && s.RememberIdle > 0:
		l.bad("session.remember_idle", "no shorter than session.idle")
	}
	c.DataDir = l.dataDir()
	c.DatabaseURL = l.databaseURL(c.DataDir)
	c.BlobURL = l.blobURL(c.DataDir)
	return c
}

func (l *loader) addr() string {
	v := l.text("addr")
	_, port, err := net.SplitHostPort(v)
	if n, convErr := strconv.ParseUint(port, 10, 16); err != nil || convErr != nil || n > 65535 {
		l.bad("addr", "host:port, like :8080 or 127.0.0.1:8080")
	}
	return v
}

func (l *loader) dataDir() string {
	v := l.text("data_dir")
	abs, err := filepath.Abs(v)
	if v == "" || err != nil || strings.ContainsAny(v, "?#\x00") {
		l.bad("data_dir", "the path of a folder, without ? or #")
	}
	return abs
}

func (l *loader) databaseURL(dataDir string) string {
	v := l.text("database_url")
	if v == "" {
		return "sqlite://" + filepath.Join(dataDir, "hengjian.db")
	}
	if path, ok := strings.CutPrefix(v, "sqlite://"); ok && path != "" && !strings.ContainsAny(path, "?#") {
		return v
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "mysql" || u.Hostname() == "" || u.User == nil || u.User.Username() == "" || len(u.Path) < 2 {
		l.bad("database_url", "sqlite://PATH or mysql://USER:PASSWORD@HOST:PORT/NAME, with special characters of the password percent-encoded")
	}
	return v
}

func (l *loader) blobURL(dataDir string) string {
	v := l.text("blob_url")
	if v == "" {
		return "file://" + filepath.Join(dataDir, "blobs")
	}
	if path, ok := strings.CutPrefix(v, "file://"); ok && path != "" && !strings.ContainsAny(path, "?#") {
		return v
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "s3" || u.Hostname() == "" || len(u.Path) < 2 {
		l.bad("blob_url", "file://PATH or s3://KEY:SECRET@HOST:PORT/BUCKET/PREFIX")
	}
	return v
}

// baseURL is printed on labels that hang for years, so it must be what a phone can
// open: a scheme and a host, nothing that would end up inside the path.
func (l *loader) baseURL() string {
	v := strings.TrimRight(l.text("base_url"), "/")
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		l.bad("base_url", "http:// or https:// and a host, like https://hengjian.example.gov.cn")
	}
	return v
}

// secretText is for values that guard something: short ones can be guessed.
func (l *loader) secretText(name string) string {
	v := l.text(name)
	if v != "" && len(v) < MinSecret {
		l.bad(name, fmt.Sprintf("at least %d characters long", MinSecret))
	}
	return v
}

func (l *loader) zone() *time.Location {
	v := l.text("time_zone")
	zone, err := time.LoadLocation(v)
	if v == "" || v == "Local" || err != nil { // Local would differ between replicas
		l.bad("time_zone", "the name of a time zone, like Asia/Shanghai")
		return time.UTC
	}
	return zone
}

func (l *loader) level() slog.Level {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	return levels[l.oneOf("log.level", "debug", "info", "warn", "error")]
}

// proxies reads networks; a single address is its own network. The whole internet
// is refused: it would let every caller choose the address in the audit log and
// walk around the lock-out.
func (l *loader) proxies() []netip.Prefix {
	var items []string
	switch v := l.k.Get("trusted_proxies").(type) {
	case string:
		items = strings.Split(v, ",")
	case []string:
		items = v
	case []any:
		for _, item := range v {
			items = append(items, fmt.Sprint(item))
		}
	default:
		l.bad("trusted_proxies", "a list of networks")
	}
	out := []netip.Prefix{}
	for _, item := range items {
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		p, err := netip.ParsePrefix(item)
		if a, addrErr := netip.ParseAddr(item); err != nil && addrErr == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil || p.Bits() == 0 {
			l.bad("trusted_proxies", "networks like 10.0.0.0/8 or addresses, and not the whole internet")
			return nil
		}
		out = append(out, p.Masked())
	}
	return out
}
