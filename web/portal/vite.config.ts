import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => new URL(path, import.meta.url).pathname;

/** The worker portal: index.html at `/`, everything else under `/assets/`, one chunk per page. */
export default defineConfig({
  root: here("."),
  base: "/",
  plugins: [react()],
  build: {
    outDir: here("../../src/trigpoint/http/web/portal"),
    emptyOutDir: true,
    license: { fileName: "licenses.md" },
    assetsDir: "assets",
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
