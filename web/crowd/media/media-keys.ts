import { message, say } from "../language/say";
import type { Binding } from "../lib/key-map";
import type { PreferenceStore } from "../task/preferences";
import type { Players } from "./players";
import { clockTime, momentWithin, nextSpeed } from "./playing";

const STEP_SECONDS = 5;
const SPEED = "mediaSpeed";

/** Keys for the page's players: `x-media-keys` on the form. The players' own controls stay as they are. */
export class MediaKeys {
  readonly #players: Players;
  readonly #preferences: PreferenceStore;
  readonly #tell: (text: string) => void;

  /** `tell` shows and speaks what a key did. */
  constructor(players: Players, preferences: PreferenceStore, tell: (text: string) => void) {
    this.#players = players;
    this.#preferences = preferences;
    this.#tell = tell;
  }

  /** The worker's speed goes with them from task to task; a speed that the template has set stays. */
  opened(player: HTMLMediaElement): void {
    if (player.playbackRate === 1) player.playbackRate = this.#preferences.get(SPEED, 1);
  }

  bindings(): Binding[] {
    const binding = (key: string, does: string, act: (player: HTMLMediaElement) => boolean | void): Binding => ({
      keys: [key],
      does,
      run: () => {
        const player = this.#players.current;
        if (player === null || !this.#preferences.get("singleKeys", true)) return false;
        return act(player);
      },
    });
    return [
      binding("K", message("Play or pause"), (player) => this.#playOrPause(player)),
      binding("J", message("Back by 5 seconds"), (player) => this.#move(player, -STEP_SECONDS)),
      binding("L", message("On by 5 seconds"), (player) => this.#move(player, STEP_SECONDS)),
      binding(",", message("One frame back"), (player) => this.#step(player, -1)),
      binding(".", message("One frame on"), (player) => this.#step(player, 1)),
      binding("<", message("Play slower"), (player) => this.#changeSpeed(player, -1)),
      binding(">", message("Play faster"), (player) => this.#changeSpeed(player, 1)),
      binding("Home", message("Back to the start"), (player) => this.#goTo(player, 0)),
      binding("Shift+L", message("Play again and again, or once"), (player) => {
        player.loop = !player.loop;
        this.#tell(player.loop ? say("Plays again and again") : say("Plays once"));
      }),
      binding("M", message("Sound on or off"), (player) => {
        player.muted = !player.muted;
        this.#tell(player.muted ? say("Sound off") : say("Sound on"));
      }),
    ];
  }

  #playOrPause(player: HTMLMediaElement): void {
    // A refused start (no file, no gesture yet) shows in the player itself.
    if (player.paused) player.play().catch(() => undefined);
    else player.pause();
  }

  #move(player: HTMLMediaElement, seconds: number): void {
    this.#goTo(player, player.currentTime + seconds);
  }

  #step(player: HTMLMediaElement, direction: 1 | -1): boolean | void {
    if (!(player instanceof HTMLVideoElement)) return false;
    player.pause();
    this.#goTo(player, player.currentTime + direction * this.#players.frameSeconds(player));
  }

  #changeSpeed(player: HTMLMediaElement, direction: 1 | -1): void {
    player.playbackRate = nextSpeed(player.playbackRate, direction);
    this.#preferences.set(SPEED, player.playbackRate);
    this.#tell(say("Speed {speed}", { speed: `${player.playbackRate}×` }));
  }

  #goTo(player: HTMLMediaElement, seconds: number): void {
    player.currentTime = momentWithin(seconds, player.duration);
    this.#tell(clockTime(player.currentTime));
  }
}
