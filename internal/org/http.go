package org

import (
	"context"
	"net/http"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/geo"
	"hengjian/internal/kernel/money"
	"hengjian/internal/kernel/page"
	"hengjian/internal/platform/httpapi"
)

// Routes adds the operations of the organisation.
func (s *Service) Routes(r *httpapi.Router) {
	op := func(id, method, path, permission, summary string) httpapi.Op {
		o := httpapi.Op{ID: id, Method: method, Path: path, Tag: "org", Summary: summary, Permission: permission}
		if method == http.MethodPost {
			o.Status = http.StatusCreated
		}
		return o
	}
	httpapi.Handle(r, op("listSites", "GET", "/sites", "org.read", "List sites"), s.httpListSites)
	httpapi.Handle(r, op("createSite", "POST", "/sites", "org.write", "Add a site"), s.httpCreateSite)
	httpapi.Handle(r, op("getSite", "GET", "/sites/{id}", "org.read", "Read a site"), s.httpGetSite)
	httpapi.Handle(r, op("changeSite", "PATCH", "/sites/{id}", "org.write", "Change or close a site"), s.httpChangeSite)
	httpapi.Handle(r, op("listAreas", "GET", "/sites/{id}/areas", "org.read", "List the areas of a site"), s.httpListAreas)
	httpapi.Handle(r, op("createArea", "POST", "/sites/{id}/areas", "org.write", "Add an area to a site"), s.httpCreateArea)
	httpapi.Handle(r, op("changeArea", "PATCH", "/areas/{id}", "org.write", "Change or close an area"), s.httpChangeArea)
	httpapi.Handle(r, op("getWorkingCalendar", "GET", "/working-calendar", "org.read", "List the days that differ from Monday to Friday"), s.httpYear)
	httpapi.Handle(r, op("setWorkingDay", "PUT", "/working-calendar/{day}", "org.write", "Make a day a working day or a holiday"), s.httpSetDay)
	httpapi.Handle(r, op("clearWorkingDay", "DELETE", "/working-calendar/{day}", "org.write", "Let a day follow the week again"), s.httpClearDay)
}

type siteView struct {
	ID              string         `json:"id"`
	Code            string         `json:"code"`
	Name            string         `json:"name"`
	Address         string         `json:"address"`
	AreaM2          money.Quantity `json:"areaM2"`
	State           State          `json:"state" enum:"active,closed"`
	Version         int            `json:"version"`
	CheckpointCount int            `json:"checkpointCount"`
	Centre          *geo.Shown     `json:"centre,omitempty" doc:"where the site is, if it is known"`
}

func viewSite(s Site) siteView {
	return siteView{s.ID, s.Code, s.Name, s.Address, s.AreaM2, s.State, s.Version, s.CheckpointCount, geo.Show(s.Point(), s.RadiusM)}
}

type areaView struct {
	ID      string `json:"id"`
	SiteID  string `json:"siteId"`
	Name    string `json:"name"`
	Floor   string `json:"floor"`
	State   State  `json:"state" enum:"active,closed"`
	Version int    `json:"version"`
}

func viewArea(a Area) areaView { return areaView(a) }

type dayView struct {
	Day  date.Day `json:"day"`
	Kind DayKind  `json:"kind" enum:"work,rest"`
	Note string   `json:"note"`
}

func viewDay(o Override) dayView { return dayView(o) }

type listSitesIn struct {
	httpapi.Paging
	Q     string `query:"q" maxLength:"100" doc:"part of code, name or address"`
	State State  `query:"state" enum:"active,closed"`
}

func (s *Service) httpListSites(ctx context.Context, in *listSitesIn) (*httpapi.OK[page.Of[siteView]], error) {
	out, err := s.Sites(ctx, in.Q, in.State, in.Page())
	return httpapi.Reply(page.Map(out, viewSite)), err
}

type createSiteIn struct {
	Body struct {
		Code    string         `json:"code" minLength:"1" maxLength:"32"`
		Name    string         `json:"name" minLength:"1" maxLength:"100"`
		Address string         `json:"address,omitempty" maxLength:"200"`
		AreaM2  money.Quantity `json:"areaM2,omitempty"`
		Centre  geo.Entered    `json:"centre,omitempty"`
	}
}

func (s *Service) httpCreateSite(ctx context.Context, in *createSiteIn) (*httpapi.Tagged[siteView], error) {
	b := in.Body
	at, err := Centred(b.Centre)
	if err != nil {
		return nil, err
	}
	site, err := s.CreateSite(ctx, NewSite{Code: b.Code, Name: b.Name, Address: b.Address, AreaM2: b.AreaM2,
		LatitudeE6: at.LatitudeE6, LongitudeE6: at.LongitudeE6, RadiusM: at.RadiusM})
	return httpapi.ReplyVersion(viewSite(site), site.Version), err
}

func (s *Service) httpGetSite(ctx context.Context, in *httpapi.ByID) (*httpapi.Tagged[siteView], error) {
	site, err := s.Site(ctx, in.ID)
	return httpapi.ReplyVersion(viewSite(site), site.Version), err
}

type changeSiteIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Name    *string         `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Address *string         `json:"address,omitempty" maxLength:"200"`
		AreaM2  *money.Quantity `json:"areaM2,omitempty"`
		State   *State          `json:"state,omitempty" enum:"active,closed"`
		Centre  *geo.Entered    `json:"centre,omitempty"`
	}
}

func (s *Service) httpChangeSite(ctx context.Context, in *changeSiteIn) (*httpapi.Tagged[siteView], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	b := in.Body
	change := SiteChange{Name: b.Name, Address: b.Address, AreaM2: b.AreaM2, State: b.State}
	if b.Centre != nil {
		if change.Centre, err = Centred(*b.Centre); err != nil {
			return nil, err
		}
	}
	site, err := s.ChangeSite(ctx, in.ID, version, change)
	return httpapi.ReplyVersion(viewSite(site), site.Version), err
}

type listAreasIn struct {
	httpapi.ByID
	httpapi.Paging
}

func (s *Service) httpListAreas(ctx context.Context, in *listAreasIn) (*httpapi.OK[page.Of[areaView]], error) {
	out, err := s.Areas(ctx, in.ID, in.Page())
	return httpapi.Reply(page.Map(out, viewArea)), err
}

type createAreaIn struct {
	httpapi.ByID
	Body struct {
		Name  string `json:"name" minLength:"1" maxLength:"100"`
		Floor string `json:"floor,omitempty" maxLength:"32"`
	}
}

func (s *Service) httpCreateArea(ctx context.Context, in *createAreaIn) (*httpapi.Tagged[areaView], error) {
	area, err := s.CreateArea(ctx, in.ID, NewArea(in.Body))
	return httpapi.ReplyVersion(viewArea(area), area.Version), err
}

type changeAreaIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Name  *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Floor *string `json:"floor,omitempty" maxLength:"32"`
		State *State  `json:"state,omitempty" enum:"active,closed"`
	}
}

func (s *Service) httpChangeArea(ctx context.Context, in *changeAreaIn) (*httpapi.Tagged[areaView], error) {
	version, err := in.Expect()
	if err != nil {
		return nil, err
	}
	area, err := s.ChangeArea(ctx, in.ID, version, AreaChange(in.Body))
	return httpapi.ReplyVersion(viewArea(area), area.Version), err
}

type yearIn struct {
	Year int `query:"year" minimum:"1900" maximum:"2999" doc:"the present year if absent"`
}

type yearView struct {
	Year int       `json:"year"`
	Days []dayView `json:"days"`
}

func (s *Service) httpYear(ctx context.Context, in *yearIn) (*httpapi.OK[yearView], error) {
	if in.Year == 0 {
		in.Year = s.clock.Now().In(s.clock.Zone()).Year()
	}
	days, err := s.Year(ctx, in.Year)
	out := yearView{Year: in.Year, Days: make([]dayView, len(days))}
	for i, d := range days {
		out.Days[i] = viewDay(d)
	}
	return httpapi.Reply(out), err
}

type setDayIn struct {
	Day  date.Day `path:"day"`
	Body struct {
		Kind DayKind `json:"kind" enum:"work,rest"`
		Note string  `json:"note,omitempty" maxLength:"100"`
	}
}

func (s *Service) httpSetDay(ctx context.Context, in *setDayIn) (*httpapi.OK[dayView], error) {
	o := Override{Day: in.Day, Kind: in.Body.Kind, Note: in.Body.Note}
	return httpapi.Reply(viewDay(o)), s.SetDay(ctx, o)
}

type dayIn struct {
	Day date.Day `path:"day"`
}

func (s *Service) httpClearDay(ctx context.Context, in *dayIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.ClearDay(ctx, in.Day)
}
