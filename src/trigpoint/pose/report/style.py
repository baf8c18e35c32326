"""How the page looks: light and dark, wide and narrow, on paper."""

from typing import Final

STYLE: Final = """
:root {
  --paper: #fff; --ink: #1a1d21; --faint: #565c63; --line: #d5d9de; --soft: #f3f5f7;
  --strong: #0b5cad;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191d; --ink: #eceff2; --faint: #aab1b9; --line: #3a4047; --soft: #20252b;
    --strong: #6cb4ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main, header, nav { max-width: 76rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
header { padding-block: 2rem 0; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 3rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
p, li { max-width: 44rem; overflow-wrap: anywhere; }
.faint, figcaption, caption { color: var(--faint); }
a { color: var(--strong); }
nav ul {
  display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 1rem 0 0;
  list-style: none;
}
nav a { display: inline-block; padding-block: .25rem; }
.summary { font-size: 1.0625rem; padding-left: 1.2rem; }
.summary li { margin-block: .4rem; }
figure { margin: 1rem 0; }
figure img { display: block; max-width: 100%; height: auto; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: .375rem; padding: .25rem; }
.wide img { max-width: max(100%, 46rem); }
h3 { margin: 2rem 0 .5rem; font-size: 1.0625rem; }
.wide:focus-visible, .scroll:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
.scroll { overflow-x: auto; margin-block: 1rem; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .4rem; max-width: min(44rem, 100vw - 2rem); }
th, td {
  padding: .35rem .75rem; text-align: right; vertical-align: top;
  border-bottom: 1px solid var(--line);
}
td { white-space: nowrap; }
thead th { vertical-align: bottom; border-bottom: 2px solid var(--faint); font-weight: 600; }
th:first-child, th.text, td.text { text-align: left; }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 6.5rem; max-width: 16rem; }
td.text { overflow-wrap: anywhere; min-width: 12rem; white-space: normal; }
pre {
  background: var(--soft); border: 1px solid var(--line); border-radius: .375rem;
  padding: .75rem 1rem; overflow-x: auto; max-width: 44rem;
}
code { font-family: ui-monospace, monospace; font-size: .9em; }
.sheet {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr));
  gap: 1.25rem 1rem; padding: 0; margin: 1rem 0; list-style: none;
}
.sheet figure { margin: 0; }
.sheet img {
  width: 100%; aspect-ratio: 1; object-fit: contain; background: var(--soft);
  border: 1px solid var(--line);
}
.sheet figcaption { font-size: .8125rem; line-height: 1.35; margin-top: .3rem; overflow-wrap: anywhere; }
.sheet strong { color: var(--ink); font-weight: 600; }
footer {
  max-width: 76rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem);
  margin-block: 3rem 2rem; color: var(--faint); font-size: .875rem;
}
@media print {
  nav { display: none; }
  .scroll, .wide { overflow: visible; }
  .wide img { max-width: 100%; }
}
"""
