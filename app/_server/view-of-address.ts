import type { IncomingMessage } from "node:http";
import { parseListView, serialiseListView } from "#db/derive/backbone-list/list-view.ts";
import type { Board } from "#db/derive/board/board.ts";
import { boardHead } from "#db/derive/board-view/board-head.ts";
import { parseView, serialiseView } from "#db/derive/board-view/view.ts";
import { parseQuestion, serialiseQuestion } from "#db/derive/choice/question.ts";
import { isAway } from "#db/open/unusable-database.ts";
import { boardAt, boardOfSnapshot, otherBenchmarks } from "#db/read/queries.ts";
import { WithinBytes } from "#db/read/within-bytes.ts";
import { offerOf } from "../_choose/shown.ts";
import { boardVariables } from "../_correlations/board-variables.ts";
import { parseCorrelationView, serialiseCorrelationView } from "../_correlations/view.ts";
import { parseParetoView, serialiseParetoView } from "../_pareto/view.ts";
import { viewSegment } from "../_parts/view-segment.ts";
import { requestKindOf } from "./request-kind.ts";
import { pathOf } from "./request-target.ts";

/** A view in its one spelling: what a page knows of the parameters, in its own order, what it shows anyway left out. */
type Spell = (asked: URLSearchParams) => URLSearchParams;
/** By the rest of the path; null: no page is there. */
type ViewedPage = (segments: readonly string[]) => Promise<Spell | null>;

const ofBoard =
  (spell: (board: Board) => Spell, among: "all" | "protocol" = "all"): ViewedPage =>
  async (segments) => {
    const found = await boardAt(segments, among);
    return found && spell(found.board);
  };

function tableView(board: Board): Spell {
  const head = boardHead(board);
  return (asked) => serialiseView(parseView(asked, head), head);
}

function paretoView(board: Board): Spell {
  const head = boardHead(board);
  return (asked) => serialiseParetoView(parseParetoView(asked, head), head);
}

const listView: Spell = (asked) => serialiseListView(parseListView(asked));

function choiceView(board: Board): Spell {
  const offer = offerOf(board);
  return (asked) => serialiseQuestion(parseQuestion(asked, offer), offer);
}

function correlationView(board: Board): Spell {
  const variables = boardVariables(board, otherBenchmarks().benchmarks).variables.map(
    ({ variable }) => variable,
  );
  return (asked) => serialiseCorrelationView(parseCorrelationView(asked, variables));
}

/** Pages that show a view of what is at their address, by the first segment. Others know no query. */
const viewedPages: Readonly<Record<string, ViewedPage>> = {
  "": ofBoard(tableView),
  boards: ofBoard(tableView),
  embed: ofBoard(tableView),
  s: async ([id = "", cohortId = "", ...rest]) => {
    const board = rest.length === 0 ? await boardOfSnapshot(id, cohortId) : null;
    return board && tableView(board);
  },
  backbones: async (segments) => (segments.length === 0 ? listView : null),
  choose: ofBoard(choiceView),
  pareto: ofBoard(paretoView, "protocol"),
  correlations: ofBoard(correlationView, "protocol"),
};

/** Longer ones are drawn by the page's scripts alone: a view with everything shown, filtered and pinned takes half of it. */
const mostCharacters = 2_000;

/** null: the page as it is without a query. */
function viewIn(query: string, spell: Spell): string | null {
  const view = spell(new URLSearchParams(query)).toString();
  const isDefault = view === spell(new URLSearchParams()).toString();
  return isDefault || view.length > mostCharacters ? null : view;
}

async function spellingOf(path: string): Promise<Spell | null> {
  const [first = "", ...segments] = path.split("/").slice(1);
  const page = Object.hasOwn(viewedPages, first) ? viewedPages[first] : undefined;
  return page ? page(segments) : null;
}

/** By which next.config.mjs has Next draw a view: the last segment of the page's path. */
export const viewHeader = "x-drawn-view";

const limitBytes = 2_000_000;
/** What an address takes besides its text: what there is to choose of a board. */
const entryBytes = 5_000;

/** How the views of each page are spelled while the rows are in one state. */
interface KnownPages {
  readonly state: string;
  readonly spellings: WithinBytes<Promise<Spell | null>>;
}

interface AskedView {
  /** null: the page as it is without a query. */
  readonly view: string | null;
  readonly state: string | undefined;
}

const plainPage: AskedView = { view: null, state: undefined };

/** They answer their query themselves, by leading to a page. */
const choosingPaths = ["/compare", "/s"];

/** Next's own parameter: which part of a page a link asks for. */
const partParameter = /^_rsc(=|$)/;

/**
 * Leaves in a page's address the view that it asks for, in its one spelling, and names it to Next. What a page does not know
 * is gone: so queries that anybody makes up are the page that is kept anyway, and no visitor's query is in a page that is kept
 * for others. Where the database does not say what there is to view, the page is as without a query.
 */
export class NamedViews {
  readonly #newestState: () => Promise<string>;
  #known: KnownPages | null = null;

  constructor(newestState: () => Promise<string>) {
    this.#newestState = newestState;
  }

  /** Returns the state of the rows that it was asked of, for who answers; undefined: there was nothing to ask. */
  async name(request: Pick<IncomingMessage, "url" | "headers">): Promise<string | undefined> {
    const { url = "/", headers } = request;
    delete headers[viewHeader];
    const start = url.indexOf("?");
    const path = pathOf(url);
    if (start < 0 || choosingPaths.includes(path) || requestKindOf("GET", path) !== "page") return undefined;
    const asked = url.slice(start + 1).split("&");
    const [part] = asked.filter((one) => partParameter.test(one));
    const query = asked.filter((one) => !partParameter.test(one)).join("&");
    const { view, state } = query === "" ? plainPage : await this.#viewOf(path, query);
    if (view !== null) headers[viewHeader] = viewSegment(view);
    const left = [view, part].filter((one) => one !== null && one !== undefined);
    const page = url.slice(0, start);
    request.url = left.length > 0 ? `${page}?${left.join("&")}` : page;
    return state;
  }

  async #viewOf(path: string, query: string): Promise<AskedView> {
    try {
      const state = await this.#newestState();
      const spell = await this.#spellingOf(path, state);
      return { view: spell && viewIn(query, spell), state };
    } catch (error) {
      if (isAway(error)) return plainPage;
      throw error;
    }
  }

  async #spellingOf(path: string, state: string): Promise<Spell | null> {
    if (this.#known?.state !== state) this.#known = { state, spellings: new WithinBytes(limitBytes) };
    const { spellings } = this.#known;
    const known = spellings.get(path);
    if (known) return known;
    const spelling = spellingOf(path);
    spellings.set(path, spelling, 2 * path.length + entryBytes);
    spelling.catch(() => spellings.delete(path));
    return spelling;
  }
}
