// Package presence keeps what a phone may prove of where and when somebody was: the
// server's challenges, and the consent without which no position is kept.
package presence

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"hengjian/internal/kernel/date"
)

// Challenge is a token that a phone takes when it begins a check.
type Challenge struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// challengeLife is how long a check may begin after its token was given out.
const challengeLife = 10 * time.Minute

// skew is how far a phone's clock may go wrong against ours without the token failing.
const skew = 5 * time.Minute

const (
	nonceLen     = 8
	challengeLen = 8 + nonceLen + 16 // instant, nonce, the first half of the signature
)

// newChallenge makes a token for a user. It holds the instant and is signed with the
// user's name, so nothing needs to be kept of it.
func (s *Service) newChallenge(userID string) Challenge {
	now := s.clock.Now()
	raw := make([]byte, 8+nonceLen, challengeLen)
	binary.BigEndian.PutUint64(raw, uint64(date.Millis(now)))
	_, _ = rand.Read(raw[8:])
	raw = append(raw, s.sign(userID, raw)...)
	return Challenge{base64.RawURLEncoding.EncodeToString(raw), now.Add(challengeLife)}
}

func (s *Service) sign(userID string, raw []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("challenge\x00" + userID + "\x00"))
	mac.Write(raw)
	return mac.Sum(nil)[:challengeLen-8-nonceLen]
}

// Challenged returns when the server gave the token to the user for a check that began
// at the instant; ok is false for a token of somebody else, of another server, and for
// one that does not belong to this check. A record may be sent days later: what counts
// is that the check began within ten minutes of the token, by the phone's clock, or
// that the token reaches us within ten minutes, by ours.
func (s *Service) Challenged(userID, token string, began, received time.Time) (at time.Time, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != challengeLen || !hmac.Equal(raw[8+nonceLen:], s.sign(userID, raw[:8+nonceLen])) {
		return time.Time{}, false
	}
	at = date.FromMillis(int64(binary.BigEndian.Uint64(raw)))
	inTime := !at.After(received.Add(time.Second)) && (received.Sub(at) <= challengeLife ||
		!began.Before(at.Add(-skew)) && !began.After(at.Add(challengeLife+skew)))
	return at, inTime
}
