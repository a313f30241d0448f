package evidence

import (
	"context"
	"errors"
	"io"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/blob"
	"hengjian/internal/platform/picture"
)

// Size is which form of a photo is asked for.
type Size string

// The forms. Both are without the phone's metadata.
const (
	Thumb Size = "thumb"
	Full  Size = "full"
)

// Upload takes in a photo. It is named by the sha256 of the bytes received, so a
// repeated upload is the same photo; nothing is decoded before its bounds are known.
// Refused: 413 photo_too_large, 415 photo_type_unsupported, 422
// photo_too_many_pixels, photo_unreadable, 400 upload_incomplete.
func (s *Service) Upload(ctx context.Context, body io.Reader) (Photo, error) {
	if err := authz.May(ctx, "photo.write"); err != nil {
		return Photo{}, err
	}
	source := &watched{r: body}
	p, err := picture.Receive(ctx, source, s.limit)
	if err != nil {
		if source.err != nil && fault.As(err) == nil {
			return Photo{}, fault.New(fault.KindMalformed, "upload_incomplete", "The photo did not arrive whole; send it again.").WithCause(err)
		}
		return Photo{}, err
	}
	defer p.Close() //nolint:errcheck // a temporary file
	// The bytes come before the row: a row whose photo is missing would be evidence
	// lost, bytes without a row are only space.
	if err := p.Save(ctx, s.store); err != nil {
		return Photo{}, fault.Unavailable(err)
	}
	out := Photo{SHA256: p.SHA256, ContentType: p.ContentType, Size: p.Size, Width: p.Width, Height: p.Height, CreatedAt: s.clock.Now(), Look: p.Look}
	return out, s.save(ctx, out)
}

// watched remembers whether the sender failed, which is not our failure.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// Open returns a photo that the actor sent, or that is attached to a record the actor
// may see; any other is 404, whether it exists or not. The caller closes the reader.
func (s *Service) Open(ctx context.Context, digest string, size Size) (Photo, io.ReadCloser, int64, error) {
	if !ValidDigest(digest) {
		return Photo{}, nil, 0, fault.NotFound()
	}
	p, err := s.find(ctx, digest)
	if err != nil {
		return Photo{}, nil, 0, err
	}
	key := picture.OriginalKey(digest)
	if size == Thumb {
		key, p.ContentType = picture.ThumbKey(digest), picture.JPEG
	}
	body, info, err := s.store.Get(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return Photo{}, nil, 0, fault.Internal(err) // the row says that it is there
	}
	if err != nil {
		return Photo{}, nil, 0, fault.Unavailable(err)
	}
	return p, body, info.Size, nil
}
