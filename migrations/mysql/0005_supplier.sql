-- +goose Up
CREATE TABLE suppliers (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  code VARCHAR(32) NOT NULL,
  name VARCHAR(128) NOT NULL,
  short_name VARCHAR(64) NOT NULL,
  credit_code VARCHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contact_name VARCHAR(64) NOT NULL,
  contact_phone VARCHAR(32) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  categories VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  probation_until CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
  version INT NOT NULL,
  created_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX suppliers_code ON suppliers (code);
CREATE UNIQUE INDEX suppliers_credit_code ON suppliers (credit_code);

CREATE TABLE supplier_transitions (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(500) NOT NULL,
  actor_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_name VARCHAR(128) NOT NULL,
  at BIGINT NOT NULL,
  FOREIGN KEY (supplier_id) REFERENCES suppliers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX supplier_transitions_supplier_at_id ON supplier_transitions (supplier_id, at, id);

CREATE TABLE qualifications (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  supplier_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(128) NOT NULL,
  document_no VARCHAR(64) NOT NULL,
  issuer VARCHAR(128) NOT NULL,
  valid_from CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  valid_to CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  photo_sha CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  version INT NOT NULL,
  FOREIGN KEY (supplier_id) REFERENCES suppliers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX qualifications_supplier_valid_to ON qualifications (supplier_id, valid_to);
CREATE INDEX qualifications_valid_to ON qualifications (valid_to);

-- +goose Down
DROP TABLE qualifications;
DROP TABLE supplier_transitions;
DROP TABLE suppliers;
