import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import "./console.css";
import { followColors } from "../pages/theme";
import { ServicesProvider, buildServices } from "./services";

followColors();
const services = buildServices();
void services.session.resume();
const root = document.getElementById("console");
if (root !== null) {
  createRoot(root).render(
    <I18nProvider locale="en" messages={[messages]}>
      <ServicesProvider value={services}>
        <App />
      </ServicesProvider>
    </I18nProvider>,
  );
}
