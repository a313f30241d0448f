-- +goose Up
CREATE TABLE sources (
  id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title VARCHAR(300) NOT NULL,
  document_no VARCHAR(200) NOT NULL DEFAULT '',
  issuer VARCHAR(300) NOT NULL DEFAULT '',
  issued VARCHAR(64) NOT NULL DEFAULT '',
  credibility VARCHAR(16) NOT NULL DEFAULT '',
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE standards (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  standard_no VARCHAR(120) NOT NULL,
  title VARCHAR(300) NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status VARCHAR(64) NOT NULL DEFAULT '',
  source_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  source_note TEXT NOT NULL,
  issued VARCHAR(32) NOT NULL DEFAULT '',
  effective VARCHAR(32) NOT NULL DEFAULT '',
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY standards_no (standard_no),
  KEY standards_category (category, standard_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE clauses (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  standard_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(64) NOT NULL,
  title VARCHAR(300) NOT NULL,
  text TEXT NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  source_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY clauses_number (standard_id, number),
  KEY clauses_category (category, id),
  FOREIGN KEY (standard_id) REFERENCES standards (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- +goose Down
DROP TABLE clauses;
DROP TABLE standards;
DROP TABLE sources;
