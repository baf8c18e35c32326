import { pageBuild } from "../pages/page-build";

/** The console, all of it below `/console/`. */
export default pageBuild("console", "/console/");
