package db

import (
	"context"
	"database/sql"
	"time"

	"github.com/go-sql-driver/mysql"
	gormmysql "gorm.io/driver/mysql"
	"gorm.io/gorm"
)

func openMySQL(ctx context.Context, t target, opt Options) (*DB, error) {
	connector, err := mysql.NewConnector(t.mysql)
	if err != nil {
		return nil, wrapOpen(MySQL, err)
	}
	pool := sql.OpenDB(connector)
	conns := opt.MaxConns
	if conns == 0 {
		conns = 24
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(30 * time.Minute)
	g, err := gorm.Open(gormmysql.New(gormmysql.Config{Conn: pool, SkipInitializeWithVersion: true}), gormConfig())
	if err == nil {
		err = guardWrites(g)
	}
	if err == nil {
		err = pool.PingContext(ctx)
	}
	if err != nil {
		_ = pool.Close()
		return nil, wrapOpen(MySQL, err)
	}
	return &DB{dialect: MySQL, gorm: g, pool: pool, health: watch(sql.OpenDB(connector))}, nil
}
