package account

import (
	"crypto/rand"
	_ "embed"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"hengjian/internal/kernel/fault"
)

// Profile is a set of rules for passwords.
type Profile struct {
	Name      string
	MinLength int           // characters
	Classes   int           // of upper case, lower case, digit, other; 0 asks for none
	MaxAge    time.Duration // 0 means that a password does not expire
	History   int           // the last n passwords may not come back
	NoName    bool          // it may not contain the user name
}

// profiles are data: a stricter rule of one's own is one more line.
// gb22239 is what examiners ask under GB/T 22239-2019, 8.1.4.1: complexity and
// regular change. modern follows NIST SP 800-63B: length and a list, no rotation.
var profiles = map[string]Profile{
	"gb22239": {Name: "gb22239", MinLength: 10, Classes: 3, MaxAge: 90 * 24 * time.Hour, History: 5, NoName: true},
	"modern":  {Name: "modern", MinLength: 12, History: 1, NoName: true},
}

// maxPassword bounds the work of hashing what a stranger sends.
const maxPassword = 128

// DemoPassword is the public password of the demo accounts. A server that is not a
// demo refuses it for everybody.
const DemoPassword = "Demo-2026-hengjian"

// Check refuses a password that the profile does not allow. The fault names the
// field newPassword and never the password.
func (p Profile) Check(password, username string) error {
	refuse := func(code, message string) error { return fault.Invalid(code, "newPassword", message) }
	switch n := utf8.RuneCountInString(password); {
	case n < p.MinLength:
		return refuse("password_too_short", fmt.Sprintf("A password has at least %d characters.", p.MinLength))
	case n > maxPassword:
		return refuse("password_too_long", fmt.Sprintf("A password has at most %d characters.", maxPassword))
	case classes(password) < p.Classes:
		return refuse("password_composition", fmt.Sprintf("A password has %d of upper case, lower case, digits and others.", p.Classes))
	case p.NoName && username != "" && strings.Contains(strings.ToLower(password), strings.ToLower(username)):
		return refuse("password_contains_name", "A password does not contain the user name.")
	case common(password):
		return refuse("password_common", "This password is on the list of the most common ones.")
	}
	return nil
}

func classes(s string) int {
	var upper, lower, digit, other int
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return upper + lower + digit + other
}

//go:embed common_passwords.txt
var commonText string

var commonList = sync.OnceValue(func() map[string]bool {
	list := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			list[line] = true
		}
	}
	return list
})

// unleet undoes the replacements that everybody knows.
var unleet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "l", "0", "o", "$", "s", "5", "s", "7", "t", "!", "i")

// common reports whether the password is a common one, also when it was dressed up
// the way composition rules teach people to: a capital, a letter replaced, a year
// or an exclamation mark at an end.
func common(password string) bool {
	list := commonList()
	lower := strings.ToLower(password)
	core := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	right := strings.TrimRightFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) && r != '@' && r != '$' })
	for _, form := range []string{lower, core, right, unleet.Replace(lower), unleet.Replace(core), unleet.Replace(right)} {
		if list[form] {
			return true
		}
	}
	return false
}

// The alphabet of generated passwords leaves out what is misread on paper.
const generatedFrom = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// generate makes an initial password, 16 random characters in four groups (93
// bits), which both profiles accept.
func generate() string {
	for {
		var b strings.Builder
		for i := range 16 {
			if i > 0 && i%4 == 0 {
				b.WriteByte('-')
			}
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(generatedFrom))))
			if err != nil {
				panic("account: no randomness: " + err.Error()) // crypto/rand ends the program before that
			}
			b.WriteByte(generatedFrom[n.Int64()])
		}
		if s := b.String(); classes(s) == 4 && !common(s) {
			return s
		}
	}
}
