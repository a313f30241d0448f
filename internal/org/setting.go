package org

import (
	"context"

	"gorm.io/gorm/clause"

	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/db"
)

var actSettingChange = audit.Define("setting.change")

type settingRow struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

func (settingRow) TableName() string { return "settings" }

// Setting returns a value that commands keep in the database, such as the seed of
// the demo agency; "" if it was never set. Settings of the server are not here but
// in its configuration.
func (s *Service) Setting(ctx context.Context, name string) (string, error) {
	var rows []settingRow
	err := s.db.Conn(ctx).Where("name = ?", name).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return "", db.Fault(err)
	}
	return rows[0].Value, nil
}

// SetSetting keeps a value. It is audited, so it must hold no secret.
func (s *Service) SetSetting(ctx context.Context, name, value string) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.Setting(ctx, name)
		if err != nil || before == value {
			return err
		}
		err = s.db.Conn(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "name"}},
			DoUpdates: clause.AssignmentColumns([]string{"value"})}).Create(&settingRow{name, value}).Error
		if err != nil {
			return db.Fault(err)
		}
		return s.log.Record(ctx, audit.Entry{Action: actSettingChange, Target: "setting", TargetID: name,
			Before: map[string]string{"value": before}, After: map[string]string{"value": value}})
	})
}
