package label

import (
	"hengjian/internal/checkpoint"
	"hengjian/internal/evidence"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/db"
)

var (
	actTemplateCreate = audit.Define("label.template.create")
	actTemplateUpdate = audit.Define("label.template.update")
	actTemplateRetire = audit.Define("label.template.retire")
	actPrint          = audit.Define("label.print")
	actReport         = audit.Define("label.report")
	actResolve        = audit.Define("label.report.resolve")
)

// Permissions. Who may write checkpoints prints their labels: a code that can be read
// off a screen or a print page proves nobody's presence.
const (
	permWrite      = "checkpoint.write"
	permReport     = "label.report"
	permReadReport = "label.report_read"
)

// Service prints labels and follows them.
type Service struct {
	db          *db.DB
	clock       clock.Clock
	log         *audit.Log
	checkpoints *checkpoint.Service
	evidence    *evidence.Service
	agency      string
}

// New returns the service, which follows the checkpoints; agency is the name that labels
// may carry.
func New(d *db.DB, clk clock.Clock, log *audit.Log, checkpoints *checkpoint.Service, photos *evidence.Service, agency string) *Service {
	s := &Service{db: d, clock: clk, log: log, checkpoints: checkpoints, evidence: photos, agency: agency}
	checkpoints.UseReports(s)
	return s
}

// lookOf measures a layout for the codes of this server: all are of one length.
func (s *Service) lookOf(l Layout) (Look, error) {
	return l.look(s.checkpoints.URL(checkpoint.TrialCode))
}
