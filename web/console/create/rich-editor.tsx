import Image from "@tiptap/extension-image";
import { EditorContent, useEditor, useEditorState } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Credentials } from "../client/credentials";
import { messageOf } from "../client/faults";
import { signedUrl } from "../client/signing";
import { useS3 } from "../client/use-s3";
import { useServices } from "../services";
import { chosenFiles, uploadFiles } from "../buckets/upload";
import type { JobDraft } from "./job-draft";
import { useUploadPrefix } from "./use-upload-prefix";

const PICTURES = "image/png,image/jpeg,image/gif,image/webp";

/** Instructions in HTML, with pictures that are uploaded. What is pasted is reduced to what instructions may hold. */
export default function RichEditor(props: {
  label: string;
  description: string;
  draft: JobDraft;
  value: string;
  change: (html: string) => void;
}): ReactNode {
  const { credentials } = useServices();
  const s3 = useS3();
  const file = useRef<HTMLInputElement>(null);
  const prefix = useUploadPrefix(props.draft.name);
  const [fault, setFault] = useState("");
  const change = useRef(props.change);
  change.current = props.change;
  const editor = useEditor({
    extensions: [StarterKit.configure({ code: false, codeBlock: false, horizontalRule: false }), storedImage(credentials)],
    content: props.value,
    editorProps: { attributes: { "aria-label": props.label, role: "textbox", "aria-multiline": "true" } },
    onUpdate: ({ editor: changed }) => change.current(changed.isEmpty ? "" : changed.getHTML()),
  });
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now?.isActive("bold") ?? false,
      italic: now?.isActive("italic") ?? false,
      heading: now?.isActive("heading", { level: 3 }) ?? false,
      bullets: now?.isActive("bulletList") ?? false,
      numbers: now?.isActive("orderedList") ?? false,
      back: now?.can().undo() ?? false,
      forth: now?.can().redo() ?? false,
    }),
  });
  useEffect(() => {
    if (editor !== null && props.value !== (editor.isEmpty ? "" : editor.getHTML())) editor.commands.setContent(props.value, { emitUpdate: false });
  }, [editor, props.value]);
  if (editor === null) return null;
  const insert = async (files: FileList | null) => {
    setFault("");
    try {
      const { uris, failed } = await uploadFiles(s3, `${prefix}instructions/`, chosenFiles(files ?? []), () => undefined, new AbortController().signal);
      for (const [place, src] of uris.entries()) {
        const alt = files?.[place]?.name.replace(/\.\w+$/, "") ?? "";
        editor.chain().focus().setImage({ src, alt }).run();
      }
      setFault(failed[0]?.reason ?? "");
    } catch (reason) {
      setFault(messageOf(reason));
    }
  };
  const button = (text: string, title: string, active: boolean, run: () => void, off = false) => (
    <button type="button" title={title} aria-label={title} aria-pressed={active} disabled={off} onClick={run}>
      {text}
    </button>
  );
  return (
    <FormField label={props.label} description={props.description} stretch>
      {fault && <Alert type="error">{fault}</Alert>}
      <div className="rich">
        <div className="rich-bar" role="toolbar" aria-label={`${props.label}: format`}>
          {button("B", "Bold", on.bold, () => editor.chain().focus().toggleBold().run())}
          {button("I", "Italic", on.italic, () => editor.chain().focus().toggleItalic().run())}
          {button("H", "Heading", on.heading, () => editor.chain().focus().toggleHeading({ level: 3 }).run())}
          {button("•", "List", on.bullets, () => editor.chain().focus().toggleBulletList().run())}
          {button("1.", "Numbered list", on.numbers, () => editor.chain().focus().toggleOrderedList().run())}
          {button("Picture", "Insert a picture", false, () => file.current?.click())}
          {button("↶", "Undo", false, () => editor.chain().focus().undo().run(), !on.back)}
          {button("↷", "Redo", false, () => editor.chain().focus().redo().run(), !on.forth)}
        </div>
        <EditorContent editor={editor} />
        <input
          ref={file}
          type="file"
          hidden
          multiple
          accept={PICTURES}
          aria-label={`${props.label}: pictures`}
          onChange={({ currentTarget }) => {
            void insert(currentTarget.files);
          }}
        />
      </div>
    </FormField>
  );
}

/** A picture that lies in a bucket: kept by its S3 URI, shown by an address signed for now. */
function storedImage(credentials: Credentials) {
  return Image.extend({
    addNodeView() {
      return ({ node }) => {
        const dom = document.createElement("img");
        const { src, alt } = node.attrs as { src?: string; alt?: string };
        dom.alt = alt ?? "";
        if (src?.startsWith("s3://")) {
          void signedUrl(credentials, src).then((url) => {
            dom.src = url;
          });
        } else if (src?.startsWith("https://")) dom.src = src;
        return { dom };
      };
    },
  });
}
