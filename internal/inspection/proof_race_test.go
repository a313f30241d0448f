//go:build race

package inspection_test

// How many offline records the proof replays: under the race detector a sample.
const (
	replayedOnServer   = 300
	replayedOnEmbedded = 300
)
