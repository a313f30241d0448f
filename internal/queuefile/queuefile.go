// Package queuefile takes in what a phone saved to a file because it could not send it:
// its queue of records with their photos. The form is described in
// docs/queue-file.md. A file is read twice: first it is checked from end to end, so
// that one that is not exactly what a phone wrote changes nothing; then each record
// takes the very way of a submission, under its own Idempotency-Key and as its author.
package queuefile

import (
	"fmt"
	"regexp"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/httpapi"
)

// Format is what the first line of a file says.
const (
	Format  = "hengjian-queue"
	Version = 1
)

// Limits of one file. A phone keeps some 300 kB a photo: the bytes are reached first.
const (
	maxBytes   = 256 << 20
	maxRecords = 500
	maxPhotos  = 1500
	maxLine    = 4 << 10 // of everything but a record
	maxRecord  = 1 << 20 // as of a request
	maxTitle   = 200
)

// Kind is what a record is.
type Kind string

// The kinds, as phones keep them.
const (
	Inspection    Kind = "inspection"
	Rectification Kind = "rectification"
	Reinspection  Kind = "reinspection"
	LabelReport   Kind = "labelReport"
)

// State is what became of a record.
type State string

// The states. A record is in one of the first three for good; Failed asks for the
// same file once more.
const (
	Received State = "received" // with this file
	Known    State = "known"    // it was there already
	Refused  State = "refused"
	Failed   State = "failed" // the server could not answer
)

// Outcome is what became of a record of a file.
type Outcome struct {
	ID     string `json:"id" doc:"the record's name on the phone"`
	Kind   Kind   `json:"kind" enum:"inspection,rectification,reinspection,labelReport"`
	Title  string `json:"title" doc:"what the phone called it"`
	State  State  `json:"state" enum:"received,known,refused,failed"`
	Number string `json:"number,omitempty" doc:"of the receipt, or of the finding it answers"`
	Code   string `json:"code,omitempty" doc:"why it was refused"`
}

// RefusedPhoto is a photo of a file that could not be kept. The records that name it
// are refused with photo_unknown.
type RefusedPhoto struct {
	SHA256 string `json:"sha256"`
	Code   string `json:"code"`
}

// Result is what became of a file.
type Result struct {
	AuthorID   string         `json:"authorId"`
	AuthorName string         `json:"authorName"`
	SavedAt    time.Time      `json:"savedAt" doc:"by the phone's clock"`
	Carried    bool           `json:"carried" doc:"brought by somebody else than its author; its checks are doubted"`
	Photos     int            `json:"photos" doc:"kept"`
	Refused    []RefusedPhoto `json:"refusedPhotos"`
	Records    []Outcome      `json:"records"`
}

// The refusals of a whole file.
var (
	errTooLarge = fault.New(fault.KindTooLarge, "queue_file_too_large", "The file is larger than phones make it.")
	errNotOne   = fault.New(fault.KindInvalid, "queue_file_unknown", "This is not a file that a phone saved its queue to.")
	errNewer    = fault.New(fault.KindInvalid, "queue_file_newer", "The file was saved by another version of the app than this server knows.")
	errDamaged  = fault.New(fault.KindInvalid, "queue_file_damaged", "The file is not whole; save it anew on the phone. Nothing was taken from it.")
	// errAuthor is the one answer for an author who is not there, left, or is none of the
	// caller's people: they must not be told apart.
	errAuthor = fault.New(fault.KindInvalid, "queue_file_author_unknown", "The file is not of you, and of nobody whose records you may bring.")
	errSeal   = fault.New(fault.KindInvalid, "queue_file_unsealed", "The file has no valid seal of its author's phone; only its author may bring it.")
	// errPassword is told only of a file with a valid seal: it says something of the account.
	errPassword = fault.New(fault.KindInvalid, "queue_file_author_password", "Its author must choose a new password before anything comes in under that name; bring the file again afterwards. Nothing was taken from it.")
)

// malformed refuses a file at one of its lines.
func malformed(line int, why string) error {
	return fault.New(fault.KindInvalid, "queue_file_malformed", fmt.Sprintf("Line %d: %s.", line, why))
}

// Permissions.
const (
	permBring  = "queue.bring"        // a file of one's own
	permOthers = "queue.bring_others" // a file of one's people
)

// mayBring tells whether the actor may bring what the author made. The author may, as
// through the phone; who leads the author's firm may, and who runs the agency's field
// work may for everybody.
func mayBring(actor, author authz.Actor) bool {
	switch {
	case actor.UserID == author.UserID:
		return true
	case !actor.Can(permOthers):
		return false
	case actor.IsSupplier():
		return author.IsSupplier() && actor.SupplierID != "" && author.SupplierID == actor.SupplierID
	}
	return true
}

// record is a line of a file.
type record struct {
	ID    string   `json:"id"`
	Kind  Kind     `json:"kind"`
	Of    string   `json:"of"` // the finding or rectification that is answered, "" for a check or a report
	Title string   `json:"title"`
	Body  rawValue `json:"body"`
}

var keyForm = regexp.MustCompile(`^[!-~]{8,128}$`)

// errand is the request that the phone would have made.
func (r record) errand() (httpapi.Errand, bool) {
	e := httpapi.Errand{Method: "POST", Key: r.ID, Body: r.Body}
	answered := id.Valid(r.Of)
	switch {
	case r.Kind == Inspection && r.Of == "":
		e.Path = "/inspections"
	case r.Kind == LabelReport && r.Of == "":
		e.Path = "/label-reports"
	case r.Kind == Rectification && answered:
		e.Path = "/findings/" + r.Of + "/rectifications"
	case r.Kind == Reinspection && answered:
		e.Path = "/rectifications/" + r.Of + "/reinspection"
	default:
		return e, false
	}
	return e, keyForm.MatchString(r.ID) && len(r.Title) <= maxTitle*4 && len(r.Body) > 0 && r.Body[0] == '{'
}
