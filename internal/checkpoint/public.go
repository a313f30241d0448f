package checkpoint

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/httpapi"
)

//go:embed public.html
var publicHTML string

var publicPage = template.Must(template.New("public").Parse(publicHTML))

// publicView is what anybody may know of a checkpoint. It names no supplier.
type publicView struct {
	T          map[string]string
	Lang       string
	Agency     string
	Status     int
	Number     string
	Name       string
	Site       string
	Area       string
	Checklists []string
	Last       string
	SignIn     string
}

// public returns what the page of a code says, and its status.
func (s *Service) public(ctx context.Context, entered string) (publicView, error) {
	out := publicView{Agency: s.opt.AgencyName, Status: http.StatusNotFound}
	code, ok := ParseCode(entered)
	if !ok {
		return out, nil
	}
	row, err := s.findCode(ctx, code)
	if fault.Is(err, "code_unknown") {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	if row.State == Revoked {
		out.Status = http.StatusGone
		return out, nil
	}
	// Whoever holds the label stands before the place: the code is the permission.
	v, err := s.view(authz.AsSystem(ctx, "public page"), "p.id", row.CheckpointID)
	if err != nil {
		return out, err
	}
	if v.State == Retired {
		out.Status = http.StatusGone
		return out, nil
	}
	out.Status, out.Number, out.Name, out.Site, out.Area, out.SignIn = http.StatusOK, v.Number, v.Name, v.SiteName, v.AreaName, "/field/c/"+code
	for _, l := range v.Checklists {
		out.Checklists = append(out.Checklists, l.Title)
	}
	if v.LastInspectedAt != nil {
		out.Last = v.LastInspectedAt.In(s.clock.Zone()).Format("2006-01-02 15:04")
	}
	return out, nil
}

// servePublic answers /q/{code} without login and without script.
func (s *Service) servePublic(w http.ResponseWriter, req *http.Request) error {
	v, err := s.public(req.Context(), req.PathValue("code"))
	if err != nil {
		return err
	}
	v.Lang = language(req.Header.Get("Accept-Language"))
	v.T = publicWords[v.Lang]
	var b bytes.Buffer
	if err := publicPage.Execute(&b, v); err != nil {
		return fault.Internal(err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language")
	h.Set("X-Robots-Tag", "noindex")
	w.WriteHeader(v.Status)
	_, _ = w.Write(b.Bytes())
	return nil
}

// language picks zh-CN unless the browser asks for English before Chinese.
func language(header string) string {
	best, quality := "zh-CN", ""
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := "1"
		if v, found := strings.CutPrefix(strings.TrimSpace(params), "q="); found {
			q = v // 0 to 1 with a dot, which sorts as text
		}
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if q > quality && (primary == "zh" || primary == "en") {
			quality, best = q, map[string]string{"zh": "zh-CN", "en": "en"}[primary]
		}
	}
	return best
}

var publicWords = map[string]map[string]string{
	"zh-CN": {
		"title": "点位", "checks": "检查内容", "last": "最近检查", "never": "还没有检查记录", "staff": "工作人员登录检查", "number": "编号",
		"unknown": "没有这个点位", "unknownText": "标签上的编码不存在。请核对后再扫一次，或联系管理单位。",
		"gone": "这张标签已停用", "goneText": "标签已更换或点位已撤销。请扫描现场的新标签；如果没有新标签，请告诉管理单位。",
	},
	"en": {
		"title": "Checkpoint", "checks": "What is checked", "last": "Last checked", "never": "Not checked yet", "staff": "Staff: sign in to check", "number": "Number",
		"unknown": "No such checkpoint", "unknownText": "The code on this label does not exist. Scan it again, or tell the agency.",
		"gone": "This label is out of use", "goneText": "The label was replaced or the checkpoint was retired. Scan the new label on the spot; if there is none, tell the agency.",
	},
}

var publicOp = httpapi.Op{ID: "openLabel", Method: "GET", Path: "//q/{code}", Tag: "labels", Public: true, Summary: "What a label opens", Answers: "text/html"}
