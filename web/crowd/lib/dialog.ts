import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons/icons";
import { say, textDirection } from "../language/say";

export interface DialogParts {
  readonly id: string;
  readonly title: string;
  readonly body: unknown;
  readonly footer?: unknown;
  /** Wide dialogs hold instructions; narrow ones ask or list. */
  readonly wide?: boolean;
  readonly onClose?: () => void;
}

/** A modal dialog that is in the page before it opens: `openDialog` shows it, Escape and the cross close it. */
export function dialogView(parts: DialogParts): TemplateResult {
  const titleId = `${parts.id}-title`;
  return html`<dialog
    id=${parts.id}
    class="dialog ${parts.wide ? "wide" : ""}"
    dir=${textDirection()}
    aria-labelledby=${titleId}
    @close=${() => parts.onClose?.()}
    @click=${closeOnBackdrop}
  >
    <div class="awsui-modal-dialog">
      <header class="dialog-header">
        <h2 id=${titleId}>${parts.title}</h2>
        <button type="button" class="button quiet icon-only" aria-label=${say("Close")} @click=${closeOwn}>${icon("close")}</button>
      </header>
      <div class="dialog-body" tabindex="-1">${parts.body}</div>
      ${parts.footer === undefined ? nothing : html`<footer class="dialog-footer">${parts.footer}</footer>`}
    </div>
  </dialog>`;
}

export function openDialog(root: ParentNode | null | undefined, id: string): void {
  const dialog = root?.querySelector<HTMLDialogElement>(`dialog#${id}`);
  if (dialog != null && !dialog.open) dialog.showModal();
}

export function closeDialog(root: ParentNode | null | undefined, id: string): void {
  root?.querySelector<HTMLDialogElement>(`dialog#${id}`)?.close();
}

function closeOwn(event: Event): void {
  (event.currentTarget as Element).closest("dialog")?.close();
}

function closeOnBackdrop(event: Event): void {
  if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close();
}

export const dialogStyles = css`
  .dialog {
    width: min(600px, calc(100vw - 32px));
    max-width: none;
    max-height: calc(100dvh - 32px);
    margin: auto;
    padding: 0;
    overflow: visible;
    border: 0;
    background: none;
    color: var(--tp-text);
    font: 400 14px/22px var(--tp-font);
  }
  .dialog.wide {
    width: min(820px, calc(100vw - 32px));
  }
  .dialog::backdrop {
    background: rgb(35 43 55 / 60%);
  }
  .awsui-modal-dialog {
    display: flex;
    flex-direction: column;
    max-height: calc(100dvh - 32px);
    margin: auto;
    border-radius: 16px;
    background: var(--tp-surface);
    box-shadow: var(--tp-shadow);
  }
  .dialog-header {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 16px;
    padding: 18px 14px 10px 24px;
  }
  .dialog-header h2 {
    margin: 2px 0;
    font: 700 20px/26px var(--tp-font);
    overflow-wrap: anywhere;
  }
  .dialog-body {
    flex: 1;
    min-height: 48px;
    padding: 6px 24px 24px;
    overflow: auto;
  }
  .dialog-footer {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    padding: 14px 24px;
    border-top: 1px solid var(--tp-divider);
  }
`;
