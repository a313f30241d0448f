package inspection

import (
	"context"

	"hengjian/internal/doubt"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/picture"
)

// maxAccuracy bounds what a phone may say of its own accuracy, in metres.
const maxAccuracy = 1_000_000

// checkEvidence refuses evidence that says nothing that could be true. What is only
// doubtful is taken.
func (sub *Submission) checkEvidence() error {
	e := sub.Evidence
	if e == nil {
		return nil
	}
	if p := e.Position; p != nil && (p.AccuracyM < 0 || p.AccuracyM > maxAccuracy) {
		return fault.Invalid("out_of_range", "evidence.position.accuracyMeters", "An accuracy is between 0 and 1000000 metres.")
	}
	switch e.Photos {
	case "", doubt.InApp, doubt.FromFile:
	default:
		return fault.Invalid("not_allowed", "evidence.photos", "Photos come from app or file.")
	}
	switch e.Source {
	case "", doubt.ByCamera, doubt.ByPhoto, doubt.ByTyping, doubt.ByLink:
		return nil
	}
	return fault.Invalid("not_allowed", "evidence.source", "A code comes from camera, photo, typed or link.")
}

// doubtful is the record as it is examined.
func (d *draft) doubtful(ctx context.Context, inspectionID string, looks map[string]picture.Look) *doubt.Record {
	p := d.place
	r := &doubt.Record{Carrier: authz.From(ctx).Carrier, ID: inspectionID, Mode: string(d.Mode), SupplierID: p.SupplierID, ContractID: p.ContractID, SiteID: p.SiteID, CheckpointID: p.ID,
		Category: p.Category, PersonID: authz.From(ctx).UserID, Day: d.day, StartedAt: d.StartedAt, FinishedAt: d.FinishedAt, ReceivedAt: d.now,
		Demands: d.sheet.Demands, Evidence: d.Evidence, CodeGiven: d.Code != "", Replaced: d.replaced, Photos: looks}
	var lat, lon *int64
	if p.Centre != nil {
		lat, lon = &p.Centre.LatitudeE7, &p.Centre.LongitudeE7
	}
	r.Fence = doubt.NewFence(lat, lon, p.RadiusM, d.gate.siteLat, d.gate.siteLon, d.gate.siteRadius)
	return r
}

func kindsOf(list []doubt.Raised) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = string(r.Kind)
	}
	return out
}
