"""The S3 calls of labeling scripts, made by boto3."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

ODD_KEY = "a/2031-04-02T09:15:02 é+%20&.json"


def test_buckets_are_made_listed_and_removed(s3: Any, error_of: Any, server: Any) -> None:
    s3.create_bucket(Bucket="made-by-boto3")
    assert s3.create_bucket(Bucket="made-by-boto3")["Location"] == "/made-by-boto3"
    elsewhere = server.client(region_name="eu-west-1")
    assert (
        error_of(
            elsewhere.create_bucket,
            Bucket="made-by-boto3",
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        )
        == "BucketAlreadyOwnedByYou"
    )
    assert "made-by-boto3" in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    head = s3.head_bucket(Bucket="made-by-boto3")
    assert head["BucketRegion"] == "us-east-1"
    assert s3.get_bucket_location(Bucket="made-by-boto3")["LocationConstraint"] is None
    s3.delete_bucket(Bucket="made-by-boto3")
    assert error_of(s3.head_bucket, Bucket="made-by-boto3") == "404"
    assert error_of(s3.get_bucket_location, Bucket="made-by-boto3") == "NoSuchBucket"


def test_a_bucket_with_objects_is_not_removed(s3: Any, bucket: str, error_of: Any) -> None:
    s3.put_object(Bucket=bucket, Key="a", Body=b"")
    assert error_of(s3.delete_bucket, Bucket=bucket) == "BucketNotEmpty"


def test_cors_is_put_got_and_deleted(s3: Any, bucket: str, error_of: Any) -> None:
    assert error_of(s3.get_bucket_cors, Bucket=bucket) == "NoSuchCORSConfiguration"
    rule = {
        "ID": "labels",
        "AllowedHeaders": ["*"],
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedOrigins": ["*"],
        "ExposeHeaders": ["Access-Control-Allow-Origin"],
        "MaxAgeSeconds": 3000,
    }
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
    assert s3.get_bucket_cors(Bucket=bucket)["CORSRules"] == [rule]
    s3.delete_bucket_cors(Bucket=bucket)
    assert error_of(s3.get_bucket_cors, Bucket=bucket) == "NoSuchCORSConfiguration"


def test_an_object_comes_back_as_it_was_put(s3: Any, bucket: str) -> None:
    put = s3.put_object(
        Bucket=bucket,
        Key=ODD_KEY,
        Body=b"content",
        ContentType="application/x-odd",
        CacheControl="max-age=60",
        ContentDisposition="attachment",
        Metadata={"camera": "left", "fps": "30"},
    )
    got = s3.get_object(Bucket=bucket, Key=ODD_KEY)
    head = s3.head_object(Bucket=bucket, Key=ODD_KEY)
    assert got["Body"].read() == b"content"
    for answer in (got, head):
        assert answer["ETag"] == put["ETag"] == '"9a0364b9e99bb480dd25e1f0284c8555"'
        assert answer["ContentLength"] == 7
        assert answer["ContentType"] == "application/x-odd"
        assert answer["CacheControl"] == "max-age=60"
        assert answer["ContentDisposition"] == "attachment"
        assert answer["Metadata"] == {"camera": "left", "fps": "30"}
        assert abs((datetime.now(UTC) - answer["LastModified"]).total_seconds()) < 60


@pytest.mark.parametrize("size", [0, 1, 65536, 9_000_000])
@pytest.mark.parametrize("algorithm", [None, "CRC32", "SHA1", "SHA256"])
def test_bodies_of_any_size_and_checksum_arrive(
    s3: Any, bucket: str, size: int, algorithm: str | None
) -> None:
    data = os.urandom(size)
    extra = {"ChecksumAlgorithm": algorithm} if algorithm else {}
    answer = s3.put_object(Bucket=bucket, Key="a", Body=io.BytesIO(data), **extra)
    assert answer[f"Checksum{algorithm or 'CRC32'}"]
    assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == data


@pytest.mark.parametrize("config", [{"payload_signing_enabled": True}, {"payload_signing_enabled": False}])
def test_signed_and_unsigned_payloads_arrive(server: Any, bucket: str, config: dict[str, Any]) -> None:
    client = server.client(config=Config(s3=config, request_checksum_calculation="when_required"))
    client.put_object(Bucket=bucket, Key="a", Body=b"content")
    assert client.get_object(Bucket=bucket, Key="a")["Body"].read() == b"content"


def test_large_files_go_up_and_down_in_parts(s3: Any, bucket: str, tmp_path: Path) -> None:
    data = os.urandom(20_000_000)
    s3.upload_fileobj(io.BytesIO(data), bucket, "large.bin", ExtraArgs={"Metadata": {"k": "v"}})
    head = s3.head_object(Bucket=bucket, Key="large.bin")
    assert head["ETag"].endswith('-3"') and head["Metadata"] == {"k": "v"}
    s3.download_file(bucket, "large.bin", str(tmp_path / "large.bin"))
    assert (tmp_path / "large.bin").read_bytes() == data
    s3.copy({"Bucket": bucket, "Key": "large.bin"}, bucket, "copy.bin")
    assert s3.get_object(Bucket=bucket, Key="copy.bin")["Body"].read() == data


def test_an_upload_in_parts_can_be_watched_and_aborted(s3: Any, bucket: str, error_of: Any) -> None:
    place = {"Bucket": bucket, "Key": "a/parts"}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    part = s3.upload_part(**place, UploadId=upload, PartNumber=2, Body=b"two")
    assert [p["Key"] for p in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]] == ["a/parts"]
    listed = s3.list_parts(**place, UploadId=upload)["Parts"]
    assert [(p["PartNumber"], p["Size"], p["ETag"]) for p in listed] == [(2, 3, part["ETag"])]
    s3.abort_multipart_upload(**place, UploadId=upload)
    assert error_of(s3.list_parts, **place, UploadId=upload) == "NoSuchUpload"
    assert error_of(s3.list_parts, **place, UploadId="../../../etc") == "NoSuchUpload"


def test_the_parts_of_an_upload_are_checked(s3: Any, bucket: str, error_of: Any) -> None:
    place = {"Bucket": bucket, "Key": "a"}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    tags = [s3.upload_part(**place, UploadId=upload, PartNumber=n, Body=b"small")["ETag"] for n in (1, 2)]

    def finish(*parts: tuple[int, str]) -> str:
        named = [{"PartNumber": n, "ETag": tag} for n, tag in parts]
        return error_of(
            s3.complete_multipart_upload, **place, UploadId=upload, MultipartUpload={"Parts": named}
        )

    assert finish((2, tags[1]), (1, tags[0])) == "InvalidPartOrder"
    assert finish((1, tags[0]), (2, tags[1])) == "EntityTooSmall"
    assert finish((3, tags[0])) == "InvalidPart"
    assert finish((1, '"' + "0" * 32 + '"')) == "InvalidPart"
    assert (
        error_of(s3.upload_part, **place, UploadId=upload, PartNumber=10_001, Body=b"") == "InvalidArgument"
    )


@pytest.mark.parametrize(
    ("asked", "given", "content_range"),
    [
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=3-5", b"345", "bytes 3-5/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=7-100", b"789", "bytes 7-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-30", b"0123456789", "bytes 0-9/10"),
        ("bytes=0-1,4-5", b"0123456789", None),
        ("bytes=5-3", b"0123456789", None),
        ("bytes=-", b"0123456789", None),
        ("lines=1-2", b"0123456789", None),
    ],
)
def test_ranges(s3: Any, bucket: str, asked: str, given: bytes, content_range: str | None) -> None:
    s3.put_object(Bucket=bucket, Key="digits", Body=b"0123456789")
    got = s3.get_object(Bucket=bucket, Key="digits", Range=asked)
    assert got["Body"].read() == given
    assert got.get("ContentRange") == content_range
    assert got["ResponseMetadata"]["HTTPStatusCode"] == (206 if content_range else 200)


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(s3: Any, bucket: str, asked: str) -> None:
    s3.put_object(Bucket=bucket, Key="digits", Body=b"0123456789")
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket=bucket, Key="digits", Range=asked)
    answer = caught.value.response
    assert answer["Error"]["Code"] == "InvalidRange"
    assert answer["ResponseMetadata"]["HTTPHeaders"]["content-range"] == "bytes */10"


def test_conditional_reads(s3: Any, bucket: str, error_of: Any) -> None:
    tag = s3.put_object(Bucket=bucket, Key="a", Body=b"1")["ETag"]
    place = {"Bucket": bucket, "Key": "a"}
    past, future = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
    assert s3.get_object(**place, IfMatch=tag)
    assert s3.get_object(**place, IfNoneMatch='"other"')
    assert s3.get_object(**place, IfModifiedSince=past)
    assert s3.get_object(**place, IfUnmodifiedSince=future)
    assert error_of(s3.get_object, **place, IfNoneMatch=tag) == "304"
    assert error_of(s3.get_object, **place, IfModifiedSince=future) == "304"
    assert error_of(s3.get_object, **place, IfMatch='"other"') == "PreconditionFailed"
    assert error_of(s3.get_object, **place, IfUnmodifiedSince=past) == "PreconditionFailed"
    assert error_of(s3.head_object, **place, IfNoneMatch=tag) == "304"


def test_conditional_writes(s3: Any, bucket: str, error_of: Any) -> None:
    place = {"Bucket": bucket, "Key": "a"}
    tag = s3.put_object(**place, Body=b"1", IfNoneMatch="*")["ETag"]
    assert error_of(s3.put_object, **place, Body=b"2", IfNoneMatch="*") == "PreconditionFailed"
    s3.put_object(**place, Body=b"2", IfMatch=tag)
    assert error_of(s3.put_object, **place, Body=b"3", IfMatch=tag) == "PreconditionFailed"
    assert s3.get_object(**place)["Body"].read() == b"2"


def test_copies_keep_or_replace_what_is_told_of_them(s3: Any, bucket: str, error_of: Any) -> None:
    s3.put_object(Bucket=bucket, Key=ODD_KEY, Body=b"1", ContentType="text/odd", Metadata={"k": "v"})
    source = {"Bucket": bucket, "Key": ODD_KEY}
    s3.copy_object(Bucket=bucket, Key="kept", CopySource=source)
    head = s3.head_object(Bucket=bucket, Key="kept")
    assert (head["ContentType"], head["Metadata"]) == ("text/odd", {"k": "v"})
    new = {"ContentType": "text/new", "Metadata": {"n": "w"}, "MetadataDirective": "REPLACE"}
    s3.copy_object(Bucket=bucket, Key=ODD_KEY, CopySource=source, **new)
    head = s3.head_object(Bucket=bucket, Key=ODD_KEY)
    assert (head["ContentType"], head["Metadata"]) == ("text/new", {"n": "w"})
    assert error_of(s3.copy_object, Bucket=bucket, Key=ODD_KEY, CopySource=source) == "InvalidRequest"
    missing = {"Bucket": bucket, "Key": "none"}
    assert error_of(s3.copy_object, Bucket=bucket, Key="x", CopySource=missing) == "NoSuchKey"


def test_many_are_deleted_at_once(s3: Any, bucket: str) -> None:
    for key in ("a", "b/<&>", "c"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    keys = [{"Key": key} for key in ("a", "b/<&>", "never", "../up")]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys})
    assert [each["Key"] for each in answer["Deleted"]] == ["a", "b/<&>", "never"]
    assert [each["Key"] for each in answer["Errors"]] == ["../up"]
    quiet = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "c"}], "Quiet": True})
    assert "Deleted" not in quiet
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


@pytest.mark.parametrize("operation", ["list_objects_v2", "list_objects"])
def test_listings_page_with_and_without_delimiter(s3: Any, bucket: str, operation: str) -> None:
    keys = sorted([f"d {n % 3}/é&{n}" for n in range(12)] + ["a", "z"])
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"12")

    def found(**asked: Any) -> tuple[list[str], list[str]]:
        pages = s3.get_paginator(operation).paginate(Bucket=bucket, PaginationConfig={"PageSize": 2}, **asked)
        pages = list(pages)
        return (
            [each["Key"] for page in pages for each in page.get("Contents", [])],
            [each["Prefix"] for page in pages for each in page.get("CommonPrefixes", [])],
        )

    assert found() == (keys, [])
    assert found(Delimiter="/") == (["a", "z"], ["d 0/", "d 1/", "d 2/"])
    assert found(Prefix="d 1/é") == ([key for key in keys if key.startswith("d 1/")], [])
    assert found(Prefix="none") == ([], [])


def test_a_listing_says_what_it_is_of(s3: Any, bucket: str, error_of: Any) -> None:
    for key in ("a", "b", "c"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    page = s3.list_objects_v2(Bucket=bucket, StartAfter="a", MaxKeys=1)
    assert [each["Key"] for each in page["Contents"]] == ["b"]
    assert (page["KeyCount"], page["MaxKeys"], page["IsTruncated"], page["Name"]) == (1, 1, True, bucket)
    assert s3.list_objects_v2(Bucket=bucket, MaxKeys=0)["KeyCount"] == 0
    assert error_of(s3.list_objects_v2, Bucket=bucket, ContinuationToken="?!") == "InvalidArgument"


@pytest.mark.parametrize("key", ["../escape", "a/../../b", "a//b", "/a", "./a", "back\\slash"])
def test_keys_that_leave_the_bucket_are_refused(s3: Any, bucket: str, key: str, server: Any) -> None:
    # botocore would tidy the path up; a raw client sends it as it is.
    for call in (s3.put_object, s3.get_object):
        with pytest.raises(ClientError) as caught:
            call(Bucket=bucket, Key=key, **({"Body": b"x"} if call == s3.put_object else {}))
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] in {400, 403, 404}
    assert not list((server.root / bucket).rglob("*"))
    assert not (server.root / "escape").exists()


def test_what_is_not_served_says_so(s3: Any, bucket: str, error_of: Any) -> None:
    s3.put_object(Bucket=bucket, Key="a", Body=b"")
    assert error_of(s3.get_bucket_acl, Bucket=bucket) == "NotImplemented"
    assert error_of(s3.get_bucket_policy, Bucket=bucket) == "NotImplemented"
    assert error_of(s3.get_object_tagging, Bucket=bucket, Key="a") == "NotImplemented"
    assert error_of(s3.list_object_versions, Bucket=bucket) == "NotImplemented"
    versioning = {"VersioningConfiguration": {"Status": "Enabled"}}
    assert error_of(s3.put_bucket_versioning, Bucket=bucket, **versioning) == "NotImplemented"
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)


def test_missing_things_have_their_own_codes(s3: Any, bucket: str, error_of: Any) -> None:
    assert error_of(s3.get_object, Bucket=bucket, Key="none") == "NoSuchKey"
    assert error_of(s3.head_object, Bucket=bucket, Key="none") == "404"
    assert error_of(s3.get_object, Bucket="no-such-bucket", Key="a") == "NoSuchBucket"
    assert error_of(s3.list_objects_v2, Bucket="no-such-bucket") == "NoSuchBucket"
    assert error_of(s3.put_object, Bucket="no-such-bucket", Key="a", Body=b"") == "NoSuchBucket"
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="none")


def test_a_resource_works_as_scripts_use_it(server: Any, bucket: str) -> None:
    resource = boto3.resource(
        "s3",
        endpoint_url=server.url,
        region_name="eu-central-1",
        aws_access_key_id=server.keyring.root.access_key_id,
        aws_secret_access_key=server.keyring.root.secret_key,
    )
    target = resource.Bucket(bucket)
    target.put_object(Key="x/1.jpg", Body=b"1")
    assert [each.key for each in target.objects.filter(Prefix="x/")] == ["x/1.jpg"]
    assert resource.Object(bucket, "x/1.jpg").get()["ContentType"] == "image/jpeg"
    target.objects.all().delete()
    assert list(target.objects.all()) == []
