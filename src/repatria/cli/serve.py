"""``repatria serve``: open a registry in the browser, on this machine unless told otherwise."""

from __future__ import annotations

import argparse
import ipaddress
import os
import socket
import subprocess
import sys
from pathlib import Path

HELP = "open a registry in the browser, on the next free port of this machine"
EXAMPLE = "repatria serve demo/registry"
FIRST_PORT = 8765
WORKER_ENDS = 15.0
"""Seconds that the worker has to put its job back."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``serve``."""
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path("demo/registry"), help="the registry's folder (default demo/registry)"
    )
    add_options(parser)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what may be said beside the folder; ``repatria registry serve`` takes the same."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine only)")
    parser.add_argument("--port", type=int, default=0, help=f"port (default: the next free one from {FIRST_PORT})")
    parser.add_argument("--workers", type=int, default=1, help="processes (default 1)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each process (default 4)")
    parser.add_argument(
        "--no-worker", action="store_true", help="start no worker for the heavy work; run one elsewhere: repatria worker FOLDER"
    )


def run(args: argparse.Namespace) -> int:
    """Check that the registry may serve, say where it is, and serve until interrupted."""
    from repatria.cli.extra import need_registry

    need_registry()
    from repatria.registry import migrating, operations
    from repatria.registry.refusals import NotReady

    loopback = _is_loopback(args.host)
    os.environ["REPATRIA_LOOPBACK"] = "1" if loopback else "0"
    operations.wake(args.folder)
    from repatria.registry.startup import refuse_unless_sound

    waiting = migrating.waiting_migrations()
    if waiting:
        raise NotReady(
            f"{args.folder}: {len(waiting)} changes of the tables wait. Run: repatria registry upgrade {args.folder}"
        )
    refuse_unless_sound()
    port = args.port or _free_port(args.host)
    if args.json:
        from repatria.cli.answer import say_json

        told = {"url": f"http://{args.host}:{port}/", "folder": str(args.folder), "loopback": loopback}
        say_json({**told, "worker": not args.no_worker})
    else:
        print(f"The registry in {args.folder} is open at http://{args.host}:{port}/   (stop it with Ctrl-C)")
        if not args.no_worker:
            print("A worker beside it does the heavy work, such as searches, and ends with it.")
        if not loopback:
            print("It listens beyond this machine: put TLS in front of it; the exercises' doors are closed.")
    sys.stdout.flush()
    child = None if args.no_worker else _worker(args.folder)
    try:
        _serve(args.host, port, args.workers, args.threads)
    finally:
        if child is not None:
            _end(child)
    return 0


def _worker(folder: Path) -> subprocess.Popen[bytes]:
    """A worker in a process of its own; it ends when this process does, however that comes about."""
    words = [sys.executable, "-m", "repatria", "worker", str(folder), "--parent", str(os.getpid())]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask the worker to end; its job waits for the next one."""
    child.terminate()
    try:
        child.wait(timeout=WORKER_ENDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _serve(host: str, port: int, workers: int, threads: int) -> None:
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces

    connections.close_all()
    Granian(
        "repatria.registry.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_enabled=False,
        backpressure=threads * 8,
    ).serve()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _free_port(host: str) -> int:
    for port in range(FIRST_PORT, FIRST_PORT + 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    from repatria.errors import InvalidInput

    raise InvalidInput(f"--port: no free port from {FIRST_PORT} on. Name one.")
