package config

import (
	"flag"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"
)

const example = "../../../configs/hengjian.example.yaml"

// load runs Load with a file of the given text, an environment and flags.
func load(t *testing.T, file string, environ []string, args ...string) (*Config, error) {
	t.Helper()
	fs := flag.NewFlagSet("test", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	flags := Register(fs)
	if file != "" {
		path := filepath.Join(t.TempDir(), "s.yaml")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append([]string{"--config", path}, args...)
	}
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	return Load(flags, environ)
}

func TestDefaultsNeedNothing(t *testing.T) {
	c, err := Load(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, _ := filepath.Abs("data")
	shanghai, _ := time.LoadLocation("Asia/Shanghai")
	want := &Config{
		Addr: ":8080", DataDir: data, DatabaseURL: "sqlite://" + data + "/hengjian.db", BlobURL: "file://" + data + "/blobs",
		BaseURL: "http://localhost:8080", Agency: Agency{"机关事务管理局"}, Zone: shanghai,
		Password: Password{"gb22239"}, Session: Session{72 * time.Hour, 720 * time.Hour, 720 * time.Hour}, Audit: Audit{365}, Rounds: Rounds{7},
		TrustedProxies: []netip.Prefix{}, Limits: Limits{1048576, 12582912, 40000000}, Log: Log{slog.LevelInfo, "text"},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("reading the settings made the data folder")
	}
}

func TestExampleFileShowsEverySettingWithItsDefault(t *testing.T) {
	data, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	k := koanf.New(".")
	if err := k.Load(rawbytes.Provider(data), yaml.Parser()); err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if !k.Exists(key.name) {
			t.Errorf("the example lacks %s", key.name)
		}
	}
	if got := len(k.All()); got != len(keys) {
		t.Errorf("the example has %d settings, the program %d", got, len(keys))
	}
	fromExample, err := load(t, string(data), nil)
	if err != nil {
		t.Fatal(err)
	}
	defaults, _ := Load(nil, nil)
	if !reflect.DeepEqual(fromExample, defaults) {
		t.Errorf("example %+v\ndefault %+v", fromExample, defaults)
	}
}

func TestLaterLayersWin(t *testing.T) {
	file := "addr: ':1'\nbase_url: http://file\nagency:\n  name: 文件局\nlog:\n  level: warn\n"
	env := []string{"HENGJIAN_ADDR=:2", "HENGJIAN_AGENCY_NAME=环境局", "HENGJIAN_TRUSTED_PROXIES=10.1.2.3/8, 192.0.2.7", "HENGJIAN_SESSION_IDLE="}
	c, err := load(t, file, env, "--addr", ":3", "--demo")
	if err != nil {
		t.Fatal(err)
	}
	got := []any{c.Addr, c.Agency.Name, c.BaseURL, c.Log.Level, c.Log.Format, c.Demo, c.Session.Idle}
	want := []any{":3", "环境局", "http://file", slog.LevelWarn, "text", true, 72 * time.Hour}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.7/32")}
	if !reflect.DeepEqual(c.TrustedProxies, proxies) {
		t.Errorf("proxies %v", c.TrustedProxies)
	}
}

func TestConfigVariableNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.yaml")
	if err := os.WriteFile(path, []byte("addr: ':9'"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(nil, []string{"HENGJIAN_CONFIG=" + path})
	if err != nil || c.Addr != ":9" {
		t.Errorf("%v, %v", c, err)
	}
}

func TestForeignVariablesAreLeftAlone(t *testing.T) {
	env := []string{"HENGJIAN_PORT=tcp://10.0.0.1:80", "HENGJIAN_PORT_80_TCP=x", "HENGJIAN_SERVICE_HOST=x", "HENGJIAN_TEST_MYSQL=x", "PATH=/bin"}
	if _, err := Load(nil, env); err != nil {
		t.Error(err)
	}
}

func TestEachBadSettingIsRefusedInOneSentenceThatNamesIt(t *testing.T) {
	for setting, want := range map[string]string{
		"ADDR=8080":                                 `addr (from HENGJIAN_ADDR) must be host:port`,
		"ADDR=:99999":                               `addr (from`,
		"ADDR=:http":                                `addr (from`,
		"DATA_DIR=/var/lib/x?y":                     `data_dir (from`,
		"DATABASE_URL=postgres://u:hunter2@h/db":    `database_url (from HENGJIAN_DATABASE_URL) must be sqlite://PATH or mysql://`,
		"DATABASE_URL=sqlite://":                    `database_url (from`,
		"DATABASE_URL=sqlite://a?mode=hunter2":      `database_url (from`,
		"DATABASE_URL=mysql://u:hunter2@h":          `database_url (from`,
		"DATABASE_URL=mysql://h:3306/db":            `database_url (from`,
		"DATABASE_URL=mysql://u:hunter2%zz@h/db":    `database_url (from`,
		"BLOB_URL=ftp://k:hunter2@h/b":              `blob_url (from`,
		"BLOB_URL=s3://k:hunter2@h":                 `blob_url (from`,
		"BLOB_URL=file://":                          `blob_url (from`,
		"BASE_URL=hengjian.example":                 `base_url (from`,
		"BASE_URL=ftp://h":                          `base_url (from`,
		"BASE_URL=https://h/?q=1":                   `base_url (from`,
		"BASE_URL=https://user@h":                   `base_url (from`,
		"SECRET=hunter2":                            `secret (from HENGJIAN_SECRET) must be at least 32 characters long`,
		"AGENCY_NAME=  ":                            `agency.name (from`,
		"TIME_ZONE=Mars/Olympus":                    `time_zone (from HENGJIAN_TIME_ZONE) must be the name of a time zone, like Asia/Shanghai, not "Mars/Olympus"`,
		"TIME_ZONE=Local":                           `time_zone (from`,
		"DEMO=perhaps":                              `demo (from HENGJIAN_DEMO) must be true or false, not "perhaps"`,
		"PASSWORD_PROFILE=none":                     `password.profile (from HENGJIAN_PASSWORD_PROFILE) must be gb22239 or modern, not "none"`,
		"SESSION_IDLE=soon":                         `session.idle (from`,
		"SESSION_IDLE=1m":                           `session.idle (from HENGJIAN_SESSION_IDLE) must be a duration from 5m to 720h`,
		"SESSION_IDLE=721h":                         `session.idle (from`,
		"SESSION_ABSOLUTE=1h":                       `session.idle (from the built-in default) must be no longer than session.absolute`,
		"SESSION_REMEMBER_IDLE=1m":                  `session.remember_idle (from HENGJIAN_SESSION_REMEMBER_IDLE) must be a duration from 5m to 2880h`,
		"SESSION_REMEMBER_IDLE=2881h":               `session.remember_idle (from`,
		"SESSION_REMEMBER_IDLE=always":              `session.remember_idle (from`,
		"SESSION_REMEMBER_IDLE=71h":                 `session.remember_idle (from HENGJIAN_SESSION_REMEMBER_IDLE) must be no shorter than session.idle`,
		"SESSION_ABSOLUTE=-1h":                      `session.absolute (from`,
		"AUDIT_RETENTION_DAYS=182":                  `audit.retention_days (from HENGJIAN_AUDIT_RETENTION_DAYS) must be a whole number from 183 to 36500, not "182"`,
		"AUDIT_RETENTION_DAYS=0":                    `audit.retention_days (from`,
		"AUDIT_RETENTION_DAYS=half":                 `audit.retention_days (from`,
		"ROUNDS_DAYS_AHEAD=0":                       `rounds.days_ahead (from HENGJIAN_ROUNDS_DAYS_AHEAD) must be a whole number from 1 to 31, not "0"`,
		"ROUNDS_DAYS_AHEAD=32":                      `rounds.days_ahead (from`,
		"TRUSTED_PROXIES=10.0.0.0/33":               `trusted_proxies (from`,
		"TRUSTED_PROXIES=proxy.example":             `trusted_proxies (from`,
		"TRUSTED_PROXIES=0.0.0.0/0":                 `trusted_proxies (from HENGJIAN_TRUSTED_PROXIES) must be networks like 10.0.0.0/8 or addresses, and not the whole internet`,
		"TRUSTED_PROXIES=::/0":                      `trusted_proxies (from`,
		"LIMITS_BODY_BYTES=1":                       `limits.body_bytes (from`,
		"LIMITS_PHOTO_BYTES=1e9":                    `limits.photo_bytes (from`,
		"LIMITS_PHOTO_PIXELS=99999999999999999999":  `limits.photo_pixels (from`,
		"LOG_LEVEL=loud":                            `log.level (from HENGJIAN_LOG_LEVEL) must be debug or info or warn or error, not "loud"`,
		"LOG_FORMAT=xml":                            `log.format (from`,
		"METRICS_TOKEN=hunter2":                     `metrics.token (from`,
		"DATABSE_URL=mysql://u:hunter2@h/db":        `HENGJIAN_DATABSE_URL is not a setting`,
		"CONFIG=/nowhere/hengjian.yaml":             `the settings file named by HENGJIAN_CONFIG cannot be read`,
		"METRICS__TOKEN=hunter2hunter2hunter2hunte": `HENGJIAN_METRICS__TOKEN is not a setting`,
	} {
		_, err := Load(nil, []string{"HENGJIAN_" + setting})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", setting, err, want)
			continue
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: more than one sentence: %v", setting, err)
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the refusal repeats a secret: %v", setting, err)
		}
	}
}

func TestBadFilesAreRefused(t *testing.T) {
	for file, want := range map[string]string{
		"adress: ':1'":               `adress in `,
		"session:\n  idel: 1h":       `session.idel in `,
		"agency: 局":                  `agency in `,
		"addr: [':1']":               `addr (from `,
		"addr: ':1'\naddr: ':2'":     `is not valid YAML`,
		"addr: \"":                   `is not valid YAML`,
		"trusted_proxies:\n  a: b":   `trusted_proxies.a in `,
		"trusted_proxies: [1, true]": `trusted_proxies (from `,
		"demo: yes please":           `demo (from `,
	} {
		_, err := load(t, file, nil)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
}

func TestSeveralBadSettingsAreAllNamed(t *testing.T) {
	_, err := load(t, "demo: maybe", []string{"HENGJIAN_ADDR=x"}, "--log-level", "loud")
	if err == nil {
		t.Fatal("accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "addr (from HENGJIAN_ADDR)") ||
		!strings.HasPrefix(lines[1], "demo (from /") || !strings.HasPrefix(lines[2], "log.level (from --log-level)") {
		t.Errorf("%s", err)
	}
}
