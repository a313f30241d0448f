package catalogue

import (
	"bytes"
	"embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

//go:embed data
var embedded embed.FS

// Load reads and checks the catalogue. The error names every file and code that is
// wrong.
func Load() (*Catalogue, error) {
	data, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, err
	}
	return load(data)
}

func load(data fs.FS) (*Catalogue, error) {
	l := &loader{data: data, sources: map[string]bool{}, codes: map[string]string{}}
	c := &Catalogue{}
	c.Sources = l.readSources()
	c.Standards = l.readStandards()
	clauses := l.readClauses(c.Standards)
	c.Checklists = l.readChecklists(clauses)
	c.Clauses = clauses.list(c.Checklists)
	c.Quotas = l.readQuotas()
	c.Thresholds = l.readThresholds()
	c.ScoringRules, c.PaymentRules = l.readRules()
	c.AdmissionRules, c.ExitRules, c.Procurement = l.readLifeCycle(c.Thresholds)
	if len(l.problems) > 0 {
		return nil, errors.Join(l.problems...)
	}
	return c, nil
}

// loader collects problems instead of stopping at the first, so that whoever edits a
// file sees all that is wrong with it at once.
type loader struct {
	data     fs.FS
	sources  map[string]bool
	codes    map[string]string // code → file
	problems []error
}

func (l *loader) bad(file, code, format string, args ...any) {
	l.problems = append(l.problems, fmt.Errorf("catalogue: %s: %s: %s", file, code, fmt.Sprintf(format, args...)))
}

// unique registers a code; codes are unique over all files that share a kind.
func (l *loader) unique(kind, file, code string) {
	if code == "" {
		l.bad(file, "a row", "has no code")
		return
	}
	if other, ok := l.codes[kind+" "+code]; ok {
		l.bad(file, code, "appears twice (first in %s)", other)
	}
	l.codes[kind+" "+code] = file
}

func (l *loader) source(file, code, id string) {
	if !l.sources[id] {
		l.bad(file, code, "source %q is not in sources.csv", id)
	}
}

func (l *loader) required(file, code, what, value string) {
	if strings.TrimSpace(value) == "" {
		l.bad(file, code, "%s is empty", what)
	}
}

// rows reads a CSV file with exactly the columns named.
func (l *loader) rows(file string, columns ...string) []map[string]string {
	raw, err := fs.ReadFile(l.data, file)
	if err != nil {
		l.bad(file, "file", "cannot be read: %v", err)
		return nil
	}
	records, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		l.bad(file, "file", "is not a table: %v", err)
		return nil
	}
	if len(records) < 2 || !slices.Equal(records[0], columns) {
		l.bad(file, "header", "must be %s and have rows", strings.Join(columns, ","))
		return nil
	}
	out := make([]map[string]string, 0, len(records)-1)
	for _, record := range records[1:] {
		row := make(map[string]string, len(columns))
		for i, c := range columns {
			row[c] = record[i]
		}
		out = append(out, row)
	}
	return out
}

// object reads a JSON file strictly; numbers stay decimal text.
func (l *loader) object(file string, into any) bool {
	raw, err := fs.ReadFile(l.data, file)
	if err != nil {
		l.bad(file, "file", "cannot be read: %v", err)
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		l.bad(file, "file", "%v", err)
		return false
	}
	if dec.More() {
		l.bad(file, "file", "something follows the data")
		return false
	}
	return true
}

var categories = map[string]vocab.Category{
	"物业": vocab.Property, "会务": vocab.Conference, "保洁": vocab.Cleaning, "安保": vocab.Security,
	"食堂": vocab.Canteen, "绿化": vocab.Greening, "设施设备维护": vocab.Equipment,
}

func (l *loader) category(file, code, word string) vocab.Category {
	c, ok := categories[word]
	if !ok {
		l.bad(file, code, "unknown category %q", word)
	}
	return c
}

var severities = map[string]vocab.Severity{"一般": vocab.Minor, "较重": vocab.Major, "重大": vocab.Critical}

// fen reads yuan; nil for an empty text.
func (l *loader) fen(file, code, what, text string) *money.Fen {
	if text == "" {
		return nil
	}
	v, err := money.ParseFen(text)
	if err != nil || v < 0 {
		l.bad(file, code, "%s %q is not an amount in yuan", what, text)
		return nil
	}
	return &v
}

// points reads a number of points, nil for none.
func (l *loader) points(file, code, what string, n json.Number) *money.Points {
	if n == "" {
		return nil
	}
	v, err := money.ParsePoints(n.String())
	if err != nil {
		l.bad(file, code, "%s %q is not a number of points", what, n)
		return nil
	}
	return &v
}

// scaled reads a decimal times 10 to the power of places as a whole number: 0.98
// with 4 places is 9800 basis points, 2.5 percent with 2 places is 250.
func (l *loader) scaled(file, code, what string, n json.Number, places int) int64 {
	if n == "" {
		return 0
	}
	whole, frac, _ := strings.Cut(n.String(), ".")
	if len(frac) > places {
		l.bad(file, code, "%s %q has too many decimals", what, n)
		return 0
	}
	v, err := json.Number(whole + frac + strings.Repeat("0", places-len(frac))).Int64()
	if err != nil || v < 0 {
		l.bad(file, code, "%s %q is not a share", what, n)
	}
	return v
}

// bp reads a percentage as basis points.
func (l *loader) bp(file, code, what string, percent json.Number) int64 {
	v := l.scaled(file, code, what, percent, 2)
	if v > 10000 {
		l.bad(file, code, "%s is more than 100 %%", what)
	}
	return v
}
