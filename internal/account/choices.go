package account

import (
	"context"

	"hengjian/internal/platform/db"
	"hengjian/internal/platform/httpapi"
)

// Choice is a name to choose from.
type Choice struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Choices are the organisations an account can belong to and the sites an assessor
// can be assigned: their names and nothing else, since administrators read no
// business data and still have to point at the right one.
type Choices struct {
	Suppliers []Choice `json:"suppliers"`
	Sites     []Choice `json:"sites"`
}

// Choices lists what an account can be tied to.
func (s *Service) Choices(ctx context.Context) (Choices, error) {
	out := Choices{Suppliers: []Choice{}, Sites: []Choice{}}
	err := s.db.Conn(ctx).Table("suppliers").Select("id, name").Order("code").Limit(1000).Scan(&out.Suppliers).Error
	if err == nil {
		err = s.db.Conn(ctx).Table("sites").Select("id, name").Where("state = 'active'").Order("code").Limit(1000).Scan(&out.Sites).Error
	}
	return out, db.Fault(err)
}

func (s *Service) httpChoices(ctx context.Context, _ *struct{}) (*httpapi.OK[Choices], error) {
	c, err := s.Choices(ctx)
	return httpapi.Reply(c), err
}
