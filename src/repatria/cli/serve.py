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
    port, held = _own_port(args.host, args.port)
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
        held.close()
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


def _own_port(host: str, asked: int) -> tuple[int, socket.socket]:
    """The port asked for, or the next free one, with what keeps it for this process. Raises InvalidInput where it cannot be had."""
    from repatria.errors import InvalidInput

    for port in [asked] if asked else range(FIRST_PORT, FIRST_PORT + 200):
        try:
            return port, _kept(host, port)
        except OSError as fault:
            if asked:
                raise InvalidInput(
                    f"--port {asked} on {host}: {fault.strerror}. Name another one, or leave --port out."
                ) from fault
    raise InvalidInput(f"--port: no free port from {FIRST_PORT} on. Name one.")


def _kept(host: str, port: int) -> socket.socket:
    """What says, as long as it is open, that the port is ours. Raises OSError where it cannot be had.

    The server's socket lets others listen on the same port (``SO_REUSEPORT``): two registries would share the requests between
    them, and an act could be written into the wrong one. So Linux keeps a name beside the port from before the server listens.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
    if sys.platform != "linux":
        return socket.socket()
    kept = socket.socket(socket.AF_UNIX)
    try:
        kept.bind(f"\0repatria serve {host}:{port}")
    except OSError:
        kept.close()
        raise
    return kept
