package settlement

import (
	"context"
	"encoding/json"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/standard"
)

type ruleRow struct {
	ID          string `gorm:"primaryKey"`
	Code        string
	Name        string
	VersionNo   int
	State       string
	Bands       string
	SourceID    string
	Consequence string
}

func (ruleRow) TableName() string { return "payment_rules" }

func (r ruleRow) rule() (Rule, error) {
	out := Rule{ID: r.ID, Code: r.Code, Name: r.Name, VersionNo: r.VersionNo, State: r.State, SourceID: r.SourceID, Consequence: r.Consequence}
	if err := json.Unmarshal([]byte(r.Bands), &out.Bands); err != nil || len(out.Bands) == 0 {
		return out, fault.Internal(err)
	}
	return out, nil
}

// InstallDefault adds rule SR-01, if there is no rule yet. The program calls it at
// start; it may be called any number of times.
func (s *Service) InstallDefault(ctx context.Context) error {
	var n int64
	if err := s.db.Conn(ctx).Table("payment_rules").Count(&n).Error; err != nil || n > 0 {
		return db.Fault(err)
	}
	rule := Default()
	bands, err := json.Marshal(rule.Bands)
	if err != nil {
		return fault.Internal(err)
	}
	row := ruleRow{id.New(), rule.Code, rule.Name, rule.VersionNo, rule.State, string(bands), rule.SourceID, rule.Consequence}
	err = s.db.Tx(authz.AsSystem(ctx, "default payment rule"), func(ctx context.Context) error {
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: actRuleInstall, Target: "payment_rule", TargetID: row.ID, After: rule})
	})
	if db.IsDuplicate(err) { // another replica was first
		return nil
	}
	return db.Fault(err)
}

// Rules lists the payment rules in order of code, the newest version first.
func (s *Service) Rules(ctx context.Context) ([]Rule, error) {
	var rows []ruleRow
	if err := s.db.Conn(ctx).Table("payment_rules").Order("code, version_no DESC").Limit(500).Scan(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	out := make([]Rule, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.rule(); err != nil {
			return nil, err
		}
	}
	return out, standard.NameSources(ctx, s.db, out, (*Rule).sourced)
}

func (r *Rule) sourced() (string, **standard.SourceView) { return r.SourceID, &r.Source }

func (s *Service) rule(ctx context.Context, id string) (Rule, error) {
	var row ruleRow
	if err := db.First(s.db.Conn(ctx).Table("payment_rules").Where("id = ?", id), &row); err != nil {
		return Rule{}, err
	}
	return row.rule()
}

// ruleOf returns the rule a contract names, or the default.
func (s *Service) ruleOf(ctx context.Context, id string) (Rule, error) {
	q := s.db.Conn(ctx).Table("payment_rules").Where("code = ? AND state = 'active'", defaultCode).Order("version_no DESC").Limit(1)
	if id != "" {
		q = s.db.Conn(ctx).Table("payment_rules").Where("id = ?", id)
	}
	var row ruleRow
	if err := db.First(q, &row); err != nil {
		if fault.Is(err, "not_found") {
			return Rule{}, fault.Conflict("payment_rule_missing", "There is no payment rule to settle the contract by.")
		}
		return Rule{}, err
	}
	return row.rule()
}
