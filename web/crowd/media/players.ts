import { frameSeconds } from "./playing";

const FRAMES_TO_WATCH = 12;

/** The audio and video players of the page, wherever the template put them. */
export class Players {
  readonly #frames = new WeakMap<HTMLVideoElement, number[]>();
  readonly #opened = new Set<(player: HTMLMediaElement) => void>();
  #last: HTMLMediaElement | null = null;

  /** Calls `listener` with each player whose file has been opened. Returns what ends that. */
  onOpened(listener: (player: HTMLMediaElement) => void): () => void {
    this.#opened.add(listener);
    return () => this.#opened.delete(listener);
  }

  watch(): void {
    document.addEventListener("loadedmetadata", this.#heardOf, true);
    for (const type of ["play", "seeking"]) document.addEventListener(type, this.#used, true);
  }

  /** The one that keys act on: with the focus, else playing, else used last, else the first that is shown. */
  get current(): HTMLMediaElement | null {
    const focused = document.activeElement;
    if (focused instanceof HTMLMediaElement) return focused;
    const all = [...document.querySelectorAll<HTMLMediaElement>("audio, video")];
    const last = this.#last?.isConnected === true ? this.#last : undefined;
    return all.find((player) => !player.paused) ?? last ?? all.find((player) => player.checkVisibility()) ?? null;
  }

  /** How long a frame of the video is shown, as far as it has been seen playing. */
  frameSeconds(video: HTMLVideoElement): number {
    return frameSeconds(this.#frames.get(video) ?? []);
  }

  readonly #heardOf = ({ target }: Event): void => {
    if (target instanceof HTMLMediaElement) for (const listener of this.#opened) listener(target);
  };

  readonly #used = ({ target, type }: Event): void => {
    if (!(target instanceof HTMLMediaElement)) return;
    this.#last = target;
    if (type === "play" && target instanceof HTMLVideoElement && !this.#frames.has(target)) this.#watchFrames(target);
  };

  #watchFrames(video: HTMLVideoElement): void {
    const seen: number[] = [];
    this.#frames.set(video, seen);
    const frame = (_now: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
      seen.push(mediaTime);
      if (seen.length < FRAMES_TO_WATCH) video.requestVideoFrameCallback(frame);
    };
    video.requestVideoFrameCallback(frame);
  }
}
