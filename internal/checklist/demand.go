package checklist

import "hengjian/internal/kernel/fault"

// Demands are what a version asks of a record besides its answers, as proof that
// somebody was there. A record that lacks something is accepted and doubted.
type Demands struct {
	LabelScan       bool `json:"labelScan,omitempty" doc:"the label must have been scanned"`
	Position        bool `json:"position,omitempty" doc:"the phone's position, inside the fence"`
	Challenge       bool `json:"challenge,omitempty" doc:"a token of the server taken when the check began"`
	MinDwellSeconds int  `json:"minDwellSeconds,omitempty" doc:"shortest time on the spot, up to 7200; 0 for any"`
	CameraOnly      bool `json:"cameraOnly,omitempty" doc:"the phone takes photos with its camera, never from its files"`
	PhotoAlways     bool `json:"photoAlways,omitempty" doc:"at least one photo, also when everything passes"`
}

// maxDwell bounds the time a version may demand: two hours.
const maxDwell = 2 * 60 * 60

// Any reports whether a record can lack anything.
func (d Demands) Any() bool {
	return d.LabelScan || d.Position || d.Challenge || d.MinDwellSeconds > 0 || d.PhotoAlways
}

func (d Demands) check() error {
	if d.MinDwellSeconds < 0 || d.MinDwellSeconds > maxDwell {
		return fault.Invalid("out_of_range", "demands.minDwellSeconds", "The time on the spot is between 0 and 7200 seconds.")
	}
	return nil
}
