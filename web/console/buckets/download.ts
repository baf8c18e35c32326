import { messageOf } from "../client/faults";
import { signedUrl } from "../client/signing";
import { useServices } from "../services";

/** Has the browser save an object of a bucket under its own name. */
export function useDownload(): (uri: string) => Promise<void> {
  const { credentials, notices } = useServices();
  return async (uri) => {
    try {
      const link = document.createElement("a");
      link.href = await signedUrl(credentials, uri);
      link.download = uri.slice(uri.lastIndexOf("/") + 1);
      document.body.append(link);
      link.click();
      link.remove();
    } catch (reason) {
      notices.tell("error", messageOf(reason));
    }
  };
}
