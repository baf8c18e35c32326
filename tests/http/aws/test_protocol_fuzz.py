"""Whatever is sent, a request is read or refused: nothing else is raised, and what was read is read again."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.http.aws.protocol_input import read_input
from trigpoint.http.aws.protocol_output import write_output
from trigpoint.http.aws.protocol_query import unflatten
from trigpoint.http.aws.service_model import load_service_model
from trigpoint.model.errors import InvalidInput

MODEL = load_service_model(
    "sagemaker", ["CreateLabelingJob", "CreateWorkforce", "CreateWorkteam", "ListLabelingJobs", "AddTags"]
)
INPUTS = sorted(each.input.shape for each in MODEL.operations.values() if each.input)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)


def likely(name, depth=0):
    """Values that often fit the shape, and sometimes do not."""
    shape = MODEL.shapes[name]
    anything = (
        SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=5), SCALARS, max_size=2)
    )
    if shape.type == "structure":
        members = {member: likely(ref.shape, depth + 1) for member, ref in shape.members.items()}
        required = {member: members[member] for member in shape.required}
        optional = {member: value for member, value in members.items() if member not in required}
        fitting = st.fixed_dictionaries(required, optional=optional)
    elif shape.member is not None:
        fitting = st.lists(likely(shape.member.shape, depth + 1), max_size=3)
    elif shape.value is not None:
        fitting = st.dictionaries(st.text(max_size=5), likely(shape.value.shape, depth + 1), max_size=3)
    elif shape.enum:
        fitting = st.sampled_from(shape.enum)
    elif shape.type == "integer":
        fitting = st.integers(0, 100)
    elif shape.type == "timestamp":
        fitting = st.floats(0, 4e9) | st.integers(0, 2**40) | st.just("2020-01-01T00:00:00Z")
    else:
        fitting = st.text("aZ09-:/ ", max_size=20) | st.just("s3://bkt/key")
    return fitting if depth == 0 else st.one_of(fitting, fitting, fitting, fitting, anything)


@pytest.mark.parametrize("name", INPUTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_request_is_read_or_refused(name, data):
    sent = data.draw(likely(name) | SCALARS)
    try:
        value = read_input(MODEL.shapes, name, sent)
    except InvalidInput:
        return
    written = msgspec.json.decode(msgspec.json.encode(write_output(MODEL.shapes, name, value)))
    assert set(read_input(MODEL.shapes, name, written)) == set(value)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.lists(
            st.sampled_from(
                ["Tags", "member", "1", "2", "Key", "WorkteamName", "MemberDefinitions", "9" * 9]
            ),
            min_size=1,
            max_size=5,
        ).map(".".join),
        st.text(max_size=5),
        max_size=8,
    )
)
def test_a_form_is_read_whatever_its_fields_are_called(fields):
    sent = unflatten(MODEL.shapes, "CreateWorkteamRequest", fields)
    assert isinstance(sent, dict)
