-- +goose Up
CREATE TABLE schemes (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  version_no INT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  effective_from CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  definition MEDIUMTEXT NOT NULL,
  drafted_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  written_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  published_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  published_at BIGINT NULL,
  version INT NOT NULL,
  UNIQUE KEY schemes_version (code, version_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE assessments (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scheme_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  insufficient BOOLEAN NOT NULL,
  points INT NULL,
  grade VARCHAR(64) NOT NULL,
  inputs MEDIUMTEXT NOT NULL,
  sheet MEDIUMTEXT NOT NULL,
  computed_at BIGINT NOT NULL,
  computed_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  published_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  published_at BIGINT NULL,
  version INT NOT NULL,
  UNIQUE KEY assessments_supplier (supplier_id, month),
  KEY assessments_month (month, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ratings (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  stars INT NOT NULL,
  comment TEXT NOT NULL,
  occurred_on CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at BIGINT NOT NULL,
  KEY ratings_supplier (supplier_id, occurred_on, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- +goose Down
DROP TABLE ratings;
DROP TABLE assessments;
DROP TABLE schemes;
