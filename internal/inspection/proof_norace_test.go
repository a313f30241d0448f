//go:build !race

package inspection_test

// How many offline records the proof replays.
const (
	replayedOnServer   = 10_000
	replayedOnEmbedded = 1_500
)
