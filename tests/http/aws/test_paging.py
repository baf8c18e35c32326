import pytest

from trigpoint.http.aws.paging import Paging
from trigpoint.model.errors import InvalidInput


def test_a_token_holds_a_position():
    token = Paging("ListThings", {"NameContains": "a"}).next_token((5, "é\U0001f600"))
    again = Paging("ListThings", {"NameContains": "a", "NextToken": token, "MaxResults": 3})
    assert again.after(int, str) == (5, "é\U0001f600")
    assert again.limit == 3


def test_the_first_page_begins_nowhere_and_the_last_has_no_token():
    paging = Paging("ListThings", {})
    assert paging.after(int) is None
    assert paging.next_token(None) is None
    assert paging.limit == 10
    assert Paging("ListThings", {"NextToken": "", "Limit": 0}, default=60).limit == 60


@pytest.mark.parametrize(
    "token", ["x", "bm90IGpzb24=", "W10=", "WyJhIixbMV1d", "WyIiLFtbXV1d", "\N{SNOWMAN}", "A" * 8192]
)
def test_what_is_no_token_of_ours_is_refused(token):
    with pytest.raises(InvalidInput, match="token"):
        Paging("ListThings", {"NextToken": token}).after(int)


def test_a_token_fits_its_operation_and_order():
    token = Paging("ListThings", {}).next_token(("a",))
    with pytest.raises(InvalidInput):
        Paging("ListOthers", {"NextToken": token}).after(str)
    with pytest.raises(InvalidInput):
        Paging("ListThings", {"NextToken": token}).after(int, str)
