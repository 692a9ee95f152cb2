//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"wallsockets/tui/internal/bench/internal/load"
)

// mariadbUser is who the database runs as when root starts it.
const mariadbUser = "mysql"

// sqlClient builds and starts the load generator of the databases. Their
// drivers are in a module of its own, so that nobody needs them who does not
// run this.
func (b *bench) sqlClient() (*client, error) {
	program := filepath.Join(b.folder, "sql")
	if _, err := os.Stat(program); err != nil {
		gomod, err := exec.Command("go", "env", "GOMOD").Output()
		if err != nil {
			return nil, fmt.Errorf("go env GOMOD: %w", err)
		}
		root := filepath.Dir(strings.TrimSpace(string(gomod)))
		b.progress.say("build the drivers of MariaDB and SQLite " +
			"(minutes, the first time)")
		err = b.command("go", "build", "-C", filepath.Join(root, "tui/internal/bench/sql"),
			"-o", program, ".")
		if err != nil {
			return nil, fmt.Errorf("build its driver: %w", err)
		}
	}
	return b.newClient(program, b.list)
}

// sqlPeer has a database filled by its own client.
func (b *bench) sqlPeer(name, address string, server *process) (*peer, error) {
	client, err := b.sqlClient()
	p := &peer{name, name, "unix", address, server, client}
	if err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	b.onClose(client.stop)
	fill := load.Job{Protocol: name, Network: "unix", Address: address, Load: true}
	if _, err := client.run(b.ctx, fill); err != nil {
		return p, fmt.Errorf("%s: fill it: %w", name, err)
	}
	return p, nil
}

func (b *bench) sqlitePeer() (*peer, error) {
	return b.sqlPeer(sqlite, filepath.Join(b.folder, "sqlite.db"), nil)
}

func (b *bench) mariadbPeer() (*peer, error) {
	server, err := exec.LookPath("mariadbd")
	if err != nil {
		return nil, missing(mariadb, "mariadbd", "apt-get install mariadb-server")
	}
	installer, err := exec.LookPath("mariadb-install-db")
	if err != nil {
		return nil, missing(mariadb, "mariadb-install-db",
			"apt-get install mariadb-server")
	}
	folder, owner, err := b.mariadbFolder()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", mariadb, err)
	}
	data, path := filepath.Join(folder, "data"), filepath.Join(folder, "sock")
	install := []string{"--no-defaults", "--datadir=" + data,
		"--auth-root-authentication-method=normal", "--skip-test-db"}
	if owner != nil {
		install = append(install, "--user="+mariadbUser)
	}
	if err := b.command(installer, install...); err != nil {
		return nil, fmt.Errorf("%s: %w", mariadb, err)
	}
	pool := strconv.Itoa(128 + b.words*150>>20)
	p, err := b.prepare(server, []string{"--no-defaults", "--datadir=" + data,
		"--socket=" + path, "--skip-networking", "--local-infile=1",
		"--pid-file=" + filepath.Join(folder, "pid"), "--skip-log-bin",
		"--innodb-buffer-pool-size=" + pool + "M",
		"--innodb-flush-log-at-trx-commit=0", "--max-connections=200"})
	if err != nil {
		return nil, err
	}
	// It would change its user by itself, too, but then it would no longer be
	// ended with this program (Pdeathsig).
	p.cmd.SysProcAttr.Credential, p.cmd.Dir = owner, folder
	if err := p.launch(b.processors.server); err != nil {
		return nil, err
	}
	if err := p.until(b.ctx, func() error { return dial(path) }); err != nil {
		p.stop()
		return nil, err
	}
	return b.sqlPeer(mariadb, path, p)
}

// mariadbFolder makes a folder for the database, mode 0700. Run by root, the
// database refuses to be root's, too; it gets an owner, for whom the folder of
// everything else is closed.
func (b *bench) mariadbFolder() (folder string, owner *syscall.Credential, err error) {
	folder, err = os.MkdirTemp("", "bench")
	if err != nil {
		return "", nil, err
	}
	b.onClose(func() { os.RemoveAll(folder) })
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
