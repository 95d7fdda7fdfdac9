"""A real Nginx with the configuration of deploy/: only addresses, ports and folders are those of a test."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.conftest import REPOSITORY

INSTALL = "apt-get install nginx"
CONFIG = REPOSITORY / "deploy" / "nginx" / "nginx.conf"


@dataclass(frozen=True)
class Gateway:
    """A running Nginx.

    Attributes:
        port: Where it listens for TLS.
        authority: The certificate that its own one is signed by.
        folder: Where its configuration and its log are.
    """

    port: int
    authority: Path
    folder: Path

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://localhost:{self.port}"

    @property
    def log(self) -> str:
        """What it has written."""
        return (self.folder / "log").read_text("utf-8")


def find_nginx() -> str | None:
    """The program; Debian keeps it off the PATH of those who are not root."""
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def check(program: str, config: Path) -> subprocess.CompletedProcess[str]:
    """`nginx -t`."""
    command = [program, "-t", "-e", "stderr", "-c", str(config), "-p", str(config.parent)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def nginx(program: str, instances: Sequence[int]) -> Iterator[Gateway]:
    """A running Nginx in front of instances at these ports."""
    with rewritten(program, instances) as gateway:
        with (gateway.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [program, "-e", "stderr", "-c", "nginx.conf", "-p", str(gateway.folder), "-g", "daemon off;"],
                cwd=gateway.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            for _ in range(600):
                assert process.poll() is None, gateway.log
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", gateway.port)) == 0:
                        break
                time.sleep(0.05)
            yield gateway
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def rewritten(program: str, instances: Sequence[int]) -> Iterator[Gateway]:
    """A folder with the configuration for a test, not yet in use."""
    # its workers are not root, and may not enter pytest's temporary folders
    folder = Path(tempfile.mkdtemp(prefix="nginx-"))
    folder.chmod(0o755)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.private_key_pem.write_to_path(folder / "certificate_key")
    certificate.cert_chain_pems[0].write_to_path(folder / "certificate")
    gateway = Gateway(_free_port(), folder / "authority.pem", folder)
    try:
        (folder / "nginx.conf").write_text(_config(program, gateway, instances), "utf-8")
        yield gateway
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _config(program: str, gateway: Gateway, instances: Sequence[int]) -> str:
    config = CONFIG.read_text("utf-8")
    changes = {f"phi4-node-{number}:8000": f"127.0.0.1:{port}" for number, port in enumerate(instances, 1)}
    changes |= {
        "listen 8443 ssl;": f"listen 127.0.0.1:{gateway.port} ssl;",
        "listen 127.0.0.1:8081;": f"listen 127.0.0.1:{_free_port()};",
    }
    if _version(program) < (1, 25, 1):  # Debian 12's is older than that of the image
        changes["listen 8443 ssl;"] = f"listen 127.0.0.1:{gateway.port} ssl http2;"
        changes["http2 on;"] = ""
    for old, new in changes.items():
        assert config.count(old) == 1, f"{old!r} stands {config.count(old)} times in {CONFIG}"
        config = config.replace(old, new)
    return config.replace(" /tmp/", f" {gateway.folder}/").replace(" /run/secrets/", f" {gateway.folder}/")


def _version(program: str) -> tuple[int, ...]:
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", said)
    assert found, said
    return tuple(map(int, found.groups()))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
