"""`trigpoint manifest`: makes and checks input manifests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from msgspec.structs import asdict

from trigpoint.cli.connection import connect
from trigpoint.cli.options import AsJson, Data
from trigpoint.cli.output import note, out, print_json, progress_bars, say, warn
from trigpoint.formats.manifest import parse_line, read_lines
from trigpoint.model.errors import BadManifest
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.data_setup import create_manifest
from trigpoint.setup.transfer import CHUNK_BYTES

MAX_FAULTS = 20


def create(
    source: Annotated[
        str, typer.Argument(help="s3://bucket/prefix/, the S3 URI of one file, or a local file or folder.")
    ],
    upload_to: Annotated[
        str | None,
        typer.Option(help="S3 prefix that local data is uploaded to; its bucket is made if missing."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            help="Where the manifest goes: an S3 prefix ending with / or a full S3 URI. "
            "[default: beside the data]"
        ),
    ] = None,
    data_type: Annotated[
        Literal["image", "text", "video"] | None,
        typer.Option("--type", help="Which files to take, when there are several kinds."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Makes an input manifest of the data below an S3 prefix, or of local files.

    Images (.jpg .jpeg .png) and video clips (.mp4 .ogg .webm) make one object each; .txt and .csv
    files make one object a row, taken whole: commas kept, no header.

    ```
    trigpoint manifest create menu.csv --upload-to s3://lab/menu/
    trigpoint manifest create s3://lab/photos/ --type image
    ```
    """
    s3 = connect(data).client("s3")
    with progress_bars() as progress:
        made = create_manifest(
            source, output, s3=s3, data_type=data_type, upload_to=upload_to, progress=progress
        )
    if as_json:
        print_json(asdict(made))
        return
    kinds = {"image": "images", "text": "rows of text", "video": "video clips"}
    out.print(
        f"[green]Input data connection successful:[/] {made.n_objects:,} {kinds[made.data_type]}", end=""
    )
    say(f" from {made.n_files:,} file{'s' if made.n_files != 1 else ''}.")
    if made.n_skipped:
        note(f"{made.n_skipped:,} files of other kinds were left out.")
    say(made.manifest_uri)


@dataclass
class ManifestCheck:
    """What a manifest holds, and what is wrong with it."""

    n_objects: int = 0
    n_faults: int = 0
    faults: list[str] = field(default_factory=list)
    """The first of them."""
    attributes: Counter[str] = field(default_factory=Counter)
    """How many lines have each attribute."""

    def add(self, line_number: int, line: bytes) -> None:
        try:
            entry = parse_line(line, line_number)
            if "source" not in entry and "source-ref" not in entry:
                raise BadManifest("has neither source nor source-ref", line_number=line_number)
        except BadManifest as exc:
            self.add_fault(exc)
            return
        self.n_objects += 1
        self.attributes.update(entry.keys())

    def add_fault(self, exc: BadManifest) -> None:
        self.n_faults += 1
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(exc.message)


def check_manifest(chunks: Iterable[bytes]) -> ManifestCheck:
    """Reads a whole manifest, however long, and says what it holds."""
    check = ManifestCheck()
    try:
        for line_number, line in read_lines(chunks):
            check.add(line_number, line)
    except BadManifest as exc:
        check.add_fault(exc)
    return check


def validate(
    manifest: Annotated[str, typer.Argument(help="S3 URI of a manifest, or a local file.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Checks every line of a manifest, and says which attributes it carries. Ends with 1 when a line is bad.

    ```
    trigpoint manifest validate s3://lab/menu/dataset.manifest
    trigpoint manifest validate my.manifest
    ```
    """
    check = check_manifest(_chunks(manifest, data))
    if as_json:
        print_json(vars(check))
    else:
        for fault in check.faults:
            warn(fault)
        if check.n_faults > len(check.faults):
            warn(f"... and {check.n_faults - len(check.faults):,} more")
        say(f"{check.n_objects:,} good lines, {check.n_faults:,} bad ones")
        for attribute, n_lines in check.attributes.items():
            note(f"  {attribute}: {n_lines:,}")
    if check.n_faults:
        raise typer.Exit(1)


def _chunks(manifest: str, data: Path | None) -> Iterator[bytes]:
    if "://" in manifest:
        uri = S3Uri.parse(manifest)
        s3 = connect(data).client("s3")
        body: Any = s3.get_object(Bucket=uri.bucket, Key=uri.key)["Body"]
        yield from body.iter_chunks(CHUNK_BYTES)
        return
    with Path(manifest).open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
