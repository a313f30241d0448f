package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/db"
)

// sealAge is how long an entry rests before it is sealed. Identifiers are made
// before the commit, so an entry that sorts earlier may become visible a little
// later; every entry gets its own place in the chain, so none is missed.
const sealAge = 5 * time.Second

// sealBatch bounds the entries of one transaction.
const sealBatch = 500

type seal struct {
	Position int64 `gorm:"primaryKey;autoIncrement:false"`
	EntryID  string
	Hash     string
}

func (seal) TableName() string { return "audit_seals" }

// genesis is what the first seal of a chain follows.
const genesis = "hengjian audit log"

func chain(previous string, e row) string {
	raw, _ := json.Marshal(e) // strings and integers always marshal
	sum := sha256.Sum256(append([]byte(previous+"\n"), raw...))
	return hex.EncodeToString(sum[:])
}

// Seal appends every entry that has rested to the hash chain and returns how many.
func (l *Log) Seal(ctx context.Context) (int, error) {
	total := 0
	for {
		n, err := l.sealSome(ctx)
		total += n
		if err != nil || n < sealBatch {
			return total, err
		}
	}
}

func (l *Log) sealSome(ctx context.Context) (n int, err error) {
	err = l.db.Tx(ctx, func(ctx context.Context) error {
		head, err := l.head(ctx)
		if err != nil {
			return err
		}
		since, err := l.unsealedSince(ctx, head)
		if err != nil {
			return err
		}
		var rows []row
		err = l.db.Conn(ctx).Raw(`SELECT e.* FROM audit_entries e LEFT JOIN audit_seals s ON s.entry_id = e.id
			WHERE s.entry_id IS NULL AND e.at BETWEEN ? AND ? ORDER BY e.id LIMIT ?`,
			since, date.Millis(l.clock.Now().Add(-sealAge)), sealBatch).Scan(&rows).Error
		if err != nil || len(rows) == 0 {
			n = 0
			return err
		}
		seals := make([]seal, len(rows))
		for i, r := range rows {
			head = seal{Position: head.Position + 1, EntryID: r.ID, Hash: chain(head.Hash, r)}
			seals[i] = head
		}
		n = len(seals)
		// Two sealers would take the same position: one of them fails and tries again.
		return l.db.Conn(ctx).CreateInBatches(seals, 100).Error
	})
	return n, db.Fault(err)
}

// unsealedSince is how far back an honest entry can still wait for its seal. Looking
// through the whole log for unsealed entries would cost more every minute that the
// log grows, and would seal an entry that somebody slipped in with an old date;
// Verify calls that one late.
func (l *Log) unsealedSince(ctx context.Context, head seal) (int64, error) {
	if head.EntryID == "" {
		return 0, nil
	}
	var at []int64
	err := l.db.Conn(ctx).Table("audit_entries").Where("id = ?", head.EntryID).Pluck("at", &at).Error
	if err != nil || len(at) == 0 {
		return 0, err
	}
	return at[0] - lateAfter.Milliseconds(), nil
}

func (l *Log) head(ctx context.Context) (seal, error) {
	var s []seal
	err := l.db.Conn(ctx).Order("position DESC").Limit(1).Find(&s).Error
	if err != nil || len(s) == 0 {
		return seal{Hash: genesis}, err
	}
	return s[0], nil
}

// Break is the first place where the log is not what was sealed.
type Break struct {
	ID     string `json:"id" doc:"identifier of the entry"`
	Reason string `json:"reason" enum:"missing,changed,order,late" doc:"missing: sealed but gone; changed: its text is not the sealed text; order: a seal is gone; late: an old entry that was never sealed"`
}

// Verification is the outcome of Verify.
type Verification struct {
	Checked    int    `json:"checked"`
	Sealed     int    `json:"sealed"`
	Unsealed   int    `json:"unsealed" doc:"entries younger than the last sealing"`
	Intact     bool   `json:"intact"`
	FirstBreak *Break `json:"firstBreak,omitempty"`
	Head       string `json:"head" doc:"hash of the newest seal; kept elsewhere, it also proves that no tail was cut off"`
}

// lateAfter is the age at which an unsealed entry is suspicious: the sealing job
// runs every minute.
const lateAfter = time.Hour

// Verify walks the whole chain and reports the first place that was tampered with.
func (l *Log) Verify(ctx context.Context) (Verification, error) {
	v := Verification{Intact: true}
	previous := seal{Hash: genesis}
	for {
		// gorm skips an embedded type whose name is not exported, so these are fields.
		var page []struct {
			Seal    seal `gorm:"embedded"`
			Entry   row  `gorm:"embedded"`
			Present bool
		}
		err := l.db.Conn(ctx).Raw(`SELECT s.position, s.entry_id, s.hash, e.id IS NOT NULL AS present, e.*
			FROM audit_seals s LEFT JOIN audit_entries e ON e.id = s.entry_id
			WHERE s.position > ? ORDER BY s.position LIMIT 1000`, previous.Position).Scan(&page).Error
		if err != nil {
			return v, db.Fault(err)
		}
		for _, p := range page {
			v.Checked++
			v.Sealed++
			reason := ""
			switch {
			case p.Seal.Position != previous.Position+1:
				reason = "order"
			case !p.Present:
				reason = "missing"
			case chain(previous.Hash, p.Entry) != p.Seal.Hash:
				reason = "changed"
			}
			if reason != "" {
				v.Intact, v.FirstBreak, v.Head = false, &Break{ID: p.Seal.EntryID, Reason: reason}, p.Seal.Hash
				return v, nil
			}
			previous = p.Seal
		}
		if len(page) < 1000 {
			break
		}
	}
	v.Head = previous.Hash
	return l.verifyUnsealed(ctx, v, previous.Position > 0)
}

func (l *Log) verifyUnsealed(ctx context.Context, v Verification, sealing bool) (Verification, error) {
	var rows []row
	err := l.db.Conn(ctx).Raw(`SELECT e.* FROM audit_entries e LEFT JOIN audit_seals s ON s.entry_id = e.id
		WHERE s.entry_id IS NULL ORDER BY e.id LIMIT 10000`).Scan(&rows).Error
	if err != nil {
		return v, db.Fault(err)
	}
	v.Unsealed = len(rows)
	v.Checked += len(rows)
	late := date.Millis(l.clock.Now().Add(-lateAfter))
	for _, r := range rows {
		if sealing && r.At < late {
			v.Intact, v.FirstBreak = false, &Break{ID: r.ID, Reason: "late"}
			break
		}
	}
	return v, nil
}

// MinimumRetention is the floor under the retention of the log: 183 days, since
// the Cybersecurity Law of China (Article 21) asks for at least six months.
const MinimumRetention = 183 * 24 * time.Hour

// Purge removes entries older than keep, which is never shorter than the floor,
// and starts the chain anew behind them.
func (l *Log) Purge(ctx context.Context, keep time.Duration) (int64, error) {
	keep = max(keep, MinimumRetention)
	before := date.Millis(l.clock.Now().Add(-keep))
	var removed int64
	err := l.db.Tx(ctx, func(ctx context.Context) error {
		result := l.db.Conn(ctx).Exec("DELETE FROM audit_entries WHERE at < ?", before)
		if result.Error != nil || result.RowsAffected == 0 {
			return result.Error
		}
		removed = result.RowsAffected
		if err := l.db.Conn(ctx).Exec("DELETE FROM audit_seals").Error; err != nil {
			return err
		}
		return l.Record(ctx, Entry{Action: actionPurge, Target: "audit", TargetID: "log",
			After: map[string]string{"removed": fmt.Sprint(removed), "before": time.UnixMilli(before).UTC().Format(time.RFC3339)}})
	})
	return removed, db.Fault(err)
}

var actionPurge = Define("audit.purge")
