package quota

import (
	"context"
	"slices"

	"hengjian/internal/contract"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/standard"
)

// Quotas belong to nobody, so their tables have no scope; the permission decides.

type quotaRow struct {
	ID            string `gorm:"primaryKey"`
	Code          string
	Category      string
	ServiceItem   string
	Unit          string
	Basis         string
	SourceID      string
	Note          string
	EffectiveFrom string
	Version       int
}

func (quotaRow) TableName() string { return "quotas" }

func (r quotaRow) quota() Quota {
	return Quota{ID: r.ID, Code: r.Code, Category: vocab.Category(r.Category), ServiceItem: r.ServiceItem, Unit: r.Unit, Basis: Basis(r.Basis),
		SourceID: r.SourceID, Note: r.Note, EffectiveFrom: r.EffectiveFrom, Tiers: []Tier{}, Version: r.Version}
}

type tierRow struct {
	ID       string `gorm:"primaryKey"`
	QuotaID  string
	Code     string
	Position int
	Grade    string
	Low      *int64
	High     *int64
	Value    *int64
	Per      string
	Usable   bool
}

// readTier is a row with what its quota says about it.
type readTier struct {
	Row         tierRow `gorm:"embedded"`
	ServiceItem string
	Unit        string
}

var _ = db.Register(quotaRow{}, tierRow{}, costRow{}, accrualRow{}, lockRow{}, periodEventRow{}, Subject{})

func (tierRow) TableName() string { return "quota_tiers" }

func (r tierRow) tier() Tier {
	return Tier{r.ID, r.Code, r.Grade, fen(r.Low), fen(r.High), fen(r.Value), contract.Per(r.Per), r.Usable}
}

func fen(v *int64) *money.Fen {
	if v == nil {
		return nil
	}
	f := money.Fen(*v)
	return &f
}

func units(f *money.Fen) *int64 {
	if f == nil {
		return nil
	}
	v := int64(*f)
	return &v
}

// Book reads quota tiers for contracts; it is a contract.QuotaBook.
type Book struct{ db *db.DB }

// NewBook returns the book kept in d.
func NewBook(d *db.DB) *Book { return &Book{d} }

// Tiers returns the tiers that exist among ids.
func (b *Book) Tiers(ctx context.Context, ids []string) (map[string]contract.Tier, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(s string) bool { return !id.Valid(s) })
	if len(ids) == 0 {
		return map[string]contract.Tier{}, nil
	}
	var rows []readTier
	err := b.db.Conn(ctx).Table("quota_tiers t").Select("t.*, q.service_item, q.unit").Joins("JOIN quotas q ON q.id = t.quota_id").
		Where("t.id IN ?", ids).Scan(&rows).Error
	out := make(map[string]contract.Tier, len(rows))
	for _, read := range rows {
		r := read.Row
		out[r.ID] = contract.Tier{ID: r.ID, Code: r.Code, ServiceItem: read.ServiceItem, Grade: r.Grade, Unit: read.Unit,
			Value: fen(r.Value), Per: contract.Per(r.Per), Usable: r.Usable}
	}
	return out, db.Fault(err)
}

// TierByCode returns the tier with the code.
func (b *Book) TierByCode(ctx context.Context, code string) (contract.Tier, error) {
	var r tierRow
	if err := db.First(b.db.Conn(ctx).Where("code = ?", code), &r); err != nil {
		return contract.Tier{}, err
	}
	tiers, err := b.Tiers(ctx, []string{r.ID})
	return tiers[r.ID], err
}

// Query narrows a list of quotas.
type Query struct {
	Text     string // part of a service or a code
	Category vocab.Category
}

func (s *Service) listQuotas(ctx context.Context, query Query, p page.Request) (page.Of[Quota], error) {
	q := s.db.Conn(ctx).Table("quotas q").Select("q.*")
	if query.Text != "" {
		like := authz.Like(query.Text)
		q = q.Where("(q.service_item LIKE ? ESCAPE '!' OR q.code LIKE ? ESCAPE '!')", like, like)
	}
	if query.Category != "" {
		q = q.Where("q.category = ?", string(query.Category))
	}
	rows, err := db.Page(q, p, "q.code", func(r quotaRow) string { return r.Code })
	if err != nil {
		return page.Of[Quota]{}, err
	}
	list := page.Map(rows, quotaRow.quota)
	if err := standard.NameSources(ctx, s.db, list.Items, (*Quota).sourced); err != nil {
		return list, err
	}
	return list, s.addTiers(ctx, list.Items)
}

func (s *Service) addTiers(ctx context.Context, list []Quota) error {
	ids, at := make([]string, len(list)), map[string]int{}
	for i, q := range list {
		ids[i], at[q.ID] = q.ID, i
	}
	var rows []tierRow
	if err := s.db.Conn(ctx).Where("quota_id IN ?", ids).Order("quota_id, position").Find(&rows).Error; err != nil {
		return db.Fault(err)
	}
	for _, r := range rows {
		i := at[r.QuotaID]
		list[i].Tiers = append(list[i].Tiers, r.tier())
	}
	return nil
}

func (q *Quota) sourced() (string, **standard.SourceView) { return q.SourceID, &q.Source }

func (s *Service) loadQuota(ctx context.Context, quotaID string) (Quota, error) {
	if !id.Valid(quotaID) {
		return Quota{}, fault.NotFound()
	}
	var r quotaRow
	if err := db.First(s.db.Conn(ctx).Where("id = ?", quotaID), &r); err != nil {
		return Quota{}, err
	}
	list := []Quota{r.quota()}
	if err := standard.NameSources(ctx, s.db, list, (*Quota).sourced); err != nil {
		return Quota{}, err
	}
	err := s.addTiers(ctx, list)
	return list[0], err
}

// tied tells which of the tiers measure a contract line.
func (s *Service) tied(ctx context.Context, tierIDs []string) (map[string]bool, error) {
	var ids []string
	// Not scoped: a tier in use by anybody is in use.
	err := s.db.Conn(ctx).Table("contract_lines").Where("quota_tier_id IN ?", tierIDs).Distinct().Pluck("quota_tier_id", &ids).Error
	out := map[string]bool{}
	for _, tierID := range ids {
		out[tierID] = true
	}
	return out, db.Fault(err)
}
