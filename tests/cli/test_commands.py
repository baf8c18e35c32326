"""Commands against a running server, and what they say when something is wrong."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any


def trigpoint(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`trigpoint ...` without any server's address or keys in the environment."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TRIGPOINT_"))}
    command = [sys.executable, "-m", "trigpoint.cli.main", *arguments]
    return subprocess.run(
        command,
        cwd=cwd,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_env_exports_what_aws_tools_need(trigpoint_server: Any, tmp_path: Path) -> None:
    said = trigpoint("env", "--data", str(trigpoint_server.data), cwd=tmp_path).stdout
    script = (
        said
        + 'echo "$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_DEFAULT_REGION $AWS_REGION"'
    )
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.split()
    expected = trigpoint_server.environment
    names = (
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_DEFAULT_REGION",
        "AWS_REGION",
    )
    assert told == [expected[name] for name in names]


def test_a_folder_without_a_server_is_told_apart(tmp_path: Path) -> None:
    said = trigpoint("jobs", "list", cwd=tmp_path)
    assert said.returncode == 1
    assert "holds no keys yet" in said.stderr
    assert "trigpoint up" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_server_that_does_not_answer_is_told(trigpoint_server: Any, tmp_path: Path) -> None:
    away = {**trigpoint_server.environment, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    said = trigpoint("jobs", "list", cwd=tmp_path, **away)
    assert said.returncode == 1
    assert "Is `trigpoint up` running?" in said.stderr


def test_keys_of_aws_are_not_used_without_an_endpoint(trigpoint_server: Any, tmp_path: Path) -> None:
    """Whoever has AWS keys in their shell and forgets the endpoint must not reach AWS."""
    said = trigpoint("jobs", "list", cwd=tmp_path, AWS_ACCESS_KEY_ID="AKIAX", AWS_SECRET_ACCESS_KEY="x")
    assert "holds no keys yet" in said.stderr


def test_the_data_folder_wins_over_the_environment(trigpoint_server: Any, tmp_path: Path) -> None:
    away = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "AKIAX",
        "AWS_SECRET_ACCESS_KEY": "x",
    }
    said = trigpoint("jobs", "list", "--data", str(trigpoint_server.data), cwd=tmp_path, **away)
    assert said.returncode == 0, said.stderr


def test_an_unknown_job_is_a_sentence_and_no_traceback(trigpoint_server: Any) -> None:
    said = trigpoint_server.trigpoint("jobs", "describe", "nobody-made-this", check=False)
    assert said.returncode == 1
    assert "nobody-made-this" in said.stderr
    assert "Traceback" not in said.stderr


def test_tls_needs_both_files(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("-")
    said = trigpoint("up", "--tls-cert", "cert.pem", cwd=tmp_path)
    assert said.returncode == 1
    assert "go together" in said.stderr


def test_workers_and_teams_are_made_listed_and_disabled(trigpoint_server: Any, unique: str) -> None:
    run = trigpoint_server.trigpoint
    team, ana, ben = f"t-{unique}", f"ana-{unique}@lab.example", f"ben-{unique}@lab.example"
    invitation = run("workers", "add", ana, "--team", team).stdout
    assert ana in invitation
    assert trigpoint_server.url in invitation
    run("workers", "add", ana, ben, "--team", team)
    listed = json.loads(run("workers", "list", "--team", team, "--json").stdout)
    assert [user["Username"] for user in listed] == [ana, ben]
    run("workers", "disable", ben)
    listed = json.loads(run("workers", "list", "--team", team, "--json").stdout)
    assert [user["Enabled"] for user in listed] == [True, False]
    run("workers", "enable", ben)
    run("teams", "remove", team, ben)
    assert ana in run("teams", "list").stdout
    assert [
        user["Username"] for user in json.loads(run("workers", "list", "--team", team, "--json").stdout)
    ] == [ana]
    run("teams", "add", team, ben)
    password = json.loads(run("workers", "reset", ben, "--json").stdout)[0]["password"]
    assert len(password) >= 8
    run("teams", "delete", team, "--yes")
    assert team not in run("teams", "list").stdout


def test_workers_are_read_from_a_file(trigpoint_server: Any, unique: str, tmp_path: Path) -> None:
    (tmp_path / "students.txt").write_text(f"# the course\nx-{unique}\n\ny-{unique}\nx-{unique}\n")
    said = trigpoint_server.trigpoint(
        "workers", "add", "--file", str(tmp_path / "students.txt"), "--team", f"t-{unique}", "--json"
    )
    assert [each["username"] for each in json.loads(said.stdout)] == [f"x-{unique}", f"y-{unique}"]


def test_a_request_may_be_tried_without_a_job(trigpoint_server: Any, unique: str, dishes: Path) -> None:
    run = trigpoint_server.trigpoint
    run("teams", "create", f"t-{unique}") if "default" in workforces(trigpoint_server) else run(
        "workers", "add", f"w-{unique}", "--team", f"t-{unique}"
    )
    made = run("manifest", "create", str(dishes), "--upload-to", f"s3://lab-{unique}/in/", "--json").stdout
    said = run(
        *("jobs", "create", "--dry-run", "--name", f"j-{unique}", "--team", f"t-{unique}"),
        *("--manifest", json.loads(made)["manifest_uri"], "--output", f"s3://lab-{unique}/out/"),
        *("--task-type", "TextMultiClass", "--labels", "good,bad", "--workers", "3"),
    )
    request = json.loads(said.stdout)
    assert request["HumanTaskConfig"]["NumberOfHumanWorkersPerDataObject"] == 3
    assert "No labeling jobs." in run("jobs", "list", "--name", f"j-{unique}").stdout


def workforces(server: Any) -> list[str]:
    return [each["WorkforceName"] for each in server.client("sagemaker").list_workforces()["Workforces"]]


def test_missing_options_are_named(trigpoint_server: Any) -> None:
    said = trigpoint_server.trigpoint("jobs", "create", "--name", "x", check=False)
    assert said.returncode == 1
    assert "missing --manifest, --output, --task-type" in said.stderr


def test_the_doctor_says_how_the_installation_is(trigpoint_server: Any) -> None:
    with socket.socket() as taken:  # nobody listens there
        taken.bind(("127.0.0.1", 0))
        cluster = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        environment = {**os.environ, **trigpoint_server.environment, "TRIGPOINT_CLUSTER": cluster}
        command = [sys.executable, "-m", "trigpoint.cli.main", "doctor", "--json"]
        said = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
    assert said.returncode == 0, said.stderr
    parts = {each["name"]: each for each in json.loads(said.stdout)}
    assert parts["database"]["words"] == "takes writes"
    assert parts["storage"]["ok"] and parts["engine"]["ok"]
    assert not parts["cluster"]["ok"] and parts["cluster"]["warning"]
    assert f"the cluster {cluster} does not answer" in parts["cluster"]["words"]


def test_the_doctor_names_files_that_are_not_there(trigpoint_server: Any, unique: str) -> None:
    run, s3 = trigpoint_server.trigpoint, trigpoint_server.client("s3")
    bucket = f"lab-{unique}"
    s3.create_bucket(Bucket=bucket)
    png = bytes.fromhex("89504e470d0a1a0a")
    s3.put_object(Bucket=bucket, Key="there.png", Body=png, ContentType="image/png")
    s3.put_object(Bucket=bucket, Key="text.png", Body=b"hello", ContentType="text/plain")
    lines = [{"source-ref": f"s3://{bucket}/{name}.png"} for name in ("there", "away", "text")]
    s3.put_object(Bucket=bucket, Key="in.manifest", Body="\n".join(map(json.dumps, lines)).encode())
    run("workers", "add", f"w-{unique}", "--team", f"t-{unique}")
    run(
        *("jobs", "create", "--name", f"j-{unique}", "--team", f"t-{unique}", "--labels", "cat,dog"),
        *("--manifest", f"s3://{bucket}/in.manifest", "--output", f"s3://{bucket}/out/"),
        *("--task-type", "ImageMultiClass"),
    )
    said = run("doctor", f"j-{unique}", "--json", check=False)
    assert said.returncode == 1
    there, away, text = json.loads(said.stdout)
    assert there["faults"] == []
    assert there["n_files"] == 1
    assert "cannot read s3:" in away["faults"][0]
    assert "text/plain" in text["faults"][0]
