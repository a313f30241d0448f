package quota

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/platform/httpapi"
)

// ReportFilter narrows the report.
type ReportFilter struct {
	From       date.Month     `query:"from" doc:"first month; empty for the last twelve finished ones"`
	To         date.Month     `query:"to"`
	GroupBy    string         `query:"groupBy" enum:"supplier,category,site" default:"supplier"`
	SupplierID string         `query:"supplierId" maxLength:"64"`
	Category   vocab.Category `query:"category"`
	SiteID     string         `query:"siteId" maxLength:"64"`
}

func (f ReportFilter) query() ReportQuery {
	return ReportQuery{f.From, f.To, Group(f.GroupBy), f.SupplierID, f.Category, f.SiteID}
}

func (s *Service) getReport(ctx context.Context, in *ReportFilter) (*httpapi.OK[QuotaReport], error) {
	report, err := s.Report(ctx, in.query())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(reportOf(report)), nil
}

type reportLinesInput struct {
	ReportFilter
	httpapi.Paging
}

func (s *Service) getReportLines(ctx context.Context, in *reportLinesInput) (*httpapi.OK[page.Of[QuotaReportLine]], error) {
	list, err := s.ReportLines(ctx, in.query(), in.Page())
	if err != nil {
		return nil, err
	}
	return httpapi.Reply(page.Map(list, reportLineOf)), nil
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

var exportQueries = []string{"from", "to", "groupBy", "supplierId", "category", "siteId", "language"}

// export answers with a file, so it reads its query itself, as strictly as the typed
// operations do.
func (s *Service) export(w http.ResponseWriter, req *http.Request) error {
	values := req.URL.Query()
	for name := range values {
		if !slices.Contains(exportQueries, name) {
			return fault.Invalid("unknown_parameter", name, "There is no such query parameter.")
		}
	}
	q := ReportQuery{GroupBy: Group(values.Get("groupBy")), SupplierID: values.Get("supplierId"), Category: vocab.Category(values.Get("category")), SiteID: values.Get("siteId")}
	for name, to := range map[string]*date.Month{"from": &q.From, "to": &q.To} {
		if text := values.Get(name); text != "" {
			month, err := date.ParseMonth(text)
			if err != nil {
				return fault.Invalid("malformed_value", name, "Write the month as YYYY-MM.")
			}
			*to = month
		}
	}
	language := values.Get("language")
	if language != "" && language != "zh-CN" && language != "en" {
		return fault.Invalid("not_allowed", "language", "The spreadsheet speaks zh-CN or en.")
	}
	file, err := s.Workbook(req.Context(), q, language)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", xlsxType)
	header.Set("Content-Disposition", `attachment; filename="quota-report.xlsx"`)
	header.Set("Content-Length", strconv.Itoa(len(file)))
	header.Set("Cache-Control", "no-store")
	_, err = w.Write(file)
	return err
}
