package queuefile

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
)

// Key is what a phone seals files with. It is given to a signed-in phone and kept
// there; the server keeps nothing and makes the secret again from the name.
type Key struct {
	Name   string    `json:"name" doc:"stands in the file"`
	Secret string    `json:"secret" doc:"hex; never leaves the phone"`
	Until  time.Time `json:"until" doc:"a phone that reaches the server fetches a new one before"`
}

// seal says that a phone on which the author was signed in wrote the file.
type seal struct {
	Key string `json:"key"`
	MAC string `json:"mac"` // HMAC-SHA256 of the file's sha256, hex
}

// keyLife is longer than records are taken: a phone that was away as long as it may
// be still seals what it brings back.
const keyLife = 90 * 24 * time.Hour

const nameLen = 8 + 12 // instant, nonce

// NewKey gives the phone of the actor of ctx a key.
func (s *Service) NewKey(ctx context.Context) Key {
	userID, now := authz.From(ctx).UserID, s.clock.Now()
	name := make([]byte, nameLen)
	binary.BigEndian.PutUint64(name, uint64(date.Millis(now)))
	_, _ = rand.Read(name[8:])
	return Key{base64.RawURLEncoding.EncodeToString(name), hex.EncodeToString(s.secretOf(userID, name)), now.Add(keyLife)}
}

func (s *Service) secretOf(userID string, name []byte) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("queue file\x00" + userID + "\x00"))
	mac.Write(name)
	return mac.Sum(nil)
}

// sealed reports whether a phone of the author sealed the file whose digest it is.
func (s *Service) sealed(userID, digest string, with *seal) bool {
	if with == nil {
		return false
	}
	name, err := base64.RawURLEncoding.DecodeString(with.Key)
	if err != nil || len(name) != nameLen {
		return false
	}
	given, now := date.FromMillis(int64(binary.BigEndian.Uint64(name))), s.clock.Now()
	if given.After(now.Add(time.Minute)) || now.Sub(given) > keyLife {
		return false
	}
	sum, err := hex.DecodeString(digest)
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, s.secretOf(userID, name))
	mac.Write(sum)
	want, err := hex.DecodeString(with.MAC)
	return err == nil && hmac.Equal(want, mac.Sum(nil))
}
