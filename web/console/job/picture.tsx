import { type ReactNode, useEffect, useState } from "react";
import { signedUrl } from "../client/signing";
import { useServices } from "../services";

/** A picture in a bucket. */
export function Picture({ uri, small = false }: { uri: string; small?: boolean }): ReactNode {
  const { credentials } = useServices();
  const [address, setAddress] = useState("");
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let over = false;
    signedUrl(credentials, uri).then(
      (found) => over || setAddress(found),
      () => over || setFailed(true),
    );
    return () => {
      over = true;
    };
  }, [credentials, uri]);
  if (failed) return <span>The picture cannot be shown.</span>;
  if (address === "") return <span className={small ? "thumbnail" : "picture"} />;
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  return <img className={small ? "thumbnail" : "picture"} src={address} alt={name} loading="lazy" onError={() => setFailed(true)} />;
}
