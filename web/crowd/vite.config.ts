import { build, defineConfig, type InlineConfig, type Plugin } from "vite";

const here = (path: string): string => decodeURIComponent(new URL(path, import.meta.url).pathname);
const outDir = here("../../src/trigpoint/http/web/crowd");
const LIBRARY = "crowd-html-elements.js";
const SHARED = "crowd-shared.js";
const DOOR = 'customElements.get("trigpoint-parts")';

/** What every build here has in common: classic scripts, which task documents load with plain, blocking script tags. */
function scripts(build: InlineConfig["build"]): InlineConfig {
  return {
    root: here("."),
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: { outDir, emptyOutDir: false, target: "es2022", reportCompressedSize: false, ...build },
  };
}

/** One script of one entry. */
function classicScript(entry: string, file: string): InlineConfig {
  return scripts({ rollupOptions: { input: here(entry), output: { format: "iife", entryFileNames: file } } });
}

/**
 * Makes classic scripts of the library and its parts, which the bundler writes as modules of `require` and `exports`.
 *
 * What parts share with the library is a module of its own, which becomes the head of the library's script. It is
 * handed to the parts over a door (parts/part-door.ts); the library's own `require` loads a part's file.
 */
function classicParts(): Plugin {
  return {
    name: "trigpoint-classic-parts",
    apply: "build",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
      const shared = chunks.find(({ fileName }) => fileName === SHARED);
      const library = chunks.find(({ isEntry }) => isEntry);
      if (shared === undefined || library === undefined) throw new Error(`no ${SHARED}, or no entry`);
      const head = `const shared=(exports=>{${shared.code}\nreturn exports})({});`;
      const door = `((door)=>{door.shared??=shared})(${DOOR})`;
      library.code = `(()=>{${head}const exports={},require=(file)=>file==="./${SHARED}"?shared:exports.partFile(file);${library.code}\n${door}})();`;
      delete bundle[SHARED];
      for (const part of chunks.filter((each) => each !== library && each !== shared)) {
        const others = part.imports.filter((file) => file !== SHARED);
        if (others.length > 0) throw new Error(`${part.fileName} needs ${others.join(", ")}, which nothing loads`);
        const file = JSON.stringify(`./${part.fileName}`);
        part.code = `(()=>{const exports={},door=${DOOR},require=()=>door.shared;${part.code}\ndoor.arrived(${file},exports)})();`;
      }
    },
  };
}

/** Builds the scripts that stand alone after the elements. */
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

const library = scripts({
  emptyOutDir: true,
  license: { fileName: "licenses.md" },
  lib: { entry: here("./main.ts"), formats: ["cjs"], fileName: () => LIBRARY },
  rollupOptions: {
    output: { chunkFileNames: "crowd-[name].js", codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] } },
  },
});

export default defineConfig({
  ...library,
  publicDir: here("./public"),
  build: { ...library.build, copyPublicDir: true },
  plugins: [classicParts(), otherScripts()],
} as InlineConfig);
