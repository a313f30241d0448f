package demo

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"hengjian/internal/inspection"
	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/queuefile"
	"hengjian/internal/round"
)

// stranded is a round that stayed on a phone which could not send it any more. Its file
// is brought some days later by who leads the firm's people. By then the round counts as
// missed; the record takes that back, and waits as a doubt for a manager.
var stranded = struct {
	firm             string
	point            int
	daysAgo, brought int
	note             string
}{"sup1", 1, 5, 3, "手机进水无法联网，记录先存成文件"}

// saved is the file of the stranded round, once it is made.
type saved struct {
	author string
	bytes  []byte
}

// strands reports whether the phone keeps the round: the first of its day at the place.
func (w *world) strands(r *running, task round.TaskView) bool {
	return w.rescue == nil && r.key == stranded.firm && task.Assignee == round.BySupplier && task.CheckpointID == r.points[stranded.point].ID &&
		w.end.day.AddDays(-stranded.daysAgo) == task.DueOn
}

// strand lets the round be made and saved to a file, as the phone would.
func (w *world) strand(ctx context.Context, r *running, task round.TaskView, code string, start, done time.Time) error {
	staff, use := r.key+".staff", w.lists[code]
	key := w.QueueFiles.NewKey(w.as(ctx, staff))
	observations := []map[string]any{}
	for _, item := range use.items {
		observations = append(observations, map[string]any{"itemId": item.ID, "result": vocab.Pass, "photos": []string{}})
	}
	record := map[string]any{"id": "phone-" + id.New(), "kind": queuefile.Inspection, "title": task.CheckpointName, "body": map[string]any{
		"checkpointId": task.CheckpointID, "checklistVersionId": use.versionID, "taskId": task.ID, "mode": inspection.Self, "note": stranded.note,
		"startedAt": start.Format(time.RFC3339), "finishedAt": done.Format(time.RFC3339), "observations": observations}}
	file, err := queueFile(w.actors[staff].UserID, done, key, record)
	w.rescue = &saved{staff, file}
	return err
}

// queueFile writes a file in the form of docs/queue-file.md, sealed with the phone's key.
func queueFile(author string, at time.Time, key queuefile.Key, record any) ([]byte, error) {
	secret, err := hex.DecodeString(key.Secret)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(map[string]any{"record": record})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, _ = fmt.Fprintf(&b, `{"format":%q,"version":%d,"savedAt":%q,"author":%q}`+"\n", queuefile.Format, queuefile.Version, at.UTC().Format(time.RFC3339), author)
	b.Write(append(raw, '\n'))
	sum := sha256.Sum256(b.Bytes())
	mac := hmac.New(sha256.New, secret)
	mac.Write(sum[:])
	_, _ = fmt.Fprintf(&b, `{"end":{"sha256":"%x","seal":{"key":%q,"mac":"%x"}}}`+"\n", sum, key.Name, mac.Sum(nil))
	return b.Bytes(), nil
}

// bring lets the firm's manager bring the file of the stranded round.
func (w *world) bring(ctx context.Context, day date.Day) error {
	if w.rescue == nil || w.end.day.AddDays(-stranded.brought) != day || !w.moveTo(day.At(w.Clock.Zone(), 20, 40)) {
		return nil
	}
	got, err := w.QueueFiles.Bring(w.as(ctx, stranded.firm+".manager"), bytes.NewReader(w.rescue.bytes))
	if err == nil && (len(got.Records) != 1 || got.Records[0].State != queuefile.Received) {
		err = fmt.Errorf("the file of %s: %+v", w.rescue.author, got.Records)
	}
	return err
}
