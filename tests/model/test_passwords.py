import pytest

from trigpoint.model.errors import BadPassword
from trigpoint.model.passwords import PasswordPolicy, check_password, describe_policy


def test_a_password_of_all_kinds_of_characters_is_accepted():
    for password in ("Abcdef1!", "ÄÖÜäöü1~", "pass Word 1", "a" * 100 + "A1!"):
        check_password(password)


@pytest.mark.parametrize(
    "password", ["", "Abcde1!", "abcdefg1!", "ABCDEFG1!", "Abcdefgh!", "Abcdefg12", " Abcdef1!", "Aa1!" * 65]
)
def test_a_weak_password_is_refused_without_repeating_it(password):
    with pytest.raises(BadPassword, match="at least 8 characters with a lower case letter") as error:
        check_password(password)
    assert not password or password not in str(error.value)


def test_a_policy_of_ones_own_is_told_in_words():
    policy = PasswordPolicy(
        min_length=6, needs_uppercase=False, needs_lowercase=False, needs_special=False, needs_digit=False
    )
    check_password("aaaaaa", policy)
    assert describe_policy(policy) == "at least 6 characters"
    assert describe_policy().endswith("an upper case letter, a digit and a special character")
