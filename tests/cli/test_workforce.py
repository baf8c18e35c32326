from __future__ import annotations

import re

from trigpoint.cli.workforce import Invitation, temporary_password


def test_temporary_passwords_fit_the_policy_and_differ() -> None:
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert len(password) >= 8
        assert all(re.search(pattern, password) for pattern in ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]"))


def test_an_invitation_names_all_that_a_worker_needs() -> None:
    text = Invitation("ana@lab.example", "Kfmw-7284-hpxa-3956", "http://10.0.0.7:8800").text
    for each in ("ana@lab.example", "Kfmw-7284-hpxa-3956", "http://10.0.0.7:8800"):
        assert each in text
