package doubt

import (
	"maps"
	"slices"
)

// Questions are what the detectors ask the database about a record, as they ask it.
func Questions(r *Record) map[string]Question {
	alike, args := alikeSQL(r, slices.Sorted(maps.Keys(r.Photos)), DefaultSettings)
	return map[string]Question{"where the person was": {aroundSQL, aroundArgs(r)}, "where the photos were": {alike, args}}
}

// Question is a statement with its values.
type Question struct {
	SQL  string
	Args []any
}
