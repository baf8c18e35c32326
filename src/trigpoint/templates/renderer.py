"""Renders templates in processes of their own, which may run so long and take so much memory."""

from __future__ import annotations

import time
import weakref
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import Rendered, RenderFault
from trigpoint.templates.batch import Batch, Chosen
from trigpoint.templates.messages import Kind, RenderRequest, pickled
from trigpoint.templates.page_rules import PageRules
from trigpoint.templates.process_pool import ProcessPool
from trigpoint.templates.render_process import ProcessLost, RenderProcess
from trigpoint.templates.values import without_surrogates

_MAX_AT_ONCE: Final = 64
_MAX_TRIED_AT_ONCE: Final = 256
_SHORT_SECONDS: Final = 0.1


class Renderer:
    """Renders templates with tasks' inputs; blocking, safe to use from several threads.

    Processes start when first needed, at most `processes`. One that takes too long or too much memory is
    replaced, and only the object it was at fails. Faults are returned; raised is only Unavailable, when no
    process can be started.

    Parameters
    ----------
    time_limit_seconds
        Longest time for one task, parsing of the template included.
    memory_limit_bytes
        Most memory that a process may take beyond what it started with.
    rules
        What pages may load, and which copies there are of what they load.
    """

    def __init__(
        self,
        *,
        time_limit_seconds: float,
        memory_limit_bytes: int,
        processes: int = 1,
        rules: PageRules | None = None,
    ) -> None:
        start = partial(
            RenderProcess,
            time_limit=time_limit_seconds,
            memory_limit=memory_limit_bytes,
            rules=rules or PageRules(),
        )
        self._pool = ProcessPool(start, processes)
        self._finalizer = weakref.finalize(self, self._pool.close)

    def check(self, template: str) -> tuple[RenderFault, ...]:
        """What can be said of a template without data: errors of syntax, else warnings."""
        (answer,) = self._render("check", template, [None], b"")
        return answer.faults

    def render(self, template: str, inputs: Sequence[dict[str, Any]], grant: UrlGrant) -> list[Rendered]:
        """The complete task document of each input, in order."""
        return self._render("page", template, inputs, pickled(grant))

    def preview(
        self, template: str, inputs: Sequence[dict[str, Any]], grant: UrlGrant, *, whole: bool = False
    ) -> list[Rendered]:
        """What each input makes of the template, with every warning, for pages that open anywhere.

        The `whole` document as workers get it, else the template's own text with its addresses rewritten.
        """
        return self._render("document" if whole else "preview", template, inputs, pickled(grant))

    def trial(self, template: str, inputs: Sequence[bytes], grant: UrlGrant) -> list[RenderFault | None]:
        """The first error in the page of each input, in order; inputs are JSON.

        As `render` without the pages, at a third of the cost: many inputs go to the process at once, and
        one by one only where it was lost.
        """
        pages = self._render("trial", template, inputs, pickled(grant))
        return [next((fault for fault in page.faults if not fault.warning), None) for page in pages]

    def close(self) -> None:
        """End the processes. Renders under way in other threads fail; later ones raise RuntimeError."""
        self._finalizer()

    def _render(self, kind: Kind, template: str, inputs: Sequence[object], grant: bytes) -> list[Rendered]:
        """Render in portions: between two of them other threads have their turn."""
        batch = Batch(inputs)
        template = without_surrogates(template)
        together = kind == "trial"
        size, most = 1, _MAX_TRIED_AT_ONCE if together else _MAX_AT_ONCE
        while chosen := batch.choose(size):
            started = time.monotonic()
            request = RenderRequest(
                kind=kind,
                template=template,
                inputs=tuple(each.encoded for each in chosen),
                grant=grant,
                together=together and len(chosen) > 1,
            )
            if not self._ask(request, chosen, batch):
                together = False
            is_short = time.monotonic() - started < _SHORT_SECONDS
            size = min(size * 4, most) if is_short else 1
        return batch.answers()

    def _ask(self, request: RenderRequest, chosen: Sequence[Chosen], batch: Batch) -> bool:
        """Whether the process lived to answer; when it was lost over several at once, no one is to blame."""
        n_answered = 0
        with self._pool.process() as process:
            try:
                for answer in process.answers(request):
                    batch.answer(chosen[n_answered].place, answer)
                    n_answered += 1
            except ProcessLost as lost:
                if request.together:
                    batch.again(chosen)
                else:
                    batch.lost(chosen[n_answered:], lost.fault, again=not lost.timed_out)
                return False
        return True
