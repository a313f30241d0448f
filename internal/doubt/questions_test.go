package doubt_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hengjian/internal/doubt"
	"hengjian/internal/doubt/simulate"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/picture"
	"hengjian/internal/testkit"
)

// step is one step of a plan: a table, or what an inner question made, that is read
// whole or looked up.
type step struct {
	name  string // the alias
	index string // by which it is read
	whole bool
	inner bool // a result of at most a handful of rows, made by another step
}

// sqliteStep is "SCAN e", "SEARCH e USING INDEX …", "SCAN (subquery-2)"; other lines of
// a plan read nothing.
var sqliteStep = regexp.MustCompile(`^(SCAN|SEARCH) (\S+)`)

// planOf returns the steps of a question. Derived results are told from tables by the
// names that the questions give them.
func planOf(t *testing.T, d *db.DB, sql string, args ...any) (out []step) {
	t.Helper()
	explain := "EXPLAIN "
	if d.Dialect() == db.SQLite {
		explain = "EXPLAIN QUERY PLAN "
	}
	var rows []map[string]any
	if err := d.Conn(context.Background()).Raw(explain+sql, args...).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if d.Dialect() == db.SQLite {
			detail := fmt.Sprint(r["detail"])
			if m := sqliteStep.FindStringSubmatch(detail); m != nil {
				// a scan along an index reads the whole table too, but for the step from one
				// end of it that a LIMIT ends, which is told as a SEARCH
				out = append(out, step{m[2], detail, m[1] == "SCAN", derived[strings.Trim(m[2], "()0123456789-")]})
			}
			continue
		}
		if table, _ := r["table"].(string); table != "" {
			kind := fmt.Sprint(r["type"])
			out = append(out, step{table, fmt.Sprint(r["key"]), kind == "ALL" || kind == "index", strings.HasPrefix(table, "<")})
		}
	}
	return out
}

// derived are the names of inner results: those of the questions, f with a number, and
// SQLite's own.
var derived = map[string]bool{"f": true, "subquery": true, "CONSTANT": true}

// full fills the tables that the detectors ask so far that an index is worth its way.
func full(t *testing.T, w *inspectiontest.World) {
	t.Helper()
	const rows, batch = 6000, 500 // photos of half a year; those of 90 days are compared
	now := w.Clock.Now().UnixMilli()
	columns := []string{
		"inspection_evidence (inspection_id, person_id, latitude_e7, longitude_e7, accuracy_m, taken_at, source, received_at, located_at)",
		"observations (id, inspection_id, item_id, result, note, clause_id)", "evidence (owner_type, owner_id, sha256, position, supplier_id, site_id)",
		"photos (sha256, content_type, size, width, height, created_at)", "photo_bands (supplier_id, band, sha256, inspection_id, created_at)",
		"consents (id, user_id, subject, text_version, given_at)",
	}
	w.Must(w.DB.Tx(w.System(), func(ctx context.Context) error {
		for n := 0; n < rows; n += batch {
			values := make([][]string, len(columns))
			for i := n; i < n+batch; i++ {
				record, name := id.New(), name64(i, "c")
				for table, row := range []string{
					fmt.Sprintf("('%s', 'P%d', %d, %d, 10, %d, '', %d, %d)", record, i%60, 305900000+i, 1143000000+i, i*1000, i*1000, i*1000),
					fmt.Sprintf("('%s', '%s', '', 'fail', '', '')", record, record),
					fmt.Sprintf("('observation', '%s', '%s', 0, '', '')", record, name),
					fmt.Sprintf("('%s', 'image/jpeg', 1, 1, 1, 0)", name),
					fmt.Sprintf("('%s', %d, '%s', '%s', %d)", []string{inspectiontest.SupplierA, inspectiontest.SupplierB}[i%2], i*7, name, record, now-int64(i)*40*60_000),
					fmt.Sprintf("('%s', 'P%d', 'position', 1, 0)", record, i),
				} {
					values[table] = append(values[table], row)
				}
			}
			for table, rows := range values {
				if err := w.DB.Conn(ctx).Exec("INSERT INTO " + columns[table] + " VALUES " + strings.Join(rows, ",")).Error; err != nil {
					return err
				}
			}
		}
		if w.DB.Dialect() == db.MySQL {
			return w.DB.Conn(ctx).Exec("ANALYZE TABLE inspection_evidence, observations, evidence, photos, photo_bands, consents").Error
		}
		return nil
	}))
}

// carriers are the indexes of which one must carry each table of a question, by alias.
var carriers = map[string]map[string][]string{
	"where the person was":  {"consents": {"consents_user"}, "e": {"inspection_evidence_person", "inspection_evidence_position"}},
	"where the photos were": {"e": {"evidence_photo"}, "o": {"PRIMARY"}, "b": {"PRIMARY"}, "p0": {"PRIMARY"}, "p1": {"PRIMARY"}},
}

// What the detectors ask of a record looks up its rows in indexes: a submission must
// not become slower with every record and photo there is.
func TestNoDetectorReadsATableWhole(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := inspectiontest.New(t, d)
		full(t, w)
		r := record(w, "P7", w.Clock.Now(), w.Clock.Now())
		r.Evidence = &doubt.Evidence{Position: &doubt.Position{At: geo.Point{LatitudeE7: 305900007, LongitudeE7: 1143000007}, AccuracyM: 10, TakenAt: time.UnixMilli(3_000_000)}}
		p, err := picture.Receive(t.Context(), readerOf(simulate.JPEG(simulate.Picture(1), 80)), picture.DefaultLimits)
		w.Must(err)
		defer p.Close()
		r.Photos = map[string]picture.Look{name64(7, "c"): p.Look, name64(8, "c"): p.Look, name64(9, "c"): nil}
		for name, q := range doubt.Questions(r) {
			looked := map[string]bool{}
			for _, s := range planOf(t, d, q.SQL, q.Args...) {
				if s.inner {
					continue
				}
				looked[s.name] = true
				if s.whole || !slices.ContainsFunc(carriers[name][s.name], func(index string) bool { return strings.Contains(s.index, index) }) {
					t.Errorf("%s: %s is read through %q, want one of %v", name, s.name, s.index, carriers[name][s.name])
				}
			}
			if len(looked) != len(carriers[name]) {
				t.Errorf("%s: only %v were recognised", name, looked)
			}
		}
	})
}

// The test above tells a table that is read whole from one that is looked up.
func TestATableReadWholeIsRecognised(t *testing.T) {
	testkit.Each(t, func(t *testing.T, d *db.DB) {
		w := inspectiontest.New(t, d)
		full(t, w)
		for sql, whole := range map[string]bool{
			"SELECT e.inspection_id FROM inspection_evidence e WHERE e.accuracy_m = 10":                     true,
			"SELECT e.inspection_id FROM inspection_evidence e WHERE e.person_id = 'P7' AND e.taken_at > 5": false,
			"SELECT sha256 FROM photos":                              true,
			"SELECT size FROM photos WHERE sha256 = 'x' OR size = 3": true,
		} {
			if steps := planOf(t, d, sql); len(steps) == 0 || steps[0].whole != whole || steps[0].inner {
				t.Errorf("%s: %+v", sql, steps)
			}
		}
	})
}
