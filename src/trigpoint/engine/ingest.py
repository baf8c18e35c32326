"""Ingest: from the create request to data objects in the store.

Reads template, label categories and manifest once; the manifest streams and is never whole in memory. What
is wrong with them fails the job with a reason; an interrupted reading starts over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.job_folder import JobFolder
from trigpoint.engine.job_rules import NO_PII, lacks_pii_declaration
from trigpoint.formats.manifest import has_label
from trigpoint.formats.manifest_pages import ManifestPage, read_pages
from trigpoint.model.arn import Arn
from trigpoint.model.clock import Clock
from trigpoint.model.errors import BadTemplate, InvalidInput, NotFound
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.s3_uri import S3Uri
from trigpoint.store.data_objects import ObjectPage, clear_objects, insert_pages
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_status, set_ingested, set_setup, set_status
from trigpoint.store.task_uis import find_ui
from trigpoint.store.transaction import Transaction
from trigpoint.tasktypes.built_in_uis import built_in_ui
from trigpoint.tasktypes.label_categories import LabelCategories, parse_label_categories
from trigpoint.tasktypes.registry import task_type_of_job
from trigpoint.templates.renderer import Renderer

_BATCH_BYTES = 2 * 1024 * 1024
_MAX_TEMPLATE_BYTES = 4 * 1024 * 1024
_MAX_CATEGORIES_BYTES = 4 * 1024 * 1024


class Ingest:
    """Takes jobs from Initializing to InProgress."""

    def __init__(self, database: Database, blobs: BlobStore, renderer: Renderer, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._renderer = renderer
        self._clock = clock

    def run(self, job: LabelingJob) -> None:
        """Reads the job's input. Raises InvalidInput or NotFound with what is wrong with it."""
        if lacks_pii_declaration(job.config):
            raise InvalidInput(f"a job for the public must declare {NO_PII} in ContentClassifiers")
        template = self._template(job)
        categories = self._categories(job)
        self._keep_copies(job, template, categories)
        total, human, machine = self._read_manifest(job)
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            set_ingested(tx, job.job_id, total=total, human=human, machine=machine)
            if job_status(tx, job.job_id) == "Initializing":  # else it was stopped meanwhile
                set_status(tx, job.job_id, "InProgress", now)

        self._database.write_now(work)

    def _template(self, job: LabelingJob) -> str:
        source, text = self._template_text(job)
        for fault in self._renderer.check(text):
            if not fault.warning:
                raise BadTemplate(
                    f"the template {source}: {fault.message}", line=fault.line, column=fault.column
                )
        return text

    def _template_text(self, job: LabelingJob) -> tuple[str, str]:
        """Where the template comes from, and its text: a file of the user's, or a task UI made here."""
        uri = job.config.template_uri
        if uri is None:
            arn = job.config.task_ui_arn or ""
            built_in = built_in_ui(arn)
            if built_in is not None:
                return arn, built_in
            ui = self._database.read_now(lambda tx: find_ui(tx, Arn.parse(arn).tail))
            if ui is None or ui.arn != arn:
                raise InvalidInput(f"the task UI {arn} is not served here: give UiTemplateS3Uri")
            return arn, ui.content
        raw = self._blobs.read(S3Uri.parse(uri), max_bytes=_MAX_TEMPLATE_BYTES)
        try:
            return uri, raw.decode("utf-8-sig")
        except UnicodeDecodeError as exc:
            raise BadTemplate(f"the template {uri} is not UTF-8 text: {exc}") from exc

    def _categories(self, job: LabelingJob) -> tuple[LabelCategories, bytes] | None:
        uri = job.config.label_category_uri
        if uri is None:
            return None
        raw = self._blobs.read(S3Uri.parse(uri), max_bytes=_MAX_CATEGORIES_BYTES)
        task_type = task_type_of_job(job.config.pre_function_arn, job.config.post_function_arn)
        parsed = parse_label_categories(raw, task_type)
        if parsed.options.audited == job.config.label_attribute_name:
            raise InvalidInput(
                f"LabelAttributeName {parsed.options.audited!r} is the label that the job is to verify or "
                "adjust (auditLabelAttributeName): its own must be another"
            )
        return parsed, raw

    def _keep_copies(
        self, job: LabelingJob, template: str, categories: tuple[LabelCategories, bytes] | None
    ) -> None:
        """Keeps what the job began with, in the store and as files beside its output."""
        folder = JobFolder(job)
        self._blobs.put(folder.template, template.encode(), content_type="text/html; charset=utf-8")
        labels: tuple[str, ...] = ()
        options: dict[str, Any] = {}
        if categories is not None:
            parsed, raw = categories
            self._blobs.put(folder.label_categories, raw, content_type="application/json")
            labels, options = parsed.labels, msgspec.to_builtins(parsed.options)
        self._database.write_now(
            lambda tx: set_setup(tx, job.job_id, labels=labels, options=options, template=template)
        )

    def _read_manifest(self, job: LabelingJob) -> tuple[int, int, int]:
        """(objects, labeled by people on input, labeled by a model on input)."""
        self._database.write_now(lambda tx: clear_objects(tx, job.job_id))
        total = human = machine = 0
        for batch in _batches(self._pages(job)):
            self._database.write_now(
                lambda tx, part=batch: insert_pages(tx, job.job_id, part)  # type: ignore[misc]
            )
            total = batch[-1].last_index + 1
            human += sum(page.prelabeled.count(1) for page in batch if page.prelabeled)
            machine += sum(page.prelabeled.count(2) for page in batch if page.prelabeled)
        if total == 0:
            raise InvalidInput(f"the manifest {job.config.manifest_uri} has no objects")
        return total, human, machine

    def _pages(self, job: LabelingJob) -> Iterator[ObjectPage]:
        label = job.config.label_attribute_name
        n_before = 0
        for page in read_pages(self._blobs.open(S3Uri.parse(job.config.manifest_uri)).chunks):
            n_objects = len(page.objects)
            yield ObjectPage(n_before, n_objects, page.text, _prelabeled(page, label))
            n_before += n_objects


def _batches(pages: Iterator[ObjectPage]) -> Iterator[list[ObjectPage]]:
    """Pages to be committed together: enough for a flush to be worth it, few enough to be kept in memory."""
    batch: list[ObjectPage] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.text)
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _prelabeled(page: ManifestPage, label: str) -> bytes | None:
    """How each object was labeled on input, a byte each; None: not one was."""
    if label.encode() not in page.text and b"\\" not in page.text:  # a key may be spelled with escapes
        return None
    kinds = bytes(_kind(parsed, label) for parsed in page.objects)
    return kinds if any(kinds) else None


def _kind(parsed: dict[str, Any], label: str) -> int:
    """0: to be labeled; 1 or 2: was labeled, by people or by a model (labeling-jobs.md 3.3)."""
    if not has_label(parsed, label):
        return 0
    metadata = parsed.get(f"{label}-metadata")
    return 2 if isinstance(metadata, dict) and metadata.get("human-annotated") == "no" else 1


def reason_of(exc: Exception) -> str:
    """The FailureReason of a setup fault: what is wrong, where, and whose it is to mend."""
    if isinstance(exc, BadTemplate) and exc.line is not None and "line" not in exc.message:
        return f"ClientError: {exc.message} (line {exc.line}, column {exc.column})"[:1024]
    if isinstance(exc, (InvalidInput, NotFound)):
        return f"ClientError: {exc}"[:1024]
    return f"InternalServerError: {exc}"[:1024]
