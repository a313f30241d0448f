package evidence

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/platform/picture"
	"hengjian/internal/platform/setting"
)

// uploadTime is what a photo may take over a weak signal, longer than other requests.
const uploadTime = 2 * time.Minute

// Routes adds the operations on photos.
func (s *Service) Routes(r *httpapi.Router) {
	const tag = "photos"
	httpapi.Raw(r, httpapi.Op{ID: "uploadPhoto", Method: "POST", Path: "/photos", Tag: tag, Permission: "photo.write", Status: http.StatusCreated, Timeout: uploadTime,
		MaxBody: s.limit.Bytes + 1<<16, // the photo's own limit answers first, with a code that says what is wrong
		Summary: "Send a photo and get its name", Answers: "application/json", Accepts: []string{picture.JPEG, picture.PNG, picture.WebP}}, s.upload)
	httpapi.Raw(r, httpapi.Op{ID: "getPhoto", Method: "GET", Path: "/photos/{sha256}", Tag: tag, Permission: "photo.read",
		Summary: "Read a photo; size is thumb or full", Answers: "image/jpeg", Queries: []string{"size"}}, s.serve)
	setting.Routes(r, httpapi.Op{ID: "getPhotoSettings", Method: "GET", Path: "/photo-settings", Tag: tag, Permission: "photo.read", Summary: "How phones make photos"},
		httpapi.Op{ID: "setPhotoSettings", Method: "PUT", Path: "/photo-settings", Tag: tag, Permission: "photo.tune", Summary: "Change how phones make photos"}, s.settings, s.settings.Set, settingsView)
}

type uploaded struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

func (s *Service) upload(w http.ResponseWriter, req *http.Request) error {
	deadline := time.Now().Add(uploadTime)   //nolint:forbidigo // a deadline of the connection, not a business time
	control := http.NewResponseController(w) // a server without deadlines answers with an error, which changes nothing
	_ = control.SetReadDeadline(deadline)
	_ = control.SetWriteDeadline(deadline)
	p, err := s.Upload(req.Context(), req.Body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(uploaded{p.SHA256, p.Size, p.Width, p.Height})
}

func (s *Service) serve(w http.ResponseWriter, req *http.Request) error {
	size := Size(req.URL.Query().Get("size"))
	switch size {
	case "":
		size = Full
	case Thumb, Full:
	default:
		return fault.Invalid("not_allowed", "size", "The size is thumb or full.")
	}
	p, body, length, err := s.Open(req.Context(), req.PathValue("sha256"), size)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // only read
	h, tag := w.Header(), strconv.Quote(p.SHA256[:32]+"-"+string(size))
	h.Set("ETag", tag)
	// A browser may keep the bytes and must ask each time: who may see a photo changes.
	h.Set("Cache-Control", "private, no-cache")
	if req.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", p.ContentType)
	h.Set("Content-Length", strconv.FormatInt(length, 10))
	_, _ = io.Copy(w, body)
	return nil
}
