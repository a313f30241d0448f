package queuefile

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"time"

	"hengjian/internal/evidence"
	"hengjian/internal/kernel/fault"
)

// rawValue is JSON that is handed on as it came.
type rawValue = json.RawMessage

type head struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	SavedAt time.Time `json:"savedAt"`
	Author  string    `json:"author"`
}

type photo struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

type tail struct {
	SHA256 string `json:"sha256"` // of every byte before this line
	Seal   *seal  `json:"seal"`
}

// line is one line of a file after the first: exactly one of the three.
type line struct {
	Photo  *photo  `json:"photo"`
	Record *record `json:"record"`
	End    *tail   `json:"end"`
}

// visitor is told what a file holds, in its order. The bytes of a photo are those of r
// up to its end; what photo does not read is skipped.
type visitor struct {
	photo  func(p photo, r io.Reader) error
	record func(r record) error
}

// scanner walks through a file. There is no nesting, no compression and no name of a
// file in the format: nothing that could grow or lead elsewhere when it is read.
type scanner struct {
	r    *bufio.Reader
	hash hash.Hash // of what was read before the present line
	line int
}

// walk reads a file from its first to its last byte.
func walk(file io.Reader, limit int64, v visitor) (head, tail, error) {
	s := &scanner{r: bufio.NewReaderSize(file, 64<<10), hash: sha256.New()}
	h, err := s.head()
	if err != nil {
		return h, tail{}, err
	}
	records, photos := map[string]bool{}, map[string]bool{}
	for {
		raw, err := s.next(maxRecord)
		if err != nil {
			return h, tail{}, err
		}
		var l line
		if err := strict(raw, &l); err != nil || !l.single() || l.Record == nil && len(raw) > maxLine {
			return h, tail{}, malformed(s.line, "neither a photo, a record nor the end")
		}
		if l.End != nil {
			return h, *l.End, s.end(*l.End)
		}
		s.hash.Write(raw)
		switch {
		case l.Photo != nil:
			if len(photos) == maxPhotos || photos[l.Photo.SHA256] || !evidence.ValidDigest(l.Photo.SHA256) || l.Photo.Size < 1 || l.Photo.Size > limit {
				return h, tail{}, malformed(s.line, "a photo that cannot be")
			}
			photos[l.Photo.SHA256] = true
			err = s.photo(*l.Photo, v)
		default:
			if _, ok := l.Record.errand(); !ok || len(records) == maxRecords || records[l.Record.ID] {
				return h, tail{}, malformed(s.line, "a record that cannot be")
			}
			records[l.Record.ID] = true
			err = v.record(*l.Record)
		}
		if err != nil {
			return h, tail{}, err
		}
	}
}

func (l line) single() bool {
	n := 0
	for _, there := range []bool{l.Photo != nil, l.Record != nil, l.End != nil} {
		if there {
			n++
		}
	}
	return n == 1
}

// head reads the first line. What does not begin like one of our files is not one;
// only then the rest is worth a closer word.
func (s *scanner) head() (head, error) {
	var h head
	begin, _ := s.r.Peek(len(`{"format":"` + Format + `"`))
	if string(begin) != `{"format":"`+Format+`"` {
		return h, errNotOne
	}
	raw, err := s.next(maxLine)
	if err != nil {
		return h, err
	}
	s.hash.Write(raw)
	var loose struct {
		Version int `json:"version"`
	}
	if json.Unmarshal(raw, &loose) == nil && loose.Version != Version {
		return h, errNewer
	}
	if err := strict(raw, &h); err != nil {
		return h, malformed(1, "not the first line of a queue file")
	}
	return h, nil
}

// next reads a line with its end. A line longer than limit, and one without an end,
// is refused without being read further.
func (s *scanner) next(limit int) ([]byte, error) {
	s.line++
	var out []byte
	for {
		part, err := s.r.ReadSlice('\n')
		out = append(out, part...)
		switch {
		case len(out) > limit:
			return nil, malformed(s.line, "too long")
		case err == nil:
			return out, nil
		case errors.Is(err, bufio.ErrBufferFull):
		default:
			return nil, broken(err)
		}
	}
}

// photo hands the bytes on and insists that they are the ones that were named.
func (s *scanner) photo(p photo, v visitor) error {
	own := sha256.New()
	body := io.TeeReader(io.LimitReader(s.r, p.Size), io.MultiWriter(own, s.hash))
	if err := v.photo(p, body); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, body); err != nil {
		return broken(err)
	}
	after, err := s.r.ReadByte()
	if err != nil {
		return broken(err)
	}
	s.hash.Write([]byte{after})
	if after != '\n' || hex.EncodeToString(own.Sum(nil)) != p.SHA256 {
		return errDamaged
	}
	return nil
}

// end insists that every byte is the one that was written, and that none follows.
func (s *scanner) end(t tail) error {
	if hex.EncodeToString(s.hash.Sum(nil)) != t.SHA256 {
		return errDamaged
	}
	if _, err := s.r.ReadByte(); err == nil {
		return malformed(s.line+1, "the file goes on behind its end")
	} else if !errors.Is(err, io.EOF) {
		return broken(err)
	}
	return nil
}

// broken tells a file that ends early from a disk that fails.
func broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errDamaged
	}
	return fault.Internal(err)
}

// strict reads one JSON value and knows every field of it.
func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more than one value")
	}
	return nil
}
