package queuefile_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"hengjian/internal/inspection/inspectiontest"
)

// sealedFile is a file as a phone writes it.
func (s *scene) sealedFile() string {
	photo := inspectiontest.Picture()
	return newFile(inspectiontest.StaffAID).photo(photo).record(s.failed(s.Clock.Now(), photo)).record(s.check(s.Clock.Now())).end(s.key(s.StaffA()))
}

func TestAFileThatIsNotWhatAPhoneWritesIsRefusedAndLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		good := s.sealedFile()
		me, now, photo := inspectiontest.StaffAID, s.Clock.Now(), inspectiontest.Picture()
		with := func(lines ...string) string {
			w := newFile(me)
			for _, l := range lines {
				w.line(l)
			}
			return w.end(nil)
		}
		changed := func(name string, value any) string {
			r := s.check(now)
			r[name] = value
			return newFile(me).record(r).end(nil)
		}
		twice := s.check(now)
		for what, c := range map[string]struct{ file, code string }{
			"nothing":                       {"", "queue_file_unknown"},
			"an archive":                    {archive(t, good), "queue_file_unknown"},
			"a compressed file":             {compressed(t, good), "queue_file_unknown"},
			"a page":                        {"<!doctype html><title>queue</title>", "queue_file_unknown"},
			"another list":                  {`[{"format":"hengjian-queue"}]`, "queue_file_unknown"},
			"a mark before the first byte":  {"\ufeff" + good, "queue_file_unknown"},
			"a later version":               {strings.Replace(good, `"version":1`, `"version":2`, 1), "queue_file_newer"},
			"no version":                    {strings.Replace(good, `"version":1,`, ``, 1), "queue_file_newer"},
			"an unknown word in the head":   {strings.Replace(good, `"version":1`, `"version":1,"admin":true`, 1), "queue_file_malformed"},
			"a head that is no JSON":        {`{"format":"hengjian-queue",` + "\n", "queue_file_malformed"},
			"a head without end":            {`{"format":"hengjian-queue"` + strings.Repeat(" ", 5000), "queue_file_malformed"},
			"only a head":                   {newFile(me).String(), "queue_file_damaged"},
			"something behind the end":      {good + "x", "queue_file_malformed"},
			"two files in one":              {good + good, "queue_file_malformed"},
			"a line of two things":          {with(`{"end":{"sha256":"x"},"photo":{"sha256":"x","size":1}}`), "queue_file_malformed"},
			"a line of nothing":             {with(`{}`), "queue_file_malformed"},
			"a line that is null":           {with(`null`), "queue_file_malformed"},
			"two values in a line":          {with(`{"end":{"sha256":"x"}} {}`), "queue_file_malformed"},
			"an unknown line":               {with(`{"account":{"username":"x"}}`), "queue_file_malformed"},
			"an unknown word of a record":   {changed("author", inspectiontest.StaffBID), "queue_file_malformed"},
			"an unknown kind":               {changed("kind", "user"), "queue_file_malformed"},
			"a body that is a text":         {changed("body", "{}"), "queue_file_malformed"},
			"no body":                       {changed("body", nil), "queue_file_malformed"},
			"a way out of the path":         {newFile(me).record(answer("../../session")).end(nil), "queue_file_malformed"},
			"an escaped way out":            {newFile(me).record(answer("..%2f..%2fsession%3fx=")).end(nil), "queue_file_malformed"},
			"a check with a target":         {changed("of", s.point.ID), "queue_file_malformed"},
			"a key with a line break":       {changed("id", "phone-1234\r\nX-Role: manager"), "queue_file_malformed"},
			"an empty key":                  {changed("id", ""), "queue_file_malformed"},
			"a name without end":            {changed("title", strings.Repeat("厅", 1000)), "queue_file_malformed"},
			"a record without end":          {newFile(me).String() + `{"record":{"id":"` + strings.Repeat("x", 2<<20), "queue_file_malformed"},
			"the same record twice":         {newFile(me).record(twice).record(twice).end(nil), "queue_file_malformed"},
			"the same photo twice":          {newFile(me).photo(photo).photo(photo).end(nil), "queue_file_malformed"},
			"a photo named like a path":     {with(`{"photo":{"sha256":"../../../etc/passwd","size":3}}`, "abc"), "queue_file_malformed"},
			"a photo with a name":           {with(`{"photo":{"sha256":"`+digest([]byte("abc"))+`","size":3,"name":"../x.jpg"}}`, "abc"), "queue_file_malformed"},
			"a photo of no bytes":           {with(`{"photo":{"sha256":"`+digest(nil)+`","size":0}}`, ""), "queue_file_malformed"},
			"a photo of less than nothing":  {with(`{"photo":{"sha256":"`+digest(nil)+`","size":-1}}`, ""), "queue_file_malformed"},
			"a photo beyond the limit":      {with(fmt.Sprintf(`{"photo":{"sha256":%q,"size":%d}}`, digest(nil), 1<<60)), "queue_file_malformed"},
			"a photo that says it is large": {with(fmt.Sprintf(`{"photo":{"sha256":%q,"size":%d}}`, digest([]byte("abc")), 11<<20), "abc"), "queue_file_damaged"},
			"a photo of other bytes":        {with(`{"photo":{"sha256":"`+digest([]byte("abc"))+`","size":3}}`, "abd"), "queue_file_damaged"},
			"a photo longer than it says":   {with(`{"photo":{"sha256":"`+digest([]byte("abc"))+`","size":3}}`, "abcd"), "queue_file_damaged"},
			"another sum at the end":        {newFile(me).line(`{"end":{"sha256":"` + digest([]byte("abc")) + `"}}`).String(), "queue_file_damaged"},
		} {
			s.bring(s.StaffA(), c.file).Wants(t, what, 422, c.code)
		}
		s.empty(t, "hostile files")
		s.bring(s.StaffA(), strings.Repeat("x", 256<<20+2)).Wants(t, "larger than any phone", 413, "")
		s.empty(t, "a huge file")
		s.wants(t, "the good file", s.bring(s.BossA(), good), "received received")
	})
}

func answer(of string) map[string]any {
	return map[string]any{"id": "phone-1234", "kind": "rectification", "of": of, "title": "", "body": map[string]any{}}
}

// A file that was cut off or in which one bit fell over is not taken, wherever it is.
func TestNoDamagedFileIsTakenByWhomeverItIsBrought(t *testing.T) {
	each(t, func(t *testing.T, s *scene) {
		good := s.sealedFile()
		draw := rand.New(rand.NewPCG(3, uint64(len(good))))
		for range 60 {
			cut := good[:draw.IntN(len(good))]
			if a := s.bring(s.BossA(), cut); a.Status != 422 {
				t.Fatalf("cut to %d of %d bytes: %d %s", len(cut), len(good), a.Status, a.Raw)
			}
			bent := []byte(good)
			at := draw.IntN(len(bent) - 1) // the line break at the very end says nothing
			bent[at] ^= 1 << draw.IntN(8)
			if a := s.bring(s.BossA(), string(bent)); a.Status != 422 && !onlyCase(good, bent, at) {
				t.Fatalf("a bit of byte %d of %d: %d %s", at, len(good), a.Status, a.Raw)
			}
		}
		s.Clock.Advance(time.Second)
		if n := s.Count("inspections", "1 = 1"); n > 2 {
			t.Errorf("%d records came of damaged files", n)
		}
	})
}

// onlyCase: the seal and the names of its line may be written in either case.
func onlyCase(good string, bent []byte, at int) bool {
	return bent[at]^good[at] == 0x20 && at > strings.LastIndex(good, `{"end"`)
}

func archive(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"../../etc/cron.d/x", "queue"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(content))
	}
	_ = z.Close()
	return b.String()
}

// compressed is a megabyte of nothing in a kilobyte.
func compressed(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(append([]byte(content), make([]byte, 1<<20)...)); err != nil {
		t.Fatal(err)
	}
	_ = z.Close()
	return b.String()
}
