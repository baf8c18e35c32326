/** Extensions of what a player loads piece by piece; everything else is fetched whole. */
const STREAMED = new Set("aac aif aiff avi flac m4a m4v mkv mov mp3 mp4 mpeg mpg oga ogg ogv opus wav weba webm".split(" "));

/** True when a file by its name is one that a player plays. */
export function isStreamed(url: string): boolean {
  const path = URL.parse(url, document.baseURI)?.pathname ?? "";
  const dot = path.lastIndexOf(".");
  return dot > path.lastIndexOf("/") && STREAMED.has(path.slice(dot + 1).toLowerCase());
}

/** True for an address that was signed for this page: a file of the task itself. */
export function isSigned(url: string): boolean {
  // Printed into a script, an address has `&amp;` where it had `&`.
  return /[?&;]X-Amz-Signature=/.test(URL.parse(url, document.baseURI)?.search ?? "");
}

/** The file's name as people know it. */
export function nameOf(url: string): string {
  const path = URL.parse(url, document.baseURI)?.pathname ?? url;
  const name = path.slice(path.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name) || url;
  } catch {
    return name;
  }
}
