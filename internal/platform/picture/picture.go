// Package picture takes in photos from phones nobody controls. It decides by the
// bytes, never by a name or a header; bounds the size while it reads and the pixels
// before it decodes; and keeps what identifies a person's phone or place out of
// what is stored.
//
// A photo has two checksums. SHA256 is of the bytes as received: it is what the
// phone computed, what a receipt names and what a repeated upload is recognised by.
// StoredSHA256 is of the bytes as stored, after metadata was cut out: it is what an
// audit of the store compares. The pictures of both are the same, bit for bit: the
// compressed image data is copied, not encoded again.
package picture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/blob"
)

// Limits bound one photo.
type Limits struct {
	Bytes  int64
	Pixels int64
}

// DefaultLimits fit what phones make: 12 MiB, 40 megapixels.
var DefaultLimits = Limits{Bytes: 12 << 20, Pixels: 40_000_000}

// ThumbSide is the longest side of the small picture for lists.
const ThumbSide = 480

// The types that are taken. Phones send HEIC as JPEG when a page asks for images;
// every other format would be another decoder open to strangers.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	WebP = "image/webp"
)

// Photo is a photo taken in. Width and Height are as a person sees it, after its
// orientation. Close removes its temporary file.
type Photo struct {
	SHA256       string // hex, of the bytes received
	Size         int64  // of the bytes received
	StoredSHA256 string // hex, of the bytes stored
	StoredSize   int64
	ContentType  string
	Width        int
	Height       int
	Thumb        []byte // JPEG, longest side at most ThumbSide, without metadata
	Look         Look   // by which the photo is recognised

	stored *os.File
}

// The refusals; their causes are for the log.
var (
	errTooLarge    = refusal(fault.KindTooLarge, "photo_too_large", "The photo has too many bytes.")
	errPixels      = refusal(fault.KindInvalid, "photo_too_many_pixels", "The photo has too many pixels.")
	errUnsupported = refusal(fault.KindUnsupported, "photo_type_unsupported", "Photos must be JPEG, PNG or WebP.")
	errUnreadable  = refusal(fault.KindInvalid, "photo_unreadable", "The photo is damaged or incomplete.")
)

func refusal(kind fault.Kind, code, message string) *fault.Error {
	return fault.New(kind, code, message, fault.Field{Name: "photo", Code: code, Message: message})
}

// Receive reads one photo from r, checks it, and makes what is stored and shown.
// The caller closes the result. Refusals are faults: photo_too_large (413),
// photo_type_unsupported (415), photo_too_many_pixels and photo_unreadable (422).
// An error of r itself, such as a phone that lost its signal, is returned as it is.
func Receive(ctx context.Context, r io.Reader, lim Limits) (*Photo, error) {
	received, err := os.CreateTemp("", "hengjian-photo-*")
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	defer discard(received)
	p := &Photo{}
	if err := p.spool(ctx, received, r, lim.Bytes); err != nil {
		return nil, err
	}
	if err := p.open(ctx, received, lim.Pixels); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// spool copies r to disk, hashing, and stops one byte beyond the limit: a caller
// who announces 1 MB and sends 50 costs us no more than the limit.
func (p *Photo) spool(ctx context.Context, to io.Writer, r io.Reader, limit int64) error {
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, hash), io.LimitReader(contextReader{ctx, r}, limit+1))
	if n > limit {
		return errTooLarge
	}
	if err != nil {
		return err
	}
	p.SHA256, p.Size = hex.EncodeToString(hash.Sum(nil)), n
	return nil
}

// open sniffs, bounds, strips and decodes, in this order: nothing is decoded before
// its pixels are known, and what is decoded is exactly what will be stored.
func (p *Photo) open(ctx context.Context, received *os.File, pixels int64) error {
	format, err := sniff(received)
	if err != nil {
		return err
	}
	p.ContentType = format.contentType
	if err := format.checkPixels(received, pixels); err != nil {
		return err
	}
	p.stored, err = os.CreateTemp("", "hengjian-photo-*")
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	if _, err := received.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	hash := sha256.New()
	count := &counter{w: io.MultiWriter(p.stored, hash)}
	orientation, err := format.strip(count, received)
	if err != nil {
		return refused(err)
	}
	p.StoredSHA256, p.StoredSize = hex.EncodeToString(hash.Sum(nil)), count.n
	return p.decode(ctx, format, orientation)
}

// Original returns the stored form from its beginning.
func (p *Photo) Original() (io.Reader, error) {
	if _, err := p.stored.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return p.stored, nil
}

// OriginalKey and ThumbKey are where the two forms of a photo lie in the store.
func OriginalKey(sha string) string { return "photos/" + sha }

// ThumbKey is where the small picture lies.
func ThumbKey(sha string) string { return "thumbs/" + sha }

// Save stores both forms under the checksum of the bytes received. The original goes
// last, so that whoever finds it finds the small picture too.
func (p *Photo) Save(ctx context.Context, s blob.Store) error {
	original, err := p.Original()
	if err != nil {
		return err
	}
	if err := s.Put(ctx, ThumbKey(p.SHA256), bytes.NewReader(p.Thumb), int64(len(p.Thumb))); err != nil {
		return err
	}
	return s.Put(ctx, OriginalKey(p.SHA256), original, p.StoredSize)
}

// Close removes the temporary file.
func (p *Photo) Close() error {
	if p.stored == nil {
		return nil
	}
	f := p.stored
	p.stored = nil
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func discard(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// refused turns a parser's complaint into the refusal for damaged photos; trouble
// with our own disk stays what it is.
func refused(err error) error {
	var path *os.PathError
	if errors.As(err, &path) || fault.As(err) != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return errUnreadable.WithCause(err)
}
