package config

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"
)

// Flags collects what the command line sets.
type Flags struct {
	file   string
	values map[string]string
}

// Register adds --config and one flag for each setting ("session.idle" becomes
// --session-idle) to fs. Give the result to Load after fs.Parse.
func Register(fs *flag.FlagSet) *Flags {
	f := &Flags{values: map[string]string{}}
	fs.StringVar(&f.file, "config", "", "settings file (HENGJIAN_CONFIG)")
	for _, k := range keys {
		set := func(s string) error { f.values[k.name] = s; return nil }
		if _, isBool := k.value.(bool); isBool {
			fs.BoolFunc(flagName(k.name), k.usage, set)
		} else {
			fs.Func(flagName(k.name), k.usage, set)
		}
	}
	return f
}

func flagName(key string) string { return strings.NewReplacer(".", "-", "_", "-").Replace(key) }

// EnvName is the environment variable of a setting: "session.idle" is
// HENGJIAN_SESSION_IDLE.
func EnvName(key string) string {
	return "HENGJIAN_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// Load reads and checks the settings. flags may be nil; environ is os.Environ()
// outside tests. It changes nothing on disk. The error joins one sentence for each
// wrong setting.
func Load(flags *Flags, environ []string) (*Config, error) {
	if flags == nil {
		flags = &Flags{}
	}
	l := &loader{k: koanf.New("."), from: map[string]string{}, refused: map[string]bool{}}
	for _, k := range keys {
		l.set("the built-in default", map[string]any{k.name: k.value})
	}
	env, unknown := environment(environ)
	l.errs = append(l.errs, unknown...)
	file, from := flags.file, "--config"
	if file == "" {
		file, from = env["config"], "HENGJIAN_CONFIG"
	}
	delete(env, "config")
	if file != "" {
		l.readFile(file, from)
	}
	for name, value := range env {
		l.set(EnvName(name), map[string]any{name: value})
	}
	for name, value := range flags.values {
		l.set("--"+flagName(name), map[string]any{name: value})
	}
	cfg := l.build()
	if len(l.errs) > 0 {
		sort.Slice(l.errs, func(i, j int) bool { return l.errs[i].Error() < l.errs[j].Error() })
		return nil, errors.Join(l.errs...)
	}
	return cfg, nil
}

// loader gathers values with their origin and every sentence of refusal.
type loader struct {
	k    *koanf.Koanf
	from map[string]string
	errs []error

	refused map[string]bool
}

func (l *loader) set(from string, values map[string]any) {
	if err := l.k.Load(confmap.Provider(values, "."), nil); err != nil {
		l.errs = append(l.errs, fmt.Errorf("settings of %s cannot be read: %w", from, err))
		return
	}
	for name := range values {
		l.from[name] = from
	}
}

func (l *loader) readFile(path, from string) {
	data, err := os.ReadFile(path)
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("the settings file named by %s cannot be read: %w", from, err))
		return
	}
	in := koanf.New(".")
	if err := in.Load(rawbytes.Provider(data), yaml.Parser()); err != nil {
		l.errs = append(l.errs, fmt.Errorf("the settings file %s is not valid YAML: %s", path, oneLine(err)))
		return
	}
	values := in.All()
	for name, v := range values {
		if _, ok := find(name); !ok {
			l.errs = append(l.errs, fmt.Errorf("%s in %s is not a setting; see configs/hengjian.example.yaml", name, path))
			delete(values, name)
		} else if v == nil {
			delete(values, name) // "secret:" with nothing behind it leaves the default
		}
	}
	l.set(path, values)
}

// environment picks the settings out of environ. An empty variable counts as not
// set, which is how compose files pass optional values. An unknown name is refused,
// since a misspelt HENGJIAN_DATABSE_URL would silently use another database.
func environment(environ []string) (map[string]string, []error) {
	names := map[string]string{"HENGJIAN_CONFIG": "config"}
	for _, k := range keys {
		names[EnvName(k.name)] = k.name
	}
	values, unknown := map[string]string{}, []error(nil)
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, "HENGJIAN_") || value == "" || foreign(name) {
			continue
		}
		if key, ok := names[name]; ok {
			values[key] = value
		} else {
			unknown = append(unknown, fmt.Errorf("%s is not a setting; see configs/hengjian.example.yaml", name))
		}
	}
	return values, unknown
}

// foreign names are set by others: Kubernetes announces a service called
// "hengjian" this way, and our own tests take theirs.
func foreign(name string) bool {
	return slices.ContainsFunc([]string{"HENGJIAN_PORT", "HENGJIAN_SERVICE_", "HENGJIAN_TEST_", "HENGJIAN_BENCH_"},
		func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
