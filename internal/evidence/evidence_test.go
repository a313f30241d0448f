package evidence_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"hengjian/internal/evidence"
	"hengjian/internal/inspection"
	"hengjian/internal/inspection/inspectiontest"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/testkit"
)

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

func refused(t *testing.T, name string, err error, code string) {
	t.Helper()
	if fault.Code(err) != code {
		t.Errorf("%s: %v, want %s", name, err, code)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func TestWhatIsNoPhotoIsRefusedAndNotKept(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		picture := inspectiontest.Picture()
		// The header of a PNG that claims 60000 × 60000 pixels.
		bomb := bytes.Clone(picture)
		copy(bomb[16:], []byte{0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60})
		binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
		for name, c := range map[string]struct {
			body io.Reader
			code string
		}{
			"text":       {strings.NewReader("<svg onload=alert(1)>"), "photo_type_unsupported"},
			"nothing":    {strings.NewReader(""), "photo_type_unsupported"},
			"truncated":  {bytes.NewReader(picture[:len(picture)/2]), "photo_unreadable"},
			"bomb":       {bytes.NewReader(bomb), "photo_too_many_pixels"},
			"too large":  {io.MultiReader(bytes.NewReader(picture), io.LimitReader(endless{}, 13<<20)), "photo_too_large"},
			"lost phone": {io.MultiReader(bytes.NewReader(picture[:20]), broken{}), "upload_incomplete"},
		} {
			_, err := w.Evidence.Upload(w.StaffA(), c.body)
			refused(t, name, err, c.code)
		}
		_, err := w.Evidence.Upload(w.Manager(), bytes.NewReader(picture))
		refused(t, "a manager does not send photos", err, "permission_denied")
		if n := w.Count("photos", "1 = 1") + w.Count("photo_uploads", "1 = 1"); n != 0 {
			t.Errorf("%d rows stayed", n)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAPhotoIsNamedByItsBytesHoweverOftenItIsSent(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		picture := inspectiontest.Picture()
		sum := sha256.Sum256(picture)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				ctx := w.StaffA()
				if i%2 == 0 {
					ctx = w.StaffB()
				}
				p, err := w.Evidence.Upload(ctx, bytes.NewReader(picture))
				if err != nil || p.SHA256 != hex.EncodeToString(sum[:]) || p.Width != 16 || p.Size != int64(len(picture)) {
					t.Errorf("%+v %v", p, err)
				}
			})
		}
		wg.Wait()
		if w.Count("photos", "1 = 1") != 1 || w.Count("photo_uploads", "1 = 1") != 2 {
			t.Errorf("%d photos of %d senders", w.Count("photos", "1 = 1"), w.Count("photo_uploads", "1 = 1"))
		}
	})
}

func TestAPhotoIsSeenByItsSenderAndByWhoMaySeeItsRecord(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		photo := w.Photo(w.StaffA())
		colleague := testkit.AsSupplier("01C0LLEAGVE000000000000000", inspectiontest.SupplierA, "supplier_manager")
		see := func(ctx context.Context) string {
			_, body, _, err := w.Evidence.Open(ctx, photo, evidence.Full)
			if err == nil {
				_ = body.Close()
				return "seen"
			}
			return fault.Code(err)
		}
		people := map[string]context.Context{"sender": w.StaffA(), "colleague": colleague, "other": w.StaffB(), "manager": w.Manager(), "assessor": w.Assessor(), "nobody": context.Background()}
		check := func(when string, want map[string]bool) {
			t.Helper()
			for name, ctx := range people {
				if got := see(ctx); (got == "seen") != want[name] || got != "seen" && got != "not_found" {
					t.Errorf("%s: %s gets %s", when, name, got)
				}
			}
		}
		check("before it is attached", map[string]bool{"sender": true})
		version := w.Published(w.Items("")...)
		point := w.Checkpoint(inspectiontest.SupplierA, version.ChecklistID)
		b := w.Pass(version, point, inspection.Self)
		b.Observations[0].Photos = []string{photo}
		_, err := w.Inspections.Submit(w.StaffA(), b)
		w.Must(err)
		check("attached", map[string]bool{"sender": true, "colleague": true, "manager": true, "assessor": true})
		for _, digest := range []string{"", zeros, strings.ToUpper(photo), photo + "0", "../" + photo[3:]} {
			_, _, _, err := w.Evidence.Open(w.Manager(), digest, evidence.Full)
			refused(t, digest, err, "not_found")
		}
	})
}

func TestOnlyWhoSentAPhotoAttachesIt(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		photo := w.Photo(w.StaffA())
		attach := func(ctx context.Context, digest string) error {
			return w.DB.Tx(ctx, func(ctx context.Context) error {
				return w.Evidence.Attach(ctx, evidence.Attachment{Owner: evidence.Rectification, OwnerID: id.New(), SHA256: digest,
					SupplierID: inspectiontest.SupplierA, SiteID: inspectiontest.SiteOne, Field: "photos[0]"})
			})
		}
		refused(t, "another's", attach(w.StaffB(), photo), "photo_unknown")
		refused(t, "never sent", attach(w.StaffA(), zeros), "photo_unknown")
		refused(t, "not a name", attach(w.StaffA(), "x"), "photo_unknown")
		if err := w.Evidence.Attach(w.StaffA(), evidence.Attachment{SHA256: photo}); err == nil {
			t.Error("attached outside the record's transaction")
		}
		w.Must(attach(w.StaffA(), photo))
		if n := w.Count("evidence", "1 = 1"); n != 1 {
			t.Errorf("%d attachments", n)
		}
	})
}

type fixed struct{ ctx context.Context }

func (f fixed) Authenticate(context.Context, *http.Request) (authz.Actor, error) {
	return authz.From(f.ctx), nil
}

func TestPhotosTravelOverHTTP(t *testing.T) {
	inspectiontest.Each(t, func(t *testing.T, w *inspectiontest.World) {
		r := httpapi.New(httpapi.Options{DB: w.DB, Clock: w.Clock, Policy: testkit.Policy, Authenticator: fixed{w.StaffA()}})
		w.Evidence.Routes(r)
		w.Must(r.Err())
		server := httptest.NewServer(r)
		defer server.Close()
		do := func(method, path string, body io.Reader, headers ...string) (*http.Response, string) {
			req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, body)
			w.Must(err)
			for i := 0; i < len(headers); i += 2 {
				req.Header.Set(headers[i], headers[i+1])
			}
			res, err := server.Client().Do(req)
			w.Must(err)
			defer res.Body.Close()
			raw, err := io.ReadAll(res.Body)
			w.Must(err)
			return res, string(raw)
		}
		res, raw := do("POST", "/api/v1/photos", io.LimitReader(endless{}, 50<<20))
		if res.StatusCode != 413 || !strings.Contains(raw, `"photo_too_large"`) {
			t.Errorf("50 MB: %d %s", res.StatusCode, raw)
		}
		res, raw = do("POST", "/api/v1/photos", strings.NewReader("hello"), "Content-Type", "image/jpeg")
		if res.StatusCode != 415 || !strings.Contains(raw, `"photo_type_unsupported"`) {
			t.Errorf("not a photo: %d %s", res.StatusCode, raw)
		}
		picture := inspectiontest.Picture()
		sum := sha256.Sum256(picture)
		digest := hex.EncodeToString(sum[:])
		res, raw = do("POST", "/api/v1/photos", bytes.NewReader(picture))
		if res.StatusCode != 201 || !strings.Contains(raw, `"sha256":"`+digest+`"`) || !strings.Contains(raw, `"width":16`) {
			t.Errorf("upload: %d %s", res.StatusCode, raw)
		}
		for query, kind := range map[string]string{"": "image/png", "?size=full": "image/png", "?size=thumb": "image/jpeg"} {
			res, raw = do("GET", "/api/v1/photos/"+digest+query, nil)
			if res.StatusCode != 200 || res.Header.Get("Content-Type") != kind || raw == "" || !strings.Contains(res.Header.Get("Cache-Control"), "private") {
				t.Errorf("%q: %d %v", query, res.StatusCode, res.Header)
			}
			if again, _ := do("GET", "/api/v1/photos/"+digest+query, nil, "If-None-Match", res.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
				t.Errorf("%q again: %d", query, again.StatusCode)
			}
		}
		if res, _ = do("GET", "/api/v1/photos/"+digest+"?size=huge", nil); res.StatusCode != 422 {
			t.Errorf("unknown size: %d", res.StatusCode)
		}
	})
}
