import type { ReactNode } from "react";

/** Labeled of all, as words and as a bar; nothing to divide by while the input is being read. */
export function ShareBar({ labeled, failed, total }: { labeled: number; failed: number; total: number }): ReactNode {
  if (total === 0) return <span>–</span>;
  const part = (count: number) => ({ inlineSize: `${(100 * count) / total}%` });
  return (
    <div className="share">
      <span>
        {labeled.toLocaleString("en")} / {total.toLocaleString("en")}
        {failed > 0 && <> · {failed.toLocaleString("en")} failed</>}
      </span>
      <div className="share-track" aria-hidden="true">
        <div className={labeled + failed >= total ? "share-done whole" : "share-done"} style={part(labeled)} />
        <div className="share-failed" style={part(failed)} />
      </div>
    </div>
  );
}
