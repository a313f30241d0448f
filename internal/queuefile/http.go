package queuefile

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"hengjian/internal/platform/httpapi"
)

// workTime is what a full file may take, over the line and through the records.
const workTime = 10 * time.Minute

// Routes adds the operations on queue files. Records are brought to the router itself.
func (s *Service) Routes(r *httpapi.Router) {
	const tag = "queue files"
	s.desk = r
	httpapi.Handle(r, httpapi.Op{ID: "takeQueueKey", Method: "POST", Path: "/queue-keys", Tag: tag, Permission: "photo.write", Status: 201, Summary: "Take a key with which this phone seals its queue files"}, s.keyHTTP)
	httpapi.Raw(r, httpapi.Op{ID: "bringQueueFile", Method: "POST", Path: "/queue-files", Tag: tag, Permission: permBring, Timeout: workTime, MaxBody: maxBytes + 1,
		Summary: "Bring the records that a phone saved to a file", Answers: "application/json", Accepts: []string{"application/octet-stream"}}, s.bringHTTP)
}

func (s *Service) keyHTTP(ctx context.Context, _ *struct{}) (*httpapi.OK[Key], error) {
	return httpapi.Reply(s.NewKey(ctx)), nil
}

func (s *Service) bringHTTP(w http.ResponseWriter, req *http.Request) error {
	deadline := time.Now().Add(workTime)     //nolint:forbidigo // a deadline of the connection, not a business time
	control := http.NewResponseController(w) // a server without deadlines answers with an error, which changes nothing
	_ = control.SetReadDeadline(deadline)
	_ = control.SetWriteDeadline(deadline)
	out, err := s.Bring(req.Context(), req.Body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(out)
}
