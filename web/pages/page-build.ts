import react from "@vitejs/plugin-react";
import type { UserConfig } from "vite";

const here = (path: string) => new URL(path, import.meta.url).pathname;

/** How a page in the folder `name` is built into the Python package, one chunk a page; it is served at `base`. */
export function pageBuild(name: string, base: string): UserConfig {
  return {
    root: here(`../${name}`),
    base,
    plugins: [react()],
    build: {
      outDir: here(`../../src/trigpoint/http/web/${name}`),
      emptyOutDir: true,
      license: { fileName: "licenses.md" },
      assetsDir: "assets",
      assetsInlineLimit: 0,
      target: "es2022",
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 900,
    },
  };
}
