"""All syntax errors of a template: what is wrong is blanked out, and the rest is read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from liquid import BoundTemplate, Environment
from liquid.exceptions import BlockNestingError, LiquidError
from liquid.token import TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token

from trigpoint.templates.faults import MAX_FAULTS
from trigpoint.templates.syntax import BLOCKS

_MOST_CHARS: Final = 4_000_000
"""Of all readings together: more errors of a very long template are not worth the time."""
_BRANCHES: Final = frozenset({"else", "elsif", "when"})


def parse_all(env: Environment, source: str) -> tuple[BoundTemplate | None, list[LiquidError]]:
    """The template of what can be read of `source`, and what cannot; None where nothing can."""
    errors: list[LiquidError] = []
    text, read = source, 0
    while True:
        try:
            return env.from_string(text), errors
        except LiquidError as error:
            errors.append(error)
            read += len(source)
            found = text if isinstance(error, BlockNestingError) else _without(env, text, error)
        if found == text or len(errors) >= MAX_FAULTS or read > _MOST_CHARS:
            return None, errors
        text = found


def _without(env: Environment, source: str, error: LiquidError) -> str:
    """`source` with spaces in the place of the markup that `error` is about; places stay what they are."""
    token = error.token
    if token is None or token.start_index < 0:
        return source
    try:
        tokens = [each for each in env.tokenizer()(source) if each.kind != "content"]
    except LiquidError:  # an opening without its end
        start = max(
            source.rfind("{{", 0, token.start_index + 2), source.rfind("{%", 0, token.start_index + 2)
        )
        return _blanked(source, start, start + 2) if start >= 0 else source
    index = _markup_at(tokens, token.start_index)
    if index is None:
        return source
    for each in _belonging(tokens, index):
        source = _blanked(source, *_span(source, tokens, each))
    return source


def _markup_at(tokens: Sequence[Token], place: int) -> int | None:
    """The last tag or output that begins at `place` or before it."""
    found = None
    for index, token in enumerate(tokens):
        if token.start_index > place:
            break
        if token.kind in (TOKEN_TAG, TOKEN_OUTPUT):
            found = index
    return found


def _belonging(tokens: Sequence[Token], index: int) -> list[int]:
    """The markup at `index`; of a block its branches and its end, too."""
    found = [index]
    if tokens[index].kind != TOKEN_TAG or tokens[index].value not in BLOCKS:
        return found
    depth = 1
    for each in range(index + 1, len(tokens)):
        if tokens[each].kind != TOKEN_TAG:
            continue
        name = tokens[each].value
        if name in BLOCKS:
            depth += 1
        elif name.startswith("end") and name[3:] in BLOCKS:
            depth -= 1
            if depth == 0:
                return [*found, each] if name[3:] == tokens[index].value else found
        elif depth == 1 and name in _BRANCHES:
            found.append(each)
    return found


def _span(source: str, tokens: Sequence[Token], index: int) -> tuple[int, int]:
    """Where the markup begins and ends."""
    token = tokens[index]
    after = token.start_index + (2 if token.kind == TOKEN_OUTPUT else len(token.value))
    if index + 1 < len(tokens) and tokens[index + 1].kind == TOKEN_EXPRESSION:
        after = tokens[index + 1].start_index + len(tokens[index + 1].value)
    opened, closed = ("{{", "}}") if token.kind == TOKEN_OUTPUT else ("{%", "%}")
    start = source.rfind(opened, 0, token.start_index + 2)
    end = source.find(closed, after)
    return start, end + 2 if end >= 0 else len(source)


def _blanked(source: str, start: int, end: int) -> str:
    """Line ends stay: lines keep their numbers."""
    gap = "".join(char if char in "\r\n" else " " for char in source[start:end])
    return source[:start] + gap + source[end:]
