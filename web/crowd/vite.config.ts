import { build, defineConfig, type InlineConfig, type Plugin } from "vite";

const here = (path: string): string => decodeURIComponent(new URL(path, import.meta.url).pathname);
const outDir = here("../../src/trigpoint/http/web/crowd");

/** One classic script of one entry: task documents load it with a plain, blocking script tag. */
function classicScript(entry: string, file: string): InlineConfig {
  return {
    root: here("."),
    configFile: false,
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      target: "es2022",
      reportCompressedSize: false,
      rollupOptions: { input: here(entry), output: { format: "iife", entryFileNames: file } },
    },
  };
}

/** Builds the other scripts after the elements: a build makes one classic script only. */
function otherScripts(): Plugin {
  return {
    name: "trigpoint-other-scripts",
    apply: "build",
    closeBundle: async () => {
      await build(classicScript("./task-page.ts", "task-page.js"));
      await build(classicScript("./annotate/masks/worker.ts", "mask-worker.js"));
    },
  };
}

const elements = classicScript("./main.ts", "crowd-html-elements.js");

export default defineConfig({
  root: elements.root,
  publicDir: here("./public"),
  build: { ...elements.build, emptyOutDir: true, copyPublicDir: true },
  plugins: [otherScripts()],
} as InlineConfig);
