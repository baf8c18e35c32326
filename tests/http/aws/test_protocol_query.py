from xml.etree import ElementTree

import pytest

from trigpoint.http.aws.errors import Malformed
from trigpoint.http.aws.protocol_query import decode_form, unflatten, write_error, write_response
from trigpoint.http.aws.service_model import Metadata, Operation, OutputRef, Ref, ServiceModel, Shape

SHAPES = {
    "Request": Shape(
        "structure",
        members={
            "Name": Ref("Text"),
            "N": Ref("Number"),
            "On": Ref("Flag"),
            "Tags": Ref("Tags"),
            "Flat": Ref("Flat"),
        },
    ),
    "Text": Shape("string"),
    "Number": Shape("integer"),
    "Flag": Shape("boolean"),
    "Tags": Shape("list", member=Ref("Tag")),
    "Flat": Shape("list", member=Ref("Text"), flattened=True),
    "Tag": Shape("structure", members={"Key": Ref("Text"), "Value": Ref("Text")}),
}
MODEL = ServiceModel(Metadata("2011-06-15", xmlNamespace="urn:x"), {}, SHAPES)


def test_a_form_becomes_a_structure():
    body = b"Action=X&Name=a%20%3Cb%3E&N=5&On=true&Flat.1=z"
    body += b"&Tags.member.1.Key=k&Tags.member.1.Value=&Tags.member.2.Key=l"
    assert unflatten(SHAPES, "Request", decode_form(body, "")) == {
        "Name": "a <b>",
        "N": 5,
        "On": True,
        "Tags": [{"Key": "k", "Value": ""}, {"Key": "l"}],
        "Flat": ["z"],
    }


def test_what_is_no_number_is_left_for_the_walker():
    assert unflatten(SHAPES, "Request", {"N": "five", "On": "yes"}) == {"N": "five", "On": "yes"}


def test_the_query_counts_when_there_is_no_body():
    assert decode_form(b"", "Action=X&A=%2B") == {"Action": "X", "A": "+"}


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=%ff", b"&".join(b"a%d=1" % n for n in range(2000))])
def test_what_is_no_form_is_malformed(body):
    with pytest.raises(Malformed):
        decode_form(body, "")


def test_a_response_is_wrapped_and_escaped():
    operation = Operation("GetThing", output=OutputRef("Request", resultWrapper="GetThingResult"))
    value = {
        "Name": "<b> & \x01\N{SNOWMAN}",
        "N": 5,
        "On": False,
        "Tags": [{"Key": "k", "Value": None}],
        "Flat": ["a", "b"],
    }
    root = ElementTree.fromstring(write_response(MODEL, operation, value, "id-1"))
    result = root.find("{urn:x}GetThingResult")
    assert result is not None
    assert result.findtext("{urn:x}Name") == "<b> & \N{SNOWMAN}"
    assert result.findtext("{urn:x}On") == "false"
    assert [each.text for each in result.findall("{urn:x}Flat")] == ["a", "b"]
    assert result.findtext("{urn:x}Tags/{urn:x}member/{urn:x}Key") == "k"
    assert root.findtext("{urn:x}ResponseMetadata/{urn:x}RequestId") == "id-1"


def test_an_error_says_whose_fault_it_is():
    for status, kind in ((400, "Sender"), (500, "Receiver")):
        root = ElementTree.fromstring(write_error("urn:x", "Code<", "a & b\x00", status, "id"))
        assert root.findtext("{urn:x}Error/{urn:x}Type") == kind
        assert root.findtext("{urn:x}Error/{urn:x}Code") == "Code<"
        assert root.findtext("{urn:x}Error/{urn:x}Message") == "a & b"
