"""The task page: MARS's structure, with what our element offers on top."""

from __future__ import annotations

import html
import json
from typing import Any, Final

from trigpoint.pose.project_file import ProjectFile

_CHECK = """  // Every label must have been given, once for each animal alike; a mark of absence counts.
  (function () {
    var form = document.querySelector("crowd-form");
    var element = document.querySelector("crowd-keypoint");
    form.onsubmit = function (event) {
      var labels = JSON.parse(element.getAttribute("labels"));
      var given = element.value.keypoints;
      var each = COUNT;
      var wrong = [];
      labels.forEach(function (label) {
        var n = given.filter(function (point) { return point.label === label; }).length;
        if (n < each) wrong.push(label + " (" + (each - n) + " missing)");
        if (n > each) wrong.push(label + " (" + (n - each) + " too many)");
      });
      if (given.length !== each * labels.length || wrong.length) {
        event.preventDefault();
        var box = document.getElementById("errorBox");
        box.innerHTML = '<crowd-alert type="error" dismissible></crowd-alert>';
        box.firstChild.textContent = "Please complete: " + wrong.join(", ");
        box.scrollIntoView({ block: "nearest" });
      }
    };
  })();"""


CONTEXT: Final = "context"
"""Key of a manifest line: the pictures of the frames around."""
_BEGINNING = '''
    initial-value="{{ task.input.initialValue | to_json | escape }}"
    x-moved=""'''


_AROUND = (
    f"{{% for each in task.input.manifestLine.{CONTEXT} %}}{{{{ each | grant_read_access }}}} {{% endfor %}}"
)
_CONTEXT = f'''
    x-reference-image="{_AROUND}"'''


def template_of(project: ProjectFile, *, begins_with_points: bool = False, has_context: bool = False) -> str:
    """The template. Names are escaped for HTML and for Liquid; instructions are the user's own HTML.

    With `begins_with_points` the page draws `task.input.initialValue`, and answers tell how far each of
    these points was moved. With `has_context` it shows the frames around.
    """
    skeleton = project.skeleton
    attributes = "".join(
        f'\n    {name}="{_attribute(value)}"' for name, value in _extras(project).items() if value is not None
    )
    if begins_with_points:
        attributes += _BEGINNING
    if has_context:
        attributes += _CONTEXT
    check = _CHECK.replace("COUNT", str(skeleton.n_instances))
    return f"""<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <div id="errorBox"></div>
  <crowd-keypoint
    src="{{{{ task.input.taskObject | grant_read_access }}}}"
    labels="{_attribute(_compact(list(skeleton.labels)))}"
    header="{_attribute(project.header)}"
    name="annotatedResult"{attributes}
  >
    <short-instructions>
{_not_liquid(project.short_instructions)}
    </short-instructions>
    <full-instructions header="Instructions">
{_not_liquid(project.full_instructions)}
    </full-instructions>
  </crowd-keypoint>
</crowd-form>
<script>
{check}
</script>
<style>
  img {{ display: block; margin-left: auto; margin-right: auto; }}
</style>
"""


def _extras(project: ProjectFile) -> dict[str, str | None]:
    """Attributes of our element that AWS's passes over; all are off unless the project asks for them."""
    skeleton, labeling = project.skeleton, project.labeling
    states = [
        name
        for name, allowed in (("occluded", labeling.allow_occluded), ("absent", labeling.allow_absent))
        if allowed
    ]
    return {
        "x-skeleton": _compact(_drawn(project)),
        "x-visibility": " ".join(states) or None,
        "x-instances": str(skeleton.n_instances) if skeleton.n_instances > 1 else None,
        "x-auto-advance": "",
    }


def _drawn(project: ProjectFile) -> dict[str, Any]:
    """Lines and mirrored pairs, by label."""
    skeleton = project.skeleton
    labels = {(animal, keypoint): label for label, (animal, keypoint) in skeleton.by_label.items()}
    animals = skeleton.animals or ("",)

    def named(couples: tuple[tuple[int, int], ...]) -> list[list[str]]:
        return [[labels[animal, a], labels[animal, b]] for animal in animals for a, b in couples]

    return {"edges": named(skeleton.edges), "symmetry": named(skeleton.pairs)}


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _attribute(text: str) -> str:
    return _not_liquid(html.escape(text))


def _not_liquid(text: str) -> str:
    """Braces that Liquid would take for its own, as HTML that shows the same."""
    return text.replace("{{", "&#123;&#123;").replace("{%", "&#123;%")
