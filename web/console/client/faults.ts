import { Problem, Unreachable } from "../../pages/http";
import { ManageFault } from "./manage";
import { SignedOut } from "../../pages/sign-in-wait";

/** What went wrong, in words that say what to do. */
export function messageOf(reason: unknown): string {
  if (reason instanceof SignedOut) return reason.message;
  if (isLost(reason)) return "The server does not answer. Check that it is running and that you are connected; nothing is lost, try again.";
  if (codeOf(reason) === "AccessDeniedException" || codeOf(reason) === "AccessDenied" || statusOf(reason) === 403) {
    return `${textOf(reason)} Your role does not allow this: ask an administrator.`;
  }
  return textOf(reason);
}

/** The code of a refusal: `ResourceInUse`, `NoSuchBucket` and so on; empty when there is none. */
export function codeOf(reason: unknown): string {
  if (reason instanceof ManageFault || reason instanceof Problem) return reason.code;
  return reason instanceof Error && "$metadata" in reason ? reason.name : "";
}

export function statusOf(reason: unknown): number {
  if (reason instanceof ManageFault || reason instanceof Problem) return reason.status;
  const metadata = (reason as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  return metadata?.httpStatusCode ?? 0;
}

/** No answer at all: the same call may succeed later. */
export function isLost(reason: unknown): boolean {
  return reason instanceof Unreachable || (reason instanceof TypeError && /fetch|network/i.test(reason.message)) ||
    (reason instanceof Error && reason.name === "TimeoutError");
}

function textOf(reason: unknown): string {
  const text = reason instanceof Error ? reason.message : String(reason);
  const whole = text.trim() || "Something went wrong, and the server did not say what.";
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
