// Package configs holds the authorization model and policy, and the commented
// example of the settings.
package configs

import _ "embed"

// Model is the casbin model: a decision over (role, organisation, permission).
//
//go:embed model.conf
var Model string

// Policy is the casbin policy, one line for each role and permission.
//
//go:embed policy.csv
var Policy string
