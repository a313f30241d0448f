package testkit

// Proof is the size of a proof with many samples: full, and fewer under the race
// detector, which makes each of them some ten times as dear and would show nothing new
// in the last of them. `make test` runs the proofs, tests whose names begin with
// TestProof, once more at their full size without it.
func Proof(full, raced int) int {
	if race {
		return raced
	}
	return full
}
