"""Everything that works over plain HTTP works over TLS, and on a bare address."""

from __future__ import annotations

import datetime
import html
import ipaddress
import json
import os
import re
import signal
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
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from trigpoint.keyring import load_root_key

TEMPLATE = (
    '<crowd-form><img src="{{ task.input.source-ref | grant_read_access }}"><crowd-input name="a">'
    "</crowd-input></crowd-form>"
)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "trigpoint test")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert_file, key_file


@pytest.fixture(scope="module")
def tls_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, Path]]:
    """(URL, data folder, certificate) of a server that speaks HTTPS on a free port."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = certificate(folder)
    data = folder / "data"
    command = [sys.executable, "-m", "trigpoint.cli.main", "up", "--data", str(data), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--tls-cert", str(cert), "--tls-key", str(key)], stdin=subprocess.DEVNULL
    )
    until = time.monotonic() + 30
    while not (data / "server.json").exists() and time.monotonic() < until:
        time.sleep(0.05)
    yield json.loads((data / "server.json").read_text())["url"], data, cert
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


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
        headers = {"X-CSRF-Token": signed_in.json()["csrf"], "Origin": url}
        until = time.monotonic() + 20
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
    until = time.monotonic() + 20
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
