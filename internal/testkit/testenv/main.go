// Command testenv runs a command beside a private MariaDB on a spare port with a
// temporary data directory, and stops the server afterwards. On Debian as root it
// installs what is missing; elsewhere it says in a sentence what to install.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	"hengjian/internal/testkit"
)

// packages lists the Debian package of each program the tests call.
var packages = []struct{ program, name string }{
	{"mariadbd", "mariadb-server"}, {"chromium", "chromium"}, {"zbarimg", "zbar-tools"}, {"pdftoppm", "poppler-utils"},
}

const font = "fonts-noto-cjk"

func main() {
	disk := flag.Bool("disk", false, "keep the server's data on the disk, for measuring")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: testenv [-disk] COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	if err := run(flag.Args(), !*disk); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			os.Exit(exit.ExitCode())
		}
		fmt.Fprintln(os.Stderr, "testenv:", err)
		os.Exit(1)
	}
}

func run(command []string, inMemory bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := install(ctx); err != nil {
		return err
	}
	server, err := testkit.StartMariaDB(ctx, inMemory)
	if err != nil {
		return err
	}
	defer server.Stop()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	c.Env = append(os.Environ(), testkit.EnvMySQL+"="+server.URL, testkit.EnvRequire+"=1")
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	return c.Run()
}

// install adds the missing packages, and refuses in a sentence where it cannot.
func install(ctx context.Context) error {
	var missing []string
	for _, p := range packages {
		if _, err := exec.LookPath(p.program); err != nil {
			missing = append(missing, p.name)
		}
	}
	if _, err := os.Stat("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"); err != nil {
		missing = append(missing, font)
	}
	if len(missing) == 0 {
		return nil
	}
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return fmt.Errorf("the tests need %s: install them, or run as root on Debian and they are installed", strings.Join(missing, ", "))
	}
	fmt.Fprintln(os.Stderr, "testenv: installing", strings.Join(missing, ", "))
	for _, args := range [][]string{{"update", "-q"}, append([]string{"install", "-y", "-q", "--no-install-recommends"}, missing...)} {
		c := exec.CommandContext(ctx, "apt-get", args...)
		c.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w\n%s", args[0], err, out)
		}
	}
	return nil
}
