package checkpoint

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"hengjian/internal/kernel/date"
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
	Replaced   string // when the label was replaced
	Trial      bool   // the label only tried a printer
}

// public returns what the page of a code says, and its status.
func (s *Service) public(ctx context.Context, entered string) (publicView, error) {
	out := publicView{Agency: s.opt.AgencyName, Status: http.StatusNotFound}
	if strings.EqualFold(entered, TrialCode) {
		out.Status, out.Trial = http.StatusOK, true
		return out, nil
	}
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
	// Whoever holds the label stands before the place: the code is the permission.
	v, err := s.view(authz.AsSystem(ctx, "public page"), "p.id", row.CheckpointID)
	if err != nil {
		return out, err
	}
	if row.State == Revoked || v.State == Retired {
		// A label that was taken away may be in anybody's pocket: its page says when it
		// ended and not what it opened. Only the way to sign in knows the code.
		out.Status = http.StatusGone
		if row.State == Revoked && v.State == Active {
			out.SignIn = "/field/c/" + code
			if row.RevokedAt != nil {
				out.Replaced = date.FromMillis(*row.RevokedAt).In(s.clock.Zone()).Format("2006-01-02 15:04")
			}
		}
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
		"gone": "这张标签已停用", "goneText": "这里不再需要检查。请把这张标签交给管理单位或撕下作废。",
		"replaced": "这张标签已更换", "replacedAt": "更换时间", "replacedText": "请扫描现场的新标签。",
		"replacedNone": "没有找到新标签时，工作人员请登录后报告；其他人员请告诉管理单位。", "replacedStaff": "工作人员登录，报告或继续检查",
		"trial": "试印标签", "trialText": "这张标签可以识读。它只用来试打印机，不打开任何点位，请不要张贴。",
	},
	"en": {
		"title": "Checkpoint", "checks": "What is checked", "last": "Last checked", "never": "Not checked yet", "staff": "Staff: sign in to check", "number": "Number",
		"unknown": "No such checkpoint", "unknownText": "The code on this label does not exist. Scan it again, or tell the agency.",
		"gone": "This label is out of use", "goneText": "This place is no longer checked. Hand the label to the agency or tear it off.",
		"replaced": "This label has been replaced", "replacedAt": "Replaced on", "replacedText": "Scan the new label on the spot.",
		"replacedNone": "If there is none, staff sign in to report it; anybody else, please tell the agency.", "replacedStaff": "Staff: sign in to report or to check",
		"trial": "Test label", "trialText": "This label can be read. It only tries a printer and opens nothing; do not put it up.",
	},
}

var publicOp = httpapi.Op{ID: "openLabel", Method: "GET", Path: "//q/{code}", Tag: "labels", Public: true, Summary: "What a label opens", Answers: "text/html"}
