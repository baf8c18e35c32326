"""The part of S3 Select's SQL that manifest filters use, read into expressions.

    SELECT * | s.* | path [AS name], ...
    FROM S3Object [[*]] [[AS] alias]
    [WHERE condition] [LIMIT n]

A condition knows AND, OR, NOT, parentheses, = <> != < <= > >=, BETWEEN, IN, LIKE ... ESCAPE,
IS [NOT] NULL and IS [NOT] MISSING. Names in double quotes keep their case and their hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.http.aws.s3.select_expressions import (
    And,
    Between,
    Compare,
    Expression,
    In,
    Is,
    Like,
    Literal,
    Name,
    Not,
    Or,
    Path,
)

MAX_QUERY_CHARS = 256 * 1024
_MAX_DEPTH = 50
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>'(?:[^']|'')*')
      | (?P<quoted>"(?:[^"]|"")*")
      | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<symbol><=|>=|<>|!=|[=<>(),.*\[\]-])
    )""",
    re.VERBOSE,
)
_COMPARISONS = frozenset({"=", "<>", "!=", "<", "<=", ">", ">="})
_CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": None}
_KEYWORDS = frozenset(
    {"SELECT", "FROM", "WHERE", "LIMIT", "AND", "OR", "NOT", "IN", "IS", "LIKE", "BETWEEN", "ESCAPE", "AS"}
    | {"TRUE", "FALSE", "NULL", "MISSING"}
)


class Column(NamedTuple):
    name: str
    expression: Expression


class Query(NamedTuple):
    """`columns` is None for `SELECT *`."""

    columns: tuple[Column, ...] | None
    where: Expression | None
    limit: int | None


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse_query(text: str) -> Query:
    """The query, or S3Error with the position of what is not understood."""
    if len(text) > MAX_QUERY_CHARS:
        raise S3Error("ExpressionTooLong", f"The SQL expression is longer than {MAX_QUERY_CHARS} characters")
    return _Parser(_tokens(text)).query()


def parse_condition(text: str) -> Expression:
    """What stands behind WHERE; `s` is the record. S3Error with the position of what is not understood."""
    if len(text) > MAX_QUERY_CHARS:
        raise S3Error("ExpressionTooLong", f"The condition is longer than {MAX_QUERY_CHARS} characters")
    return _Parser(_tokens(text), alias="s").condition()


def _tokens(text: str) -> list[_Token]:
    tokens, at, end = [], 0, len(text.rstrip().removesuffix(";").rstrip())
    while at < end:
        match = _TOKEN.match(text, at, end)
        if match is None or match.lastgroup is None:
            raise S3Error("LexerInvalidChar", f"the SQL expression cannot be read at character {at + 1}")
        tokens.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        at = match.end()
    return [*tokens, _Token("end", "", end)]


class _Parser:
    """Recursive descent; `_at` is the next token."""

    def __init__(self, tokens: list[_Token], alias: str = "s3object") -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._alias = alias

    def query(self) -> Query:
        self._expect("SELECT")
        columns_at = self._at
        self._skip_to_from()
        self._from()
        after_from, self._at = self._at, columns_at
        columns = self._columns()
        self._at = after_from
        where = self._or() if self._take("WHERE") else None
        limit = self._limit() if self._take("LIMIT") else None
        if self._next.kind != "end":
            raise self._unexpected("the end")
        return Query(columns, where, limit)

    def condition(self) -> Expression:
        found = self._or()
        if self._next.kind != "end":
            raise self._unexpected("the end")
        return found

    def _skip_to_from(self) -> None:
        """The alias is named behind FROM and used before it: FROM is read first."""
        while not self._is("FROM"):
            if self._next.kind == "end":
                raise self._unexpected("FROM")
            self._at += 1

    def _from(self) -> None:
        self._expect("FROM")
        if self._next.text.lower() != "s3object":
            raise self._unexpected("S3Object")
        self._at += 1
        if self._take("["):
            self._expect("*")
            self._expect("]")
        named = self._take("AS")
        if named or (self._next.kind == "word" and self._next.text.upper() not in _KEYWORDS):
            self._alias = self._identifier().text.lower()

    def _columns(self) -> tuple[Column, ...] | None:
        if self._take("*"):
            self._must_be("FROM")
            return None
        if self._next.text.lower() == self._alias and [t.text for t in self._tokens[self._at + 1 :][:2]] == [
            ".",
            "*",
        ]:
            self._at += 3
            self._must_be("FROM")
            return None
        columns = [self._column(1)]
        while self._take(","):
            columns.append(self._column(len(columns) + 1))
        self._must_be("FROM")
        return tuple(columns)

    def _column(self, number: int) -> Column:
        expression = self._operand()
        if self._take("AS"):
            return Column(self._identifier().text, expression)
        steps = expression.steps if isinstance(expression, Path) else ()
        last = steps[-1] if steps else None
        return Column(last.text if isinstance(last, Name) else f"_{number}", expression)

    def _limit(self) -> int:
        token = self._next
        if token.kind != "number" or not token.text.isdecimal():
            raise self._unexpected("a whole number")
        self._at += 1
        return int(token.text)

    def _or(self) -> Expression:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise S3Error("ParseUnexpectedToken", f"the SQL expression is nested over {_MAX_DEPTH} deep")
        parts = [self._and()]
        while self._take("OR"):
            parts.append(self._and())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Expression:
        parts = [self._not()]
        while self._take("AND"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Expression:
        n_nots = 0
        while self._take("NOT"):
            n_nots += 1
        expression = self._predicate()
        for _ in range(min(n_nots, 2 - n_nots % 2)):
            expression = Not(expression)
        return expression

    def _predicate(self) -> Expression:
        left = self._operand()
        if self._next.text in _COMPARISONS:
            operator = self._next.text
            self._at += 1
            return Compare("<>" if operator == "!=" else operator, left, self._operand())
        if self._take("IS"):
            return self._is_what(left)
        negated = self._take("NOT")
        expression = self._membership(left)
        if expression is None:
            if negated:
                raise self._unexpected("IN, LIKE or BETWEEN")
            return left
        return Not(expression) if negated else expression

    def _is_what(self, left: Expression) -> Expression:
        negated = self._take("NOT")
        if self._take("MISSING"):
            test: Expression = Is(left, missing_only=True)
        else:
            self._expect("NULL")
            test = Is(left, missing_only=False)
        return Not(test) if negated else test

    def _membership(self, left: Expression) -> Expression | None:
        if self._take("IN"):
            self._expect("(")
            choices = [self._operand()]
            while self._take(","):
                choices.append(self._operand())
            self._expect(")")
            return In(left, tuple(choices))
        if self._take("LIKE"):
            pattern = self._operand()
            return Like(left, pattern, self._operand() if self._take("ESCAPE") else None)
        if self._take("BETWEEN"):
            low = self._operand()
            self._expect("AND")
            return Between(left, low, self._operand())
        return None

    def _operand(self) -> Expression:
        token = self._next
        if self._take("("):
            expression = self._or()
            self._expect(")")
            return expression
        if self._take("-"):
            return Literal(-self._number(self._next))
        readers: dict[str, Callable[[_Token], Expression]] = {
            "string": lambda t: self._literal(t.text[1:-1].replace("''", "'")),
            "number": lambda t: Literal(self._number(t)),
            "word": self._word,
            "quoted": self._path,
        }
        if token.kind not in readers:
            raise self._unexpected("a value")
        return readers[token.kind](token)

    def _word(self, token: _Token) -> Expression:
        word = token.text.upper()
        if word in _CONSTANTS:
            return self._literal(_CONSTANTS[word])
        if word in _KEYWORDS:
            raise self._unexpected("a value")
        return self._path(token)

    def _path(self, token: _Token) -> Path:
        """`alias."a".b[0]`; the alias may be left out."""
        first = self._identifier()
        steps: list[Name | int] = [] if first.text.lower() == self._alias else [first]
        while True:
            if self._take("."):
                steps.append(self._identifier())
            elif self._take("["):
                steps.append(self._index())
                self._expect("]")
            else:
                return Path(tuple(steps))

    def _index(self) -> Name | int:
        token = self._next
        if token.kind == "number" and token.text.isdecimal():
            self._at += 1
            return int(token.text)
        if token.kind == "string":
            self._at += 1
            return Name(token.text[1:-1].replace("''", "'"), exact=True)
        raise self._unexpected("an index")

    def _identifier(self) -> Name:
        token = self._next
        if token.kind not in {"word", "quoted"}:
            raise self._unexpected("a name")
        self._at += 1
        if token.kind == "quoted":
            return Name(token.text[1:-1].replace('""', '"'), exact=True)
        return Name(token.text, exact=False)

    def _literal(self, value: object) -> Literal:
        self._at += 1
        return Literal(value)

    def _number(self, token: _Token) -> float | int:
        if token.kind != "number":
            raise self._unexpected("a number")
        self._at += 1
        return int(token.text) if token.text.isdecimal() else float(token.text)

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _is(self, text: str) -> bool:
        token = self._next
        return token.kind in {"word", "symbol"} and token.text.upper() == text

    def _take(self, text: str) -> bool:
        if self._is(text):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._unexpected(text)

    def _must_be(self, text: str) -> None:
        if not self._is(text):
            raise self._unexpected(text)

    def _unexpected(self, wanted: str) -> S3Error:
        token = self._next
        found = repr(token.text[:40]) if token.text else "the end"
        message = f"the SQL expression has {found} at character {token.at + 1} where {wanted} is expected"
        return S3Error("ParseUnexpectedToken", message)
