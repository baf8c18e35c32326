import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { icon } from "../icons/icons";
import { pageDirection, say } from "../language/say";
import { dialogView, openDialog } from "../lib/dialog";
import { taskPage } from "../task/task-page";

const PANEL_OPEN = "instructionsOpen";

type Host = ReactiveControllerHost & HTMLElement;

/** The regions among a host's children: finds them whenever they come, gives each its slot, shows panel and dialog. */
export class InstructionRegions implements ReactiveController {
  readonly #host: Host;
  readonly #names: readonly string[];
  readonly #observer = new MutationObserver(() => this.#scan());
  #found = new Map<string, Element>();
  #opened: boolean | null = null;

  /** `names` are the local names of the children that have a slot of that name. */
  constructor(host: Host, names: readonly string[]) {
    this.#host = host;
    this.#names = names;
    host.addController(this);
  }

  hostConnected(): void {
    const options = { childList: true, subtree: true, attributes: true, attributeFilter: ["header", "link-text", "placeholder"] };
    this.#observer.observe(this.#host, options);
    this.#scan();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  get(name: string): Element | undefined {
    return this.#found.get(name);
  }

  get any(): boolean {
    return this.#found.has("short-instructions") || this.#found.has("full-instructions");
  }

  /** Open on a worker's first task of a job, then as the worker left it. */
  get panelOpen(): boolean {
    return this.#found.has("short-instructions") && (this.#opened ?? taskPage().preferences.get(PANEL_OPEN, true));
  }

  /** What the button “Instructions” does: the panel, or the dialog when there is no panel. */
  toggle(): void {
    if (!this.#found.has("short-instructions")) {
      this.openFull();
      return;
    }
    this.#opened = !this.panelOpen;
    taskPage().preferences.set(PANEL_OPEN, this.#opened);
    this.#host.requestUpdate();
  }

  openFull(): void {
    openDialog(this.#host.shadowRoot, "full-instructions");
  }

  /** Shows the region that holds `content`, if one does. */
  reveal(content: Element): void {
    if (this.#found.get("full-instructions")?.contains(content)) this.openFull();
    if (this.#found.get("short-instructions")?.contains(content) && !this.panelOpen) {
      this.#opened = true;
      this.#host.requestUpdate();
    }
  }

  button(): TemplateResult | typeof nothing {
    if (!this.any) return nothing;
    const panel = this.#found.has("short-instructions");
    return html`<awsui-button
      ><button
        type="button"
        class="button quiet"
        aria-expanded=${panel ? String(this.panelOpen) : nothing}
        aria-haspopup=${panel ? nothing : "dialog"}
        @click=${() => this.toggle()}
      >
        ${icon("info")}<span>${say("Instructions")}</span>
      </button></awsui-button
    >`;
  }

  panel(): TemplateResult {
    const title = this.#found.get("short-instructions")?.getAttribute("header") || say("Instructions");
    return html`<aside
      class="awsui-app-layout__navigation"
      aria-label=${say("Instructions")}
      data-region
      tabindex="-1"
      ?hidden=${!this.panelOpen}
    >
      <h2 class="panel-title">${title}</h2>
      ${this.#found.has("full-instructions")
        ? html`<button type="button" class="link moreInstructionsLink" @click=${() => this.openFull()}>
            ${say("View full instructions")}
          </button>`
        : nothing}
      <div class="panel-content" dir=${pageDirection()}><slot name="short-instructions"></slot></div>
    </aside>`;
  }

  dialog(): TemplateResult {
    return dialogView({
      id: "full-instructions",
      title: this.#found.get("full-instructions")?.getAttribute("header") || say("Instructions"),
      wide: true,
      body: html`<div dir=${pageDirection()}><slot name="full-instructions"></slot></div>`,
    });
  }

  #scan(): void {
    const found = new Map<string, Element>();
    for (const child of this.#host.children) {
      if (!this.#names.includes(child.localName)) continue;
      if (child.slot !== child.localName) child.slot = child.localName;
      if (!found.has(child.localName)) found.set(child.localName, child);
    }
    this.#found = found;
    this.#host.requestUpdate();
  }
}
