"""Checks of a template's syntax that the library leaves out, and positions that it does not give."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from liquid import BoundTemplate, Environment, RenderContext
from liquid.ast import ConditionalBlockNode, Node
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.expressions.filtered import Filter
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.exceptions import LiquidSyntaxError, UnknownFilterError
from liquid.expression import Expression
from liquid.token import TOKEN_EOF, TOKEN_EXPRESSION, TOKEN_TAG, Token

BLOCKS: Final = frozenset({"for", "tablerow", "if", "unless", "case", "capture", "comment", "ifchanged"})
INNER_TAGS: Final = frozenset({"else", "elsif", "when", *(f"end{block}" for block in BLOCKS)})
_LEXED_BLOCKS = frozenset({"raw", "doc"})


def near(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def check_blocks(tokens: Sequence[Token]) -> None:
    """Raise LiquidSyntaxError at the first block that is not closed, or closed but not open."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind != TOKEN_TAG:
            continue
        name = token.value
        if name in BLOCKS:
            opened.append(token)
        elif name in _LEXED_BLOCKS:
            raise LiquidSyntaxError(f"'{name}' is never closed: 'end{name}' is missing", token=token)
        elif name.startswith("end") and name[3:] in BLOCKS | _LEXED_BLOCKS:
            _close(opened, token)
    if opened:
        name = opened[-1].value
        raise LiquidSyntaxError(f"'{name}' is never closed: 'end{name}' is missing", token=opened[-1])


def _close(opened: list[Token], token: Token) -> None:
    if not opened:
        raise LiquidSyntaxError(
            f"'{token.value}' closes nothing: no '{token.value[3:]}' is open", token=token
        )
    last = opened.pop()
    if last.value != token.value[3:]:
        line = token.source.count("\n", 0, token.start_index) + 1
        raise LiquidSyntaxError(
            f"'{last.value}' is still open at the '{token.value}' of line {line}", token=last
        )


def place_of(tokens: Sequence[Token], position: int) -> Token | None:
    """Where parsing stopped when the error does not say: the end of the expression being read."""
    for index in (position, position - 1):
        if 0 <= index < len(tokens) and tokens[index].kind == TOKEN_EXPRESSION:
            token = tokens[index]
            return Token(TOKEN_EOF, "", token.start_index + len(token.value), token.source)
    return tokens[min(position, len(tokens)) - 1] if tokens else None


class Syntax:
    """What a parsed template says of itself."""

    def __init__(self, template: BoundTemplate) -> None:
        self._context = RenderContext(template)
        self._nodes = list(self._walk(template.nodes))

    def _walk(self, nodes: Iterable[Node]) -> Iterator[Node]:
        for node in nodes:
            yield node
            yield from self._walk(node.children(self._context))

    def unknown_filters(self, env: Environment) -> list[UnknownFilterError]:
        return [
            UnknownFilterError(
                f"unknown filter '{each.name}'{near(each.name, env.filters)}", token=each.token
            )
            for each in self._filters()
            if each.name not in env.filters
        ]

    def _filters(self) -> Iterator[Filter]:
        for node in self._nodes:
            for expression in node.expressions():
                if isinstance(expression, FilteredExpression):
                    yield from expression.filters or ()

    def tested_names(self) -> frozenset[int]:
        """Start indices of names that a condition or `default` tests: they may be missing."""
        found: set[int] = set()
        for node in self._nodes:
            for expression in node.expressions():
                if isinstance(node, IfNode | UnlessNode | ConditionalBlockNode):
                    found.update(_paths(expression))
                elif isinstance(expression, FilteredExpression) and any(
                    each.name == "default" for each in expression.filters or ()
                ):
                    found.update(_paths(expression.left))
        return frozenset(found)


def _paths(expression: Expression) -> Iterator[int]:
    if isinstance(expression, Path):
        yield expression.token.start_index
    for child in expression.children():
        yield from _paths(child)
