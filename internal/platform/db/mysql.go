package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
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
	pool := sql.OpenDB(readCommitted{connector})
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
	d := &DB{dialect: MySQL, gorm: g, pool: pool, health: watch(sql.OpenDB(connector))}
	d.courier = newCourier(sql.OpenDB(readCommitted{connector}), d.Bound)
	return d, nil
}

// readCommitted sets the isolation of each new connection once, which saves every
// transaction a round trip. It is a statement because the variable's name differs
// between the servers that speak the protocol.
type readCommitted struct{ driver.Connector }

func (c readCommitted) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.(driver.ExecerContext).ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}
