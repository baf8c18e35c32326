import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trigpoint.keyring import KEY_FILE, KeyFileRing, load_root_key
from trigpoint.model.arn import Home
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.ids import Ids

ROLE = "arn:aws:iam::111122223333:role/service-role/Labeling"


class SetClock:
    def __init__(self) -> None:
        self.instant = datetime(2031, 4, 2, 9, 15, 2, 5, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


def open_ring(data: Path) -> KeyFileRing:
    clock = SetClock()
    return KeyFileRing.open(data / KEY_FILE, Home("us-east-1", "111122223333"), clock, Ids(clock))


def test_the_first_start_makes_keys_that_only_the_owner_reads(tmp_path: Path) -> None:
    ring = open_ring(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data" / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [KEY_FILE]
    assert ring.root.arn == "arn:aws:iam::111122223333:root"
    assert ring.root.secret_key != ring.media.secret_key
    assert ring.root.secret_key not in repr(ring.root)


def test_later_starts_and_commands_find_the_same_keys(tmp_path: Path) -> None:
    first, second = open_ring(tmp_path), open_ring(tmp_path)
    assert (first.root, first.media) == (second.root, second.media)
    assert load_root_key(tmp_path, "111122223333") == first.root
    assert first.derived_secret("cookies") == second.derived_secret("cookies")
    assert first.derived_secret("cookies") != first.derived_secret("pages")


def test_two_folders_have_different_keys(tmp_path: Path) -> None:
    assert open_ring(tmp_path / "a").root != open_ring(tmp_path / "b").root


def test_a_folder_without_keys_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="trigpoint up"):
        load_root_key(tmp_path)


def test_a_damaged_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("{}")
    with pytest.raises(InvalidInput, match="not a file of keys"):
        open_ring(tmp_path)
    with pytest.raises(InvalidInput):
        load_root_key(tmp_path)


def test_temporary_credentials_are_known_to_every_process(tmp_path: Path) -> None:
    issued = open_ring(tmp_path).issue(ROLE, "notebook", 3600)
    found = open_ring(tmp_path).find(issued.access_key_id, issued.session_token)
    assert found == issued
    assert found.arn == "arn:aws:sts::111122223333:assumed-role/Labeling/notebook"
    assert found.expires_at == SetClock().now().replace(microsecond=0) + timedelta(hours=1)


def test_keys_and_tokens_of_others_are_not_found(tmp_path: Path) -> None:
    ring = open_ring(tmp_path / "a")
    one, two = ring.issue(ROLE, "one", 3600), ring.issue(ROLE, "two", 3600)
    foreign = open_ring(tmp_path / "b").issue(ROLE, "one", 3600)
    cases = [
        ("AKIANOBODY", None, "access key"),
        (one.access_key_id, None, "access key"),
        (one.access_key_id, two.session_token, "session token"),
        (one.access_key_id, "not base64!", "session token"),
        (one.access_key_id, "é", "session token"),
        (one.access_key_id, str(one.session_token)[:-4] + "AAAA", "session token"),
        (foreign.access_key_id, foreign.session_token, "session token"),
        (ring.root.access_key_id, one.session_token, "session token"),
    ]
    for access_key_id, token, kind in cases:
        with pytest.raises(NotFound) as caught:
            ring.find(access_key_id, token)
        assert caught.value.kind == kind


def test_commands_find_the_key_where_the_setting_says(tmp_path: Path) -> None:
    shared = tmp_path / "shared.json"
    root = open_ring(tmp_path).root
    (tmp_path / KEY_FILE).rename(shared)
    assert load_root_key(tmp_path, "111122223333", keys_file=str(shared)) == root
    with pytest.raises(NotFound, match=r"key file '.*other\.json' does not exist"):
        load_root_key(tmp_path, keys_file=str(tmp_path / "other.json"))
