-- +goose Up
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  phone TEXT NOT NULL,
  org_kind TEXT NOT NULL,
  supplier_id TEXT,
  password_hash TEXT NOT NULL,
  password_set_at INTEGER NOT NULL,
  must_change_password INTEGER NOT NULL,
  active INTEGER NOT NULL,
  language TEXT NOT NULL,
  authz_epoch INTEGER NOT NULL,
  failed_count INTEGER NOT NULL,
  locked_until INTEGER,
  last_seen_at INTEGER,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX users_supplier ON users (supplier_id);

CREATE TABLE user_roles (
  user_id TEXT NOT NULL REFERENCES users (id),
  role TEXT NOT NULL,
  PRIMARY KEY (user_id, role)
) WITHOUT ROWID;
CREATE INDEX user_roles_role ON user_roles (role, user_id);

CREATE TABLE password_history (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  password_hash TEXT NOT NULL,
  set_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX password_history_user ON password_history (user_id, id);

-- epoch is the user's authz_epoch at the sign-in: raising that one number ends every
-- session of the user on every replica.
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  idle_ms INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  device TEXT NOT NULL,
  address TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX api_tokens_user ON api_tokens (user_id, id);

CREATE TABLE assessor_sites (
  user_id TEXT NOT NULL REFERENCES users (id),
  site_id TEXT NOT NULL,
  PRIMARY KEY (user_id, site_id)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE assessor_sites;
DROP TABLE api_tokens;
DROP TABLE sessions;
DROP TABLE password_history;
DROP TABLE user_roles;
DROP TABLE users;
