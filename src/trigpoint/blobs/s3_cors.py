"""CORS rules in botocore's spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trigpoint.blobs.blob_store import CorsRule


def rules_from(answer: Mapping[str, Any]) -> Sequence[CorsRule]:
    return [
        CorsRule(
            allowed_methods=tuple(rule["AllowedMethods"]),
            allowed_origins=tuple(rule["AllowedOrigins"]),
            allowed_headers=tuple(rule.get("AllowedHeaders", ())),
            expose_headers=tuple(rule.get("ExposeHeaders", ())),
            max_age_seconds=rule.get("MaxAgeSeconds"),
            rule_id=rule.get("ID"),
        )
        for rule in answer["CORSRules"]
    ]


def rules_to(rules: Sequence[CorsRule]) -> dict[str, Any]:
    return {"CORSRules": [_rule(rule) for rule in rules]}


def _rule(rule: CorsRule) -> dict[str, Any]:
    spelled: dict[str, Any] = {
        "AllowedMethods": list(rule.allowed_methods),
        "AllowedOrigins": list(rule.allowed_origins),
        "AllowedHeaders": list(rule.allowed_headers),
        "ExposeHeaders": list(rule.expose_headers),
    }
    if rule.max_age_seconds is not None:
        spelled["MaxAgeSeconds"] = rule.max_age_seconds
    if rule.rule_id:
        spelled["ID"] = rule.rule_id
    return {name: value for name, value in spelled.items() if value != []}
