"""S3 on the wire: signatures that do not hold, bodies in signed chunks, media for browsers, the CLI."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from trigpoint.blobs.signing import UrlSigner
from trigpoint.model.access_key import signing_key

ROLE = "arn:aws:iam::000000000000:role/Labeling"
SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"


class PlainAuth(S3SigV4Auth):
    """botocore's, but for a payload hash that is given: it would make its own."""

    def _modify_request_before_signing(self, request: Any) -> None:
        given = request.headers.get("X-Amz-Content-SHA256")
        super()._modify_request_before_signing(request)
        if given:
            request.headers.replace_header("X-Amz-Content-SHA256", given)

    def payload(self, request: Any) -> str:
        given = request.headers.get("X-Amz-Content-SHA256", "")
        return str(given) if given.startswith("STREAMING") else str(super().payload(request))


class Raw:
    """Sends requests just as they are given."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.host = urlsplit(server.url).netloc

    def send(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                if name.lower() != "host":
                    connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def signed(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        key: Any = None,
        service: str = "s3",
        **headers: str,
    ) -> dict[str, str]:
        """The headers of a request signed by botocore; `_` in their names stands for `-`."""
        key = key or self.server.keyring.root
        request = AWSRequest(
            method, self.server.url + path, {n.replace("_", "-"): v for n, v in headers.items()}, body
        )
        credentials = Credentials(key.access_key_id, key.secret_key, key.session_token)
        PlainAuth(credentials, service, "us-east-1").add_auth(request)
        return dict(request.headers.items())

    def presigned(self, method: str, path: str, expires: int = 60) -> str:
        request = AWSRequest(method, self.server.url + path)
        key = self.server.keyring.root
        credentials = Credentials(key.access_key_id, key.secret_key)
        S3SigV4QueryAuth(credentials, "s3", "us-east-1", expires=expires).add_auth(request)
        return str(request.url).removeprefix(self.server.url)


@pytest.fixture
def raw(server: Any) -> Raw:
    return Raw(server)


@pytest.fixture
def media(server: Any, bucket: str) -> Any:
    """Puts an object and gives its signed address, as a task page has it."""

    def address(key: str, content: bytes = b"0123456789", content_type: str | None = None) -> str:
        from trigpoint.model.s3_uri import S3Uri

        server.store.put(S3Uri(bucket, key), content, content_type=content_type)
        own = server.keyring.media
        now = datetime.now(UTC)
        signer = UrlSigner(
            server.url, own.access_key_id, own.secret_key, "us-east-1", now, 600, None, frozenset()
        )
        return signer.sign(f"s3://{bucket}/{key}").removeprefix(server.url)

    return address


def code_of(body: bytes) -> str:
    return str(ElementTree.fromstring(body).findtext("Code"))


class TestSignatures:
    def test_a_wrong_secret_is_a_signature_that_does_not_match(
        self, server: Any, bucket: str, error_of: Any
    ) -> None:
        wrong = server.client(aws_secret_access_key="wrong")
        assert error_of(wrong.list_objects_v2, Bucket=bucket) == "SignatureDoesNotMatch"

    def test_an_unknown_key_is_no_key(self, server: Any, bucket: str, error_of: Any) -> None:
        unknown = server.client(aws_access_key_id="AKIANOBODY")
        assert error_of(unknown.list_objects_v2, Bucket=bucket) == "InvalidAccessKeyId"

    @pytest.mark.parametrize("minutes", [-6, 6])
    def test_clocks_that_differ_are_told_apart(
        self, server: Any, clock: Any, bucket: str, minutes: int, error_of: Any
    ) -> None:
        clock.shift = timedelta(minutes=minutes)
        assert error_of(server.client().list_objects_v2, Bucket=bucket) == "RequestTimeTooSkewed"

    def test_temporary_credentials_work_until_they_end(
        self, server: Any, clock: Any, bucket: str, error_of: Any
    ) -> None:
        issued = server.keyring.issue(ROLE, "notebook", 120)
        names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        values = (issued.access_key_id, issued.secret_key, issued.session_token)
        client = server.client(**dict(zip(names, values, strict=True)))
        assert client.list_objects_v2(Bucket=bucket)
        clock.shift = timedelta(minutes=3)
        assert error_of(client.list_objects_v2, Bucket=bucket) == "ExpiredToken"
        forged = server.client(**dict(zip(names, (*values[:2], "forged"), strict=True)))
        assert error_of(forged.list_objects_v2, Bucket=bucket) == "InvalidToken"

    @pytest.mark.parametrize(
        "path", ["/{b}/a%20b%2Bc", "/{b}/a:b,c", "/{b}/%C3%BC", "/{b}/a$b@c", "/{b}?prefix=a%2Fb&list-type=2"]
    )
    def test_paths_and_queries_are_taken_as_sent(self, raw: Raw, bucket: str, path: str) -> None:
        path = path.format(b=bucket)
        status, _, body = raw.send("GET", path, raw.signed("GET", path))
        assert status in {200, 404}, body

    def test_whatever_was_signed_cannot_be_changed(self, raw: Raw, bucket: str) -> None:
        path = f"/{bucket}/a"
        headers = raw.signed("PUT", path, b"content", x_amz_meta_who="me")
        assert raw.send("PUT", path, headers, b"content")[0] == 200
        forged = [
            ("PUT", path, headers | {"x-amz-meta-who": "you"}, b"content", "SignatureDoesNotMatch"),
            ("PUT", path, headers | {"X-Amz-Content-SHA256": "0" * 64}, b"content", "SignatureDoesNotMatch"),
            ("PUT", path + "b", headers, b"content", "SignatureDoesNotMatch"),
            ("PUT", path + "?acl", headers, b"content", "SignatureDoesNotMatch"),
            ("POST", path, headers, b"content", "SignatureDoesNotMatch"),
            ("PUT", path, headers, b"CONTENT", "XAmzContentSHA256Mismatch"),
            (
                "PUT",
                path,
                headers | {"x-amz-copy-source": "/other/secret"},
                b"content",
                "SignatureDoesNotMatch",
            ),
        ]
        for method, where, told, body, code in forged:
            assert code_of(raw.send(method, where, told, body)[2]) == code
        assert raw.send("GET", path, raw.signed("GET", path))[2] == b"content"

    @pytest.mark.parametrize(
        "authorization",
        [
            "AWS4-HMAC-SHA256 nonsense",
            "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=" + "0" * 64,
            "AWS4-HMAC-SHA256 Credential=a/20310402/us-east-1/s3/aws4_request, SignedHeaders=x, Signature=00",
        ],
    )
    def test_a_malformed_signature_is_refused(self, raw: Raw, bucket: str, authorization: str) -> None:
        status, headers, _ = raw.send("GET", f"/{bucket}", {"Authorization": authorization})
        assert (status, headers["x-amzn-errortype"]) == (400, "IncompleteSignature")

    def test_two_addresses_are_one_request_each(self, raw: Raw, bucket: str) -> None:
        """`../` on the wire, which clients tidy up, is a key like any other: refused."""
        for path in (f"/{bucket}/../../keys.json", f"/{bucket}/%2e%2e/keys.json", f"/{bucket}/a%2F..%2Fb"):
            assert code_of(raw.send("GET", path, raw.signed("GET", path))[2]) in {
                "InvalidArgument",
                "InvalidBucketName",
                "SignatureDoesNotMatch",
            }
        status, _, body = raw.send("GET", f"/{bucket}/nul%00", raw.signed("GET", f"/{bucket}/nul%00"))
        assert (status, code_of(body)) == (400, "InvalidArgument")
        status, _, body = raw.send("GET", f"/{bucket}/bad%ff", raw.signed("GET", f"/{bucket}/bad%ff"))
        assert (status, code_of(body)) == (400, "InvalidArgument")


class TestBodies:
    def test_digests_are_held_against_the_body(self, raw: Raw, bucket: str) -> None:
        path = f"/{bucket}/a"
        md5 = base64.b64encode(hashlib.md5(b"other").digest()).decode()
        crc = base64.b64encode(zlib.crc32(b"other").to_bytes(4, "big")).decode()
        sha = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
        cases = [
            ({"Content_MD5": md5}, "BadDigest"),
            ({"Content_MD5": "AAAA"}, "InvalidDigest"),
            ({"x_amz_checksum_crc32": crc}, "BadDigest"),
            ({"x_amz_checksum_sha256": sha}, "BadDigest"),
            ({"x_amz_checksum_crc32": "?"}, "InvalidRequest"),
        ]
        for told, code in cases:
            headers = raw.signed("PUT", path, b"content", **told)
            assert code_of(raw.send("PUT", path, headers, b"content")[2]) == code
        right = base64.b64encode(hashlib.md5(b"content").digest()).decode()
        headers = raw.signed("PUT", path, b"content", Content_MD5=right)
        assert raw.send("PUT", path, headers, b"content")[0] == 200

    @pytest.mark.parametrize("chunk", [8192, 70_000])
    @pytest.mark.parametrize("trailer", [False, True])
    def test_signed_chunks_arrive(self, raw: Raw, bucket: str, chunk: int, trailer: bool) -> None:
        data = os.urandom(150_000)
        path, headers, body = self.chunked(raw, bucket, data, chunk, trailer)
        status, _, error = raw.send("PUT", path, headers, body)
        assert status == 200, error
        assert raw.send("GET", path, raw.signed("GET", path))[2] == data

    @pytest.mark.parametrize("trailer", [False, True])
    def test_a_changed_chunk_is_refused(self, raw: Raw, bucket: str, trailer: bool) -> None:
        path, headers, body = self.chunked(raw, bucket, b"x" * 20_000, 8192, trailer)
        changed = [
            (body.replace(b"xxx", b"xyx", 1), "SignatureDoesNotMatch"),
            (body.replace(b"2000;", b"1fff;", 1), "InvalidRequest"),
            (body.replace(b"chunk-signature=", b"chunk-signature=0", 1), "SignatureDoesNotMatch"),
            (b"zz" + body[2:], "InvalidRequest"),
            (b"x" * len(body), "InvalidRequest"),
            (body[: len(body) // 2], "IncompleteBody"),
        ]
        if trailer:
            changed.append((body.replace(b"crc32:", b"crc32:A", 1), "SignatureDoesNotMatch"))
        for forged, code in changed:
            assert code_of(raw.send("PUT", path, headers, forged)[2]) == code
        assert raw.send("GET", path, raw.signed("GET", path))[0] == 404

    def test_an_unsigned_trailer_is_checked(self, raw: Raw, bucket: str) -> None:
        path = f"/{bucket}/a"
        for data, code in ((b"content", 200), (b"other", 400)):
            crc = base64.b64encode(zlib.crc32(b"content").to_bytes(4, "big")).decode()
            body = b"%x\r\n%s\r\n0\r\nx-amz-checksum-crc32:%s\r\n\r\n" % (len(data), data, crc.encode())
            headers = self.streaming(raw, path, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", len(data), True)
            assert raw.send("PUT", path, headers, body)[0] == code

    def streaming(self, raw: Raw, path: str, kind: str, length: int, trailer: bool) -> dict[str, str]:
        told = {"X_Amz_Content_SHA256": kind, "x_amz_decoded_content_length": str(length)}
        if trailer:
            told["x_amz_trailer"] = "x-amz-checksum-crc32"
        return raw.signed("PUT", path, b"", content_encoding="aws-chunked", **told)

    def chunked(
        self, raw: Raw, bucket: str, data: bytes, chunk: int, trailer: bool
    ) -> tuple[str, dict[str, str], bytes]:
        """A body as S3's documentation says it is signed."""
        path = f"/{bucket}/a"
        kind = SIGNED_CHUNKS + ("-TRAILER" if trailer else "")
        headers = self.streaming(raw, path, kind, len(data), trailer)
        stamp = headers["X-Amz-Date"]
        scope = f"{stamp[:8]}/us-east-1/s3/aws4_request"
        key = signing_key(raw.server.keyring.root.secret_key, stamp[:8], "us-east-1", "s3")
        signature = headers["Authorization"].rpartition("=")[2]

        def sign(kind: str, digest: str) -> str:
            text = f"AWS4-HMAC-SHA256-{kind}\n{stamp}\n{scope}\n{signature}\n{digest}"
            return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

        body = b""
        for start in [*range(0, len(data), chunk), len(data)]:
            piece = data[start : start + chunk]
            empty = hashlib.sha256(b"").hexdigest()
            signature = sign("PAYLOAD", f"{empty}\n{hashlib.sha256(piece).hexdigest()}")
            body += b"%x;chunk-signature=%s\r\n" % (len(piece), signature.encode())
            body += piece + b"\r\n" if piece else b""
        if trailer:
            line = b"x-amz-checksum-crc32:" + base64.b64encode(zlib.crc32(data).to_bytes(4, "big")) + b"\n"
            signature = sign("TRAILER", hashlib.sha256(line).hexdigest())
            body += line.rstrip() + b"\r\nx-amz-trailer-signature:" + signature.encode() + b"\r\n"
        return path, headers, body + b"\r\n"

    @pytest.mark.parametrize(
        "bomb", [b'<!DOCTYPE x [<!ENTITY a "b">]><Delete>&a;</Delete>', b"<Delete>", b"\xff", b"<Other/>"]
    )
    def test_xml_that_is_not_plain_is_refused(self, raw: Raw, bucket: str, bomb: bytes) -> None:
        path = f"/{bucket}?delete"
        assert code_of(raw.send("POST", path, raw.signed("POST", path, bomb), bomb)[2]) == "MalformedXML"

    def test_a_request_beyond_all_measure_is_refused(self, raw: Raw, bucket: str) -> None:
        path, body = f"/{bucket}?delete", b"<Delete>" + b" " * 5_000_000
        status, _, answer = raw.send("POST", path, raw.signed("POST", path, body), body)
        assert (status, code_of(answer)) == (413, "EntityTooLarge")


class TestMedia:
    def test_a_signed_address_opens_without_any_header(self, raw: Raw, media: Any) -> None:
        status, headers, body = raw.send("GET", media("a b/ü.png"))
        assert (status, body) == (200, b"0123456789")
        assert headers["content-type"] == "image/png"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert "content-security-policy" not in headers

    def test_a_signed_address_opens_as_liquid_prints_it_into_a_script(self, raw: Raw, media: Any) -> None:
        address = media("b.png").replace("&", "&amp;")
        assert raw.send("GET", address)[::2] == (200, b"0123456789")
        assert raw.send("GET", address[:-1] + "g")[0] == 403

    def test_head_and_ranges_are_served_to_any_origin(self, raw: Raw, media: Any) -> None:
        path, origin = media("video.mp4"), {"Origin": "null"}
        status, headers, body = raw.send("HEAD", path, origin)
        assert (status, body, headers["content-length"], headers["accept-ranges"]) == (
            200,
            b"",
            "10",
            "bytes",
        )
        status, headers, body = raw.send("GET", path, {**origin, "Range": "bytes=2-4"})
        assert (status, body, headers["content-range"]) == (206, b"234", "bytes 2-4/10")
        assert headers["access-control-allow-origin"] == "*"
        exposed = {name.strip().lower() for name in headers["access-control-expose-headers"].split(",")}
        assert {"content-length", "content-range", "etag"} <= exposed
        status, headers, body = raw.send("GET", path, {"Range": "bytes=2-4", "If-Range": '"other"'})
        assert (status, body) == (200, b"0123456789")

    def test_browsers_may_ask_first(self, raw: Raw, media: Any) -> None:
        asked = {
            "Origin": "null",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "range",
        }
        status, headers, _ = raw.send("OPTIONS", media("a.png"), asked)
        assert status == 204
        assert headers["access-control-allow-origin"] == "*"
        assert headers["access-control-allow-headers"] == "range"
        assert headers["access-control-max-age"] == "3000"
        assert {"GET", "HEAD", "PUT"} <= set(headers["access-control-allow-methods"].split(", "))

    @pytest.mark.parametrize(
        ("key", "content_type"),
        [
            ("a.html", None),
            ("a.svg", None),
            ("a.xhtml", None),
            ("a.xml", None),
            ("a.png", "text/HTML; charset=x"),
        ],
    )
    def test_active_documents_are_sandboxed(
        self, raw: Raw, media: Any, key: str, content_type: str | None
    ) -> None:
        headers = raw.send("GET", media(key, b"<script>", content_type))[1]
        assert headers["content-security-policy"] == "sandbox"

    def test_an_answer_can_be_dressed_by_its_signer_only(self, raw: Raw, media: Any, bucket: str) -> None:
        media("a.bin")
        dressed = raw.presigned("GET", f"/{bucket}/a.bin?response-content-type=text/html")
        headers = raw.send("GET", dressed)[1]
        assert headers["content-type"] == "text/html"
        assert headers["content-security-policy"] == "sandbox"
        path = media("a.bin") + "&response-content-type=text/html"
        assert code_of(raw.send("GET", path)[2]) == "SignatureDoesNotMatch"

    def test_an_address_ends_at_its_hour(self, raw: Raw, media: Any, clock: Any) -> None:
        path = media("a.png")
        for shift, status in (
            (timedelta(minutes=9), 200),
            (timedelta(minutes=11), 403),
            (-timedelta(hours=1), 403),
        ):
            clock.shift = shift
            assert raw.send("GET", path)[0] == status

    def test_an_address_is_good_for_reading_one_object(self, raw: Raw, media: Any, bucket: str) -> None:
        path = media("a.png")
        assert raw.send("PUT", path, body=b"x")[0] == 403
        assert raw.send("DELETE", path)[0] == 403
        assert raw.send("GET", path.replace("a.png", "b.png"))[0] == 403
        assert raw.send("GET", path.replace(bucket, "other-bucket"))[0] == 403
        assert raw.send("GET", path + "&acl")[0] == 403
        assert raw.send("GET", path.replace("X-Amz-Expires=600", "X-Amz-Expires=999"))[0] == 403
        assert raw.send("GET", path.partition("&X-Amz-Signature")[0])[0] == 400

    def test_a_presigned_put_writes(self, raw: Raw, bucket: str, s3: Any) -> None:
        path = raw.presigned("PUT", f"/{bucket}/upload.txt")
        assert raw.send("PUT", path, body=b"from a browser")[0] == 200
        assert s3.get_object(Bucket=bucket, Key="upload.txt")["Body"].read() == b"from a browser"
        stolen = raw.send("PUT", path, {"x-amz-copy-source": "/other/secret"}, b"")
        assert stolen[0] == 403

    @pytest.mark.parametrize("version", ["s3", "s3v4", None])
    @pytest.mark.parametrize("temporary", [False, True])
    def test_boto3_presigns_for_this_endpoint(
        self, raw: Raw, server: Any, bucket: str, clock: Any, version: str | None, temporary: bool
    ) -> None:
        """By default it still makes the older signature."""
        key = server.keyring.issue(ROLE, "notebook", 3600) if temporary else server.keyring.root
        s3 = server.client(
            config=Config(signature_version=version),
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=key.secret_key,
            aws_session_token=key.session_token,
        )
        place = {"Bucket": bucket, "Key": "a é+.png"}
        put = s3.generate_presigned_url("put_object", place).removeprefix(server.url)
        assert raw.send("PUT", put, body=b"content")[0] == 200
        dressed = {"ResponseContentType": "text/odd"}
        get = s3.generate_presigned_url("get_object", place | dressed, ExpiresIn=60).removeprefix(server.url)
        status, headers, body = raw.send("GET", get, {"Range": "bytes=0-2"})
        assert (status, headers["content-type"], body) == (206, "text/odd", b"con")
        assert raw.send("HEAD", get)[0] == 200
        for method, path, told in (
            ("PUT", get, {}),
            ("GET", get.replace("odd", "html"), {}),
            ("GET", get + "&acl", {}),
            ("GET", get + "&list-type=2", {}),
            ("GET", get.replace("a%20", "b%20"), {}),
            ("PUT", put, {"x-amz-copy-source": "/other/secret"}),
        ):
            assert code_of(raw.send(method, path, told)[2]) == "SignatureDoesNotMatch"
        clock.shift = timedelta(minutes=2)
        assert code_of(raw.send("GET", get)[2]) == "AccessDenied"


class TestCommandLine:
    @pytest.fixture
    def aws(self, server: Any) -> Any:
        root = server.keyring.root

        def run(*arguments: str) -> str:
            environment = {
                **os.environ,
                "AWS_ENDPOINT_URL": server.url,
                "AWS_ACCESS_KEY_ID": root.access_key_id,
                "AWS_SECRET_ACCESS_KEY": root.secret_key,
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_CONFIG_FILE": os.devnull,
            }
            command = [Path(sys.executable).parent / "aws", *arguments]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            return done.stdout

        return run

    def test_folders_go_up_and_come_down(self, aws: Any, bucket: str, tmp_path: Path) -> None:
        source, target = tmp_path / "source", tmp_path / "target"
        (source / "deep er").mkdir(parents=True)
        (source / "deep er/a é.json").write_text("{}")
        (source / "large.bin").write_bytes(os.urandom(9_000_000))
        aws("s3", "cp", "--recursive", str(source), f"s3://{bucket}/in/")
        assert "deep er/a é.json" in aws("s3", "ls", "--recursive", f"s3://{bucket}/")
        aws("s3", "sync", f"s3://{bucket}/in/", str(target))
        assert (target / "large.bin").read_bytes() == (source / "large.bin").read_bytes()
        aws("s3", "rm", "--recursive", f"s3://{bucket}/in/")
        aws("s3", "rb", f"s3://{bucket}")
        assert bucket not in aws("s3", "ls")

    def test_api_calls(self, aws: Any, bucket: str, tmp_path: Path) -> None:
        (tmp_path / "m").write_text('{"a": 1}\n{"a": 2}\n')
        place = ["--bucket", bucket, "--key", "m"]
        aws("s3api", "put-object", *place, "--body", str(tmp_path / "m"))
        assert json.loads(aws("s3api", "head-object", *place))["ContentLength"] == 18
        out = tmp_path / "out"
        aws(
            *("s3api", "select-object-content", *place, "--expression-type", "SQL"),
            *("--expression", "select * from s3object s where s.a > 1"),
            *("--input-serialization", '{"JSON": {"Type": "LINES"}}'),
            *("--output-serialization", '{"JSON": {}}', str(out)),
        )
        assert json.loads(out.read_text()) == {"a": 2}
