package testkit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver that asks whether the server is up
)

// MariaDB is a private server on a spare port of the loopback address.
type MariaDB struct {
	URL     string // mysql://test:test@127.0.0.1:port/
	dir     string
	port    int
	command *exec.Cmd
	exited  chan struct{}
}

// StartMariaDB makes a data directory of its own and starts a server on it, with
// the durability a production server has. In memory, the directory lies on a RAM
// disk where the machine has one: right for tests, which make hundreds of tables,
// and wrong for measuring.
func StartMariaDB(ctx context.Context, inMemory bool) (*MariaDB, error) {
	parent := ""
	if info, err := os.Stat("/dev/shm"); inMemory && err == nil && info.IsDir() {
		parent = "/dev/shm"
	}
	dir, err := os.MkdirTemp(parent, "hengjian-mariadb-")
	if err != nil {
		return nil, err
	}
	m := &MariaDB{dir: dir}
	if err := m.prepare(ctx); err != nil {
		_ = os.RemoveAll(dir)
		return nil, fmt.Errorf("MariaDB: %w", err)
	}
	if err := m.Start(ctx); err != nil {
		m.Stop()
		return nil, fmt.Errorf("MariaDB: %w", err)
	}
	return m, nil
}

func (m *MariaDB) owner() []string {
	if os.Geteuid() != 0 {
		return nil
	}
	return []string{"--user=mysql"} // the server refuses to run as root
}

func (m *MariaDB) prepare(ctx context.Context) error {
	if os.Geteuid() == 0 {
		u, err := user.Lookup("mysql")
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(m.dir, uid, gid); err != nil {
			return err
		}
	}
	args := append([]string{"--no-defaults", "--datadir=" + filepath.Join(m.dir, "data"), "--auth-root-authentication-method=normal", "--skip-test-db"}, m.owner()...)
	if out, err := exec.CommandContext(ctx, "mariadb-install-db", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	// One statement a line: the server reads the file by lines.
	init := "CREATE USER IF NOT EXISTS 'test'@'127.0.0.1' IDENTIFIED BY 'test';\nGRANT ALL ON *.* TO 'test'@'127.0.0.1';\n"
	if err := os.WriteFile(filepath.Join(m.dir, "init.sql"), []byte(init), 0o644); err != nil {
		return err
	}
	port, err := FreePort()
	m.port = port
	return err
}

// Start runs the server again on the same data and port, after a Kill.
func (m *MariaDB) Start(ctx context.Context) error {
	args := append([]string{
		"--no-defaults", "--datadir=" + filepath.Join(m.dir, "data"), "--socket=" + filepath.Join(m.dir, "s"),
		"--port=" + strconv.Itoa(m.port), "--bind-address=127.0.0.1", "--init-file=" + filepath.Join(m.dir, "init.sql"),
		"--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=512M", "--innodb-log-file-size=128M", "--max-connections=400", "--skip-name-resolve",
		"--pid-file=" + filepath.Join(m.dir, "pid"), "--log-error=" + filepath.Join(m.dir, "error.log"),
	}, m.owner()...)
	m.command = exec.Command("mariadbd", args...) //nolint:noctx // the server outlives the call; Stop ends it
	m.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := m.command.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	m.exited = exited
	go func() { _ = m.command.Wait(); close(exited) }()
	m.URL = fmt.Sprintf("mysql://test:test@127.0.0.1:%d/", m.port)
	probe, err := sql.Open("mysql", fmt.Sprintf("test:test@tcp(127.0.0.1:%d)/", m.port))
	if err != nil {
		return err
	}
	defer probe.Close()
	for range 300 {
		select {
		case <-exited:
			log, _ := os.ReadFile(filepath.Join(m.dir, "error.log"))
			return fmt.Errorf("the server ended at once\n%s", log)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
		if probe.PingContext(ctx) == nil {
			return nil
		}
	}
	return errors.New("the server did not answer within 30 s")
}

// Kill ends the server as a power cut would.
func (m *MariaDB) Kill() {
	_ = m.command.Process.Kill()
	<-m.exited
}

// Freeze stops the server in the middle of whatever it does, and returns when it has
// stopped; Thaw lets it go on.
func (m *MariaDB) Freeze() {
	_ = m.command.Process.Signal(syscall.SIGSTOP)
	for range 1000 {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", m.command.Process.Pid))
		if _, after, _ := strings.Cut(string(stat), ") "); err != nil || strings.HasPrefix(after, "T") {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// Thaw undoes Freeze.
func (m *MariaDB) Thaw() { _ = m.command.Process.Signal(syscall.SIGCONT) }

// Stop ends the server and removes its data.
func (m *MariaDB) Stop() {
	if m.command != nil && m.command.Process != nil {
		_ = m.command.Process.Signal(syscall.SIGTERM)
		select {
		case <-m.exited:
		case <-time.After(20 * time.Second):
			m.Kill()
		}
	}
	_ = os.RemoveAll(m.dir)
}

// FreePort returns a port of the loopback address that nobody listens on.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Database makes an empty database and returns its address.
func (m *MariaDB) Database(t testing.TB) string {
	t.Helper()
	return newDatabase(t, m.URL)
}
