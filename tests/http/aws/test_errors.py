import inspect

import pytest

from trigpoint.http.aws import errors as wire
from trigpoint.http.aws.errors import COGNITO_IDP, QUERY, SAGEMAKER, fault_of
from trigpoint.model import errors as model
from trigpoint.model.errors import (
    AccessDenied,
    AssignmentConflict,
    BadManifest,
    BadTemplate,
    BodyTooLarge,
    NameTaken,
    NotFound,
    SignatureRejected,
    TrigpointError,
    WrongState,
)

CLASSES = sorted(
    {
        kind
        for module in (model, wire)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, TrigpointError)
    },
    key=lambda kind: kind.__name__,
)
MADE = {
    BadManifest: lambda: BadManifest("not JSON", line_number=3),
    BadTemplate: lambda: BadTemplate("no"),
    BodyTooLarge: lambda: BodyTooLarge(10),
    NotFound: lambda: NotFound("thing", "name"),
    NameTaken: lambda: NameTaken("thing", "name"),
    WrongState: lambda: WrongState("no", state="Stopped"),
    AssignmentConflict: lambda: AssignmentConflict("no", stored={}),
    SignatureRejected: lambda: SignatureRejected("mismatch", "no"),
}
TABLES = {"sagemaker": SAGEMAKER, "cognito-idp": COGNITO_IDP, "query": QUERY}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_of_ours_has_a_code(kind, table):
    exc = MADE[kind]() if kind in MADE else kind()
    fault = fault_of(exc, TABLES[table])
    if kind is not TrigpointError:
        assert fault.code != "InternalFailure", f"{kind.__name__} has no line in the table of {table}"
        assert fault.message
    assert (fault.status >= 500) == (kind.__name__ in ("TrigpointError", "Unavailable"))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("exc", [ValueError("secret detail"), KeyError("x"), ZeroDivisionError()])
def test_what_is_no_error_of_ours_says_nothing_of_its_cause(exc, table):
    fault = fault_of(exc, table)
    assert (fault.code, fault.status) == ("InternalFailure", 500)
    assert "secret" not in fault.message


@pytest.mark.parametrize(
    ("exc", "code", "says"),
    [
        (NotFound("labeling job", "a"), "ResourceNotFound", "a"),
        (NotFound("workforce", "a"), "ValidationException", 'No workforce found with the name "a"'),
        (NotFound("workteam", "a"), "ValidationException", 'The work team "a"'),
        (SignatureRejected("unknown-key", "who"), "UnrecognizedClientException", "who"),
        (SignatureRejected("missing", "none"), "MissingAuthenticationToken", "none"),
        (AccessDenied("no"), "AccessDeniedException", "no"),
        (NotFound("workteam", "{name}{0}"), "ValidationException", "{name}{0}"),
    ],
)
def test_the_names_that_clients_match_on(exc, code, says):
    fault = fault_of(exc, SAGEMAKER)
    assert fault.code == code
    assert says in fault.message


def test_every_line_of_a_table_is_for_a_class_that_exists():
    for table in TABLES.values():
        assert {line.error for line in table} <= set(CLASSES)
