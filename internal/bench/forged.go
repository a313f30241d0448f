package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

const (
	forgedTries = 20_000
	forgedGoal  = 1.1 // a near miss takes at most this times a far one
)

// forgedCodes measures how long it takes to be told that a code is unknown, for codes
// that share all but four characters with a genuine one and for codes that share none,
// by turns. Were one of them quicker, codes could be guessed piece by piece.
func forgedCodes(ctx context.Context, r *report) error {
	return eachEngine(ctx, r, func(engine string, database func(string) (string, error)) error {
		url, err := database("forged")
		if err != nil {
			return err
		}
		s, err := makeAndServe(ctx, r, url, "0")
		if err != nil {
			return err
		}
		defer s.stop()
		body, _, err := s.tenItems()
		if err != nil {
			return err
		}
		var submission struct{ Code string }
		if err := json.Unmarshal(body, &submission); err != nil {
			return err
		}
		rng := rand.New(rand.NewPCG(1, 1)) // forgeries that can be repeated
		var near, far []float64
		for n := range forgedTries {
			took, keep := &near, len(submission.Code)-4
			if n%2 == 0 {
				took, keep = &far, 0
			}
			at := time.Now()
			status, err := s.answered(ctx, "/checkpoint-codes/"+forge(rng, submission.Code, keep))
			if err != nil {
				return err
			}
			*took = append(*took, float64(time.Since(at).Nanoseconds())/1000)
			if status != http.StatusNotFound {
				return fmt.Errorf("a forged code answers %d", status)
			}
		}
		r.add("field.forged."+engine+".near", median(near), "µs")
		r.add("field.forged."+engine+".far", median(far), "µs")
		ratio := median(near) / median(far)
		r.atMost("field.forged."+engine+".ratio", max(ratio, 1/ratio), "x", forgedGoal)
		return nil
	})
}

// forge draws the characters after the first keep anew.
func forge(rng *rand.Rand, genuine string, keep int) string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	code := []byte(genuine)
	for string(code) == genuine {
		for i := keep; i < len(code); i++ {
			code[i] = letters[rng.IntN(len(letters))]
		}
	}
	return string(code)
}

// answered asks and tells only how it was answered.
func (s *server) answered(ctx context.Context, path string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/api/v1"+path, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Cookie", s.cookie)
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}
