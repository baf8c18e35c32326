import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => new URL(path, import.meta.url).pathname;

/** The console at `/console/`, one chunk per page. Templates of the task types are read where the server reads them. */
export default defineConfig({
  root: here("."),
  base: "/console/",
  plugins: [react()],
  build: {
    outDir: here("../../src/trigpoint/http/web/console"),
    emptyOutDir: true,
    license: { fileName: "licenses.md" },
    assetsDir: "assets",
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
