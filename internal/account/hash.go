package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"

	"hengjian/internal/kernel/fault"
)

// Cost of a hash: the second recommendation of the OWASP password storage sheet,
// 19 MiB, two passes, one lane.
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashSalt   = 16
	hashLength = 32
)

// hashesAtOnce bounds memory: a flood of sign-ins waits instead of filling it.
const hashesAtOnce = 2

// hasher makes and checks password hashes.
type hasher struct {
	slots  chan struct{}
	derive func(password, salt []byte, passes, memory uint32) []byte
	decoy  func() string
}

func newHasher() *hasher {
	h := &hasher{slots: make(chan struct{}, hashesAtOnce), derive: func(password, salt []byte, passes, memory uint32) []byte {
		return argon2.IDKey(password, salt, passes, memory, hashLanes, hashLength)
	}}
	h.decoy = sync.OnceValue(func() string { return encodeHash(make([]byte, hashSalt), make([]byte, hashLength)) })
	return h
}

func encodeHash(salt, sum []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// run waits for a slot and derives. It gives up when ctx does.
func (h *hasher) run(ctx context.Context, password string, salt []byte, passes, memory uint32) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fault.Unavailable(ctx.Err())
	}
	defer func() { <-h.slots }()
	return h.derive([]byte(password), salt, passes, memory), nil
}

// hash makes the text that is stored for a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, hashSalt)
	_, _ = rand.Read(salt) // never fails; it ends the program instead
	sum, err := h.run(ctx, password, salt, hashPasses, hashMemory)
	if err != nil {
		return "", err
	}
	return encodeHash(salt, sum), nil
}

// verify reports whether the password belongs to the stored text. It takes the same
// time for any text of today's cost, also for the decoy.
func (h *hasher) verify(ctx context.Context, stored, password string) (bool, error) {
	if len(password) > 4*maxPassword {
		password = "" // too long for anybody's: cost no more than a normal one
	}
	salt, want, passes, memory, err := decodeHash(stored)
	if err != nil {
		return false, fault.Internal(err)
	}
	got, err := h.run(ctx, password, salt, passes, memory)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && stored != h.decoy(), nil
}

var errHash = errors.New("account: stored password hash is malformed")

func decodeHash(stored string) (salt, sum []byte, passes, memory uint32, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return nil, nil, 0, 0, errHash
	}
	var lanes int
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil || n != 3 || lanes != hashLanes ||
		memory == 0 || memory > 1<<20 || passes == 0 || passes > 100 {
		return nil, nil, 0, 0, errHash
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(sum) != hashLength {
		return nil, nil, 0, 0, errHash
	}
	return salt, sum, passes, memory, nil
}
