"""Tags that differ from the library's: what is printed is escaped here, and here only."""

from __future__ import annotations

from io import StringIO
from typing import Any, TextIO

from liquid import RenderContext, TokenStream
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression, Nil
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.assign_tag import AssignNode, AssignTag
from liquid.builtin.tags.capture_tag import CaptureNode, CaptureTag
from liquid.builtin.tags.cycle_tag import CycleNode, CycleTag
from liquid.builtin.tags.echo_tag import EchoTag
from liquid.tag import Tag
from liquid.token import TOKEN_OUTPUT, TOKEN_TAG
from markupsafe import Markup

from trigpoint.templates.context import TaskContext
from trigpoint.templates.faults import UnknownTagError
from trigpoint.templates.syntax import INNER_TAGS, near


class PrintNode(OutputNode):
    """`{{ expression }}`: its value, escaped once."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, TaskContext)
        value = context.value(self.expression, self.token)
        return buffer.write(context.escaped(value, self.token))


class PrintTag(Output):
    """`{{ }}`; an empty one prints nothing."""

    node_class = PrintNode

    def parse(self, stream: TokenStream) -> OutputNode:
        token = stream.eat(TOKEN_OUTPUT)
        if not stream.current.value:
            return PrintNode(token, FilteredExpression(token, Nil(token)))
        return PrintNode(token, FilteredExpression.parse(self.env, stream.into_inner(eat=False)))


class PrintEchoTag(EchoTag):
    node_class = PrintNode  # type: ignore[assignment]


class GuardedAssignNode(AssignNode):
    """`{% assign %}`: a value that cannot be had is nil."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, TaskContext)
        context.assign(self.name, context.value(self.expression, self.token))
        return 0


class GuardedAssignTag(AssignTag):
    node_class = GuardedAssignNode


class EscapedCaptureNode(CaptureNode):
    """`{% capture %}`: what it holds was escaped when it was printed into it."""

    def _assign(self, context: RenderContext, buf: StringIO) -> None:
        context.assign(self.name, Markup(buf.getvalue()))  # noqa: S704


class EscapedCaptureTag(CaptureTag):
    node_class = EscapedCaptureNode


class PrintCycleNode(CycleNode):
    """`{% cycle %}`: prints the next of its values, escaped once."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, TaskContext)
        group = context.value(self.group, self.token) if self.group else None
        values: list[Any] = [context.value(each, self.token) for each in self.args]
        index = context.cycle(str(group) if self.group else str(values), len(values))
        if index >= len(values):
            return 0
        return buffer.write(context.escaped(values[index], self.token))


class PrintCycleTag(CycleTag):
    node_class = PrintCycleNode


class UnknownTag(Illegal):
    """Refuses tags that the dialect does not have and words that are out of place."""

    def parse(self, stream: TokenStream) -> Any:
        token = stream.expect(TOKEN_TAG)
        if token.value in INNER_TAGS:
            return super().parse(stream)
        raise UnknownTagError(f"unknown tag '{token.value}'{near(token.value, self.env.tags)}", token=token)


class NoFilesTag(Tag):
    """Refuses tags that read other templates."""

    block = False

    def parse(self, stream: TokenStream) -> Node:
        token = stream.expect(TOKEN_TAG)
        raise UnknownTagError(f"'{token.value}' cannot be used: a template has no other files", token=token)


class NoIncludeTag(NoFilesTag):
    name = "include"


class NoRenderTag(NoFilesTag):
    name = "render"


TAGS: tuple[type[Tag], ...] = (
    PrintTag,
    PrintEchoTag,
    GuardedAssignTag,
    EscapedCaptureTag,
    PrintCycleTag,
    UnknownTag,
    NoIncludeTag,
    NoRenderTag,
)
