import gzip
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, EventStreamError

from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.http.aws.s3.select_expressions import is_like, like_pattern
from trigpoint.http.aws.s3.select_query import parse_query

RECORDS: list[dict[str, Any]] = [
    {"source": "one", "n": 1, "Lab-1": 0, "Lab-1-metadata": {"human-annotated": "yes", "confidence": 0.95}},
    {"source": "two's", "n": 2.5, "Lab-1": None, "Lab-1-metadata": {"human-annotated": "no"}},
    {"source": "thr%e", "n": "3", "tags": ["a", {"b": "deep"}]},
    {"source-ref": "s3://b/k", "n": None, "flag": True},
]

CASES = {
    "": [0, 1, 2, 3],
    """where s."Lab-1" is missing""": [2, 3],
    """where s."Lab-1" is not missing""": [0, 1],
    """where s."Lab-1" is null""": [1, 2, 3],
    """where s."Lab-1" IS NOT NULL""": [0],
    """where s."Lab-1-metadata"."human-annotated" IN ('yes')""": [0],
    """where s."Lab-1-metadata"."human-annotated" NOT IN ('yes')""": [1],
    """where s."Lab-1-metadata".confidence >= 0.9 and s.n < 2""": [0],
    """where not s.source = 'one'""": [1, 2],
    """where s.SOURCE = 'two''s'""": [1],
    """where s."SOURCE" = 'one'""": [],
    """where s.source like 't%'""": [1, 2],
    """where s.source like '%r!%_' escape '!'""": [2],
    """where s.source not like '_n_'""": [1, 2],
    """where s.n = 3""": [2],
    """where s.n between 1 and 2.5""": [0, 1],
    """where s.n <> 1 or s.flag = true""": [1, 2, 3],
    """where (s.n = 1 or s.n = 2.5) and not (s.source = 'one')""": [1],
    """where s.tags[1].b = 'deep'""": [2],
    """where s.tags[7] is missing and s.flag""": [3],
    """where s.source > 'p' and s.source <= 'two'""": [2],
    """where s.n = -1""": [],
    """where source = 'one'""": [0],
    """limit 2""": [0, 1],
    """where s.n is not null limit 1""": [0],
    """limit 0""": [],
}


@pytest.fixture
def select(s3: Any, bucket: str) -> Any:
    """Runs a query over `body` and gives the records and the events."""

    def run(
        query: str, body: bytes = b"\n".join(json.dumps(r).encode() for r in RECORDS), **given: Any
    ) -> tuple[list[Any], list[dict[str, Any]]]:
        s3.put_object(Bucket=bucket, Key="input.manifest", Body=body)
        answer = s3.select_object_content(
            Bucket=bucket,
            Key="input.manifest",
            Expression=query,
            ExpressionType="SQL",
            InputSerialization={"JSON": {"Type": "LINES"}, **given},
            OutputSerialization={"JSON": {"RecordDelimiter": "\n"}},
        )
        events = list(answer["Payload"])
        records = b"".join(event["Records"]["Payload"] for event in events if "Records" in event)
        return [json.loads(line) for line in records.splitlines()], events

    return run


@pytest.mark.parametrize(("condition", "wanted"), CASES.items())
def test_conditions_pick_records(select: Any, condition: str, wanted: list[int]) -> None:
    records, events = select(f"select * from s3object[*] s {condition}")
    assert records == [RECORDS[n] for n in wanted]
    assert "End" in events[-1] and "Stats" in events[-2]


def test_columns_are_named_by_their_last_step(select: Any) -> None:
    query = (
        """SELECT s.source, s."Lab-1-metadata"."human-annotated", s.n AS "the n", 5 FROM S3Object s LIMIT 1"""
    )
    assert select(query)[0] == [{"source": "one", "human-annotated": "yes", "the n": 1, "_4": 5}]


def test_whole_records_come_as_they_stand(select: Any, s3: Any, bucket: str) -> None:
    line = b'{"source": "x",  "n": 1.50,"n":2}'
    _, events = select("SELECT s.* FROM S3Object AS s", line + b"\r\n\r\n")
    assert events[0]["Records"]["Payload"] == line + b"\n"


def test_compressed_manifests_are_read(select: Any) -> None:
    records, events = select(
        "select * from s3object s limit 1", gzip.compress(b'{"a": 1}\n' * 1000), CompressionType="GZIP"
    )
    assert records == [{"a": 1}]
    assert events[-2]["Stats"]["Details"]["BytesScanned"] < 200


def test_large_manifests_come_in_batches(select: Any) -> None:
    body = b"".join(b'{"source": "%06d", "pad": "%s"}\n' % (n, b"x" * 90) for n in range(20_000))
    records, events = select("select s.source from s3object s where s.source like '%7'", body)
    assert len(records) == 2000
    details = events[-2]["Stats"]["Details"]
    assert details["BytesScanned"] == details["BytesProcessed"] == len(body)
    whole, events = select("select * from s3object s", body)
    assert len(whole) == 20_000 and len(events) > 4


def test_a_bad_line_ends_the_stream_with_an_error(select: Any) -> None:
    with pytest.raises(EventStreamError, match="line 2"):
        select("select * from s3object s", b'{"a": 1}\n{"a": \n{"a": 3}')


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "SELECT"),
        ("select", "FROM"),
        ("select * from table", "S3Object"),
        ("select * from s3object s where", "value"),
        ("select * from s3object s where s.a", None),
        ("select * from s3object s where s.a = ", "character 37"),
        ("select * from s3object s where s.a = 'open", "character"),
        ("select * from s3object s where s.a like", "value"),
        ("select * from s3object s where s.a in ()", "value"),
        ("select * from s3object s limit x", "whole number"),
        ("select * from s3object s; drop table", "character"),
        ("select * from s3object s where __import__('os')", "the end"),
        ("select * from s3object s where " + "(" * 60 + "1=1" + ")" * 60, "nested"),
    ],
)
def test_what_is_not_understood_is_pointed_at(query: str, message: str | None) -> None:
    if message is None:
        assert parse_query(query)
        return
    with pytest.raises(S3Error, match=message):
        parse_query(query)


def test_errors_reach_the_client(select: Any) -> None:
    with pytest.raises(ClientError) as caught:
        select("selec * from s3object s")
    assert caught.value.response["Error"]["Code"] == "ParseUnexpectedToken"


@pytest.mark.parametrize(
    ("text", "pattern", "fits"),
    [
        ("", "", True), ("", "%", True), ("abc", "a%c", True), ("abc", "a_c", True), ("abc", "a_", False),
        ("abcabd", "%abd", True), ("a%c", "a\\%c", True), ("abc", "a\\%c", False), ("abc", "%%%", True),
        ("a.c", "a.c", True), ("abc", "a.c", False), ("x" * 5000, "%x" * 40 + "y", False),
    ],
)  # fmt: skip
def test_like(text: str, pattern: str, fits: bool) -> None:
    assert is_like(text, like_pattern(pattern, "\\")) is fits
