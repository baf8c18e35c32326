import { css, html, nothing, type TemplateResult } from "lit";
import { say } from "../language/say";
import type { Json } from "../lib/json";
import { type Binding, listIndex } from "../lib/key-map";

/** What choosing animals needs of its element. */
export interface AnimalsHost {
  requestUpdate(): void;
  tell(text: string): void;
}

/** Several animals in one image: how many there may be, and which one points are placed for. */
export class Animals {
  readonly #host: AnimalsHost;
  #asked: Json = null;
  #current = 1;

  constructor(host: AnimalsHost) {
    this.#host = host;
  }

  /** As the attribute has it: a number or `{"min", "max"}`. */
  get asked(): Json {
    return structuredClone(this.#asked);
  }

  set asked(value: Json) {
    this.#asked = structuredClone(value);
    this.#host.requestUpdate();
  }

  /** Null where the task knows of no animals. */
  get most(): number | null {
    const asked = this.#asked;
    const most = asked !== null && typeof asked === "object" && !Array.isArray(asked) ? (asked["max"] ?? asked["min"]) : asked;
    return typeof most === "number" && most >= 1 ? Math.floor(most) : null;
  }

  get current(): number {
    return this.#current;
  }

  choose(animal: number): boolean {
    if (animal < 1 || animal > (this.most ?? 0)) return false;
    this.#current = animal;
    this.#host.tell(say("Animal {n}", { n: animal }));
    this.#host.requestUpdate();
    return true;
  }

  /** Goes on to the next animal; false after the last. */
  next(): boolean {
    return this.choose(this.#current + 1);
  }

  bindings(): readonly Binding[] {
    if (this.most === null) return [];
    const placeOf = (press: Parameters<NonNullable<Binding["matches"]>>[0]): number | null => (press.altKey ? listIndex({ ...press, altKey: false }) : null);
    return [
      {
        keys: ["Alt+1…9"],
        does: "Choose animal 1 to 9",
        matches: (press) => placeOf(press) !== null,
        run: (press) => this.choose((placeOf(press) ?? -1) + 1),
      },
    ];
  }

  view(): TemplateResult | typeof nothing {
    const { most } = this;
    if (most === null) return nothing;
    return html`<div class="instances" role="group" aria-label=${say("Animal")}>
      ${this.#numbers(most).map(
        (animal) =>
          html`<button type="button" class="button" aria-pressed=${String(this.#current === animal)} title=${`Alt+${animal}`} @click=${() => this.choose(animal)}>
            ${say("Animal {n}", { n: animal })}
          </button>`,
      )}
    </div>`;
  }

  /** The field that gives a point to another animal. */
  field(animal: number, changed: (animal: number) => void): TemplateResult | typeof nothing {
    const { most } = this;
    if (most === null) return nothing;
    return html`<label class="field wide"
      ><span>${say("Animal")}</span
      ><select @change=${(event: Event) => changed(Number((event.target as HTMLSelectElement).value))}>
        ${this.#numbers(most).map((each) => html`<option value=${each} .selected=${animal === each}>${each}</option>`)}
      </select></label
    >`;
  }

  #numbers(most: number): number[] {
    return Array.from({ length: most }, (_, at) => at + 1);
  }
}

export const animalStyles = css`
  .instances {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .instances button[aria-pressed="true"] {
    background: var(--tp-accent);
    color: var(--tp-on-accent);
  }
  .instances .button {
    padding: 2px 12px;
  }
`;
