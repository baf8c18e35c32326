"""The dialect of Liquid that task templates are written in (worker-templates.md 1.1)."""

from __future__ import annotations

from liquid import Environment, Mode
from liquid.ast import Node
from liquid.exceptions import LiquidError
from liquid.parser import get_parser

from trigpoint.templates import filters
from trigpoint.templates.expressions import TemplateStream
from trigpoint.templates.syntax import check_blocks, place_of
from trigpoint.templates.tags import TAGS


class TaskEnvironment(Environment):
    """Standard Liquid with AWS's filters, escaping of everything printed, and errors that say where."""

    loop_iteration_limit = 1_000_000
    block_nesting_limit = 60
    context_depth_limit = 60
    shorthand_indexes = True

    def __init__(self) -> None:
        super().__init__(tolerance=Mode.STRICT)

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for tag in TAGS:
            self.add_tag(tag)
        filters.register(self)

    def _parse(self, source: str) -> list[Node]:
        tokens = list(self.tokenizer()(source))
        check_blocks(tokens)
        stream = TemplateStream(iter(tokens))
        try:
            return get_parser(self).parse(stream)
        except LiquidError as error:
            if error.token is None or error.token.start_index < 0:
                error.token = place_of(tokens, stream.pos)
            raise
