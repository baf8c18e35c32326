import { createRoot } from "react-dom/client";
import { App } from "./app";
import "./portal.css";
import { send } from "../pages/http";
import { SessionKeeper } from "./client/session";
import { buildServices, ServicesProvider } from "./services";
import { I18nProvider } from "@cloudscape-design/components/i18n";
import { componentMessages } from "./language/component-messages";
import { applyLanguage, pageLanguage } from "./language/language";
import { followColors } from "../pages/theme";

applyLanguage();
followColors();
// Who the worker is takes a round trip: it is asked before anything else is opened.
const session = new SessionKeeper(send);
void session.resume();
const [services, messages] = await Promise.all([buildServices(session), componentMessages()]);
const root = document.getElementById("portal");
if (root !== null) {
  createRoot(root).render(
    <I18nProvider locale={pageLanguage} messages={messages}>
      <ServicesProvider value={services}>
        <App />
      </ServicesProvider>
    </I18nProvider>,
  );
}
