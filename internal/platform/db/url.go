package db

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

type target struct {
	dialect Dialect
	path    string // SQLite file
	mysql   *mysql.Config
}

// ErrURL is returned for a database URL that names no supported database. The
// message never repeats the URL, which holds a password.
var ErrURL = errors.New("database_url must be sqlite://PATH or mysql://USER:PASSWORD@HOST:PORT/NAME")

func parseURL(raw string) (target, error) {
	if path, ok := strings.CutPrefix(raw, "sqlite://"); ok {
		if path == "" || strings.ContainsAny(path, "?#") {
			return target{}, ErrURL
		}
		return target{dialect: SQLite, path: filepath.Clean(path)}, nil
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "mysql" || u.Host == "" || len(u.Path) < 2 || u.User == nil {
		return target{}, ErrURL
	}
	c := mysql.NewConfig()
	c.Net = "tcp"
	c.Addr = u.Host
	if u.Port() == "" {
		c.Addr = u.Host + ":3306"
	}
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.DBName = strings.TrimPrefix(u.Path, "/")
	if u.Query().Get("tls") != "" {
		c.TLSConfig = u.Query().Get("tls")
	}
	c.InterpolateParams = true // one round trip a statement instead of three
	c.MultiStatements = true   // and one for all that wait in a batch
	c.ClientFoundRows = true   // an UPDATE that changes nothing still found its row
	c.Loc = time.UTC
	c.Timeout = 1500 * time.Millisecond
	c.ReadTimeout = 15 * time.Minute // of one statement of a tool; requests have their own limit
	c.WriteTimeout = 30 * time.Second
	c.Collation = "utf8mb4_bin"
	c.Params = map[string]string{"sql_mode": "'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'"}
	return target{dialect: MySQL, mysql: c}, nil
}
