"""A project: a folder with one YAML file, the videos, the frames, and the jobs that were made of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput, NameTaken
from trigpoint.model.progress import Progress, silent
from trigpoint.pose.frame_table import FrameRow, VideoRow, read_rows, write_rows, write_whole
from trigpoint.pose.project_file import (
    FILE_NAMES,
    MOST_CONTEXT,
    OUR_BLOCKS,
    ProjectFile,
    blocks_text,
    find_file,
    new_file_text,
    read_project_file,
)
from trigpoint.pose.splits import split_of

if TYPE_CHECKING:
    from trigpoint.formats.pose.annotations import Annotations
    from trigpoint.formats.pose.poses import Poses
    from trigpoint.pose.extraction import Plan


@dataclass(frozen=True)
class Added:
    """What became of one video: its row, or why it is not there."""

    source: Path
    row: VideoRow | None
    reason: str = ""


@dataclass(frozen=True)
class Extracted:
    """What an extraction did, or with `dry_run` would do."""

    plans: list[Plan]
    rows: list[FrameRow]


class Project:
    """A project's folder. Everything is on disk: two processes that open it see the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = find_file(folder)
        self.file: ProjectFile = read_project_file(self.path)

    @classmethod
    def open(cls, folder: str | Path) -> Project:
        """The project in a folder. Raises NotFound when there is none."""
        return cls(Path(folder))

    @classmethod
    def create(cls, folder: str | Path, *, skeleton: Skeleton, name: str | None = None) -> Project:
        """A new project. Raises NameTaken when the folder already has one."""
        folder = Path(folder)
        _refuse_second(folder)
        write_whole(folder / FILE_NAMES[0], new_file_text(name or folder.name, skeleton))
        return cls._with_folders(folder)

    @classmethod
    def from_mars(cls, source: str | Path, folder: str | Path | None = None) -> Project:
        """A MARS project as it is, in its place; with `folder`, its file and frames are copied there.

        Blocks of ours are added below the user's text, which stays as it was written.
        """
        source = Path(source)
        found = find_file(source if source.is_dir() else source.parent)
        settings = read_project_file(found)
        text = found.read_text(encoding="utf-8")
        has_ours = any(key in settings.raw for key in OUR_BLOCKS)
        ours = "" if has_ours else blocks_text(settings.skeleton)
        target = found.parent if folder is None else Path(folder)
        if target.resolve() != found.parent.resolve():
            _refuse_second(target)
            write_whole(target / FILE_NAMES[0], text.rstrip("\n") + "\n" + ours)
            data = found.parent / "annotation_data"
            if data.is_dir():
                shutil.copytree(data, target / "annotation_data", dirs_exist_ok=True)
        elif ours:
            write_whole(found, text.rstrip("\n") + "\n" + ours)
        return cls._with_folders(target)

    @classmethod
    def _with_folders(cls, folder: Path) -> Project:
        project = cls(folder)
        project.videos_folder.mkdir(parents=True, exist_ok=True)
        project.images_folder.mkdir(parents=True, exist_ok=True)
        return project

    # Where things are

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def skeleton(self) -> Skeleton:
        return self.file.skeleton

    @property
    def data_folder(self) -> Path:
        return self.folder / "annotation_data"

    @property
    def videos_folder(self) -> Path:
        return self.data_folder / "behavior_movies"

    @property
    def images_folder(self) -> Path:
        return self.data_folder / "raw_images"

    @property
    def context_folder(self) -> Path:
        """The frames before and after those of the project."""
        return self.data_folder / "context_images"

    def context_of(self, frame: Frame) -> list[Path]:
        """Pictures of the frames around one, in their order; empty where none were kept."""
        stem, suffix = Path(frame.image).stem, Path(frame.image).suffix
        name, _, index = stem.rpartition("_")
        if not index.isdecimal():
            return []
        around = (int(index) + away for away in range(-MOST_CONTEXT, MOST_CONTEXT + 1) if away != 0)
        paths = [self.context_folder / f"{name}_{place:06d}{suffix}" for place in around if place >= 0]
        return [path for path in paths if path.is_file()]

    @property
    def jobs_folder(self) -> Path:
        return self.data_folder / "jobs"

    @property
    def template_path(self) -> Path:
        return self.folder / "annotation_interface.template"

    @property
    def manifest_path(self) -> Path:
        """Where MARS looks for the answers."""
        return self.data_folder / self.file.manifest_name

    @property
    def for_mars_notes_path(self) -> Path:
        """What was filled in and left out when we wrote that manifest."""
        return self.data_folder / "for-mars.txt"

    @property
    def first_manifest_path(self) -> Path:
        """Where answers are kept that a project of MARS's came with, once there are others."""
        return self.data_folder / "first.manifest"

    @property
    def frame_rows(self) -> list[FrameRow]:
        return read_rows(self.data_folder / "frames.csv", FrameRow)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The extracted frames; in a project of MARS's the pictures that it extracted."""
        rows = self.frame_rows
        if rows:
            return tuple(row.as_frame(self.images_folder) for row in rows)
        return tuple(_picture(path) for path in sorted(self.images_folder.glob("*")) if _is_picture(path))

    @property
    def videos(self) -> list[VideoRow]:
        return read_rows(self.data_folder / "videos.csv", VideoRow)

    # Videos

    def add_videos(self, sources: Sequence[str | Path], *, link: bool = False) -> list[Added]:
        """Copies (or links) videos into the project, each checked by decoding its first frame."""
        return [self._add(Path(source), link) for source in sources]

    def _add(self, source: Path, link: bool) -> Added:
        from trigpoint.pose.videos import frames_of, sha256_of

        try:
            if not source.is_file():
                return Added(source, None, "there is no such file")
            first = next(frames_of(source), None)
            if first is None:
                return Added(source, None, "none of its frames can be decoded")
            digest = sha256_of(source)
        except (InvalidInput, OSError) as exc:
            return Added(source, None, str(exc))
        videos = self.videos
        for video in videos:
            if video.sha256 == digest:
                return Added(source, video, "was there already")
        inside = source.resolve().parent == self.videos_folder.resolve()
        stem = _free_stem(source.stem, {video.stem for video in videos})
        name = source.name if inside else stem + source.suffix
        if not inside:
            _bring(source, self.videos_folder / name, link)
        height, width = first.picture().shape[:2]
        row = VideoRow(name, stem, digest, width, height, first.rotation)
        write_rows(self.data_folder / "videos.csv", VideoRow, [*videos, row])
        return Added(source, row)

    def adopt_videos(self) -> list[Added]:
        """Takes in videos that somebody has put into the folder by hand, as MARS's users do."""
        known = {video.video for video in self.videos}
        found = sorted(path for path in self.videos_folder.glob("*") if path.is_file())
        return self.add_videos(
            [path for path in found if path.name not in known and path.suffix not in (".part", "")]
        )

    # Frames

    def extract(
        self,
        n: int | None = None,
        *,
        method: str | None = None,
        seed: int | None = None,
        start: float | None = None,
        stop: float | None = None,
        context: int | None = None,
        random: bool | None = None,
        per_video: bool | None = None,
        skip: int = 0,
        scores: Path | None = None,
        dry_run: bool = False,
        progress: Progress = silent,
    ) -> Extracted:
        """Brings the project to `n` frames; frames that are there stay, so a second run adds nothing.

        `scores` is a file of a model's predictions, for the method "uncertainty". Rows are kept video by
        video: a run that was interrupted goes on where it was.
        """
        from trigpoint.pose.extraction import plan, with_n, write_frames
        from trigpoint.pose.prediction_files import read_predictions

        self.adopt_videos()
        videos = self.videos
        if not videos:
            raise InvalidInput("The project has no videos: trigpoint pose add VIDEO")
        settings = with_n(
            self.file.extract,
            n=n,
            method=method or ("uncertainty" if scores is not None else None),
            seed=seed,
            start=start,
            stop=stop,
            context=context,
            random=random,
            per_video=per_video,
        )
        predictions = None if scores is None else read_predictions(scores, self.skeleton)
        paths = [self.videos_folder / video.video for video in videos]
        rows = self.frame_rows
        plans = plan(
            videos, paths, rows, settings, n_skipped=skip, predictions=predictions, progress=progress
        )
        if dry_run:
            return Extracted(plans, [])
        new: list[FrameRow] = []
        for each, path in zip(plans, paths, strict=True):
            written = write_frames(
                each,
                path,
                self.images_folder,
                settings,
                context_folder=self.context_folder,
                rows_before=[row for row in rows if row.video_sha256 == each.video.sha256],
                first_number=len(rows) + len(new),
                split=split_of(each.video.sha256, settings.seed),
                progress=progress,
            )
            new += written
            if written:
                write_rows(self.data_folder / "frames.csv", FrameRow, [*rows, *new])
        self._list_left_out(plans)
        return Extracted(plans, new)

    def _list_left_out(self, plans: Sequence[Plan]) -> None:
        lines = ["video,frame_index,reason"]
        for each in plans:
            for position, reason in sorted(each.selection.left_out.items()):
                video = each.video.video.replace('"', '""')
                lines.append(f'"{video}",{each.look.indices[position]},{reason}')
        write_whole(self.data_folder / "left_out.csv", "\n".join(lines) + "\n")

    # The task page, jobs and answers

    def write_template(self) -> Path:
        from trigpoint.pose.template import template_of

        write_whole(self.template_path, template_of(self.file))
        return self.template_path

    def annotations(self) -> Annotations:
        """All raw answers that were downloaded."""
        from trigpoint.pose.answers import read_annotations

        return read_annotations(self)[0]

    def poses(self) -> Poses:
        """What the answers come to, as `trigpoint pose consolidate` left it. Raises NotFound before that."""
        from trigpoint.pose.results import poses_of

        return poses_of(self)

    def submit(self, client: Any, s3: Any, **wishes: Any) -> Any:
        """Sends new frames to be labeled; see `submission.submit`."""
        from trigpoint.pose.submission import submit

        return submit(self, client, s3, **wishes)


def _refuse_second(folder: Path) -> None:
    for name in FILE_NAMES:
        if (folder / name).exists():
            raise NameTaken("project", str(folder), f"{folder} already has a project: {folder / name}")


def _free_stem(stem: str, used: set[str]) -> str:
    """The stem itself, or with -2, -3 and so on behind it."""
    found, number = stem, 1
    while found in used:
        number += 1
        found = f"{stem}-{number}"
    return found


def _bring(source: Path, target: Path, link: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    if link:
        partial.symlink_to(source.resolve())
    else:
        shutil.copyfile(source, partial)
    os.replace(partial, target)


def _is_picture(path: Path) -> bool:
    return path.suffix in (".jpg", ".png")


def _picture(path: Path) -> Frame:
    from PIL import Image

    with Image.open(path) as image:
        width, height = image.size
    return Frame(path.name, width, height, path=path)
