-- +goose Up
ALTER TABLE checkpoint_codes ADD COLUMN revoked_by TEXT NOT NULL DEFAULT '';

-- An agency's own labels, beside the ones that come with the program.
CREATE TABLE label_templates (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  layout TEXT NOT NULL,
  state TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (id)
) WITHOUT ROWID;

-- Pictures that stand in the middle of a code, drawn anew when they were received. Rows
-- never change, so that a print can be repeated as it was.
CREATE TABLE label_logos (
  sha256 TEXT NOT NULL,
  picture BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (sha256)
) WITHOUT ROWID;

-- What was printed, on which template as it was then.
CREATE TABLE label_prints (
  id TEXT NOT NULL,
  template_id TEXT NOT NULL,
  template TEXT NOT NULL,
  start_at INTEGER NOT NULL,
  labels INTEGER NOT NULL,
  printed_by TEXT NOT NULL,
  printed_at INTEGER NOT NULL,
  PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE TABLE label_print_items (
  print_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  checkpoint_id TEXT NOT NULL,
  label_version INTEGER NOT NULL,
  PRIMARY KEY (print_id, position)
) WITHOUT ROWID;
CREATE INDEX label_print_items_label ON label_print_items (checkpoint_id, label_version, print_id);

-- What people on the spot say about a label.
CREATE TABLE label_reports (
  id TEXT NOT NULL,
  checkpoint_id TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  label_version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  note TEXT NOT NULL,
  state TEXT NOT NULL,
  reported_by TEXT NOT NULL,
  reported_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  resolved_at INTEGER NULL,
  resolved_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX label_reports_state ON label_reports (state, id);
CREATE INDEX label_reports_checkpoint ON label_reports (checkpoint_id, state);
CREATE INDEX label_reports_supplier ON label_reports (supplier_id, state, id);

-- +goose Down
DROP TABLE label_reports;
DROP TABLE label_print_items;
DROP TABLE label_prints;
DROP TABLE label_logos;
DROP TABLE label_templates;
ALTER TABLE checkpoint_codes DROP COLUMN revoked_by;
