"""Everything that works over plain HTTP works over TLS, and on a bare address."""

from __future__ import annotations

import html
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from cryptography.hazmat.primitives import serialization

from trigpoint.keyring import load_root_key
from trigpoint.model.errors import InvalidInput
from trigpoint.tls import Certificate

TEMPLATE = (
    '<crowd-form><img src="{{ task.input.source-ref | grant_read_access }}"><crowd-input name="a">'
    "</crowd-input></crowd-form>"
)


@pytest.fixture(scope="module")
def tls_server(
    tmp_path_factory: pytest.TempPathFactory, make_certificate: Any
) -> Iterator[tuple[str, Path, Path]]:
    """(URL, data folder, certificate) of a server that speaks HTTPS on a free port."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = make_certificate(folder)
    data = folder / "data"
    command = [sys.executable, "-m", "trigpoint.cli.main", "up", "--data", str(data), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--tls-cert", str(cert), "--tls-key", str(key)], stdin=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while not (data / "server.json").exists():
        assert process.poll() is None and time.monotonic() < until, "the server did not start"
        time.sleep(0.05)
    yield json.loads((data / "server.json").read_text())["url"], data, cert
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def test_the_whole_way_from_upload_to_output_works_over_tls(tls_server: tuple[str, Path, Path]) -> None:
    url, data, cert = tls_server
    assert url.startswith("https://127.0.0.1:")
    key = load_root_key(data)

    def client(service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=url,
            verify=str(cert),
            region_name="us-east-1",
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=key.secret_key,
        )

    s3, sagemaker, cognito = client("s3"), client("sagemaker"), client("cognito-idp")
    s3.create_bucket(Bucket="over-tls")
    for name, body in (
        ("pic.png", b"\x89PNG"),
        ("t.liquid", TEMPLATE.encode()),
        ("m.manifest", b'{"source-ref": "s3://over-tls/pic.png"}\n'),
    ):
        s3.put_object(Bucket="over-tls", Key=name, Body=body)
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]["ClientId"]
    cognito.create_group(UserPoolId=pool, GroupName="g")
    cognito.admin_create_user(UserPoolId=pool, Username="ann", TemporaryPassword="Temp-pass-1")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Own-pass-22", Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName="g")
    sagemaker.create_workforce(WorkforceName="default", CognitoConfig={"UserPool": pool, "ClientId": app})
    team = sagemaker.create_workteam(
        WorkteamName="t",
        Description="d",
        MemberDefinitions=[
            {"CognitoMemberDefinition": {"UserPool": pool, "UserGroup": "g", "ClientId": app}}
        ],
    )["WorkteamArn"]
    sagemaker.create_labeling_job(
        LabelingJobName="tls",
        LabelAttributeName="kind",
        RoleArn="arn:aws:iam::111122223333:role/gt",
        InputConfig={"DataSource": {"S3DataSource": {"ManifestS3Uri": "s3://over-tls/m.manifest"}}},
        OutputConfig={"S3OutputPath": "s3://over-tls/out"},
        HumanTaskConfig={
            "WorkteamArn": team,
            "UiConfig": {"UiTemplateS3Uri": "s3://over-tls/t.liquid"},
            "TaskTitle": "t",
            "TaskDescription": "d",
            "NumberOfHumanWorkersPerDataObject": 1,
            "TaskTimeLimitInSeconds": 60,
        },
    )
    context = ssl.create_default_context(cafile=str(cert))
    with httpx.Client(base_url=url, verify=context, timeout=30) as browser:
        signed_in = browser.post("/portal/api/session", json={"username": "ann", "password": "Own-pass-22"})
        cookie = signed_in.headers["set-cookie"]
        assert cookie.startswith("__Host-trigpoint=")
        assert "Secure" in cookie
        assert "Max-Age=43200" in cookie
        headers = {"X-CSRF-Token": signed_in.json()["csrf"], "Origin": url}
        until = time.monotonic() + 60
        while (taken := browser.post("/portal/api/jobs/tls/assignments", headers=headers)).status_code != 201:
            assert time.monotonic() < until, taken.text
            time.sleep(0.05)
        held = taken.json()
        (signed,) = re.findall(r'<img src="([^"]+)"', browser.get(held["page"]).text)
        assert signed.startswith(f"{url}/over-tls/pic.png?")
        assert browser.get(html.unescape(signed)).content == b"\x89PNG"
        answer = {"token": held["token"], "answer": {"a": "b"}, "next": True}
        assert browser.post(
            f"/portal/api/assignments/{held['id']}/answer", json=answer, headers=headers
        ).is_success
        downgraded = {**headers, "Origin": url.replace("https:", "http:")}
        assert browser.delete("/portal/api/session", headers=downgraded).status_code == 403
        signed_out = browser.delete("/portal/api/session", headers=headers)
        forgotten = signed_out.headers["set-cookie"]
        assert (
            forgotten.startswith('__Host-trigpoint="";')
            and "Secure" in forgotten
            and "Max-Age=0" in forgotten
        )
    until = time.monotonic() + 60
    while sagemaker.describe_labeling_job(LabelingJobName="tls")["LabelingJobStatus"] != "Completed":
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_environment_that_is_exported_speaks_https(tls_server: tuple[str, Path, Path]) -> None:
    url, data, _ = tls_server
    said = subprocess.run(
        [sys.executable, "-m", "trigpoint.cli.main", "env", "--data", str(data)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NO_COLOR": "1"},
    ).stdout
    assert f"export AWS_ENDPOINT_URL={url}" in said


def peer_name(context: ssl.SSLContext, url: str) -> str:
    """Whose certificate a new connection is shown."""
    host, port = url.removeprefix("https://").split(":")
    with (
        socket.create_connection((host, int(port)), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        shown: Any = secure.getpeercert()
        return str(shown["subject"][0][0][1])


def test_a_new_certificate_is_taken_up_without_a_restart(
    tls_server: tuple[str, Path, Path], make_certificate: Any, tmp_path: Path
) -> None:
    url, _, cert = tls_server
    renewed = make_certificate(tmp_path, "renewed")
    context = ssl.create_default_context()
    context.load_verify_locations(cert)
    context.load_verify_locations(renewed.cert)
    before = cert.read_bytes(), (cert.parent / "cert-key.pem").read_bytes()
    with httpx.Client(base_url=url, verify=context, timeout=30) as kept_open:
        assert kept_open.get("/healthz").is_success
        renewed.cert.replace(cert)
        renewed.key.replace(cert.parent / "cert-key.pem")
        until = time.monotonic() + 60
        while peer_name(context, url) != "trigpoint test renewed":
            assert time.monotonic() < until, "the new certificate is not shown"
            time.sleep(0.2)
        assert kept_open.get("/healthz").is_success
    cert.write_bytes(before[0])
    (cert.parent / "cert-key.pem").write_bytes(before[1])


def test_half_a_renewal_changes_nothing_until_the_other_half_is_there(
    make_certificate: Any, tmp_path: Path
) -> None:
    now, later = make_certificate(tmp_path, "now"), make_certificate(tmp_path, "later", ends=90)
    certificate = Certificate(*now)
    first = certificate.expires_at
    assert not certificate.renew()
    later.cert.replace(now.cert)
    assert not certificate.renew()
    assert certificate.expires_at == first
    later.key.replace(now.key)
    assert certificate.renew()
    assert (certificate.expires_at - first).days == 89
    now.key.unlink()
    assert not certificate.renew()


def wrong_pairs(make: Any, folder: Path) -> dict[str, tuple[Path, Path, str]]:
    good, other = make(folder, "good"), make(folder, "other")
    old, future = make(folder, "old", starts=-9, ends=-1), make(folder, "future", starts=1, ends=9)
    text, locked = folder / "text.pem", folder / "locked.pem"
    text.write_text("hello\n")
    locked.write_bytes(make.pem(serialization.load_pem_private_key(good.key.read_bytes(), None), "secret"))
    return {
        "missing certificate": (folder / "none.pem", good.key, "none.pem cannot be read: No such file"),
        "missing key": (good.cert, folder / "none.pem", "tls_key: .*none.pem cannot be read: No such file"),
        "folder": (folder, good.key, "cannot be read: Is a directory"),
        "no certificate": (text, good.key, "text.pem holds no certificate: tls_cert is a PEM file"),
        "no key": (good.cert, text, "text.pem holds no key that can be used"),
        "locked key": (good.cert, locked, "locked.pem holds no key that can be used.* without a password"),
        "the other way round": (good.key, good.cert, "good-key.pem holds no certificate"),
        "mismatch": (good.cert, other.key, "other-key.pem is not the key of the certificate in .*good.pem"),
        "expired": (old.cert, old.key, "old.pem cannot be used: certificate has expired"),
        "not yet": (future.cert, future.key, "future.pem cannot be used: certificate is not yet valid"),
    }


def test_a_pair_that_cannot_be_used_is_refused_with_the_reason(make_certificate: Any, tmp_path: Path) -> None:
    for cert, key, reason in wrong_pairs(make_certificate, tmp_path).values():
        with pytest.raises(InvalidInput, match=reason):
            Certificate(cert, key)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_key_of_somebody_else_is_refused_with_the_reason(make_certificate: Any, tmp_path: Path) -> None:
    files = make_certificate(tmp_path)
    files.key.chmod(0)
    with pytest.raises(InvalidInput, match=r"tls_key: .* cannot be read: Permission denied"):
        Certificate(*files)


def test_the_server_says_in_one_sentence_why_it_does_not_start(make_certificate: Any, tmp_path: Path) -> None:
    good, other = make_certificate(tmp_path, "good"), make_certificate(tmp_path, "other")
    ended = subprocess.run(
        [sys.executable, "-m", "trigpoint.cli.main", "up", "--port", "0", "--data", str(tmp_path / "data")],
        env={**os.environ, "TRIGPOINT_TLS_CERT": str(good.cert), "TRIGPOINT_TLS_KEY": str(other.key)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 1
    assert "other-key.pem is not the key of the certificate in" in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr
