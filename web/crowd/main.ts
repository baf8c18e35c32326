// The element library: one classic script that defines every element while it runs. Loading it twice does nothing.
import { removeLitGlobals } from "./lib/lit-globals";
import { define } from "./lib/definition";
import { announceReady } from "./lib/ready";
import { partFile } from "./parts/part-files";
import { elements, internals, parts } from "./registry";
import { PageSubmitter } from "./task/page-submitter";
import { becomeDocument, isStandby, pageAt } from "./task/standby";
import { startTaskPage } from "./task/task-page";
import { learnLanguage } from "./language/worker-language";

if (customElements.get("crowd-form") === undefined) {
  const page = startTaskPage(new PageSubmitter(), parts);
  for (const entry of [...internals, ...elements]) define(entry);
  const address = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";
  const learned = learnLanguage(address);
  const tags = [...elements.map(({ tag }) => tag), ...parts.flatMap((part) => part.tags)];
  const begin = (): void => {
    page.start();
    void Promise.all([announceReady(tags, () => page.parts.settled()), learned]).then(async () => {
      page.announceReady();
      if (page.owner === null && !(await page.link.connected())) document.body.prepend(document.createElement("trigpoint-missing-form"));
    });
  };
  if (isStandby()) {
    page.link.on("document", (message) => {
      void ("html" in message ? Promise.resolve(message.html) : pageAt(message.page)).then((html) => {
        if (html === null) page.link.send({ type: "unopened" });
        else becomeDocument(html, begin);
      });
    });
    page.link.send({ type: "prepared" });
  } else begin();
}
removeLitGlobals();

/** Takes the place of `require` in the built library: a part's file. */
export { partFile };
