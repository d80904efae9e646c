import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { nullIfAway } from "#db/open/unusable-database.ts";
import { awayProblem } from "../api/_http/or-away.ts";
import type { KeptPages } from "./kept-pages.ts";
import { requestKindOf } from "./request-kind.ts";
import { pathOf } from "./request-target.ts";
import { viewHeader } from "./view-of-address.ts";

/** Requests for one page that are answered from one state. */
interface UnderWay {
  readonly state: string | null;
  requests: number;
  readonly over: Promise<void>;
  readonly end: () => void;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** `over` is called when the answer is whole or nobody waits for it; a failure is sent as `explain` gives it back. */
function beforeEnd(
  response: ServerResponse,
  over: () => void,
  explain: (written: unknown[]) => Promise<unknown[]>,
): void {
  const end = response.end.bind(response) as (...written: unknown[]) => ServerResponse;
  response.end = ((...written: unknown[]) => {
    over();
    if (response.statusCode !== 500 || response.headersSent) return end(...written);
    explain(written).then(
      (explained) => end(...explained),
      () => end(...written),
    );
    return response;
  }) as ServerResponse["end"];
  response.once("close", over);
}

/** Makes a failure of the database's absence one that says so, and when to come again; a page keeps its own words. */
async function sayAway(response: ServerResponse, path: string, written: unknown[]): Promise<unknown[]> {
  const away = awayProblem();
  const isData = path.startsWith("/api/");
  response.statusCode = away.status;
  for (const [name, value] of away.headers) {
    if (isData || name === "retry-after") response.setHeader(name, value);
  }
  return isData ? [await away.text()] : written;
}

/**
 * Answers each request for a page from rows at least as new as when it came: once an upload was answered, no server of the
 * same database shows what was there before.
 *
 * The state of the rows is asked for at each request, one short query that all requests of the moment have in common
 * (`newestState`). Next lets requests for one page share a page that is being made; so a request that needs a newer one
 * waits until those before it have theirs.
 *
 * While the database is away, pages are given out as they were last known, and what cannot be made is answered 503.
 *
 * @param newestState rejects where the database does not answer
 * @returns answers a request; `known` is the newest state where it was asked for since the request came
 */
export function newestPages(
  pages: KeptPages,
  newestState: () => Promise<string>,
  handle: Handle,
): (...asked: [...Parameters<Handle>, known?: string | undefined]) => Promise<void> {
  const underWay = new Map<string, UnderWay>();

  const stateOrNull = () => nullIfAway(newestState());

  const begin = async (page: string, state: string | null): Promise<() => void> => {
    for (let before = underWay.get(page); before && before.state !== state; before = underWay.get(page)) {
      await before.over;
      // Next ends its own book-keeping of them first.
      await setImmediate();
    }
    let own = underWay.get(page);
    if (!own) {
      let end = () => {};
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      own = { state, requests: 0, over, end };
      underWay.set(page, own);
    }
    own.requests += 1;
    const mine = own;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      mine.requests -= 1;
      if (mine.requests > 0) return;
      underWay.delete(page);
      mine.end();
    };
  };

  return async (request, response, known) => {
    const path = pathOf(request.url ?? "/");
    const explain = async (written: unknown[]) =>
      (await stateOrNull()) === null ? sayAway(response, path, written) : written;
    // Files of the build are of no state; data asks for itself.
    if (requestKindOf("GET", path) !== "page") {
      beforeEnd(response, () => {}, explain);
      return handle(request, response);
    }
    const state = known ?? (await stateOrNull());
    const over = await begin(`${path} ${request.headers[viewHeader] ?? ""}`, state);
    // Nobody waits any more: there may be no end to hear of, for which others would wait.
    if (response.destroyed) {
      over();
      return;
    }
    beforeEnd(response, over, explain);
    await pages.answering(state, () => handle(request, response));
  };
}
