-- +goose Up
ALTER TABLE checkpoint_codes ADD COLUMN revoked_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- An agency's own labels, beside the ones that come with the program.
CREATE TABLE label_templates (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(60) NOT NULL,
  layout TEXT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  changed_at BIGINT NOT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Pictures that stand in the middle of a code, drawn anew when they were received. Rows
-- never change, so that a print can be repeated as it was.
CREATE TABLE label_logos (
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  picture BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What was printed, on which template as it was then.
CREATE TABLE label_prints (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  template_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  template TEXT NOT NULL,
  start_at INT NOT NULL,
  labels INT NOT NULL,
  printed_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  printed_at BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE label_print_items (
  print_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL,
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  label_version INT NOT NULL,
  PRIMARY KEY (print_id, position),
  KEY label_print_items_label (checkpoint_id, label_version, print_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What people on the spot say about a label.
CREATE TABLE label_reports (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  label_version INT NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(500) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reported_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reported_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  resolved_at BIGINT NULL,
  resolved_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  KEY label_reports_state (state, id),
  KEY label_reports_checkpoint (checkpoint_id, state),
  KEY label_reports_supplier (supplier_id, state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- +goose Down
DROP TABLE label_reports;
DROP TABLE label_print_items;
DROP TABLE label_prints;
DROP TABLE label_logos;
DROP TABLE label_templates;
ALTER TABLE checkpoint_codes DROP COLUMN revoked_by;
