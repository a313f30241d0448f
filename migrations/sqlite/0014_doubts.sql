-- +goose Up
-- What a version demands of a record made with it.
ALTER TABLE checklist_versions ADD COLUMN demand_label_scan INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checklist_versions ADD COLUMN demand_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checklist_versions ADD COLUMN demand_challenge INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checklist_versions ADD COLUMN demand_dwell_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checklist_versions ADD COLUMN demand_camera_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checklist_versions ADD COLUMN demand_photo INTEGER NOT NULL DEFAULT 0;

-- Where a place is, in ten-millionths of a degree, WGS 84.
ALTER TABLE checkpoints ADD COLUMN latitude_e7 INTEGER NULL;
ALTER TABLE checkpoints ADD COLUMN longitude_e7 INTEGER NULL;
ALTER TABLE checkpoints ADD COLUMN radius_m INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sites ADD COLUMN radius_m INTEGER NOT NULL DEFAULT 0;

-- A record that was proved false counts no longer.
ALTER TABLE inspections ADD COLUMN withdrawn_at INTEGER NULL;

-- A small picture of the photo by which reuse is recognised.
ALTER TABLE photos ADD COLUMN look BLOB NULL;

-- Where the photos of records are found by how they look.
CREATE TABLE photo_bands (
  supplier_id TEXT NOT NULL,
  band INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  inspection_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (supplier_id, band, sha256, inspection_id)
) WITHOUT ROWID;
CREATE INDEX photo_bands_age ON photo_bands (created_at);

-- What came with a record to prove where and when it was made. The coordinates are a
-- person's; a job empties them, the distance stays.
CREATE TABLE inspection_evidence (
  inspection_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  latitude_e7 INTEGER NULL,
  longitude_e7 INTEGER NULL,
  accuracy_m INTEGER NOT NULL DEFAULT 0,
  taken_at INTEGER NULL,
  distance_m INTEGER NULL,
  challenged_at INTEGER NULL,
  sent_at INTEGER NULL,
  scanned_at INTEGER NULL,
  source TEXT NOT NULL DEFAULT '',
  received_at INTEGER NOT NULL,
  located_at INTEGER NULL,
  PRIMARY KEY (inspection_id)
) WITHOUT ROWID;
CREATE INDEX inspection_evidence_person ON inspection_evidence (person_id, taken_at);
CREATE INDEX inspection_evidence_position ON inspection_evidence (person_id, latitude_e7, longitude_e7);
CREATE INDEX inspection_evidence_located ON inspection_evidence (located_at);

CREATE TABLE doubts (
  id TEXT NOT NULL,
  inspection_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  figures TEXT NOT NULL,
  other_id TEXT NOT NULL DEFAULT '',
  mode TEXT NOT NULL,
  supplier_id TEXT NOT NULL,
  contract_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  checkpoint_id TEXT NOT NULL,
  category TEXT NOT NULL,
  person_id TEXT NOT NULL,
  occurred_on TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  decided_at INTEGER NULL,
  decided_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX doubts_record ON doubts (inspection_id, kind);
CREATE INDEX doubts_state ON doubts (state, id);
CREATE INDEX doubts_supplier ON doubts (supplier_id, state, id);
CREATE INDEX doubts_person ON doubts (person_id, id);

-- What a person agreed to, in which words, from when to when.
CREATE TABLE consents (
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  text_version INTEGER NOT NULL,
  given_at INTEGER NOT NULL,
  withdrawn_at INTEGER NULL,
  PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX consents_user ON consents (user_id, subject, withdrawn_at);

-- +goose Down
DROP TABLE consents;
DROP TABLE doubts;
DROP TABLE inspection_evidence;
DROP TABLE photo_bands;
ALTER TABLE photos DROP COLUMN look;
ALTER TABLE inspections DROP COLUMN withdrawn_at;
ALTER TABLE sites DROP COLUMN radius_m;
ALTER TABLE checkpoints DROP COLUMN radius_m;
ALTER TABLE checkpoints DROP COLUMN longitude_e7;
ALTER TABLE checkpoints DROP COLUMN latitude_e7;
ALTER TABLE checklist_versions DROP COLUMN demand_photo;
ALTER TABLE checklist_versions DROP COLUMN demand_camera_only;
ALTER TABLE checklist_versions DROP COLUMN demand_dwell_seconds;
ALTER TABLE checklist_versions DROP COLUMN demand_challenge;
ALTER TABLE checklist_versions DROP COLUMN demand_position;
ALTER TABLE checklist_versions DROP COLUMN demand_label_scan;
