import type { ReactNode } from "react";
import { LANGUAGES, type Language, pageLanguage } from "../language/language";
import { messages } from "../messages";
import { setPreference } from "../../pages/preferences";
import { useServices } from "../services";

/** Chooses the portal's language; the page loads anew to speak it. */
export function LanguageMenu(): ReactNode {
  const { settings } = useServices();
  const choose = async (language: Language) => {
    setPreference("language", language);
    await settings.keep();
    location.reload();
  };
  return (
    <select
      className="language-menu"
      aria-label={messages.language}
      title={messages.language}
      value={pageLanguage}
      onChange={({ target }) => void choose(target.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([language, name]) => (
        <option key={language} value={language} lang={language}>
          {name}
        </option>
      ))}
    </select>
  );
}
