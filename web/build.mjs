// Builds every bundle into the Python package, which serves them: `npm run build [crowd|portal|console]`.
import { build } from "vite";

const bundles = process.argv.slice(2);
for (const name of bundles.length ? bundles : ["crowd", "portal", "console"]) {
  await build({ configFile: new URL(`./${name}/vite.config.ts`, import.meta.url).pathname });
}
