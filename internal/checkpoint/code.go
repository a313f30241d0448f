package checkpoint

import (
	"crypto/rand"
	"strings"

	"hengjian/internal/kernel/id"
)

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeLen characters of 5 bits are 130 random bits: nobody finds a code by trying.
const codeLen = 26

// TrialCode stands on labels that only try a printer. It is as long as a code and can
// never be one: codes have no U.
const TrialCode = "TR1ALTR1ALTR1ALTR1ALTR1ALU"

// URL is what a label opens. The host comes from the settings and the code says nothing,
// so a label outlives every move of the server.
func (s *Service) URL(code string) string { return s.opt.BaseURL + "/q/" + code }

// newCode draws a code. It says nothing about the checkpoint or the host, so that a
// label printed once opens for ever.
func newCode() string {
	raw := make([]byte, codeLen)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails; it ends the program instead
	for i := range raw {
		raw[i] = crockford[raw[i]&31]
	}
	return string(raw)
}

// newNumber draws the number people read and say. It is short and can be guessed, so
// it opens nothing by itself.
func newNumber() string { return "DW-" + id.New()[id.Len-6:] }

var typed = strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1")

// ParseCode reads a code as a label carries it or as a person types it: case, spaces,
// dashes and look-alike letters do not matter. ok is false for what cannot be one.
func ParseCode(s string) (code string, ok bool) {
	if len(s) > 80 {
		return "", false
	}
	code = typed.Replace(strings.ToUpper(s))
	return code, id.Valid(code) // the same alphabet and length
}

// ParseNumber reads a checkpoint's readable number; ok is false for what cannot be one.
func ParseNumber(s string) (number string, ok bool) {
	rest, found := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(s)), "DW")
	rest = typed.Replace(rest)
	return "DW-" + rest, found && len(rest) == 6
}
