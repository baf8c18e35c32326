import type { I18nProviderProps } from "@cloudscape-design/components/i18n";
import { pageLanguage } from "./language";

const LISTS: Record<string, () => Promise<{ default: I18nProviderProps.Messages }>> = {
  ar: () => import("@cloudscape-design/components/i18n/messages/all.ar"),
  de: () => import("@cloudscape-design/components/i18n/messages/all.de"),
};

/** What the components say themselves, in the page's language; English is in them. */
export async function componentMessages(): Promise<I18nProviderProps.Messages[]> {
  const list = await LISTS[pageLanguage]?.().catch(() => null);
  return list == null ? [] : [list.default];
}
