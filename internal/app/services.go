package app

import (
	"io"

	"hengjian/internal/account"
	"hengjian/internal/assessment"
	"hengjian/internal/checklist"
	"hengjian/internal/checkpoint"
	"hengjian/internal/contract"
	"hengjian/internal/demo"
	"hengjian/internal/doubt"
	"hengjian/internal/evidence"
	"hengjian/internal/finding"
	"hengjian/internal/insight"
	"hengjian/internal/inspection"
	"hengjian/internal/label"
	"hengjian/internal/ledger"
	"hengjian/internal/org"
	"hengjian/internal/platform/audit"
	"hengjian/internal/platform/clock"
	"hengjian/internal/platform/httpapi"
	"hengjian/internal/platform/picture"
	"hengjian/internal/platform/setting"
	"hengjian/internal/presence"
	"hengjian/internal/queuefile"
	"hengjian/internal/quota"
	"hengjian/internal/recheck"
	"hengjian/internal/round"
	"hengjian/internal/settlement"
	"hengjian/internal/spotcheck"
	"hengjian/internal/standard"
	"hengjian/internal/supplier"
	"hengjian/internal/switching"
)

// Services are all domains on one database and one clock.
type Services struct {
	Audit       *audit.Log
	Settings    *setting.Store
	Ledger      *ledger.Ledger
	Account     *account.Service
	Org         *org.Service
	Standards   *standard.Service
	Evidence    *evidence.Service
	Suppliers   *supplier.Service
	Contracts   *contract.Service
	Quotas      *quota.Service
	Findings    *finding.Service
	Checklists  *checklist.Service
	Checkpoints *checkpoint.Service
	Labels      *label.Service
	Rounds      *round.Service
	SpotChecks  *spotcheck.Service
	Supervision *switching.Service
	Rechecks    *recheck.Service
	Presence    *presence.Service
	Doubts      *doubt.Service
	Inspections *inspection.Service
	QueueFiles  *queuefile.Service
	Assessments *assessment.Service
	Settlements *settlement.Service
	Insight     *insight.Service
}

// wire makes the services on a's database with the clock: the machine's for the
// server, a moving one for the demo's history. draws is where the seeds of draws come
// from: for a server nothing but the operating system, so that nobody can choose one.
func wire(a *App, clk clock.Clock, draws io.Reader) (*Services, error) {
	cfg, d := a.Config, a.DB
	agency := cfg.Agency.Name
	if cfg.Demo {
		agency = demo.AgencyName // which says that it is fictional
	}
	s := &Services{Audit: audit.New(d, clk), Ledger: ledger.New(d, clk)}
	s.Settings = setting.New(d, clk, s.Audit)
	var err error
	s.Account, err = account.New(d, clk, s.Audit, a.Policy, account.Settings{
		AgencyName: agency, Demo: cfg.Demo, BaseURL: cfg.BaseURL, Version: a.version,
		PasswordProfile: cfg.Password.Profile, Idle: cfg.Session.Idle, Absolute: cfg.Session.Absolute,
		RememberIdle: cfg.Session.RememberIdle,
	})
	if err != nil {
		return nil, err
	}
	s.Org = org.New(d, clk, s.Audit)
	s.Standards = standard.New(d, clk, s.Audit)
	s.Evidence = evidence.New(d, clk, a.blobs, picture.Limits{Bytes: cfg.Limits.PhotoBytes, Pixels: cfg.Limits.PhotoPixels}, s.Settings)
	s.Assessments = assessment.New(d, clk, s.Audit, s.Ledger)
	reads := insight.NewReads(d, s.Assessments)
	s.Suppliers = supplier.New(d, clk, s.Audit, s.Ledger, s.Assessments, reads)
	s.Contracts = contract.New(d, clk, s.Audit, s.Suppliers, quota.NewBook(d), reads)
	s.Quotas = quota.New(d, clk, s.Audit, s.Ledger, s.Contracts, reads)
	s.Findings = finding.New(d, clk, s.Audit, s.Ledger, s.Org, s.Evidence)
	s.Checklists = checklist.New(d, clk, s.Audit, s.Standards)
	s.Checkpoints = checkpoint.New(d, clk, s.Audit, s.Checklists, checkpoint.Options{BaseURL: cfg.BaseURL, AgencyName: agency})
	s.Labels = label.New(d, clk, s.Audit, s.Checkpoints, s.Evidence, agency)
	s.Rounds = round.New(d, clk, s.Audit, s.Ledger, s.Org, s.Checkpoints, cfg.Rounds.DaysAhead)
	s.SpotChecks = spotcheck.New(d, clk, s.Audit, s.Rounds, draws)
	s.Supervision = switching.New(d, clk, s.Audit, s.Settings, s.SpotChecks)
	s.Rechecks = recheck.New(d, clk, s.Audit, s.Settings, s.SpotChecks)
	s.Presence = presence.New(d, clk, s.Audit, cfg.Secret)
	s.Doubts = doubt.New(d, clk, s.Audit, s.Ledger, s.Presence, s.Settings)
	s.Inspections = inspection.New(d, clk, s.Audit, s.Ledger, s.Checklists, s.Checkpoints, s.Rounds, s.Findings, s.Evidence, s.Doubts)
	s.Doubts.UseRecords(s.Inspections)
	s.QueueFiles = queuefile.New(d, clk, s.Audit, s.Account, s.Evidence, cfg.Secret, cfg.Limits.PhotoBytes)
	s.Settlements = settlement.New(d, clk, s.Audit, s.Ledger, s.Contracts, s.Assessments, s.Quotas)
	s.Insight = insight.New(d, clk, s.Ledger, s.Contracts, s.Assessments, reads)
	return s, nil
}

// all lists every service that has routes.
func (s *Services) all() []interface{ Routes(*httpapi.Router) } {
	return []interface{ Routes(*httpapi.Router) }{
		s.Account, s.Org, s.Standards, s.Evidence, s.Suppliers, s.Contracts, s.Quotas, s.Findings,
		s.Checklists, s.Checkpoints, s.Labels, s.Rounds, s.SpotChecks, s.Supervision, s.Rechecks, s.Presence, s.Doubts, s.Inspections, s.QueueFiles,
		s.Assessments, s.Settlements, s.Insight,
	}
}
