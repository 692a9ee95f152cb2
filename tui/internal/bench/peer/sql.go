//go:build linux

package peer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"wallsockets/tui/internal/bench/load"
)

// mariadbUser is the account of the database when root starts it.
const mariadbUser = "mysql"

// sqlClient builds and starts the load generator for databases. It is a module
// of its own, so that nothing else depends on their drivers.
func (h *Host) sqlClient(ctx context.Context) (*Client, error) {
	program := h.path("sql")
	if _, err := os.Stat(program); err != nil {
		h.config.Say("build the drivers of MariaDB and SQLite (minutes, the first time)")
		err := h.build(ctx, "tui/internal/bench/sql", program, ".")
		if err != nil {
			return nil, fmt.Errorf("build its driver: %w", err)
		}
	}
	return h.newClient(program, h.config.List)
}

// sqlPeer returns a database that its own client has filled.
func (h *Host) sqlPeer(ctx context.Context, name, address string, server *Process) (
	*Peer, error) {
	p := h.newPeer(name, name, "unix", address, server)
	var err error
	if p.client, err = h.sqlClient(ctx); err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	h.onClose(p.client.Stop)
	fill := load.Job{Protocol: name, Network: "unix", Address: address, Load: true}
	if _, err := p.client.Do(ctx, fill); err != nil {
		return p, fmt.Errorf("%s: fill it: %w", name, err)
	}
	return p, nil
}

func (h *Host) sqlite(ctx context.Context) (*Peer, error) {
	return h.sqlPeer(ctx, SQLite, h.path("sqlite.db"), nil)
}

func (h *Host) mariadb(ctx context.Context) (*Peer, error) {
	server, installer, err := findMariaDB()
	if err != nil {
		return nil, err
	}
	folder, owner, err := h.mariadbFolder()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", MariaDB, err)
	}
	data, path := filepath.Join(folder, "data"), filepath.Join(folder, "sock")
	install := []string{"--no-defaults", "--datadir=" + data,
		"--auth-root-authentication-method=normal", "--skip-test-db"}
	if owner != nil {
		install = append(install, "--user="+mariadbUser)
	}
	if err := h.Run(ctx, installer, install...); err != nil {
		return nil, fmt.Errorf("%s: %w", MariaDB, err)
	}
	pool := strconv.Itoa(128 + h.config.Words*150>>20)
	p, err := h.prepare(server, "--no-defaults", "--datadir="+data,
		"--socket="+path, "--skip-networking", "--local-infile=1",
		"--pid-file="+filepath.Join(folder, "pid"), "--skip-log-bin",
		"--innodb-buffer-pool-size="+pool+"M",
		"--innodb-flush-log-at-trx-commit=0", "--max-connections=200")
	if err != nil {
		return nil, err
	}
	// It could change its user itself, but that would undo Pdeathsig: it would
	// outlive this program.
	p.cmd.SysProcAttr.Credential, p.cmd.Dir = owner, folder
	if err := p.start(h.cpus.server); err != nil {
		return nil, err
	}
	if err := p.Until(ctx, func() error { return dial(path) }); err != nil {
		p.Stop()
		return nil, err
	}
	return h.sqlPeer(ctx, MariaDB, path, p)
}

// findMariaDB returns the paths of the database's server and of its installer.
func findMariaDB() (server, installer string, _ error) {
	const remedy = "apt-get install mariadb-server"
	server, err := exec.LookPath("mariadbd")
	if err != nil {
		return "", "", missing(MariaDB, "mariadbd", remedy)
	}
	installer, err = exec.LookPath("mariadb-install-db")
	if err != nil {
		return "", "", missing(MariaDB, "mariadb-install-db", remedy)
	}
	return server, installer, nil
}

// mariadbFolder makes a folder for the database, mode 0700, that Close removes.
// The database refuses to run as root; if this program does, it gets another
// owner, which cannot enter the host's folder.
func (h *Host) mariadbFolder() (folder string, owner *syscall.Credential, err error) {
	folder, err = os.MkdirTemp("", "bench")
	if err != nil {
		return "", nil, err
	}
	h.onClose(func() { os.RemoveAll(folder) })
	if os.Geteuid() != 0 {
		return folder, nil, nil
	}
	account, err := user.Lookup(mariadbUser)
	if err != nil {
		return "", nil, err
	}
	uid, uidErr := strconv.Atoi(account.Uid)
	gid, gidErr := strconv.Atoi(account.Gid)
	err = errors.Join(uidErr, gidErr, os.Chown(folder, uid, gid))
	return folder, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}
