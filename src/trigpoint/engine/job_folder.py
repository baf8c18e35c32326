"""Where a job's files lie (outputs.md 1.1). The folder keeps the capitals of the job's name."""

from __future__ import annotations

from collections.abc import Callable

from trigpoint.model.clock import file_stamp, from_micros
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.s3_uri import S3Uri


class JobFolder:
    """The keys of one job's files, with exactly one slash before the job's name."""

    def __init__(self, job: LabelingJob) -> None:
        self._root = folder_root(job.config.output_path, job.name)

    @property
    def output_manifest(self) -> S3Uri:
        return self._root.join("manifests", "output", "output.manifest")

    def intermediate_manifest(self, iteration: int) -> S3Uri:
        return self._root.join("manifests", "intermediate", str(iteration), "output.manifest")

    @property
    def annotations(self) -> S3Uri:
        return self._root.join("annotations")

    def worker_responses(self, iteration: int, stamp: int) -> Callable[[int], S3Uri]:
        """The key of an object's file, by the object's index; for all objects of a group."""
        folder = self.annotations.join("worker-response", f"iteration-{iteration}")
        bucket, prefix, file = folder.bucket, folder.key, _file(stamp)
        return lambda object_index: S3Uri(bucket, f"{prefix}/{object_index}/{file}")

    def consolidation_request(self, iteration: int, stamp: int) -> S3Uri:
        return self._consolidated("consolidation-request", iteration, stamp)

    def consolidation_response(self, iteration: int, stamp: int) -> S3Uri:
        return self._consolidated("consolidation-response", iteration, stamp)

    def label_file(self, name: str) -> S3Uri:
        """The key of a file that a label refers to, such as a mask."""
        return self.annotations.join("consolidated-annotation", "output", name)

    def _consolidated(self, kind: str, iteration: int, stamp: int) -> S3Uri:
        return self.annotations.join("consolidated-annotation", kind, f"iteration-{iteration}", _file(stamp))

    def intermediate_annotations(self, iteration: int) -> S3Uri:
        return self.annotations.join("intermediate", str(iteration), "annotations.json")

    @property
    def label_categories(self) -> S3Uri:
        return self._root.join("annotation-tool", "data.json")

    @property
    def template(self) -> S3Uri:
        return self._root.join("annotation-tool", "template.liquid")

    @property
    def closing_balance(self) -> S3Uri:
        return self._root.join("closing-balance.json")


def folder_root(output_path: str, job_name: str) -> S3Uri:
    """The folder of the job's files."""
    return S3Uri.parse(output_path).join(job_name)


def _file(stamp: int) -> str:
    return file_stamp(from_micros(stamp)) + ".json"
