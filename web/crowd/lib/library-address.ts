const SCRIPT = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

/** The address of a file that lies beside this library's script. */
export function libraryAddress(file: string): string {
  return new URL(file, SCRIPT === "" ? new URL("/crowd/", location.href) : SCRIPT).href;
}
