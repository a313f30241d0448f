package demo

import (
	"context"
	"fmt"

	"hengjian/internal/account"
	"hengjian/internal/checkpoint"
	"hengjian/internal/platform/authz"
	"hengjian/internal/round"
)

// points makes the firm's checkpoints.
func (w *world) points(ctx context.Context, r *running) error {
	for i, p := range r.firm.points {
		at := pointAt(p.site, i)
		made, err := w.Checkpoints.Create(w.as(ctx, "manager"), checkpoint.Checkpoint{Name: p.name, SiteID: w.sites[p.site].ID, AreaID: w.areas[p.site+"/"+p.area],
			ContractID: r.contractID, Category: p.category, ChecklistIDs: []string{w.lists[p.checklist].id}, Centre: &at})
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		r.points = append(r.points, made)
	}
	return nil
}

// walks makes the firm's routes with its own rounds, and one supervision round of the
// agency a week at the first of its points.
func (w *world) walks(ctx context.Context, r *running) error {
	for _, walk := range r.walks {
		who := round.Who{Kind: walk.who, ID: walk.whoID}
		if walk.team != "" {
			team, err := w.Rounds.CreateTeam(w.as(ctx, r.key+".manager"), round.Team{Name: walk.team, MemberIDs: []string{w.actors[r.key+".staff"].UserID}})
			if err != nil {
				return err
			}
			who = round.Who{Kind: round.ByTeam, ID: team.ID}
		}
		plan := round.Plan{Name: walk.name, RRule: walk.rule, Windows: walk.windows, Calendar: walk.calendar, OnRestDay: walk.rest,
			Assignee: round.BySupplier, Who: who, StartsOn: r.first.First()}
		if err := w.send(ctx, plan, walk.name, r.pointIDs(walk.points...)...); err != nil {
			return err
		}
	}
	if r.joined > 0 {
		return nil
	}
	supervision := round.Plan{Name: "监督检查 · " + r.short, RRule: "FREQ=WEEKLY;BYDAY=TH", Windows: []round.Window{{Start: "09:00", End: "17:30"}},
		Assignee: round.ByAgency, Who: round.Who{Kind: round.ByRole, ID: "inspector"}, StartsOn: r.first.First()}
	return w.send(ctx, supervision, r.short+"监督点", r.pointIDs(0)...)
}

// send makes a route and a plan along it.
func (w *world) send(ctx context.Context, p round.Plan, route string, points ...string) error {
	manager := w.as(ctx, "manager")
	made, err := w.Rounds.CreateRoute(manager, round.Route{Name: route, Stops: points})
	if err != nil {
		return fmt.Errorf("%s: %w", route, err)
	}
	p.RouteID = made.ID
	if _, err := w.Rounds.CreatePlan(manager, p); err != nil {
		return fmt.Errorf("%s: %w", p.Name, err)
	}
	return nil
}

func (r *running) pointIDs(places ...int) []string {
	out := make([]string, len(places))
	for i, p := range places {
		out[i] = r.points[p].ID
	}
	return out
}

// patrol makes the agency's own round: a team walks along places of several suppliers
// on the last Friday of each month.
func (w *world) patrol(ctx context.Context) error {
	team, err := w.Rounds.CreateTeam(w.as(ctx, "manager"), round.Team{Name: "综合督查组", MemberIDs: []string{w.actors["inspector"].UserID, w.actors["inspector2"].UserID}})
	if err != nil {
		return err
	}
	plan := round.Plan{Name: "行政中心月末督查", RRule: "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", Calendar: round.WorkingDays, OnRestDay: round.NextWork,
		Windows: []round.Window{{Start: "09:00", End: "17:30"}}, Assignee: round.ByAgency, Who: round.Who{Kind: round.ByTeam, ID: team.ID}, StartsOn: w.firms[0].first.First()}
	return w.send(ctx, plan, "行政中心综合督查", w.firms[0].points[0].ID, w.firms[1].points[1].ID, w.firms[2].points[0].ID, w.firms[4].points[0].ID)
}

// roster puts people on duty for this week and the next: the guards change between day
// and night, the cleaners keep the lobby on days of rest.
func (w *world) roster(ctx context.Context) error {
	cleaners, guards := w.firms[0], w.firms[1]
	second := account.NewUser{Username: guards.key + ".staff2", DisplayName: guards.short + " 夜班员工", OrgKind: authz.Supplier, SupplierID: guards.supplierID}
	if err := w.person(ctx, second, "supplier_staff"); err != nil {
		return err
	}
	people := []string{w.actors[guards.key+".staff"].UserID, w.actors[second.Username].UserID}
	if _, err := w.Rounds.CreateTeam(w.as(ctx, guards.key+".manager"), round.Team{Name: "大院安保班", MemberIDs: people}); err != nil {
		return err
	}
	monday := w.end.day.AddDays(1 - w.end.day.Weekday())
	var nights, weekends []round.Shift
	for n := range 14 {
		day := monday.AddDays(n)
		nights = append(nights, round.Shift{Day: day, Start: "07:00", End: "19:00", UserID: people[n/7%2]},
			round.Shift{Day: day, Start: "19:00", End: "07:00", UserID: people[(n/7+1)%2]})
		if day.Weekday() > 5 {
			weekends = append(weekends, round.Shift{Day: day, Start: "08:30", End: "17:30", UserID: w.actors[cleaners.key+".staff"].UserID})
		}
	}
	if _, err := w.Rounds.AddDuties(w.as(ctx, guards.key+".manager"), w.sites["XZZX"].ID, nights); err != nil {
		return err
	}
	_, err := w.Rounds.AddDuties(w.as(ctx, cleaners.key+".manager"), w.sites["XZZX"].ID, weekends)
	return err
}
