package evidence

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"hengjian/internal/kernel/date"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/picture"
)

type photoRow struct {
	SHA256      string `gorm:"primaryKey;column:sha256"`
	ContentType string
	Size        int64
	Width       int
	Height      int
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
	Look        []byte
}

func (photoRow) TableName() string { return "photos" }

func (r photoRow) photo() Photo {
	return Photo{r.SHA256, r.ContentType, r.Size, r.Width, r.Height, date.FromMillis(r.CreatedAt), r.Look}
}

type evidenceRow struct {
	OwnerType  string `gorm:"primaryKey"`
	OwnerID    string `gorm:"primaryKey"`
	SHA256     string `gorm:"column:sha256"`
	Position   int    `gorm:"primaryKey;autoIncrement:false"`
	SupplierID string
	SiteID     string
}

func (evidenceRow) TableName() string { return "evidence" }

// insertIgnore is the beginning of an INSERT that leaves an existing row alone: two
// phones may send the same photo at once.
func (s *Service) insertIgnore() string {
	if s.db.Dialect() == db.MySQL {
		return "INSERT IGNORE INTO "
	}
	return "INSERT OR IGNORE INTO "
}

// save remembers the photo and that the actor sent it. Sending again changes
// nothing.
func (s *Service) save(ctx context.Context, p Photo) error {
	a := authz.From(ctx)
	now := date.Millis(s.clock.Now())
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		c := s.db.Conn(ctx)
		err := c.Exec(s.insertIgnore()+"photos (sha256, content_type, size, width, height, created_at, look) VALUES (?,?,?,?,?,?,?)",
			p.SHA256, p.ContentType, p.Size, p.Width, p.Height, now, []byte(p.Look)).Error
		if err != nil {
			return err
		}
		return c.Exec(s.insertIgnore()+"photo_uploads (sha256, uploader_id, supplier_id, created_at) VALUES (?,?,?,?)",
			p.SHA256, a.UserID, a.SupplierID, now).Error
	}))
}

// find reads a photo that the actor sent, or that is attached to a record the actor
// may see.
func (s *Service) find(ctx context.Context, digest string) (Photo, error) {
	var row photoRow
	where, args := authz.Condition(ctx, authz.Columns{Supplier: "e.supplier_id", Site: "e.site_id"})
	args = append([]any{authz.From(ctx).UserID}, args...)
	q := s.db.Conn(ctx).Table("photos p").Where("p.sha256 = ?", digest).
		Where("(EXISTS (SELECT 1 FROM photo_uploads u WHERE u.sha256 = p.sha256 AND u.uploader_id = ?)"+
			" OR EXISTS (SELECT 1 FROM evidence e WHERE e.sha256 = p.sha256 AND "+where+"))", args...)
	if err := db.First(q, &row); err != nil {
		return Photo{}, err
	}
	return row.photo(), nil
}

// known returns which of the photos the actor has sent, and how they look.
func (s *Service) known(ctx context.Context, digests []string) (map[string]picture.Look, error) {
	var got []struct {
		SHA256 string `gorm:"column:sha256"`
		Look   []byte
	}
	err := s.db.Conn(ctx).Raw("SELECT u.sha256, p.look FROM photo_uploads u JOIN photos p ON p.sha256 = u.sha256 WHERE u.uploader_id = ? AND u.sha256 IN ?",
		authz.From(ctx).UserID, digests).Scan(&got).Error
	out := make(map[string]picture.Look, len(got))
	for _, d := range got {
		out[d.SHA256] = d.Look
	}
	return out, db.Fault(err)
}

func insertEvidence(conn *gorm.DB, list []Attachment) error {
	args := make([]any, 0, len(list)*6)
	for _, a := range list {
		args = append(args, string(a.Owner), a.OwnerID, a.SHA256, a.Position, a.SupplierID, a.SiteID)
	}
	values := strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?),", len(list)), ",")
	return conn.Exec("INSERT INTO evidence (owner_type, owner_id, sha256, position, supplier_id, site_id) VALUES "+values, args...).Error
}
