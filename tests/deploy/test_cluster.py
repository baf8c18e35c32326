"""From a laptop to two servers and two engines behind Caddy, over PostgreSQL and S3, as the guide says it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psycopg
import pytest
from sqlalchemy.engine import make_url

from trigpoint.cli.server_process import choose_port

pytestmark = pytest.mark.timeout(600)  # many processes, on machines of any speed
WORKERS = ["ana", "ben", "cleo"]
N_OBJECTS = 120
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "grow.md"


class Member(NamedTuple):
    """One of the machines: its server and its engine."""

    machine: Any
    server: Any
    engine: Any
    url: str


class Cluster:
    def __init__(self, members: list[Member], crew: Any, labeled: set[int], units: dict[str, Any]) -> None:
        self.members, self.crew, self.labeled, self.units = members, crew, labeled, units

    def restart(self, index: int) -> None:
        """Ends a server in order, and starts it again."""
        member = self.members[index]
        assert member.server.stop() == 0
        server = member.machine.start(self.units["server"])
        server.wait_for(lambda: ready(member.url), "the server")
        self.members[index] = member._replace(server=server)


def ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=10).status_code == 200
    except httpx.HTTPError:
        return False


def guide_command(beginning: str) -> list[str]:
    """The command of the guide that begins so, as it stands there."""
    (found,) = re.findall(rf"^    ({re.escape(beginning)}[^\n]*)$", GUIDE.read_text(), re.MULTILINE)
    return str(found).split()


@pytest.fixture(scope="module")
def database_url(postgres_url: str) -> str:
    """An empty database, as the guide has it made."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE trigpoint_cluster")
    return make_url(postgres_url).set(database="trigpoint_cluster").render_as_string(hide_password=False)


def settings(deploy: Path, url: str, port: int, database_url: str, seaweed: Any) -> str:
    """The example file with the lines for several servers switched on, and this cluster's values."""
    text = (deploy / "trigpoint.env").read_text()
    values = {
        "PORT": str(port),
        "PUBLIC_URL": url,
        "DATABASE_URL": database_url,
        "STORAGE": "s3://",
        "STORAGE_ENDPOINT": seaweed.endpoint,
        "STORAGE_ACCESS_KEY": seaweed.access_key_id,
        "STORAGE_SECRET_KEY": seaweed.secret_key,
        "KEYS": "/etc/trigpoint/keys.json",
        "DRAIN_SECONDS": "4",
    }
    for name, value in values.items():
        text, n_found = re.subn(
            rf"^#?TRIGPOINT_{name}=.*$", f"TRIGPOINT_{name}={value}", text, flags=re.MULTILINE
        )
        assert n_found == 1, name
    return text


@pytest.fixture(scope="module")
def cluster(
    starter: Any,
    deploy: Path,
    read_unit: Any,
    caddyfile: Callable[..., str],
    make_certificate: Any,
    make_crew: Any,
    make_steady_labeler: Any,
    wait_for: Callable[..., Any],
    database_url: str,
    seaweed: Any,
) -> Cluster:
    """What began on a laptop, moved while its job is half done."""
    laptop = starter.folder / "laptop"
    process, laptop_url = starter.trigpoint(laptop)
    crew = make_crew(laptop_url, laptop, "movers").hire(*WORKERS)
    job = crew.job("moved", [f"dish {n}" for n in range(N_OBJECTS)])
    labelers = [make_steady_labeler(crew.labeler(name), job) for name in WORKERS]
    wait_for(lambda: sum(len(each.acknowledged) for each in labelers) >= 20, "the labeling")
    for each in labelers:
        each.finish()
    assert process.stop() == 0
    program, *arguments = guide_command("trigpoint backup lab.zip")
    arguments[arguments.index("lab-data")] = str(laptop)
    subprocess.run([starter.bin(program), *arguments], cwd=starter.folder, check=True)

    url = f"https://localhost:{choose_port(0)}"
    certificate = make_certificate(starter.folder)
    units = {
        name: read_unit(deploy / "systemd" / f"trigpoint-{name}.service") for name in ("server", "engine@")
    }
    ports = [choose_port(0), choose_port(0)]
    # The socket of the tests' database belongs to another user, who only root can pass by.
    machines = [starter.machine(f"machine-{number}", confined=False) for number in (1, 2)]
    for machine, port in zip(machines, ports, strict=True):
        (machine.settings / "trigpoint.env").write_text(settings(deploy, url, port, database_url, seaweed))
    program, *arguments = guide_command("trigpoint restore lab.zip")
    subprocess.run(
        [starter.bin(program), *arguments],
        cwd=starter.folder,
        env={"PATH": "/usr/bin:/bin", **machines[0].environment(units["server"])},
        check=True,
    )
    shutil.copy(machines[0].settings / "keys.json", machines[1].settings)

    members = []
    for machine, port in zip(machines, ports, strict=True):
        member = Member(
            machine,
            machine.start(units["server"]),
            machine.start(units["engine@"], "1"),
            f"http://127.0.0.1:{port}",
        )
        member.server.wait_for(lambda url=member.url: ready(url), "the server")
        members.append(member)
    upstreams = " ".join(f"127.0.0.1:{port}" for port in ports)
    starter.caddy(caddyfile(url, upstreams, certificate), url, certificate.cert)
    moved = make_crew(url, laptop, crew.name, certificate.cert)
    return Cluster(members, moved, {index for each in labelers for index in each.acknowledged}, units)


def test_the_job_goes_on_where_it_was_and_keeps_every_answer(
    cluster: Cluster, make_steady_labeler: Any
) -> None:
    labelers = [make_steady_labeler(cluster.crew.labeler(name), "moved") for name in WORKERS]
    output = cluster.crew.output("moved")
    for each in labelers:
        each.finish()
        assert each.fault is None
    assert [line["kind"] for line in output] == [n % 2 for n in range(N_OBJECTS)]
    assert not cluster.labeled & {index for each in labelers for index in each.acknowledged}


def test_a_session_and_a_signed_address_count_on_every_server(cluster: Cluster) -> None:
    labeler = cluster.crew.labeler("ana")
    (cookie,) = labeler.http.cookies.jar
    assert cookie.name == "__Host-trigpoint"
    signed = cluster.crew.s3.generate_presigned_url(
        "get_object", {"Bucket": "movers", "Key": "in/picture.png"}
    )
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": cluster.crew.url.removeprefix("https://")}
    for member in cluster.members:
        headers = {**told, "Cookie": f"{cookie.name}={cookie.value}"}
        said = httpx.get(f"{member.url}/portal/api/session", headers=headers, timeout=60)
        assert said.json()["worker"]["username"] == "ana"
        assert (
            httpx.get(signed.replace(cluster.crew.url, member.url), headers=told, timeout=60).status_code
            == 200
        )


def test_nobody_notices_that_the_servers_are_restarted_one_after_the_other(
    cluster: Cluster, make_steady_labeler: Any, wait_for: Callable[..., Any]
) -> None:
    n_objects = 40_000  # more than anybody labels while it lasts
    job = cluster.crew.job("rolling", [f"dish {n}" for n in range(n_objects)])
    labelers = [make_steady_labeler(cluster.crew.labeler(name), job) for name in WORKERS]

    def wait_for_answers(n_more: int) -> None:
        wanted = n_more + sum(len(each.acknowledged) for each in labelers)
        wait_for(lambda: sum(len(each.acknowledged) for each in labelers) >= wanted, "the labeling")

    for index in range(len(cluster.members)):
        wait_for_answers(5)
        cluster.restart(index)
    wait_for_answers(5)
    for each in labelers:
        each.finish()
        assert each.fault is None
    labeled = [index for each in labelers for index in each.acknowledged]
    assert len(labeled) == len(set(labeled))
    cluster.crew.sagemaker.stop_labeling_job(LabelingJobName=job)
    wait_for(lambda: cluster.crew.status(job) == "Stopped", "the end of the job")
    counters = cluster.crew.sagemaker.describe_labeling_job(LabelingJobName=job)["LabelCounters"]
    assert counters["HumanLabeled"] == len(labeled)


def test_the_commands_of_a_server_find_the_shared_keys(cluster: Cluster, starter: Any) -> None:
    member = cluster.members[1]
    environment = {"PATH": "/usr/bin:/bin", **member.machine.environment(cluster.units["server"])}
    said = subprocess.run(
        [starter.bin("trigpoint"), "env"], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert f"export AWS_ENDPOINT_URL={cluster.crew.url}" in said
    assert "export AWS_SECRET_ACCESS_KEY=" in said
