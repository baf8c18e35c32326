"""`trigpoint pose init`: a new project, or one of another tool's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.options import names_in
from trigpoint.cli.output import note, say


def init(
    name: Annotated[
        Path | None,
        typer.Argument(metavar="NAME", help="Folder of the project. [default: that of --from-mars]"),
    ] = None,
    keypoints: Annotated[str, typer.Option(help="Names of the keypoints, separated by commas.")] = "",
    species: Annotated[str, typer.Option(help="Kind of animal, which is in every label.")] = "",
    animals: Annotated[
        str, typer.Option(help="Names of the animals, separated by commas; none for one without a name.")
    ] = "",
    alike: Annotated[int, typer.Option(help="Animals of each name in a frame.", min=1)] = 1,
    from_mars: Annotated[
        Path | None,
        typer.Option(help="Folder or file of a MARS project; without NAME it is used in its place."),
    ] = None,
    from_dlc: Annotated[
        Path | None,
        typer.Option(help="config.yaml of a DeepLabCut project, whose keypoints and animals are taken."),
    ] = None,
    from_sleap: Annotated[
        Path | None, typer.Option(help="A file of SLEAP's (.slp), whose skeleton and tracks are taken.")
    ] = None,
) -> None:
    """Makes a project: a folder with a file of settings, to be looked through before the next step.

    ```
    trigpoint pose init birds --species cockatoo --keypoints "beak tip,left eye,right eye,crest"
    trigpoint pose init --from-mars ~/MARS_Developer/my_project
    trigpoint pose init mice --from-dlc ~/dlc/openfield/config.yaml
    ```
    """
    from trigpoint.pose.for_mars import name_warnings
    from trigpoint.pose.project import Project
    from trigpoint.pose.skeleton_guess import guess_axis, guess_pairs

    if from_mars is not None:
        project = Project.from_mars(from_mars, name)
    elif from_dlc is not None or from_sleap is not None:
        if name is None:
            raise typer.BadParameter("a new project needs a NAME")
        from trigpoint.pose.other_projects import skeleton_of_deeplabcut, skeleton_of_sleap

        taken = skeleton_of_deeplabcut(from_dlc) if from_dlc is not None else None
        if taken is None and from_sleap is not None:
            taken = skeleton_of_sleap(from_sleap)
        assert taken is not None
        project = Project.create(name, skeleton=replace(taken, species=species or taken.species))
    else:
        names = names_in(keypoints)
        if name is None or not names:
            raise typer.BadParameter("a new project needs a NAME and --keypoints")
        from trigpoint.formats.pose.skeleton import Skeleton

        pairs = guess_pairs(names)
        skeleton = Skeleton(
            species, names_in(animals), names, pairs, axis=guess_axis(names, pairs), n_instances=alike
        )
        project = Project.create(name, skeleton=skeleton)
    said = project.skeleton
    say(str(project.path))
    note(f"{said.n_keypoints} keypoints; workers see: {', '.join(said.labels)}")
    couples = ", ".join(f"{said.keypoints[a]} / {said.keypoints[b]}" for a, b in said.pairs)
    note(f"Mirrored pairs: {couples or 'none'} (check_pairs in the file; check them)")
    for warning in name_warnings(said) if from_mars is not None else ():
        note(warning)
