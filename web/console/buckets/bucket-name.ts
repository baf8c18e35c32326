/** Why a name cannot be a bucket's, after S3's rules; empty when it can. */
export function bucketNameFault(name: string): string {
  if (name.length < 3 || name.length > 63) return "A name has 3 to 63 characters.";
  if (/[A-Z]/.test(name)) return "A name has no capital letters.";
  if (!/^[a-z0-9.-]+$/.test(name)) return "A name has lower-case letters, digits, hyphens and dots only.";
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return "A name begins and ends with a letter or a digit.";
  if (name.includes("..")) return "Two dots may not stand side by side.";
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return "A name may not look like an IP address.";
  if (/^(xn--|sthree-|amzn-s3-demo-)/.test(name)) return "Names that begin so are reserved.";
  if (/(-s3alias|--ol-s3|--x-s3|\.mrap)$/.test(name)) return "Names that end so are reserved.";
  return "";
}
