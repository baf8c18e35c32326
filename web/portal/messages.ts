import { english, type Messages } from "./language/english";
import { pageLanguage } from "./language/language";

export type { Messages } from "./language/english";

/** Languages other than English, each in a chunk of its own. */
const TRANSLATIONS: Record<string, () => Promise<Messages>> = {
  ar: async () => (await import("./language/arabic")).arabic,
  de: async () => (await import("./language/german")).german,
};

/** Every word that the portal says, in the page's language. A page that cannot load its language speaks English. */
export const messages: Messages = (await TRANSLATIONS[pageLanguage]?.().catch(() => null)) ?? english;

/** What the server gave as a reason, in the page's language where it is one that we know. */
export function reasonText(reason: string): string {
  return Object.hasOwn(messages.reasons, reason) ? messages.reasons[reason as keyof Messages["reasons"]] : reason;
}
