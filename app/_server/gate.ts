import type { IncomingHttpHeaders } from "node:http";
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";
import { type Refusal, targetRefusal } from "./request-target.ts";

/** The build's own files: named by their content, kept by browsers, and cheap. */
export const isFile = (target: string) => target.startsWith("/_next/static/") || target === "/favicon.ico";

/** What is judged of a request before anything else reads it. */
export interface AskedFor {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** Files and pages are read; only the API takes anything. What else Next refuses, it does not always refuse well. */
const fileMethods = ["GET", "HEAD"];
const pageMethods = [...fileMethods, "OPTIONS"];
const apiMethods = [...pageMethods, "POST", "PUT", "PATCH", "DELETE"];

function methodsOf(target: string): readonly string[] {
  if (isFile(target)) return fileMethods;
  return target.startsWith("/api/") ? apiMethods : pageMethods;
}

function methodRefusal({ method, target }: AskedFor): Refusal | null {
  const allowed = methodsOf(target);
  if (allowed.includes(method)) return null;
  return {
    status: 405,
    error: `method ${method}; expected one of ${allowed.join(", ")}`,
    headers: { allow: allowed.join(", ") },
  };
}

/**
 * What no address is meant to show: Next's own pages, of which it serves one with status 500, and views as the server names
 * them to Next.
 */
function internalPageRefusal({ target }: AskedFor): Refusal | null {
  const path = decodeURIComponent(target.replace(/\?.*/, ""));
  if (!/^\/_(?!next\/)|\/~/.test(path)) return null;
  return { status: 404, error: `nothing at ${path}` };
}

/** A browser that follows a link says which page it shows; where that makes no sense to Next, it fails with status 500. */
function routerStateRefusal({ headers }: AskedFor): Refusal | null {
  try {
    parseAndValidateFlightRouterState(headers["next-router-state-tree"]);
    return null;
  } catch {
    return {
      status: 400,
      error: "header Next-Router-State-Tree does not parse; expected what the site's own pages send",
    };
  }
}

function lengthRefusal({ headers }: AskedFor, mostBytes: number): Refusal | null {
  const bytes = Number(headers["content-length"] ?? 0);
  if (bytes <= mostBytes) return null;
  return { status: 413, error: `the body has ${bytes} bytes; expected ${mostBytes} at most` };
}

function expectationRefusal({ headers: { expect } }: AskedFor): Refusal | null {
  if (expect === undefined || expect.toLowerCase() === "100-continue") return null;
  return { status: 417, error: `header Expect ${JSON.stringify(expect)}; expected 100-continue` };
}

/** The first thing wrong with a request that no page or route has to know of; null: it may pass. */
export function requestRefusal(asked: AskedFor, mostBodyBytes: number): Refusal | null {
  return (
    targetRefusal(asked.target) ??
    methodRefusal(asked) ??
    internalPageRefusal(asked) ??
    routerStateRefusal(asked) ??
    expectationRefusal(asked) ??
    lengthRefusal(asked, mostBodyBytes)
  );
}

/**
 * Answers are whole and actions are none: Next's file server fails with status 500 at a range beyond a file's end, and a
 * precondition is for who writes.
 */
const unheeded = ["range", "if-range", "if-match", "if-unmodified-since", "next-action"];

export function dropUnheeded(headers: IncomingHttpHeaders): void {
  for (const name of unheeded) delete headers[name];
}
