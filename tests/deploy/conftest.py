"""Real servers, proxies and replicators as an operator runs them, and a crew that labels through them."""

from __future__ import annotations

import json
import os
import shlex
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import httpx
import psutil
import pytest
from botocore.config import Config

from trigpoint.cli.server_process import choose_port
from trigpoint.keyring import load_root_key

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PATIENCE_SECONDS = 90
PASSWORD = "Own-pass-22"
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><img id="picture" src="{{ task.input.manifestLine.picture | grant_read_access }}">
<crowd-classifier name="kind" categories="{{ task.input.labels | to_json | escape }}" header="What is it?">
<classification-target>{{ task.input.taskObject }}</classification-target></crowd-classifier></crowd-form>"""
FUNCTIONS = "arn:aws:lambda:us-east-1:432418664414:function:"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


def eventually(look: Callable[[], Any], what: str = "it") -> Any:
    """What `look` gives, once it is true."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        assert time.monotonic() < until, f"{what} did not come to pass in {PATIENCE_SECONDS} s"
        time.sleep(0.1)
    return found


class Program:
    """A process with a log, whose end is ours to choose."""

    def __init__(self, command: list[str], log: Path, env: Mapping[str, str], **options: Any) -> None:
        self.log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=options.pop("cwd", log.parent),
                env=env,
                start_new_session=True,
                **options,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for(self, look: Callable[[], Any], what: str) -> Any:
        """What `look` gives once it is true, unless the process ends before."""

        def alive() -> Any:
            assert self._process.poll() is None, f"{what}: it has ended\n{self.last_words()}"
            return look()

        return eventually(alive, what)

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]

    def wait(self, seconds: float) -> int:
        """Its exit code, once it has ended by itself."""
        return self._process.wait(seconds)

    def stop(self, seconds: float = 60) -> int:
        """Its exit code, after SIGTERM."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)

    def kill(self) -> None:
        """SIGKILL to it and all its children, as a power cut would."""
        family = []
        if self._process.poll() is None:
            me = psutil.Process(self._process.pid)
            family = [me, *me.children(recursive=True)]
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self._process.wait()
        psutil.wait_procs(family, PATIENCE_SECONDS)

    def end(self) -> None:
        """In order when it can, else by force."""
        try:
            self.stop(30)
        except subprocess.TimeoutExpired:
            self.kill()


def answers(url: str, cert: Path | None = None) -> bool:
    """Whether a server says there that it is up."""
    context = ssl.create_default_context(cafile=str(cert)) if cert else None
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5, context=context) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@dataclass
class Starter:
    """Starts programs that end with the tests."""

    folder: Path
    stack: ExitStack = field(default_factory=ExitStack)

    def bin(self, name: str) -> str:
        """A program of the virtual environment."""
        return str(BIN / name)

    def program(self, name: str, command: list[str], env: Mapping[str, str] | None = None) -> Program:
        return self.kept(Program(command, self.folder / f"{name}.log", {**os.environ, **(env or {})}))

    def kept(self, program: Program) -> Program:
        self.stack.callback(program.end)
        return program

    def machine(self, name: str, *, confined: bool = True) -> Machine:
        """A machine that has nothing yet."""
        return Machine(self, self.folder / name, confined)

    def trigpoint(
        self, data: Path, command: str = "up", *, port: int | None = None, **settings: str
    ) -> tuple[Program, str]:
        """A running server with these settings, and the address it listens on."""
        port = port or choose_port(0)
        env = {f"TRIGPOINT_{name.upper()}": value for name, value in settings.items()}
        program = self.program(
            f"trigpoint-{port}",
            [self.bin("trigpoint"), command],
            {"TRIGPOINT_DATA": str(data), "TRIGPOINT_PORT": str(port), **env},
        )
        url = f"http://127.0.0.1:{port}"
        program.wait_for(lambda: answers(url), f"trigpoint {command}")
        return program, url

    def caddy(self, caddyfile: str, url: str, cert: Path) -> Program:
        """A running Caddy with a configuration, which answers at `url`."""
        (self.folder / "Caddyfile").write_text(caddyfile)
        program = self.program(
            "caddy",
            [self.bin("caddy"), "run", "--config", str(self.folder / "Caddyfile"), "--adapter", "caddyfile"],
            {"XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)},
        )
        program.wait_for(lambda: answers(url, cert), "caddy")
        return program


class Unit:
    """A systemd unit, as far as it says how to run its program."""

    def __init__(self, path: Path) -> None:
        service = path.read_text().split("[Service]\n")[1].split("\n[")[0]
        lines = [line for line in service.splitlines() if line and not line.startswith("#")]
        self._pairs = [tuple(line.split("=", 1)) for line in lines]
        self.name = path.name

    def __getitem__(self, key: str) -> str:
        (value,) = self.every(key)
        return value

    def every(self, key: str) -> list[str]:
        return [value for name, value in self._pairs if name == key]


class Machine:
    """A folder that stands for the root of a machine: units run in it as systemd would run them.

    Their environment, working directory, umask and lost privileges are those of the unit; what
    takes a kernel's namespaces is not there. Root's powers stay where it is not `confined`.
    """

    def __init__(self, starter: Starter, root: Path, confined: bool) -> None:
        self._starter = starter
        self._confined = confined
        self.root = root
        self.settings = root / "etc/trigpoint"
        self.settings.mkdir(parents=True)

    def path(self, absolute: str) -> str:
        """Where a path of the unit is here."""
        if absolute.startswith("/opt/trigpoint/bin/"):
            return self._starter.bin(Path(absolute).name)
        return str(self.root / absolute.lstrip("/"))

    def environment(self, unit: Unit, instance: str = "") -> dict[str, str]:
        """The variables that the unit gives its program."""
        pairs = unit["Environment"].split()
        for file in unit.every("EnvironmentFile"):
            path = Path(self.path(file.lstrip("-")))
            lines = path.read_text().splitlines() if path.exists() or not file.startswith("-") else []
            pairs += [line for line in lines if line and not line.startswith("#")]
        found = dict(pair.replace("%i", instance).split("=", 1) for pair in pairs)
        return {name: self._mapped(value) for name, value in found.items()}

    def _mapped(self, value: str) -> str:
        """A word of a command or a value, with the paths that begin its words."""
        return " ".join(
            self.path(each) if each.startswith(("/var/", "/etc/", "/opt/trigpoint/")) else each
            for each in value.split(" ")
        )

    def start(self, unit: Unit, instance: str = "") -> Program:
        """The unit's program, running."""
        state = Path(self.path(f"/var/lib/{unit['StateDirectory']}".replace("%i", instance)))
        state.mkdir(parents=True, exist_ok=True, mode=int(unit["StateDirectoryMode"], 8))
        command = [self._mapped(each) for each in shlex.split(unit["ExecStart"])]
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **self.environment(unit, instance)}
        return self._starter.kept(
            Program(
                [*_without_privileges(), *command] if self._confined else command,
                self.root / f"{unit.name}{instance}.log",
                environment,
                cwd=state,
                umask=int(unit["UMask"], 8),
            )
        )


def _without_privileges() -> list[str]:
    """What NoNewPrivileges and an empty CapabilityBoundingSet do; only root has capabilities to lose."""
    lost = ["--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    return ["setpriv", "--no-new-privs", *lost]


@pytest.fixture(scope="session")
def read_unit() -> type[Unit]:
    return Unit


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    starter = Starter(tmp_path_factory.mktemp("deploy"))
    with starter.stack:
        yield starter


class Crew:
    """A bucket, a team, and jobs, made at an address as scripts and browsers do it."""

    def __init__(self, url: str, data: Path, name: str, cert: Path | None = None) -> None:
        self.url, self.name, self._cert = url, name, cert
        self._key = load_root_key(data)
        self.s3, self.sagemaker, self.cognito = map(self.client, ("s3", "sagemaker", "cognito-idp"))

    def client(self, service: str, **options: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            verify=str(self._cert) if self._cert else None,
            region_name="us-east-1",
            aws_access_key_id=self._key.access_key_id,
            aws_secret_access_key=self._key.secret_key,
            config=Config(
                retries={"total_max_attempts": 1},
                signature_version="v4" if service != "s3" else "s3v4",
                **options,
            ),
        )

    def hire(self, *others: str) -> Crew:
        """Makes the bucket, the team and its workers (one is named like the team), who chose passwords."""
        self.s3.create_bucket(Bucket=self.name)
        self.put("in/picture.png", PICTURE)
        self.put("in/page.liquid.html", TEMPLATE)
        self.put("in/labels.json", json.dumps({"labels": [{"label": "Mains"}, {"label": "Dessert"}]}))
        pool = self.cognito.create_user_pool(PoolName=self.name)["UserPool"]["Id"]
        client = self.cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]
        self.cognito.create_group(UserPoolId=pool, GroupName=self.name)
        for username in (self.name, *others):
            user = {"UserPoolId": pool, "Username": username}
            self.cognito.admin_create_user(**user, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS")
            self.cognito.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
            self.cognito.admin_add_user_to_group(**user, GroupName=self.name)
        config = {"UserPool": pool, "ClientId": client["ClientId"]}
        self.sagemaker.create_workforce(WorkforceName="default", CognitoConfig=config)
        member = {"CognitoMemberDefinition": {**config, "UserGroup": self.name}}
        self.sagemaker.create_workteam(WorkteamName=self.name, Description="d", MemberDefinitions=[member])
        return self

    def put(self, key: str, body: str | bytes) -> None:
        self.s3.put_object(Bucket=self.name, Key=key, Body=body)

    def job(self, name: str, texts: list[str]) -> str:
        """The name of a new job with an object for each text."""
        picture = f"s3://{self.name}/in/picture.png"
        lines = [json.dumps({"source": text, "picture": picture}) for text in texts]
        self.put(f"in/{name}.manifest", "\n".join(lines))
        manifest = f"s3://{self.name}/in/{name}.manifest"
        team = self.sagemaker.describe_workteam(WorkteamName=self.name)["Workteam"]["WorkteamArn"]
        self.sagemaker.create_labeling_job(
            LabelingJobName=name,
            LabelAttributeName="kind",
            RoleArn="arn:aws:iam::111122223333:role/gt",
            InputConfig={"DataSource": {"S3DataSource": {"ManifestS3Uri": manifest}}},
            OutputConfig={"S3OutputPath": f"s3://{self.name}/out"},
            LabelCategoryConfigS3Uri=f"s3://{self.name}/in/labels.json",
            HumanTaskConfig={
                "WorkteamArn": team,
                "UiConfig": {"UiTemplateS3Uri": f"s3://{self.name}/in/page.liquid.html"},
                "PreHumanTaskLambdaArn": f"{FUNCTIONS}PRE-TextMultiClass",
                "AnnotationConsolidationConfig": {
                    "AnnotationConsolidationLambdaArn": f"{FUNCTIONS}ACS-TextMultiClass"
                },
                "TaskTitle": name,
                "TaskDescription": "d",
                "NumberOfHumanWorkersPerDataObject": 1,
                "TaskTimeLimitInSeconds": 3600,
            },
        )
        return name

    def labeler(self, username: str = "") -> Labeler:
        """A worker of the team, signed in."""
        return Labeler(self.url, username or self.name, self._cert)

    def output(self, job: str) -> list[dict[str, Any]]:
        """The lines of the output manifest, once the job is completed."""
        eventually(lambda: self.status(job) not in {"Initializing", "InProgress"}, f"the end of {job}")
        described = self.sagemaker.describe_labeling_job(LabelingJobName=job)
        assert described["LabelingJobStatus"] == "Completed", described.get("FailureReason")
        bucket, key = described["LabelingJobOutput"]["OutputDatasetS3Uri"].removeprefix("s3://").split("/", 1)
        body = self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return [json.loads(line) for line in body.splitlines()]

    def status(self, job: str) -> str:
        return str(self.sagemaker.describe_labeling_job(LabelingJobName=job)["LabelingJobStatus"])


class Labeler:
    """A worker's calls, as the portal's page makes them."""

    def __init__(self, url: str, username: str, cert: Path | None) -> None:
        context = ssl.create_default_context(cafile=str(cert)) if cert else True
        self.http = httpx.Client(base_url=url, verify=context, timeout=60, headers={"Origin": url})
        self.signed_in = self.http.post(
            "/portal/api/session", json={"username": username, "password": PASSWORD}
        )
        self.signed_in.raise_for_status()
        self.http.headers["X-CSRF-Token"] = self.signed_in.json()["csrf"]

    def ask(self, job: str) -> dict[str, Any] | None:
        """The next task, when there is one."""
        said = self.http.post(f"/portal/api/jobs/{job}/assignments")
        said.raise_for_status()
        return said.json() if said.status_code == 201 else None

    def take(self, job: str) -> dict[str, Any]:
        """The next task, once there is one."""
        taken: dict[str, Any] = eventually(lambda: self.ask(job), f"a task of {job}")
        return taken

    def answer(
        self, held: dict[str, Any], label: str = "Mains", *, then_next: bool = False
    ) -> httpx.Response:
        body = {"token": held["token"], "answer": {"kind": {"label": label}}, "next": then_next}
        said = self.http.post(f"/portal/api/assignments/{held['id']}/answer", json=body)
        said.raise_for_status()
        return said


class SteadyLabeler(threading.Thread):
    """Labels one object after the other until it is enough, or its server is gone.

    Notes what was acknowledged, by the number of the object: odd ones are "Dessert".
    """

    def __init__(self, labeler: Labeler, job: str) -> None:
        super().__init__(name=f"labels {job}", daemon=True)
        self.acknowledged: list[int] = []
        self.fault: httpx.HTTPError | None = None
        self.enough = threading.Event()
        self._labeler, self._job = labeler, job
        self.start()

    def run(self) -> None:
        try:
            self._label()
        except httpx.HTTPError as fault:
            self.fault = fault

    def _label(self) -> None:
        held: Any = None
        while not self.enough.is_set():
            if held is None:
                held = self._labeler.ask(self._job)
                self.enough.wait(0 if held else 0.05)
                continue
            label = "Dessert" if int(held["task"]) % 2 else "Mains"
            said = self._labeler.answer(held, label, then_next=True)
            self.acknowledged.append(int(held["task"]))
            held = said.json()["next"]

    def finish(self) -> None:
        self.enough.set()
        self.join(PATIENCE_SECONDS)


def filled_caddyfile(url: str, upstreams: str, certificate: Any) -> str:
    """The shipped configuration with this machine's values, as an operator fills them in."""
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    filled = (
        text.replace("{$TRIGPOINT_SITE:label.lab.example}", url)
        .replace("{$TRIGPOINT_UPSTREAMS:127.0.0.1:8800}", upstreams)
        .replace("# tls /etc/caddy/cert.pem /etc/caddy/key.pem", f"tls {certificate.cert} {certificate.key}")
        .replace("admin off", "admin off\n\tauto_https disable_redirects")  # port 80 is not ours in a test
    )
    assert filled.count(url) == filled.count(upstreams) == filled.count(f"tls {certificate.cert}") == 1
    return filled


@pytest.fixture(scope="session")
def caddyfile() -> Callable[..., str]:
    return filled_caddyfile


@pytest.fixture(scope="session")
def make_crew() -> type[Crew]:
    return Crew


@pytest.fixture(scope="session")
def make_steady_labeler() -> type[SteadyLabeler]:
    return SteadyLabeler


@pytest.fixture(scope="session")
def wait_for() -> Callable[..., Any]:
    return eventually


@pytest.fixture(scope="session")
def deploy() -> Path:
    """The folder of what operators copy."""
    return ROOT / "deploy"
