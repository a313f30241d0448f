// Package recheck inspects the inspectors: a share of what they checked is checked again
// by somebody else who knows nothing of the first result, and the two are compared. What
// is withheld from the second is authz.Veil's; docs/rechecks.md says what cannot be.
package recheck

import (
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/vocab"
)

// Settings are what an agency tunes.
type Settings struct {
	ShareBp int `json:"shareBp" doc:"of the supervised places, how many are checked again, 0 to 5000 basis points"`
	Floor   int `json:"floor" doc:"with fewer compared items an inspector's figures are not shown, 10 to 1000"`
}

// DefaultSettings hold until an agency sets others.
var DefaultSettings = Settings{ShareBp: 500, Floor: 50}

// Row is how the checks of an inspector compare with those of who checked again.
type Row struct {
	InspectorID   string `json:"inspectorId"`
	InspectorName string `json:"inspectorName"`
	Rechecks      int    `json:"rechecks" doc:"pairs of records compared"`
	Items         int    `json:"items" doc:"items compared, the sample"`
	Enough        bool   `json:"enough" doc:"whether the sample reaches the floor; the figures below are absent without"`
	AgreementBp   *int64 `json:"agreementBp,omitempty" doc:"items with the same result"`
	KappaBp       *int64 `json:"kappaBp,omitempty" doc:"Cohen's kappa in ten-thousandths; absent when both always said the same one thing"`
	LeniencyBp    *int64 `json:"leniencyBp,omitempty" doc:"items passed first and failed then, less those the other way round"`
}

// Report is the table of a period.
type Report struct {
	From  date.Day `json:"from"`
	To    date.Day `json:"to"`
	Floor int      `json:"floor"`
	Items []Row    `json:"items"`
}

// Pair is a check and the check after it.
type Pair struct {
	ID             string     `json:"id"`
	CheckpointName string     `json:"checkpointName"`
	SiteName       string     `json:"siteName"`
	FirstID        string     `json:"firstId"`
	FirstNumber    string     `json:"firstNumber"`
	FirstName      string     `json:"firstName"`
	FirstAt        time.Time  `json:"firstAt"`
	SecondID       string     `json:"secondId,omitempty"`
	SecondName     string     `json:"secondName"`
	State          string     `json:"state" enum:"open,done,late,missed,withdrawn"`
	SecondAt       *time.Time `json:"secondAt,omitempty"`
	FirstFailed    int        `json:"firstFailed"`
	SecondFailed   *int       `json:"secondFailed,omitempty"`
}

// table counts items by the first and the second result.
type table map[[2]vocab.Result]int

var results = []vocab.Result{vocab.Pass, vocab.Fail, vocab.NotApplicable}

// figures returns the sample and, in ten-thousandths, agreement, kappa and leniency.
// With S of N items the same and M the sum over the results of how often the first times
// how often the second gave it, kappa is (S·N − M) / (N² − M).
func (t table) figures() (items int, agreement, kappa, leniency *int64) {
	same, chance := 0, 0
	first, second := map[vocab.Result]int{}, map[vocab.Result]int{}
	for pair, n := range t {
		items += n
		first[pair[0]] += n
		second[pair[1]] += n
		if pair[0] == pair[1] {
			same += n
		}
	}
	if items == 0 {
		return 0, nil, nil, nil
	}
	for _, r := range results {
		chance += first[r] * second[r]
	}
	a := money.RatioBp(int64(same), int64(items))
	l := money.RatioBp(int64(t[[2]vocab.Result{vocab.Pass, vocab.Fail}]-t[[2]vocab.Result{vocab.Fail, vocab.Pass}]), int64(items))
	if left := items*items - chance; left > 0 {
		k := money.RatioBp(int64(same*items-chance), int64(left))
		kappa = &k
	}
	return items, &a, kappa, &l
}
