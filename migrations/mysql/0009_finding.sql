-- +goose Up
CREATE TABLE findings (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inspection_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  observation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
  item_text TEXT NOT NULL,
  clause_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  severity VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  opened_at BIGINT NOT NULL,
  opened_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  due_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  due_at BIGINT NOT NULL,
  overdue_at BIGINT NULL,
  closed_at BIGINT NULL,
  closed_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cancel_reason TEXT NOT NULL,
  version INT NOT NULL,
  KEY findings_supplier (supplier_id, id),
  KEY findings_queue (state, due_on, id),
  KEY findings_checkpoint (checkpoint_id, state),
  KEY findings_inspection (inspection_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE rectifications (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  finding_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  round INT NOT NULL,
  cause TEXT NOT NULL,
  action TEXT NOT NULL,
  submitted_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  submitted_at BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  UNIQUE KEY rectifications_round (finding_id, round),
  CONSTRAINT rectifications_finding FOREIGN KEY (finding_id) REFERENCES findings (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE reinspections (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  rectification_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
  finding_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  result VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note TEXT NOT NULL,
  inspector_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at BIGINT NOT NULL,
  KEY reinspections_finding (finding_id),
  CONSTRAINT reinspections_rectification FOREIGN KEY (rectification_id) REFERENCES rectifications (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- +goose Down
DROP TABLE reinspections;
DROP TABLE rectifications;
DROP TABLE findings;
