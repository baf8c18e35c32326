import { html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import { icon } from "../icons/icons";
import { ShortcutsPanel, shortcutsStyles } from "../keys/shortcuts-panel";
import { pageDirection, say, textDirection } from "../language/say";
import { CrowdField } from "../lib/crowd-field";
import { dialogStyles, dialogView, openDialog } from "../lib/dialog";
import { REVEAL } from "../lib/field";
import type { Binding } from "../lib/key-map";
import type { KeyTarget } from "../lib/key-router";
import { buttonStyles, tokens } from "../lib/tokens";
import { taskPage } from "../task/task-page";
import { frameStyles, toolStyles } from "./frame-styles";
import { InstructionRegions } from "./instruction-regions";
import { settingsView, TEXT_SCALES } from "./panels";

const TAKES_NO_ROOM = "script, style, link, template, input[type=hidden], short-instructions, full-instructions, br";

/** A box that a template fills later, with a message for instance. */
function isBlank(element: Element): boolean {
  return element.matches("div, p, span, section") && element.childElementCount === 0 && element.textContent.trim() === "";
}

/**
 * Base of the tools: bar, instruction panel, object, list, shortcuts and settings.
 *
 * @attr name - the answer's key
 * @attr header - what the worker is asked to do
 */
export abstract class ToolElement extends CrowdField implements KeyTarget {
  static override styles = [tokens, buttonStyles, dialogStyles, frameStyles, toolStyles, shortcutsStyles];
  static override properties: PropertyDeclarations = { header: { type: String } };

  /** Children that have a slot of their own; subclasses add theirs. */
  static readonly regionNames: readonly string[] = ["short-instructions", "full-instructions"];

  readonly element = this;
  protected readonly regions = new InstructionRegions(this, (this.constructor as typeof ToolElement).regionNames);
  readonly #shortcuts = new ShortcutsPanel(this, () => taskPage().hotkeys);
  declare header: string;
  #unwatch: (() => void) | null = null;

  constructor() {
    super();
    this.header = "";
  }

  protected abstract objectView(): unknown;
  protected abstract listView(): unknown;
  /** Dialogs that a tool adds to the frame's. */
  protected dialogViews(): unknown {
    return nothing;
  }
  /** Settings that a tool adds to the frame's. */
  protected settingsParts(): unknown {
    return nothing;
  }
  protected abstract toolBindings(): readonly Binding[];

  override connectedCallback(): void {
    super.connectedCallback();
    taskPage().keys.add(this);
    this.#unwatch = taskPage().preferences.watch(() => this.requestUpdate());
    document.addEventListener("all-crowd-elements-ready", () => this.requestUpdate(), { once: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    taskPage().keys.remove(this);
    this.#unwatch?.();
  }

  /** A tool keeps the worker's work when a submit handler resets its form. */
  override formResetCallback(): void {
    const form = this.closest("crowd-form") as (Element & { asking?: boolean }) | null;
    if (form?.asking !== true) this.resetField();
  }

  singleKeys(): boolean {
    return taskPage().preferences.get("singleKeys", true);
  }

  bindings(): readonly Binding[] {
    if (this.isInert) return [];
    return [
      ...this.toolBindings(),
      { keys: ["?"], does: "Show these shortcuts", run: () => openDialog(this.shadowRoot, "shortcuts") },
    ];
  }

  [REVEAL](content: Element): void {
    this.regions.reveal(content);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const scale = TEXT_SCALES[taskPage().preferences.get("textSize", "medium")] ?? 1;
    this.style.setProperty("--tp-object-scale", String(scale));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    for (const [name, reason] of this.faults) taskPage().trouble.error(`${this.localName}: ${faultText(name, reason)}`, "attribute");
  }

  override render(): unknown {
    return html`<section class=${this.#isAlone() ? "frame alone" : "frame"} dir=${textDirection()} aria-label=${this.header || this.name || say("Task")}>
      ${this.#skipLinks()} ${this.#bar()} ${[...this.faults].map(([name, reason]) => this.#fault(name, reason))}
      <div class="body">
        ${this.regions.any ? this.regions.panel() : nothing}
        <div class="annotation-area">
          <div class="object" dir=${pageDirection()} data-region tabindex="-1">${this.objectView()}</div>
          <div class="category-picker-wrapper" data-region tabindex="-1">${this.listView()}</div>
        </div>
      </div>
      ${this.regions.any ? this.regions.dialog() : nothing}
      ${dialogView({ id: "shortcuts", title: say("Shortcuts"), body: this.#shortcuts.view([...this.bindings(), ...taskPage().keys.pageBindings]) })}
      ${dialogView({ id: "settings", title: say("Settings"), body: settingsView(taskPage().preferences, this.settingsParts()) })} ${this.dialogViews()}
    </section>`;
  }

  /** True when the tool is all that its form shows: then it takes the whole window. */
  #isAlone(): boolean {
    const siblings = [...(this.parentElement?.children ?? [])].filter((other) => other !== this);
    return siblings.every((other) => other.matches(TAKES_NO_ROOM) || isBlank(other));
  }

  /** Seen only with the focus: the way past bar and instructions. */
  #skipLinks(): unknown {
    const toTool = (): void => this.renderRoot.querySelector<HTMLElement>(".object")?.focus();
    return html`<div class="skip-links">
      <button type="button" class="button" @click=${toTool}>${say("Skip to the task")}</button>
      <button type="button" class="button" @click=${() => taskPage().focusSubmit()}>${say("Skip to the buttons at the end")}</button>
    </div>`;
  }

  #bar(): unknown {
    const open = (id: string) => () => openDialog(this.shadowRoot, id);
    return html`<div class="headerContainer">
      <div class="headerButtonsContainer">
        ${this.regions.button()}
        <awsui-button
          ><button type="button" class="button quiet" aria-haspopup="dialog" @click=${open("shortcuts")}>
            ${icon("keyboard")}<span>${say("Shortcuts")}</span>
          </button></awsui-button
        >
      </div>
      <h1 dir="auto">${this.header}</h1>
      <paper-icon-button
        ><button type="button" class="button quiet icon-only" aria-label=${say("Settings")} aria-haspopup="dialog" @click=${open("settings")}>
          ${icon("settings")}
        </button></paper-icon-button
      >
    </div>`;
  }

  #fault(name: string, reason: string): unknown {
    return html`<div class="fault" role="alert">
      ${icon("error")}<span>${faultText(name, reason)} ${say("If you cannot do the task without it, decline the task.")}</span>
    </div>`;
  }
}

function faultText(name: string, reason: string): string {
  return `${say("The attribute “{name}” of this task's page cannot be read.", { name })} ${reason}.`;
}
