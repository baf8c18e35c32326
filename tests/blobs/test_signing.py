import pickle
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import botocore.session
import pytest
from botocore.config import Config

from trigpoint.blobs.references import published_object
from trigpoint.blobs.signing import UrlSigner
from trigpoint.model.errors import AccessDenied, BadUri, InvalidInput
from trigpoint.model.s3_uri import S3Uri

AT = datetime(2031, 4, 2, 9, 15, 2, tzinfo=UTC)


def signer(
    origin: str = "http://lab.example:8800",
    readable: tuple[str, ...] | None = None,
    expires: int = 3600,
    buckets: frozenset[str] = frozenset({"lab", "dot.ted"}),
) -> UrlSigner:
    return UrlSigner(origin, "AKIATEST", "secret", "eu-west-1", AT, expires, readable, buckets)


@pytest.mark.parametrize("key", ["a.png", "a b/ü+~.png", "2031-04-02T09:15:02.json", "100%.txt"])
@pytest.mark.parametrize("origin", ["http://lab.example:8800", "https://lab.example"])
def test_addresses_are_those_of_botocore(key: str, origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: AT.replace(tzinfo=None))
    session = botocore.session.Session()
    session.set_credentials("AKIATEST", "secret")
    client = session.create_client(
        "s3",
        region_name="eu-west-1",
        endpoint_url=origin,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    wanted = client.generate_presigned_url("get_object", {"Bucket": "lab", "Key": key}, ExpiresIn=3600)
    assert signer(origin).signed(S3Uri("lab", key)) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "s3://lab/a b.png",
        "http://s3.amazonaws.com/lab/a%20b.png",
        "https://s3.amazonaws.com/lab/a%20b.png",
        "https://s3.eu-central-1.amazonaws.com/lab/a%20b.png",
        "https://s3-us-west-2.amazonaws.com/lab/a b.png",
        "https://lab.s3.amazonaws.com/a%20b.png?versionId=1",
        "https://lab.s3.us-gov-west-1.amazonaws.com/a%20b.png",
        "https://lab.s3.dualstack.us-west-2.amazonaws.com:443/a%20b.png",
    ],
)
def test_every_form_of_an_object_is_signed(url: str) -> None:
    assert urlsplit(signer().sign(url)).path == "/lab/a%20b.png"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/lab/a.png",
        "data:image/png;base64,AAAA",
        "https://s3.amazonaws.com/somebody-elses/a.png",
        "https://somebody-elses.s3.amazonaws.com/a.png",
        "https://s3.amazonaws.com/",
        "https://cognito-idp.eu-west-1.amazonaws.com/lab/a",
        "https://evil.example/?x=lab.s3.amazonaws.com/a",
        "https://[broken.amazonaws.com/",
        "plain text",
        "",
    ],
)
def test_any_other_address_stays_as_it_is(url: str) -> None:
    assert signer().sign(url) == url
    assert signer().published(url) is None


def test_published_objects_are_those_of_buckets_here() -> None:
    assert published_object("https://dot.ted.s3.amazonaws.com/a") == S3Uri("dot.ted", "a")
    assert str(signer().published("https://dot.ted.s3.amazonaws.com/a")).startswith(
        "http://lab.example:8800/dot.ted/a?"
    )
    assert signer().published("s3://lab/a") is None


@pytest.mark.parametrize(
    ("url", "error"), [("s3://lab", BadUri), ("s3://Lab/a", BadUri), ("s3://lab/../a", InvalidInput)]
)
def test_a_bad_reference_is_refused(url: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        signer().sign(url)


def test_only_what_the_role_may_read_is_signed() -> None:
    narrow = signer(readable=("lab/public/", "s3://dot.ted"))
    assert narrow.sign("s3://lab/public/a")
    assert narrow.sign("s3://dot.ted/any/where")
    for url in (
        "s3://lab/private",
        "s3://lab/publication",
        "s3://other/a",
        "https://lab.s3.amazonaws.com/private",
    ):
        with pytest.raises(AccessDenied):
            narrow.sign(url)
    with pytest.raises(AccessDenied):
        narrow.published("https://lab.s3.amazonaws.com/private")


def test_no_address_lives_longer_than_a_week() -> None:
    query = parse_qs(urlsplit(signer(expires=10**9).sign("s3://lab/a")).query)
    assert query["X-Amz-Expires"] == [str(int(timedelta(days=7).total_seconds()))]


def test_a_signer_goes_to_another_process_and_hides_its_key() -> None:
    copy = pickle.loads(pickle.dumps(signer()))
    assert copy.sign("s3://lab/a") == signer().sign("s3://lab/a")
    assert "secret" not in repr(copy)
