import { createRoot } from "react-dom/client";
import { App } from "./app";
import "./portal.css";
import { buildServices, ServicesProvider } from "./services";
import { I18nProvider } from "@cloudscape-design/components/i18n";
import { componentMessages } from "./language/component-messages";
import { applyLanguage, pageLanguage } from "./language/language";
import { followColors } from "./theme";

applyLanguage();
followColors();
const services = await buildServices();
void services.session.resume();
const root = document.getElementById("portal");
if (root !== null) {
  createRoot(root).render(
    <I18nProvider locale={pageLanguage} messages={await componentMessages()}>
      <ServicesProvider value={services}>
        <App />
      </ServicesProvider>
    </I18nProvider>,
  );
}
