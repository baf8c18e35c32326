import { createRoot } from "react-dom/client";
import { App } from "./app";
import "./portal.css";
import { buildServices, ServicesProvider } from "./services";
import { applyLanguage } from "./language/language";
import { followColors } from "./theme";

applyLanguage();
followColors();
const services = await buildServices();
const root = document.getElementById("portal");
if (root !== null) {
  createRoot(root).render(
    <ServicesProvider value={services}>
      <App />
    </ServicesProvider>,
  );
}
void services.session.resume();
