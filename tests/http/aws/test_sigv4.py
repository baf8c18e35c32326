"""Signatures, made by botocore or taken from AWS's documentation, and verified by us."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from trigpoint.http.aws.sigv4 import Claim, Sent, canonical_request, read_claim, verify
from trigpoint.model.access_key import AccessKey
from trigpoint.model.errors import NotFound, SignatureRejected

AT = datetime(2031, 4, 2, 9, 15, 2, tzinfo=UTC)
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class OneKey:
    """A key ring with one permanent and one temporary key."""

    def __init__(
        self, secret: str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", key_id: str = "AKIDEXAMPLE"
    ) -> None:
        self.key = AccessKey(access_key_id=key_id, secret_key=secret, arn="arn:aws:iam::0:root")
        self.temporary = AccessKey(
            access_key_id="ASIAEXAMPLE",
            secret_key=secret,
            arn="arn:aws:sts::0:assumed-role/r/s",
            session_token="token",
            expires_at=AT + timedelta(minutes=2),
        )

    def find(self, access_key_id: str, session_token: str | None = None) -> AccessKey:
        for key in (self.key, self.temporary):
            if key.access_key_id == access_key_id:
                if key.session_token != session_token:
                    raise NotFound("session token", access_key_id)
                return key
        raise NotFound("access key", access_key_id)


RING = OneKey()


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: AT.replace(tzinfo=None))


def signed(
    url: str,
    method: str = "POST",
    body: bytes = b"{}",
    *,
    service: str = "sagemaker",
    key: AccessKey = RING.key,
    auth: Any = SigV4Auth,
    **headers: str,
) -> Sent:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    request = AWSRequest(method, url, told, body)
    request.headers["Host"] = urlsplit(url).netloc
    auth(Credentials(key.access_key_id, key.secret_key, key.session_token), service, "us-east-1").add_auth(
        request
    )
    parts = urlsplit(str(request.url))
    return Sent(method, parts.path, parts.query, [(n.lower(), v) for n, v in request.headers.items()])


def check(sent: Sent, payload_hash: str, now: datetime = AT, ring: OneKey = RING) -> AccessKey:
    claim = read_claim(sent, dict(sent.headers))
    return verify(claim, sent, payload_hash, ring, now)


JSON_HASH = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize("service", ["sagemaker", "cognito-idp", "sts", "iam", "lambda"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A0%3Afunction%3Af/invocations",
        "/a%24b?x=1&a=%20z&b",
    ],
)
def test_what_botocore_signs_holds(service: str, path: str) -> None:
    sent = signed(f"http://127.0.0.1:8800{path}", service=service, X_Amz_Target="A.B")
    assert check(sent, JSON_HASH) == RING.key


@pytest.mark.parametrize(
    "path", ["/b/k", "/b/a%20b%2Bc/%C3%BC", "/b/a:b", "/b?list-type=2&prefix=a%2F&delimiter=%2F"]
)
def test_what_botocore_signs_for_s3_holds(path: str) -> None:
    sent = signed(f"http://127.0.0.1:8800{path}", "GET", b"", service="s3", auth=S3SigV4Auth)
    assert check(sent, EMPTY) == RING.key


def test_the_example_of_the_documentation_holds() -> None:
    """GET Object of "Examples: Signature Calculations", Amazon S3 API Reference."""
    headers = [
        ("host", "examplebucket.s3.amazonaws.com"),
        ("range", "bytes=0-9"),
        ("x-amz-content-sha256", EMPTY),
        ("x-amz-date", "20130524T000000Z"),
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
    ]
    ring = OneKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AKIAIOSFODNN7EXAMPLE")
    sent = Sent("GET", "/test.txt", "", headers)
    assert check(sent, EMPTY, datetime(2013, 5, 24, tzinfo=UTC), ring) == ring.key


def test_a_header_is_taken_without_its_outer_and_double_spaces() -> None:
    claim = Claim("A", "20310402", "r", "s", ("host", "x-a"), "0", "20310402T000000Z", None)
    sent = Sent(
        "GET", "/", "b=2&a=1&a=0", [("host", "h"), ("x-a", "  one   two "), ("x-a", "three"), ("y", "n")]
    )
    assert canonical_request(sent, claim, EMPTY) == (
        f"GET\n/\na=0&a=1&b=2\nhost:h\nx-a:one two,three\n\nhost;x-a\n{EMPTY}"
    )


def test_a_presigned_request_of_another_service_holds() -> None:
    url = "http://127.0.0.1:8800/?Action=GetCallerIdentity&Version=2011-06-15"
    sent = signed(url, "GET", b"", service="sts", auth=SigV4QueryAuth)
    assert check(sent, EMPTY) == RING.key
    with pytest.raises(SignatureRejected) as caught:
        check(sent, EMPTY, AT + timedelta(hours=2))
    assert caught.value.reason == "expired"


def reason(sent: Sent, now: datetime = AT, payload_hash: str = JSON_HASH) -> str:
    with pytest.raises(SignatureRejected) as caught:
        check(sent, payload_hash, now)
    return caught.value.reason


def test_each_fault_has_its_reason() -> None:
    url = "http://127.0.0.1:8800/"
    good = signed(url)
    authorization = dict(good.headers)["authorization"]

    def with_authorization(text: str) -> Sent:
        kept = [(name, value) for name, value in good.headers if name != "authorization"]
        return Sent("POST", "/", "", [*kept, ("authorization", text)])

    other = AccessKey(access_key_id="AKIDNOBODY", secret_key="x", arn="")
    forged = AccessKey(access_key_id="ASIAEXAMPLE", secret_key="x", arn="", session_token="forged")
    assert reason(Sent("POST", "/", "", [("host", "h")])) == "missing"
    assert reason(with_authorization("AWS4-HMAC-SHA256 what")) == "malformed"
    assert reason(with_authorization(authorization.replace("host;", ""))) == "malformed"
    assert reason(with_authorization(authorization.replace("/20310402/", "/20310403/"))) == "malformed"
    assert reason(signed(url, key=other)) == "unknown-key"
    assert reason(signed(url, key=forged)) == "bad-token"
    assert reason(good, payload_hash=EMPTY) == "mismatch"
    assert reason(with_authorization(authorization[:-64] + "0" * 64)) == "mismatch"
    assert reason(good, AT + timedelta(minutes=5, seconds=1)) == "skewed"
    assert reason(good, AT - timedelta(minutes=5, seconds=1)) == "skewed"
    temporary = signed(url, key=RING.temporary)
    assert check(temporary, JSON_HASH).arn == RING.temporary.arn
    assert reason(temporary, AT + timedelta(minutes=2)) == "expired-token"


def test_amazon_headers_that_were_not_signed_are_refused() -> None:
    sent = signed("http://127.0.0.1:8800/")
    smuggled = Sent(sent.method, sent.raw_path, sent.raw_query, [*sent.headers, ("x-amz-target", "A.B")])
    assert reason(smuggled) == "mismatch"
    harmless = Sent(sent.method, sent.raw_path, sent.raw_query, [*sent.headers, ("accept", "*/*")])
    assert check(harmless, JSON_HASH)


@pytest.mark.parametrize(
    "change",
    [
        ("X-Amz-Expires=60", "X-Amz-Expires=0"),
        ("X-Amz-Expires=60", "X-Amz-Expires=604801"),
        ("HMAC-SHA256", "HMAC-MD5"),
        ("X-Amz-Date", "X-Other"),
    ],
)
def test_an_address_must_be_well_formed(change: tuple[str, str]) -> None:
    url = "http://127.0.0.1:8800/b/k?X-Amz-Expires=60"
    sent = signed(url.partition("?")[0], "GET", b"", service="s3", auth=SigV4QueryAuth)
    query = sent.raw_query.replace("X-Amz-Expires=3600", "X-Amz-Expires=60").replace(*change)
    assert reason(Sent("GET", sent.raw_path, query, sent.headers)) == "malformed"
