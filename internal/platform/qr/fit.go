package qr

import (
	"strings"
	"unicode"
)

// lineHeight is the distance of two lines in ems. Chinese glyphs fill the em, so
// less would let lines touch.
const lineHeight = 1.18

// advance returns the width of a rune in ems, never less than what the common
// system fonts draw (Noto Sans CJK, PingFang, YaHei; DejaVu Sans as the widest
// fallback), bold included. Label text must not overflow on a machine whose fonts
// we do not know, so the estimate errs to the wide side.
func advance(r rune) float64 {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r > 0x7e:
		return 1
	case strings.ContainsRune("MWmw@%", r):
		return 1.02
	case strings.ContainsRune("iIjl.,:;'!|", r):
		return 0.46
	case r >= 'A' && r <= 'Z':
		return 0.84
	case r == ' ':
		return 0.38
	default:
		return 0.72
	}
}

func textWidth(s string) (w float64) {
	for _, r := range s {
		w += advance(r)
	}
	return w
}

// fitted is text laid out for a box.
type fitted struct {
	size  float64 // millimetres
	lines []string
}

// fit lays text out in a box: as large as possible, wrapped, and cut with an
// ellipsis only if it does not fit at the smallest size.
func fit(text string, box TextBox) fitted {
	const step = 0.1
	for size := box.Max; size >= box.Min; size -= step {
		lines := wrap(text, box.Width/size)
		if float64(len(lines))*lineHeight*size <= box.Height {
			return fitted{size, lines}
		}
	}
	lines := wrap(text, box.Width/box.Min)
	room := max(1, int(box.Height/(lineHeight*box.Min)))
	if len(lines) > room {
		lines = append(lines[:room-1:room-1], ellipsis(strings.Join(lines[room-1:], ""), box.Width/box.Min))
	}
	return fitted{box.Min, lines}
}

// wrap breaks text into lines of at most width ems. Chinese may break between any
// two characters, but no line begins with closing punctuation or ends with an
// opening bracket; a run of Latin
// letters and digits ("B1-0327") stays whole where a line can hold it.
func wrap(text string, width float64) []string {
	var lines []string
	line, used := "", 0.0
	flush := func() {
		if s := strings.TrimSpace(line); s != "" {
			lines = append(lines, s)
		}
		line, used = "", 0
	}
	for _, piece := range pieces(text) {
		w := textWidth(piece)
		if used > 0 && used+w > width {
			flush()
			piece = strings.TrimLeft(piece, " ")
			w = textWidth(piece)
		}
		for w > width { // a single word longer than a line is broken anywhere
			head := prefix(piece, width)
			lines = append(lines, head)
			piece = piece[len(head):]
			w = textWidth(piece)
		}
		line += piece
		used += w
	}
	flush()
	return lines
}

// The punctuation is escaped where its full-width form looks like the ASCII one.
const (
	closing = ",.;:!?)]\uff0c\u3002\u3001\uff1b\uff1a\uff01\uff1f\uff09\u300b\u300d\u300f\u3011\u2026"
	opening = "([\uff08\u300a\u300c\u300e\u3010"
)

// pieces cuts text where a line may break.
func pieces(text string) []string {
	var out []string
	var word strings.Builder
	opened := false // word is an opening bracket that waits for its first character
	end := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
		opened = false
	}
	for _, r := range text {
		switch {
		case strings.ContainsRune(closing, r) && word.Len() == 0 && len(out) > 0:
			out[len(out)-1] += string(r)
		case strings.ContainsRune(opening, r):
			end()
			word.WriteRune(r)
			opened = true
		case r > 0x7e && opened:
			word.WriteRune(r)
			end()
		case r > 0x7e:
			end()
			out = append(out, string(r))
		case r == ' ':
			end()
			out = append(out, " ")
		default:
			word.WriteRune(r)
			opened = false
		}
	}
	end()
	return out
}

// prefix returns the longest start of s that is at most width ems wide, at least
// one rune so that wrapping always ends.
func prefix(s string, width float64) string {
	used := 0.0
	for i, r := range s {
		used += advance(r)
		if used > width && i > 0 {
			return s[:i]
		}
	}
	return s
}

func ellipsis(s string, width float64) string {
	if textWidth(s) <= width {
		return s
	}
	return prefix(s, max(0.1, width-1)) + "…"
}
