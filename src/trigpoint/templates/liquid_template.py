"""A parsed template."""

from __future__ import annotations

from typing import Final

from liquid import BoundTemplate, Environment
from liquid.exceptions import LiquidError, LiquidInterrupt, ResourceLimitError

from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import Rendered, RenderFault
from trigpoint.templates.context import PageBuffer, TaskContext
from trigpoint.templates.faults import MAX_FAULTS, FaultList, fault_of
from trigpoint.templates.recovery import parse_all
from trigpoint.templates.syntax import Syntax
from trigpoint.templates.values import without_surrogates

MAX_TEMPLATE_CHARS: Final = 8_000_000
"""Longest template of a job: some carry pictures as data URLs."""


class LiquidTemplate:
    """A template's text, parsed once, rendered many times. One with `faults` renders nothing."""

    def __init__(self, source: str, env: Environment) -> None:
        self.source = source
        self.faults: tuple[RenderFault, ...] = ()
        self._tested: frozenset[int] = frozenset()
        self._template: BoundTemplate | None = None
        self._parse(env)

    def _parse(self, env: Environment) -> None:
        if len(self.source) > MAX_TEMPLATE_CHARS:
            message = f"the template has {len(self.source)} characters; {MAX_TEMPLATE_CHARS} are allowed"
            self.faults = (RenderFault(code="TemplateTooLarge", message=message),)
            return
        try:
            template, errors = parse_all(env, self.source)
            if template is not None:
                syntax = Syntax(template)
                self._tested = syntax.tested_names()
                errors += syntax.unknown_filters(env)
        except RecursionError as error:
            self.faults = (_as_syntax_error(fault_of(error, self.source, None)),)
            return
        self._template = template
        self.faults = tuple(sorted(map(self._fault, errors[:MAX_FAULTS]), key=_place))

    def _fault(self, error: LiquidError) -> RenderFault:
        if isinstance(error.__cause__, MemoryError):
            raise error.__cause__ from None
        cause = error.__cause__ if isinstance(error.__cause__, RecursionError) else error
        fault = fault_of(cause, self.source, None)
        return fault if fault.code != "RenderError" else _as_syntax_error(fault)

    def render(self, task_input: object, grant: UrlGrant) -> Rendered:
        """The page of one task and its faults; the page is empty when rendering could not go on."""
        if self._template is None or self.faults:
            return Rendered("", self.faults)
        faults = FaultList(self.source)
        context = TaskContext(
            self._template, task_input=task_input, grant=grant, faults=faults, tested=self._tested
        )
        buffer = PageBuffer()
        for node in self._template.nodes:
            try:
                node.render(context, buffer)
            except ResourceLimitError as error:
                faults.add_error(error, node.token)
                return Rendered("", faults.all())
            except LiquidInterrupt as interrupt:
                faults.add("LiquidSyntaxError", f"'{interrupt}' outside of a loop", node.token)
            except MemoryError:
                raise
            except Exception as error:
                faults.add_error(error, node.token)
        page = without_surrogates(buffer.getvalue())
        return Rendered(page, faults.all(), tuple(context.files.values()))


def _as_syntax_error(fault: RenderFault) -> RenderFault:
    return RenderFault(code="LiquidSyntaxError", message=fault.message, line=fault.line, column=fault.column)


def _place(fault: RenderFault) -> tuple[int, int]:
    return fault.line or 0, fault.column or 0
