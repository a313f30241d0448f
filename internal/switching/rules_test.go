package switching

import "testing"

// lots reads "++-" as accepted, accepted, rejected; "i" and "g" are accepted lots of a
// period with missed rounds and with a grave finding, "." one that adds nothing.
func lots(marks string) []Lot {
	var out []Lot
	for _, m := range marks {
		l := Lot{Accepted: m != '-'}
		switch m {
		case '+':
			l.Step = 3
		case '2':
			l.Step = 2
		case 'i':
			l.Step, l.Irregular = 3, irregularService
		case 'g':
			l.Step, l.Irregular = 3, criticalFinding
		}
		out = append(out, l)
	}
	return out
}

func TestLevelsSwitchAsTheStandardSays(t *testing.T) {
	for _, c := range []struct {
		level Level
		marks string
		rule  Rule // "" stays
	}{
		// 9.3.1: two of five or fewer consecutive lots
		{Normal, "-", ""}, {Normal, "--", TwoOfFive}, {Normal, "-+-", TwoOfFive}, {Normal, "-+++-", TwoOfFive},
		{Normal, "-++++-", ""}, {Normal, "-++++", ""}, {Normal, "+++++-+-", TwoOfFive},
		// 9.3.2: five in a row
		{Tightened, "++++", ""}, {Tightened, "+++++", FiveAccepted}, {Tightened, "+++-+", ""}, {Tightened, "-+++++", FiveAccepted},
		// 9.4: five in all since tightened supervision began
		{Tightened, "----", ""}, {Tightened, "-----", FiveRejected}, {Tightened, "-+-++-+++-++-", FiveRejected}, {Tightened, "-+-++-+++-++", ""},
		// 9.3.3: a score of 30, and a steady service
		{Normal, "+++++++++", ""}, {Normal, "++++++++++", ScoreReached}, {Normal, "222222222222222", ScoreReached}, {Normal, "22222222222222", ""},
		{Normal, "+++++++++.+", ""}, {Normal, "++++++++++i", ""}, {Normal, "i+++++++++", ScoreReached}, {Normal, "+++++++++-", ""}, {Normal, "-++++++++++", ScoreReached},
		// 9.3.4: one lot, an unsteady service, other grounds
		{Reduced, "+", ""}, {Reduced, "++++-", LotRejected}, {Reduced, "+i", Irregular}, {Reduced, "+g", OtherGrounds}, {Reduced, "i+", ""},
		// 9.4: nothing but an agreed action ends it
		{Discontinued, "", ActionAgreed}, {Discontinued, "+++++", ActionAgreed}, {Normal, "", ""}, {Tightened, "", ""}, {Reduced, "", ""},
	} {
		got, ok := next(c.level, lots(c.marks))
		if got.rule != c.rule || ok != (c.rule != "") {
			t.Errorf("%s after %q: %q, want %q", c.level, c.marks, got.rule, c.rule)
		}
	}
}

func TestOnlyWhatTheStandardLeavesToTheAuthorityNeedsApproval(t *testing.T) {
	for _, s := range steps {
		if want := s.rule == ScoreReached || s.rule == ActionAgreed; s.approval != want {
			t.Errorf("%s: approval %v", s.rule, s.approval)
		}
	}
}

// The rows are tables 2-A and 2-B of the standard: column, level, sample, acceptance.
func TestAcceptanceNumbersAreThoseOfTheTables(t *testing.T) {
	for _, c := range []struct {
		aql   AQL
		level Level
		n, ac int
	}{
		{"2.5", Normal, 5, 0}, {"2.5", Normal, 20, 1}, {"2.5", Normal, 32, 2}, {"2.5", Normal, 50, 3}, {"2.5", Normal, 80, 5}, {"2.5", Normal, 125, 7}, {"2.5", Normal, 200, 10},
		{"4.0", Normal, 3, 0}, {"4.0", Normal, 13, 1}, {"4.0", Normal, 20, 2}, {"4.0", Normal, 32, 3}, {"4.0", Normal, 50, 5}, {"4.0", Normal, 80, 7}, {"4.0", Normal, 125, 10}, {"4.0", Normal, 200, 14}, {"4.0", Normal, 315, 21},
		{"4.0", Tightened, 5, 0}, {"4.0", Tightened, 20, 1}, {"4.0", Tightened, 32, 2}, {"4.0", Tightened, 50, 3}, {"4.0", Tightened, 80, 5}, {"4.0", Tightened, 125, 8}, {"4.0", Tightened, 200, 12},
		{"6.5", Normal, 2, 0}, {"6.5", Normal, 8, 1}, {"6.5", Normal, 13, 2}, {"6.5", Tightened, 13, 1},
		// between two plans the smaller one holds
		{"4.0", Normal, 12, 0}, {"4.0", Normal, 19, 1}, {"4.0", Normal, 79, 5}, {"4.0", Normal, 5000, 21}, {"4.0", Normal, 1, 0}, {"4.0", Tightened, 19, 0},
	} {
		if got := planFor(c.level, c.aql, c.n); got.acceptance != c.ac || got.size > c.n {
			t.Errorf("AQL %s, %s, %d items: %+v, want Ac %d", c.aql, c.level, c.n, got, c.ac)
		}
	}
}

func TestTheScoreAsksForOneStepStricter(t *testing.T) {
	for _, c := range []struct {
		items, failed, step int
		accepted            bool
	}{
		{20, 0, 3, true}, {20, 1, 3, true}, {20, 2, 0, true}, {20, 3, 0, false}, // Ac 2, one step stricter 1
		{13, 1, 2, true}, {13, 2, 0, false}, {3, 0, 2, true}, {3, 1, 0, false}, // Ac 1 and 0
	} {
		if v := judge(Normal, "4.0", c.items, c.failed); v.step != c.step || v.accepted != c.accepted {
			t.Errorf("%d fails of %d: %+v", c.failed, c.items, v)
		}
	}
	if v := judge(Tightened, "4.0", 20, 0); v.step != 0 {
		t.Error("only normal supervision has a switching score")
	}
}

func TestTheShareOfPlacesIsRoundedUpAndNeverZeroWhereThereIsOne(t *testing.T) {
	for _, c := range []struct {
		level   Level
		n, want int
	}{{Normal, 0, 0}, {Normal, 1, 1}, {Normal, 5, 1}, {Normal, 6, 2}, {Tightened, 6, 3}, {Reduced, 30, 3}, {Reduced, 31, 4}, {Discontinued, 7, 7}} {
		if got := DefaultSettings.take(c.level, c.n); got != c.want {
			t.Errorf("%s of %d: %d, want %d", c.level, c.n, got, c.want)
		}
	}
}
