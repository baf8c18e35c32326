"""What `trigpoint up` and `trigpoint serve` say before they serve."""

from __future__ import annotations

import pytest

from trigpoint.cli.up import announce, check
from trigpoint.model.errors import InvalidInput
from trigpoint.settings import Settings

PUBLIC = "https://label.lab.example"


def said(capsys: pytest.CaptureFixture[str], settings: Settings) -> str:
    announce(settings)
    return " ".join(capsys.readouterr().err.split())


def test_an_https_address_without_a_trusted_proxy_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert "TRIGPOINT_TRUSTED_PROXIES" in said(capsys, Settings(public_url=PUBLIC))
    trusting = Settings(public_url=PUBLIC, trusted_proxies="127.0.0.1")
    assert "TRIGPOINT_TRUSTED_PROXIES" not in said(capsys, trusting)
    secure = Settings(public_url=PUBLIC, tls_cert="cert.pem", tls_key="key.pem")
    assert "TRIGPOINT_TRUSTED_PROXIES" not in said(capsys, secure)


def test_plain_http_to_the_network_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert "This is plain HTTP" in said(capsys, Settings(host="0.0.0.0"))
    assert "This is plain HTTP" not in said(capsys, Settings(host="127.0.0.1"))


@pytest.mark.parametrize("half", [{"tls_cert": "cert.pem"}, {"tls_key": "key.pem"}])
def test_half_a_pair_is_refused(half: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="--tls-cert and --tls-key go together"):
        check(Settings(**half))  # type: ignore[arg-type]
