package demo

import (
	"context"
	"fmt"

	"hengjian/internal/checklist"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/kernel/vocab"
)

// dailyCleaning is the ten-item round that the agency made of the catalogue's
// cleaning checklist.
const dailyCleaning = "RC-BJ-10"

// checklistUse is a checklist with the version in force.
type checklistUse struct {
	id, versionID string
	items         []checklist.ItemView
}

// tenItems are the items of the daily round: section, words, severity, and the item
// of the starter catalogue whose clause stands behind it.
var tenItems = []struct {
	section, text string
	severity      vocab.Severity
	photo, na     bool
	from          string
}{
	{"地面与墙面", "地面无垃圾、无积水、无明显污渍", vocab.Major, true, false, "CL-BJ-01-01"},
	{"地面与墙面", "墙面、踢脚线无积尘和蛛网", vocab.Minor, false, false, "CL-BJ-01-02"},
	{"地面与墙面", "楼梯扶手、栏杆洁净无积尘", vocab.Minor, false, true, "CL-BJ-01-03"},
	{"门窗与设施", "门、窗框和玻璃洁净无手印", vocab.Minor, false, false, "CL-BJ-01-04"},
	{"门窗与设施", "电梯轿厢与按键洁净并已消毒", vocab.Major, true, true, "CL-BJ-01-05"},
	{"卫生间", "洁具、台面、镜面洁净无水渍", vocab.Major, true, true, "CL-BJ-01-06"},
	{"卫生间", "无异味，纸张和洗手液充足", vocab.Minor, false, true, "CL-BJ-01-07"},
	{"卫生间", "地面防滑标识摆放到位", vocab.Critical, true, true, "CL-BJ-01-08"},
	{"垃圾与工具", "垃圾桶不满溢，分类投放正确", vocab.Minor, false, false, "CL-BJ-01-09"},
	{"垃圾与工具", "保洁工具定点存放，药剂有标签", vocab.Minor, false, false, "CL-BJ-01-10"},
}

// checklists makes the daily round as the standards officer, publishes it, and
// learns the versions in force of all checklists that rounds use.
func (w *world) checklists(ctx context.Context) error {
	ctx = w.as(ctx, "standards")
	clauses, err := w.clausesOf(ctx, "CL-BJ-01")
	if err != nil {
		return err
	}
	made, err := w.Checklists.Create(ctx, checklist.Checklist{Code: dailyCleaning, Title: "保洁日常巡查（十项）", Category: vocab.Cleaning})
	if err != nil {
		return err
	}
	draft, err := w.Checklists.Draft(ctx, made.ID)
	if err != nil {
		return err
	}
	need := demands[dailyCleaning]
	edit := checklist.Edit{TotalPoints: 10000, Note: "依据入库的办公区保洁检查表整理，分值为本单位自定", Demands: &need}
	for i, t := range tenItems {
		edit.Items = append(edit.Items, checklist.Item{Code: fmt.Sprintf("%s-%02d", dailyCleaning, i+1), Section: t.section, Text: t.text, Points: money.Points(1000),
			Severity: t.severity, PhotoOnFail: t.photo, NAAllowed: t.na, ClauseID: clauses[t.from], Frequency: "每日", PointsBasis: "agency"})
	}
	if _, err := w.Checklists.Edit(ctx, draft.ID, draft.Version, edit); err != nil {
		return err
	}
	if _, err := w.Checklists.Publish(ctx, draft.ID); err != nil {
		return err
	}
	if err := w.learnChecklists(ctx); err != nil {
		return err
	}
	return w.guard(ctx)
}

// guard publishes version 2 of the guards' round with the same items, which demands a
// scanned label and a position.
func (w *world) guard(ctx context.Context) error {
	need := demands[patrol]
	return w.republish(ctx, patrol, "增加现场佐证要求：须扫描标签并提供定位", &need, func(item checklist.ItemView) string { return item.Text })
}

// revise publishes version 2 of the daily round: stricter words for one item. What
// was recorded under version 1 keeps its own.
func (w *world) revise(ctx context.Context) error {
	return w.republish(ctx, dailyCleaning, "卫生间洁具一项增加“每两小时一次”的要求", nil, func(item checklist.ItemView) string {
		if item.Code == dailyCleaning+"-06" {
			return "洁具、台面、镜面洁净无水渍，每两小时清洁一次并签到"
		}
		return item.Text
	})
}

// republish publishes the next version of a checklist with other words or demands.
func (w *world) republish(ctx context.Context, code, note string, need *checklist.Demands, words func(checklist.ItemView) string) error {
	ctx = w.as(ctx, "standards")
	draft, err := w.Checklists.Draft(ctx, w.lists[code].id)
	if err != nil {
		return err
	}
	edit := checklist.Edit{TotalPoints: draft.TotalPoints, Note: note, Demands: need}
	for _, s := range draft.Sections {
		for _, item := range s.Items {
			edit.Items = append(edit.Items, checklist.Item{Code: item.Code, Section: s.Title, Text: words(item), Points: item.Points, Severity: item.Severity,
				PhotoOnFail: item.PhotoOnFail, NAAllowed: item.NAAllowed, ClauseID: item.ClauseID, Frequency: item.Frequency, DeductionRule: item.DeductionRule,
				SourceID: item.SourceID, PointsBasis: item.PointsBasis})
		}
	}
	if _, err := w.Checklists.Edit(ctx, draft.ID, draft.Version, edit); err != nil {
		return err
	}
	if _, err := w.Checklists.Publish(ctx, draft.ID); err != nil {
		return err
	}
	return w.learnChecklists(ctx)
}

func (w *world) learnChecklists(ctx context.Context) error {
	for cursor := ""; ; {
		list, err := w.Checklists.List(ctx, checklist.Filter{}, page.Request{Limit: page.Max, Cursor: cursor})
		if err != nil {
			return err
		}
		for _, c := range list.Items {
			if c.CurrentVersion == nil {
				continue
			}
			v, err := w.Checklists.Version(ctx, c.CurrentVersion.ID)
			if err != nil {
				return err
			}
			use := checklistUse{id: c.ID, versionID: v.ID}
			for _, s := range v.Sections {
				use.items = append(use.items, s.Items...)
			}
			w.lists[c.Code] = use
		}
		if cursor = list.NextCursor; cursor == "" {
			return nil
		}
	}
}

// clausesOf maps the items of a catalogue checklist to their clauses.
func (w *world) clausesOf(ctx context.Context, code string) (map[string]string, error) {
	list, err := w.Checklists.List(ctx, checklist.Filter{Q: code}, page.Request{})
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, c := range list.Items {
		if c.Code != code || c.CurrentVersion == nil {
			continue
		}
		v, err := w.Checklists.Version(ctx, c.CurrentVersion.ID)
		if err != nil {
			return nil, err
		}
		for _, s := range v.Sections {
			for _, item := range s.Items {
				if item.Clause != nil {
					out[item.Code] = item.Clause.ID
				}
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("the starter catalogue has no checklist %s", code)
	}
	return out, nil
}
