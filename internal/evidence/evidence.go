// Package evidence keeps the photos behind observations and rectifications. A photo
// is named by the sha256 of its bytes, so that it cannot be exchanged without the
// record showing it.
package evidence

import (
	"regexp"
	"time"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/picture"
)

// Owner is the kind of record a photo is attached to.
type Owner string

// The kinds of record.
const (
	Observation   Owner = "observation"
	Rectification Owner = "rectification"
	Reinspection  Owner = "reinspection"
	LabelReport   Owner = "label_report"
)

// Photo is a stored photo.
type Photo struct {
	SHA256      string
	ContentType string
	Size        int64
	Width       int
	Height      int
	CreatedAt   time.Time
	Look        picture.Look // by which reuse is recognised
}

// Attachment ties a photo to a record. SupplierID and SiteID are the record's: they
// decide who may see the photo.
type Attachment struct {
	Owner      Owner
	OwnerID    string
	SHA256     string
	Position   int // from 0, unique for the owner
	SupplierID string
	SiteID     string
	Field      string // where the request named the photo, "observations[3].photos[0]"
}

var hexDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// ValidDigest reports whether s has the form of a photo's name.
func ValidDigest(s string) bool { return hexDigest.MatchString(s) }

// unknownPhoto is the one answer for a photo that was never sent and for one that
// somebody else sent: the two must not be told apart.
func unknownPhoto(field string) error {
	return fault.Invalid("photo_unknown", field, "This photo has not been received from you; send it first.")
}
