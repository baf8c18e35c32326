import { say } from "../language/say";
import type { ProblemKind } from "../task/messages";
import type { TroubleReporter } from "../task/trouble-reporter";
import { isSigned, nameOf } from "./media-files";
import { MediaNotice } from "./media-notice";

type Medium = HTMLMediaElement | HTMLImageElement;

/**
 * Players and pictures of the template that cannot be shown: an expired address is renewed once, anything else is said
 * beside them and told to the requester. Of pictures only the task's own files count: others may be decoration.
 */
export class MediaFaults {
  readonly #trouble: TroubleReporter;
  readonly #refresh: (url: string) => Promise<string | null>;
  readonly #renewed = new WeakSet<Medium>();
  readonly #notices = new Map<Medium, MediaNotice>();

  constructor(trouble: TroubleReporter, refresh: (url: string) => Promise<string | null>) {
    this.#trouble = trouble;
    this.#refresh = refresh;
  }

  watch(): void {
    window.addEventListener("error", (event) => this.#heard(event.target), true);
    for (const type of ["loadeddata", "load"]) document.addEventListener(type, (event) => this.#shown(event.target), true);
  }

  /** Those that had failed before anybody listened. */
  lookBack(): void {
    for (const medium of document.querySelectorAll<Medium>("audio, video, img")) this.#heard(medium);
  }

  #heard(target: EventTarget | null): void {
    const medium = target instanceof HTMLSourceElement ? target.parentElement : target;
    if (!(medium instanceof HTMLMediaElement || medium instanceof HTMLImageElement)) return;
    // The template's own handlers come first: they may show another file instead.
    setTimeout(() => void this.#examine(medium));
  }

  async #examine(medium: Medium): Promise<void> {
    const url = addressOf(medium);
    if (!hasFailed(medium) || !medium.isConnected || url === "") return;
    if (medium instanceof HTMLImageElement && (!isSigned(url) || medium.onerror !== null)) return;
    const status = await statusOf(url);
    if (status === 403 && !this.#renewed.has(medium)) {
      this.#renewed.add(medium);
      const fresh = await this.#refresh(url);
      if (fresh !== null) return load(medium, url, fresh);
    }
    if (addressOf(medium) === url && hasFailed(medium)) this.#show(medium, url, reasonOf(status, medium));
  }

  #show(medium: Medium, url: string, reason: string): void {
    const notice = this.#notices.get(medium) ?? new MediaNotice();
    this.#notices.set(medium, notice);
    notice.what = whatFailed(medium);
    notice.reason = reason;
    notice.retry = () => {
      this.#renewed.delete(medium);
      notice.remove();
      load(medium, url, url);
    };
    (medium.closest("picture") ?? medium).after(notice);
    const kind: ProblemKind = medium instanceof HTMLImageElement ? "image" : "media";
    this.#trouble.warning(`${nameOf(url)}: ${reason}`, kind);
  }

  #shown(target: EventTarget | null): void {
    if (!(target instanceof HTMLMediaElement || target instanceof HTMLImageElement)) return;
    this.#renewed.delete(target);
    this.#notices.get(target)?.remove();
    this.#notices.delete(target);
  }
}

function addressOf(medium: Medium): string {
  const listed = medium instanceof HTMLMediaElement ? medium.querySelector<HTMLSourceElement>("source:last-of-type")?.src : undefined;
  return medium.currentSrc || medium.src || listed || "";
}

function hasFailed(medium: Medium): boolean {
  if (medium instanceof HTMLImageElement) return medium.complete && medium.naturalWidth === 0 && medium.naturalHeight === 0;
  return medium.error !== null || medium.networkState === HTMLMediaElement.NETWORK_NO_SOURCE;
}

/** Shows the file again, a player from where it stood. */
function load(medium: Medium, was: string, url: string): void {
  if (medium instanceof HTMLImageElement) {
    medium.src = url;
    return;
  }
  const { currentTime, playbackRate, paused } = medium;
  const source = [...medium.querySelectorAll("source")].find(({ src }) => src === was);
  if (source !== undefined) source.src = url;
  else medium.src = url;
  medium.load();
  const goOn = (): void => {
    medium.currentTime = currentTime;
    medium.playbackRate = playbackRate;
    if (!paused) medium.play().catch(() => undefined);
  };
  if (currentTime > 0 || !paused) medium.addEventListener("loadedmetadata", goOn, { once: true });
}

/** What the server says of the file, from its first byte; null when it does not let this page ask. */
async function statusOf(url: string): Promise<number | null> {
  const stop = new AbortController();
  try {
    const { status } = await fetch(url, { mode: "cors", credentials: "omit", headers: { Range: "bytes=0-0" }, signal: stop.signal });
    return status;
  } catch {
    return null;
  } finally {
    stop.abort();
  }
}

const SERVED = new Set([200, 206, 304]);
const EMPTY = 416;

function reasonOf(status: number | null, medium: Medium): string {
  if (status === null) return say("It could not be reached.");
  if (status === 403) return say("Access to it was refused (403). Its address may have expired.");
  if (status === 404) return say("It was not found (404).");
  if (status === EMPTY) return say("The file is empty.");
  if (!SERVED.has(status)) return say("The server answered {status} instead of sending it.", { status });
  if (medium instanceof HTMLImageElement) return say("Its bytes are no image that this browser can show.");
  if (medium.error?.code === MediaError.MEDIA_ERR_NETWORK) return say("The connection was lost while it loaded.");
  return say("Its format is none that this browser can play, or the file is damaged.");
}

function whatFailed(medium: Medium): string {
  if (medium instanceof HTMLVideoElement) return say("The video cannot be played");
  return medium instanceof HTMLAudioElement ? say("The sound cannot be played") : say("The image cannot be shown");
}
