import { pageBuild } from "../pages/page-build";

/** The worker portal: index.html at `/`, everything else under `/assets/`. */
export default pageBuild("portal", "/");
