from __future__ import annotations

import json

from trigpoint.cli.manifest import MAX_FAULTS, check_manifest


def test_a_good_manifest_is_counted_with_its_attributes() -> None:
    check = check_manifest([b'{"source": "soup"}\n{"source": "rice", "dish": 1}\n\n'])
    assert (check.n_objects, check.n_faults) == (2, 0)
    assert check.attributes == {"source": 2, "dish": 1}


def test_bad_lines_are_told_by_number() -> None:
    check = check_manifest([b'{"source": "soup"}\n{"text": "rice"}\n{oops\n'])
    assert check.n_objects == 1
    assert check.n_faults == 2
    assert check.faults[0].startswith("manifest line 2: has neither source nor source-ref")
    assert check.faults[1].startswith("manifest line 3: ")


def test_an_endless_line_ends_the_check() -> None:
    check = check_manifest([json.dumps({"source": "x" * 500_000}).encode()])
    assert check.n_faults == 1
    assert "longer than" in check.faults[0]


def test_only_the_first_faults_are_kept() -> None:
    check = check_manifest([b"[]\n" * 1000])
    assert check.n_faults == 1000
    assert len(check.faults) == MAX_FAULTS
