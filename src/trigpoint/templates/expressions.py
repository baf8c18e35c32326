"""Tokens of expressions, in which a word is a keyword only where it can be one.

The library takes `limit`, `with` or `empty` for keywords everywhere, so that `task.input.limit` would be an
error: keys of data may have any name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from liquid import TokenStream
from liquid.builtin.expressions import tokenize
from liquid.token import TOKEN_DOT, TOKEN_EXPRESSION, TOKEN_WORD, Token

_LOOP_WORDS: Final = frozenset(
    {"as", "cols", "continue", "for", "in", "limit", "offset", "required", "reversed", "with"}
)
_KEYWORDS: Final = _LOOP_WORDS | {
    "and",
    "blank",
    "contains",
    "else",
    "empty",
    "false",
    "if",
    "nil",
    "not",
    "null",
    "or",
    "true",
}
_LOOPS: Final = frozenset({"for", "tablerow"})


class TemplateStream(TokenStream):
    """The tokens of a template; expressions are read by the rule above."""

    def into_inner(self, *, tag: Token | None = None, eat: bool = True) -> TokenStream:
        token = self.current
        if token.kind != TOKEN_EXPRESSION:
            return super().into_inner(tag=tag, eat=eat)
        if eat:
            next(self)
        in_loop = tag is not None and tag.value in _LOOPS
        return TokenStream(_words(tokenize(token.value, token), in_loop=in_loop))


def _words(tokens: Iterable[Token], *, in_loop: bool) -> Iterator[Token]:
    before = ""
    for token in tokens:
        if token.kind in (_KEYWORDS if before == TOKEN_DOT else () if in_loop else _LOOP_WORDS):
            yield token._replace(kind=TOKEN_WORD)
        else:
            yield token
        before = token.kind
