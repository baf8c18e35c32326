import { liquid } from "@codemirror/lang-liquid";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { oneDark } from "@codemirror/theme-one-dark";
import { basicSetup, EditorView } from "codemirror";
import { type ReactNode, useEffect, useRef } from "react";
import { colors } from "../../pages/theme";
import { useObservable } from "../services";
import type { RenderFault } from "../client/sagemaker";

/** An editor for templates: HTML and Liquid coloured, what is wrong marked where it is. */
export default function TemplateEditor(props: { value: string; faults: RenderFault[]; change: (text: string) => void }): ReactNode {
  const { value, faults } = props;
  const dark = useObservable(colors) === "dark";
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const change = useRef(props.change);
  change.current = props.change;
  const latest = useRef(value);
  latest.current = value;
  useEffect(() => {
    if (place.current === null) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current,
        extensions: [
          basicSetup,
          liquid(),
          lintGutter(),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "Template" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
          ...(dark ? [oneDark] : []),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [dark]);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null) editor.dispatch(setDiagnostics(editor.state, faults.flatMap((fault) => diagnosticOf(editor.state, fault))));
  }, [faults, dark]);
  return <div className="template-editor" ref={place} />;
}

function diagnosticOf({ doc }: EditorState, { line, column, message, warning }: RenderFault): Diagnostic[] {
  if (line === null || line > doc.lines) return [];
  const { from, to } = doc.line(line);
  const start = Math.min(from + (column ?? 1) - 1, to);
  return [{ from: start, to: Math.max(start, to), severity: warning ? "warning" : "error", message: message.split("\n")[0] ?? message }];
}
