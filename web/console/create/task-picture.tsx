import type { ReactNode } from "react";

/** A little picture of what a task type's workers do. Colours are the page's. */
export function TaskPicture({ name }: { name: string }): ReactNode {
  return (
    <svg className="task-picture" viewBox="0 0 96 60" aria-hidden="true" focusable="false">
      <rect x="0.5" y="0.5" width="95" height="59" rx="6" className="pic-ground" />
      {drawn(name.replace(/^(Verification|Adjustment)/, ""))}
      {name.startsWith("Verification") && <path d="M70 40 l6 7 l13 -15" className="pic-tick" />}
      {name.startsWith("Adjustment") && <path d="M72 50 l2 -8 l12 -12 l6 6 l-12 12 z" className="pic-pencil" />}
    </svg>
  );
}

const BIRD = "M18 40 q10 -22 30 -18 q4 -8 12 -4 l10 3 l-10 4 q0 20 -22 20 q-12 0 -20 -5 z";

function drawn(name: string): ReactNode {
  switch (name) {
    case "ImageMultiClass":
    case "ImageMultiClassMultiLabel":
    case "VideoMultiClass":
      return (
        <>
          <path d={BIRD} className="pic-thing" transform="translate(-8 2) scale(0.8)" />
          {name === "VideoMultiClass" && <path d="M24 18 l12 8 l-12 8 z" className="pic-mark" />}
          {[14, 26, 38].map((y, place) => (
            <rect key={y} x="62" y={y} width="26" height="8" rx="4" className={place === 0 || (name.endsWith("MultiLabel") && place === 2) ? "pic-chosen" : "pic-choice"} />
          ))}
        </>
      );
    case "BoundingBox":
      return (
        <>
          <path d={BIRD} className="pic-thing" />
          <rect x="13" y="12" width="62" height="38" className="pic-line" />
          {[[13, 12], [75, 12], [13, 50], [75, 50]].map(([x, y]) => (
            <circle key={`${x} ${y}`} cx={x} cy={y} r="2.5" className="pic-dot" />
          ))}
        </>
      );
    case "Keypoint":
      return (
        <>
          <path d={BIRD} className="pic-thing" />
          <path d="M62 21 L50 27 L36 32 L20 40" className="pic-line" />
          {[[62, 21], [50, 27], [36, 32], [20, 40]].map(([x, y]) => (
            <circle key={x} cx={x} cy={y} r="3.2" className="pic-dot" />
          ))}
        </>
      );
    case "Polygon":
      return (
        <>
          <path d={BIRD} className="pic-thing" />
          <path d="M14 41 L24 26 L46 18 L58 12 L74 21 L62 30 L54 44 L32 49 Z" className="pic-line" />
        </>
      );
    case "SemanticSegmentation":
      return (
        <>
          <rect x="4" y="42" width="88" height="14" className="pic-area-2" />
          <path d={BIRD} className="pic-area" />
        </>
      );
    case "InstanceSegmentation":
      return (
        <>
          <path d={BIRD} className="pic-area" transform="translate(-8 10) scale(0.7)" />
          <path d={BIRD} className="pic-area-2" transform="translate(34 2) scale(0.7)" />
        </>
      );
    case "NamedEntityRecognition":
      return (
        <>
          <rect x="26" y="14" width="26" height="9" rx="2" className="pic-area" />
          <rect x="50" y="34" width="34" height="9" rx="2" className="pic-area-2" />
          {lines([[12, 12], [56, 28], [12, 36], [12, 74]], [18, 28, 38, 48])}
        </>
      );
    case "TextMultiClass":
    case "TextMultiClassMultiLabel":
      return (
        <>
          {lines([[10, 36], [10, 30], [10, 38], [10, 24]], [14, 24, 34, 44])}
          {[14, 26, 38].map((y, place) => (
            <rect key={y} x="62" y={y} width="26" height="8" rx="4" className={place === 1 || (name.endsWith("MultiLabel") && place === 2) ? "pic-chosen" : "pic-choice"} />
          ))}
        </>
      );
    default:
      return <path d="M34 20 l-14 10 l14 10 M62 20 l14 10 l-14 10 M54 14 l-12 32" className="pic-line" />;
  }
}

function lines(spans: [x: number, width: number][], ys: number[]): ReactNode {
  return spans.map(([x, width], place) => <rect key={ys[place]} x={x} y={ys[place]} width={width} height="3" rx="1.5" className="pic-text" />);
}
