import { preference } from "../../pages/preferences";

export type Language = "ar" | "de" | "en";

/** Each language in its own words. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch", ar: "العربية" };

export function isLanguage(value: unknown): value is Language {
  return typeof value === "string" && Object.hasOwn(LANGUAGES, value);
}

/** The worker's choice, else the first of the browser's languages that the portal speaks. */
export function languageOf(chosen: string | null, preferred: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return preferred.map((tag) => tag.toLowerCase().split("-")[0]).find(isLanguage) ?? "en";
}

/** The language of this page for as long as it is open. */
export const pageLanguage: Language = languageOf(
  preference("language"),
  typeof navigator === "undefined" ? [] : navigator.languages,
);

export const pageDirection: "ltr" | "rtl" = pageLanguage === "ar" ? "rtl" : "ltr";

/** Tells the browser how the page is to be read and laid out. */
export function applyLanguage(): void {
  document.documentElement.lang = pageLanguage;
  document.documentElement.dir = pageDirection;
}
