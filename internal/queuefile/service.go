package queuefile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"hengjian/internal/evidence"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
)

var (
	actBring = audit.Define("queue.bring")
	actTurn  = audit.Define("queue.turn_away")
)

// People tells as whom a record can be brought.
type People interface {
	// Author is who signed in now would be that person: without rights while the password
	// is due for a change, 404 for an account that is not active or not there.
	Author(ctx context.Context, userID string) (authz.Actor, error)
}

// Photos keeps photos of the actor of ctx.
type Photos interface {
	Upload(ctx context.Context, body io.Reader) (evidence.Photo, error)
}

// Desk takes in what phones send.
type Desk interface {
	Run(ctx context.Context, actor authz.Actor, e httpapi.Errand) (httpapi.Answer, error)
}

// atOnce bounds how many files are worked on in this process: each holds a file on the
// disk and a photo in memory.
const atOnce = 2

// Service takes in queue files.
type Service struct {
	db     *db.DB
	clock  clock.Clock
	log    *audit.Log
	people People
	photos Photos
	desk   Desk
	secret []byte
	limit  int64 // bytes of a photo
	work   chan struct{}
}

// New returns the service. The secret makes the keys of phones; photoBytes bounds one
// photo, 0 for what evidence takes by itself.
func New(d *db.DB, clk clock.Clock, log *audit.Log, people People, photos Photos, secret string, photoBytes int64) *Service {
	if photoBytes == 0 {
		photoBytes = 12 << 20
	}
	return &Service{db: d, clock: clk, log: log, people: people, photos: photos, secret: []byte(secret), limit: photoBytes, work: make(chan struct{}, atOnce)}
}

// Bring takes in a file. A file that is refused leaves nothing; of one that is taken,
// each record is received, known or refused by itself. Refused: 403 permission_denied,
// 413 queue_file_too_large, 422 queue_file_unknown, _newer, _malformed, _damaged,
// _author_unknown, _unsealed, _author_password.
func (s *Service) Bring(ctx context.Context, body io.Reader) (Result, error) {
	actor := authz.From(ctx)
	if !actor.Can(permBring) && !actor.Can(permOthers) {
		return Result{}, fault.Forbidden("permission_denied", "This account may not do that.")
	}
	select {
	case s.work <- struct{}{}:
		defer func() { <-s.work }()
	case <-ctx.Done():
		return Result{}, fault.Unavailable(ctx.Err())
	}
	file, err := spool(body)
	if err != nil {
		return Result{}, err
	}
	defer func() { _ = file.Close(); _ = os.Remove(file.Name()) }()
	h, t, err := s.look(file)
	if err != nil {
		return Result{}, err
	}
	author, err := s.admit(ctx, h, t)
	if err != nil {
		return Result{}, errors.Join(err, s.turnAway(ctx, h, t, err))
	}
	out := Result{AuthorID: author.UserID, AuthorName: author.DisplayName, SavedAt: h.SavedAt, Refused: []RefusedPhoto{}, Records: []Outcome{}}
	if author.UserID != actor.UserID {
		author.Carrier, out.Carried = authz.Carrier{UserID: actor.UserID, DisplayName: actor.DisplayName}, true
	}
	if err := s.take(ctx, file, author, &out); err != nil {
		return Result{}, err
	}
	return out, s.note(ctx, t, out)
}

// spool keeps what arrives on the disk, to be read twice.
func spool(body io.Reader) (*os.File, error) {
	file, err := os.CreateTemp("", "hengjian-queue-*")
	if err != nil {
		return nil, fault.Internal(err)
	}
	n, err := io.Copy(file, io.LimitReader(body, maxBytes+1))
	if n > maxBytes {
		err = errTooLarge
	} else if err != nil {
		err = fault.New(fault.KindMalformed, "upload_incomplete", "The file did not arrive whole; send it again.").WithCause(err)
	}
	if err != nil {
		_ = file.Close()
		_ = os.Remove(file.Name())
		return nil, err
	}
	return file, nil
}

// look reads the whole file and changes nothing.
func (s *Service) look(file io.ReadSeeker) (head, tail, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return head{}, tail{}, fault.Internal(err)
	}
	return walk(file, s.limit, visitor{photo: func(photo, io.Reader) error { return nil }, record: func(record) error { return nil }})
}

// admit decides whether the caller may bring this file, and returns its author.
func (s *Service) admit(ctx context.Context, h head, t tail) (authz.Actor, error) {
	author, err := s.people.Author(ctx, h.Author)
	if err != nil && !fault.Is(err, "not_found") {
		return author, err
	}
	actor := authz.From(ctx)
	if err != nil || !mayBring(actor, author) {
		return author, errAuthor
	}
	if author.UserID != actor.UserID && !s.sealed(author.UserID, t.SHA256, t.Seal) {
		return author, errSeal
	}
	if author.PasswordExpired {
		return author, errPassword
	}
	return author, nil
}

// turnAway writes down that somebody tried to bring what they may not.
func (s *Service) turnAway(ctx context.Context, h head, t tail, why error) error {
	author := h.Author
	if !id.Valid(author) {
		author = ""
	}
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		return s.log.Record(ctx, audit.Entry{Action: actTurn, Target: "user", TargetID: author, After: map[string]any{"file": t.SHA256, "because": fault.Code(why)}})
	}))
}

// take keeps the photos and brings the records, in the file's order.
func (s *Service) take(ctx context.Context, file io.ReadSeeker, author authz.Actor, out *Result) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fault.Internal(err)
	}
	mine := authz.With(ctx, author)
	_, _, err := walk(file, s.limit, visitor{
		photo: func(p photo, r io.Reader) error {
			_, err := s.photos.Upload(mine, r)
			switch f := fault.As(err); {
			case err == nil:
				out.Photos++
			case f != nil && f.Status() < http.StatusInternalServerError:
				out.Refused = append(out.Refused, RefusedPhoto{p.SHA256, f.Code})
			default:
				return err
			}
			return nil
		},
		record: func(r record) error {
			done, err := s.bring(ctx, author, r)
			out.Records = append(out.Records, done)
			return err
		},
	})
	return err
}

// bring lets a record take the way it would have taken from the phone.
func (s *Service) bring(ctx context.Context, author authz.Actor, r record) (Outcome, error) {
	out := Outcome{ID: r.ID, Kind: r.Kind, Title: r.Title}
	errand, ok := r.errand()
	if !ok {
		return out, errors.New("queuefile: a record that was looked at before")
	}
	answer, err := s.desk.Run(ctx, author, errand)
	if err != nil {
		return out, fault.Internal(err)
	}
	var said struct {
		Number, Code string
		Fields       []struct{ Code string }
	}
	if err := json.Unmarshal(answer.Body, &said); err != nil {
		return out, fault.Internal(fmt.Errorf("queuefile: an answer that is not JSON: %w", err))
	}
	out.Number, out.Code = said.Number, said.Code
	switch {
	case answer.Status < 300 && answer.Again:
		out.State = Known
	case answer.Status < 300:
		out.State = Received
	case answer.Status >= http.StatusInternalServerError || answer.Status == http.StatusTooManyRequests:
		out.State = Failed
	default:
		out.State = Refused
		if len(said.Fields) > 0 {
			out.Code = said.Fields[0].Code
		}
	}
	return out, nil
}

// note writes who brought what.
func (s *Service) note(ctx context.Context, t tail, r Result) error {
	count := map[State]int{}
	for _, o := range r.Records {
		count[o.State]++
	}
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		return s.log.Record(ctx, audit.Entry{Action: actBring, Target: "user", TargetID: r.AuthorID, After: map[string]any{
			"file": t.SHA256, "author": r.AuthorName, "carried": r.Carried, "photos": r.Photos, "received": count[Received], "known": count[Known],
			"refused": count[Refused], "failed": count[Failed]}})
	}))
}
