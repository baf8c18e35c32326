import time
from datetime import UTC, datetime

import pytest
import regex

from trigpoint.http.aws.errors import Malformed
from trigpoint.http.aws.protocol_input import decode_json, read_input, read_timestamp
from trigpoint.http.aws.service_model import Ref, Shape, load_service_model
from trigpoint.http.aws.services import build_services
from trigpoint.model.errors import InvalidInput
from trigpoint.settings import Settings


def shapes(**members):
    """A structure `Request` of the given shapes, one member each."""
    request = Shape("structure", members={name: Ref(name) for name in members})
    return {"Request": request, **members}


def read(sent, **members):
    return read_input(shapes(**members), "Request", sent)


@pytest.mark.parametrize(
    "sent",
    [
        1590347168.617,
        "1590347168.617",
        "2020-05-24T19:06:08.617Z",
        "2020-05-24T21:06:08.617+02:00",
        "2020-05-24T19:06:08.617",
    ],
)
def test_an_instant_is_read_in_every_form(sent):
    assert read_timestamp(sent) == datetime(2020, 5, 24, 19, 6, 8, 617000, tzinfo=UTC)


def test_an_instant_is_read_as_http_writes_it():
    assert read_timestamp("Sun, 24 May 2020 19:06:08 GMT") == datetime(2020, 5, 24, 19, 6, 8, tzinfo=UTC)
    assert read_timestamp("2020-05-24") == datetime(2020, 5, 24, tzinfo=UTC)
    assert read_timestamp(0) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("sent", [True, None, [], "yesterday", "", 1e30, -1e30, "nan", "inf", "99999-01-01"])
def test_what_is_no_instant_is_malformed(sent):
    with pytest.raises(Malformed, match="Timestamp"):
        read({"When": sent if sent is not None else {}}, When=Shape("timestamp"))


@pytest.mark.parametrize(
    ("shape", "sent", "constraint"),
    [
        (Shape("string", min=2), "a", "length greater than or equal to 2"),
        (Shape("string", max=2), "abc", "length less than or equal to 2"),
        (Shape("string", pattern="[a-z]+"), "A", r"satisfy regular expression pattern: \[a-z\]\+"),
        (Shape("string", pattern="[a-z]+"), "a\n", "regular expression"),
        (Shape("string", enum=("A", "B")), "C", r"satisfy enum value set: \[A, B\]"),
        (Shape("string"), "a\0", r"U\+0000"),
        (Shape("integer", min=1), 0, "value greater than or equal to 1"),
        (Shape("integer", max=100), 101, "value less than or equal to 100"),
    ],
)
def test_a_constraint_is_told_in_awss_words(shape, sent, constraint):
    with pytest.raises(
        InvalidInput, match=r"(?s)^1 validation error detected: Value .* Member must .*" + constraint
    ):
        read({"Thing": sent}, Thing=shape)


@pytest.mark.parametrize(
    ("shape", "sent"),
    [
        (Shape("string"), 1),
        (Shape("string"), ["a"]),
        (Shape("integer"), "1"),
        (Shape("integer"), 1.5),
        (Shape("integer"), True),
        (Shape("integer"), 2**31),
        (Shape("long"), 2**63),
        (Shape("boolean"), "true"),
        (Shape("boolean"), 1),
        (Shape("structure"), []),
        (Shape("list", member=Ref("Thing")), {}),
        (Shape("blob"), "not base64"),
        (Shape("blob"), 1),
        (Shape("double"), "x"),
    ],
)
def test_a_value_of_another_type_is_malformed(shape, sent):
    with pytest.raises(Malformed, match="at 'thing' can not be converted"):
        read({"Thing": sent}, Thing=shape)


def test_values_are_decoded():
    given = read(
        {"Blob": "aGk=", "Count": 5.0, "Rate": 1, "Nothing": None, "Unknown": 1},
        Blob=Shape("blob"),
        Count=Shape("integer"),
        Rate=Shape("double"),
        Nothing=Shape("string"),
    )
    assert given == {"Blob": b"hi", "Count": 5, "Rate": 1.0}


def test_a_union_has_exactly_one_member():
    union = Shape("structure", members={"A": Ref("Text"), "B": Ref("Text")}, union=True)
    for sent in ({}, {"A": "x", "B": "x"}):
        with pytest.raises(InvalidInput, match="exactly one"):
            read({"Thing": sent}, Thing=union, Text=Shape("string"))
    assert read({"Thing": {"A": "x"}}, Thing=union, Text=Shape("string")) == {"Thing": {"A": "x"}}


def test_maps_and_lists_are_walked():
    text = Shape("string", max=3)
    things = Shape("list", member=Ref("Text"), max=2)
    by_name = Shape("map", key=Ref("Text"), value=Ref("Text"), max=2)
    sent = {"Things": ["long text", None, "c"], "ByName": {"long key": "b", "x": "long text", "y": None}}
    with pytest.raises(InvalidInput) as error:
        read(sent, Things=things, ByName=by_name, Text=text)
    for part in (
        "6 validation errors detected",
        """Value '["long text",null,"c"]' at 'things' failed to satisfy constraint: Member must have""",
        "Value 'long text' at 'things.1.member'",
        "Value null at 'things.2.member' failed to satisfy constraint: Member must not be null",
        "Value 'long key' at 'byName.long key.key'",
        "Value 'long text' at 'byName.x.value'",
    ):
        assert part in str(error.value)


def test_secrets_and_long_values_are_not_repeated():
    with pytest.raises(InvalidInput) as error:
        read({"Password": "secret"}, Password=Shape("string", sensitive=True, max=1))
    assert "secret" not in str(error.value) and "at 'password'" in str(error.value)
    with pytest.raises(InvalidInput) as error:
        read({"Text": "x" * 100_000}, Text=Shape("string", max=1))
    assert len(str(error.value)) < 1000


def test_a_pattern_that_runs_away_is_cut_short():
    started = time.monotonic()
    with pytest.raises(InvalidInput, match="regular expression"):
        read({"Text": "a" * 40 + "!"}, Text=Shape("string", pattern="(a|aa|aaa|b?)*(a|a?)*c"))
    assert time.monotonic() - started < 60  # uncut it would take years


@pytest.mark.parametrize(
    "body", [b"{", b"nul", b'{"a": NaN}', b"\xff\xfe", b'{"a":' * 100_000, b"[" * 1_000_000, b'"\\ud800"']
)
def test_what_is_no_json_is_malformed(body):
    with pytest.raises(Malformed):
        decode_json(body)


def test_no_body_is_an_empty_object():
    assert decode_json(b"") == decode_json(b" \n") == {}


@pytest.fixture(scope="module")
def served_models():
    parts = ["database", "clock", "ids", "keys", "labeling_jobs", "renderer", "blobs", "make_url_signer"]
    services = build_services(**dict.fromkeys(parts), settings=Settings())
    return [service.model for service in services.values()]


def test_every_pattern_that_is_served_compiles(served_models):
    patterns = {shape.pattern for model in served_models for shape in model.shapes.values() if shape.pattern}
    assert len(patterns) > 60
    for pattern in patterns:
        regex.compile(pattern)


def test_every_type_that_is_served_can_be_read_and_written(served_models):
    types = {shape.type for model in served_models for shape in model.shapes.values()}
    assert types <= {"structure", "list", "map", "string", "integer", "long", "boolean", "timestamp"}


def test_only_what_is_served_is_kept_of_a_model():
    model = load_service_model("sagemaker", ["StopLabelingJob"])
    assert set(model.shapes) == {"StopLabelingJobRequest", "LabelingJobName"}
