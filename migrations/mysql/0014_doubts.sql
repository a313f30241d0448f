-- +goose Up
-- What a version demands of a record made with it.
ALTER TABLE checklist_versions
  ADD COLUMN demand_label_scan TINYINT(1) NOT NULL DEFAULT 0,
  ADD COLUMN demand_position TINYINT(1) NOT NULL DEFAULT 0,
  ADD COLUMN demand_challenge TINYINT(1) NOT NULL DEFAULT 0,
  ADD COLUMN demand_dwell_seconds INT NOT NULL DEFAULT 0,
  ADD COLUMN demand_camera_only TINYINT(1) NOT NULL DEFAULT 0,
  ADD COLUMN demand_photo TINYINT(1) NOT NULL DEFAULT 0;

-- Where a place is, in ten-millionths of a degree, WGS 84.
ALTER TABLE checkpoints
  ADD COLUMN latitude_e7 BIGINT NULL,
  ADD COLUMN longitude_e7 BIGINT NULL,
  ADD COLUMN radius_m INT NOT NULL DEFAULT 0;
ALTER TABLE sites ADD COLUMN radius_m INT NOT NULL DEFAULT 0;

-- A record that was proved false counts no longer.
ALTER TABLE inspections ADD COLUMN withdrawn_at BIGINT NULL;

-- A small picture of the photo by which reuse is recognised.
ALTER TABLE photos ADD COLUMN look VARBINARY(1024) NULL;

-- Where the photos of records are found by how they look.
CREATE TABLE photo_bands (
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  band INT NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inspection_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (supplier_id, band, sha256, inspection_id),
  KEY photo_bands_age (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What came with a record to prove where and when it was made. The coordinates are a
-- person's; a job empties them, the distance stays.
CREATE TABLE inspection_evidence (
  inspection_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  latitude_e7 BIGINT NULL,
  longitude_e7 BIGINT NULL,
  accuracy_m INT NOT NULL DEFAULT 0,
  taken_at BIGINT NULL,
  distance_m INT NULL,
  challenged_at BIGINT NULL,
  sent_at BIGINT NULL,
  scanned_at BIGINT NULL,
  source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  received_at BIGINT NOT NULL,
  located_at BIGINT NULL,
  PRIMARY KEY (inspection_id),
  KEY inspection_evidence_person (person_id, taken_at),
  KEY inspection_evidence_position (person_id, latitude_e7, longitude_e7),
  KEY inspection_evidence_located (located_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE doubts (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  inspection_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  figures TEXT NOT NULL,
  other_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  mode VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contract_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checkpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  occurred_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  raised_at BIGINT NOT NULL,
  decided_at BIGINT NULL,
  decided_by VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  reason VARCHAR(500) NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  UNIQUE KEY doubts_record (inspection_id, kind),
  KEY doubts_state (state, id),
  KEY doubts_supplier (supplier_id, state, id),
  KEY doubts_person (person_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a person agreed to, in which words, from when to when.
CREATE TABLE consents (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  text_version INT NOT NULL,
  given_at BIGINT NOT NULL,
  withdrawn_at BIGINT NULL,
  PRIMARY KEY (id),
  KEY consents_user (user_id, subject, withdrawn_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- +goose Down
DROP TABLE consents;
DROP TABLE doubts;
DROP TABLE inspection_evidence;
DROP TABLE photo_bands;
ALTER TABLE photos DROP COLUMN look;
ALTER TABLE inspections DROP COLUMN withdrawn_at;
ALTER TABLE sites DROP COLUMN radius_m;
ALTER TABLE checkpoints DROP COLUMN radius_m, DROP COLUMN longitude_e7, DROP COLUMN latitude_e7;
ALTER TABLE checklist_versions DROP COLUMN demand_photo, DROP COLUMN demand_camera_only, DROP COLUMN demand_dwell_seconds,
  DROP COLUMN demand_challenge, DROP COLUMN demand_position, DROP COLUMN demand_label_scan;
