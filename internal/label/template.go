package label

import (
	"context"
	_ "embed"
	"encoding/json"
	"sync"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/id"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
)

// Template is a named layout.
type Template struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Layout Layout `json:"layout"`
}

// TemplateView is a template as it comes out on this server.
type TemplateView struct {
	Template
	BuiltIn bool `json:"builtIn" doc:"comes with the program and cannot be changed; copy it"`
	Look
	Version int `json:"version"`
}

//go:embed builtin.json
var builtinJSON []byte

// builtin are the templates that come with the program; docs/labels.md says where the
// sizes are from.
var builtin = sync.OnceValue(func() []Template {
	var list []Template
	if err := json.Unmarshal(builtinJSON, &list); err != nil {
		panic(err) // the data is part of the program; the tests load it
	}
	return list
})

// States of an agency's own template.
const (
	stateActive  = "active"
	stateRetired = "retired"
)

type templateRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Layout    string
	State     string
	ChangedAt int64
	Version   int
}

func (templateRow) TableName() string { return "label_templates" }

func (r templateRow) template() (Template, error) {
	t := Template{ID: r.ID, Name: r.Name}
	if err := json.Unmarshal([]byte(r.Layout), &t.Layout); err != nil {
		return t, fault.Internal(err)
	}
	return t, nil
}

func (s *Service) view(t Template, version int) (TemplateView, error) {
	look, err := s.lookOf(t.Layout)
	if fault.Is(err, "module_unprintable") {
		// The server's address has grown since: the template is shown with what is wrong.
		look, err = Look{PerPage: t.Layout.PerPage(), Notices: []Notice{{"module_small"}}}, nil
	}
	return TemplateView{Template: t, BuiltIn: version == 0, Look: look, Version: version}, err
}

// Templates lists the templates in use: the built-in ones, then the agency's own.
func (s *Service) Templates(ctx context.Context) ([]TemplateView, error) {
	out := []TemplateView{}
	for _, t := range builtin() {
		v, err := s.view(t, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	var rows []templateRow
	if err := s.db.Conn(ctx).Where("state = ?", stateActive).Order("id").Find(&rows).Error; err != nil {
		return nil, db.Fault(err)
	}
	for _, r := range rows {
		t, err := r.template()
		if err != nil {
			return nil, err
		}
		v, err := s.view(t, r.Version)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Template reads one template in use.
func (s *Service) Template(ctx context.Context, templateID string) (TemplateView, error) {
	for _, t := range builtin() {
		if t.ID == templateID {
			return s.view(t, 0)
		}
	}
	var r templateRow
	if err := db.First(s.db.Conn(ctx).Where("id = ? AND state = ?", templateID, stateActive), &r); err != nil {
		return TemplateView{}, err
	}
	t, err := r.template()
	if err != nil {
		return TemplateView{}, err
	}
	return s.view(t, r.Version)
}

// find is Template for a template that a request names.
func (s *Service) find(ctx context.Context, templateID string) (TemplateView, error) {
	v, err := s.Template(ctx, templateID)
	if fault.Is(err, "not_found") {
		err = fault.Invalid("template_unknown", "templateId", "There is no such label template.")
	}
	return v, err
}

// accept refuses a layout that cannot be printed here.
func (s *Service) accept(ctx context.Context, l Layout) error {
	if err := authz.May(ctx, permWrite); err != nil {
		return err
	}
	if err := l.check(); err != nil {
		return err
	}
	if _, err := s.logo(ctx, l); err != nil {
		return err
	}
	_, err := s.lookOf(l)
	return err
}

// CreateTemplate adds a template of the agency's own.
func (s *Service) CreateTemplate(ctx context.Context, name string, l Layout) (TemplateView, error) {
	t := Template{ID: id.New(), Layout: l}
	var err error
	if t.Name, err = nameOf(name); err != nil {
		return TemplateView{}, err
	}
	if err := s.accept(ctx, l); err != nil {
		return TemplateView{}, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		text, err := json.Marshal(l)
		if err != nil {
			return fault.Internal(err)
		}
		row := templateRow{ID: t.ID, Name: t.Name, Layout: string(text), State: stateActive, ChangedAt: date.Millis(s.clock.Now()), Version: 1}
		if err := s.db.Conn(ctx).Create(&row).Error; err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actTemplateCreate, Target: "label_template", TargetID: t.ID, After: t})
	})
	if err != nil {
		return TemplateView{}, db.Fault(err)
	}
	return s.view(t, 1)
}

// UpdateTemplate changes a template of the agency's own. What was printed before keeps
// the template as it was.
func (s *Service) UpdateTemplate(ctx context.Context, templateID string, version int, name string, l Layout) (TemplateView, error) {
	name, err := nameOf(name)
	if err != nil {
		return TemplateView{}, err
	}
	if err := s.accept(ctx, l); err != nil {
		return TemplateView{}, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.own(ctx, templateID)
		if err != nil {
			return err
		}
		text, err := json.Marshal(l)
		if err != nil {
			return fault.Internal(err)
		}
		if err := s.changeTemplate(ctx, templateID, version, map[string]any{"name": name, "layout": string(text)}); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actTemplateUpdate, Target: "label_template", TargetID: templateID, Before: before, After: Template{templateID, name, l}})
	})
	if err != nil {
		return TemplateView{}, db.Fault(err)
	}
	return s.Template(ctx, templateID)
}

// RetireTemplate takes a template of the agency's own out of use.
func (s *Service) RetireTemplate(ctx context.Context, templateID string, version int) error {
	if err := authz.May(ctx, permWrite); err != nil {
		return err
	}
	return db.Fault(s.db.Tx(ctx, func(ctx context.Context) error {
		before, err := s.own(ctx, templateID)
		if err != nil {
			return err
		}
		if err := s.changeTemplate(ctx, templateID, version, map[string]any{"state": stateRetired}); err != nil {
			return err
		}
		return s.log.Record(ctx, audit.Entry{Action: actTemplateRetire, Target: "label_template", TargetID: templateID, Before: before})
	}))
}

func (s *Service) changeTemplate(ctx context.Context, templateID string, version int, change map[string]any) error {
	change["version"], change["changed_at"] = version+1, date.Millis(s.clock.Now())
	return db.Changed(s.db.Conn(ctx).Table("label_templates").Where("id = ? AND version = ? AND state = ?", templateID, version, stateActive).Updates(change))
}

// own reads a template that may be changed: 409 template_built_in for one that came with
// the program.
func (s *Service) own(ctx context.Context, templateID string) (Template, error) {
	v, err := s.Template(ctx, templateID)
	if err == nil && v.BuiltIn {
		err = fault.Conflict("template_built_in", "A built-in template cannot be changed; copy it.")
	}
	return v.Template, err
}
