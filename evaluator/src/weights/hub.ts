import { withAttempts } from "../download/attempts.ts";
import { Interrupted } from "../download/connection.ts";
import { type DownloadOptions, statusInWords } from "../download/download-file.ts";
import { type Answer, openAddress } from "../download/open-address.ts";
import { StallGuard } from "../download/stall-guard.ts";
import { InputError } from "../files/input-error.ts";

/** The hub that pins revisions and takes tokens. */
const hubHost = "huggingface.co";

export interface AskOptions extends Omit<DownloadOptions, "onProgress" | "authorization"> {
  /** Of the hub, for files that it does not give everybody. */
  readonly token: string | null;
}

/** The hub's token of an environment. Throws InputError, without it, for what can be no token. */
export function hubToken({ HF_TOKEN }: Readonly<NodeJS.ProcessEnv>): string | null {
  const token = HF_TOKEN?.trim() ?? "";
  if (token === "") return null;
  if (/^[\x21-\x7e]{1,1000}$/.test(token)) return token;
  throw new InputError("HF_TOKEN: has characters that no token has; expected one as the hub shows it");
}

/** What a server says of a file before it is downloaded. */
export interface RemoteFile {
  /** Address of these very bytes where the server can pin them. */
  readonly url: string;
  readonly revision: string | null;
  readonly access: "open" | "token";
  readonly bytes: number | null;
  /** As the hub states it for large files. */
  readonly sha256: string | null;
  /** Tells apart what one address gave at different times, where the server says that much. */
  readonly version: string;
}

/** `authorization` of a download: for the hub itself, never for where it redirects. */
export function hubAuthorization(access: RemoteFile["access"], token: string | null) {
  return (url: URL): string | null =>
    access === "token" && token !== null && url.protocol === "https:" && url.host === hubHost
      ? `Bearer ${token}`
      : null;
}

interface HubAddress {
  readonly repository: string;
  readonly revision: string;
  at(revision: string): string;
}

/** null: not of the hub. Throws InputError for the hub's other pages. */
function hubAddress(address: string): HubAddress | null {
  const url = new URL(address);
  if (url.host !== hubHost) return null;
  const [, repository, revision, file] = /^\/(.+?)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
  if (repository === undefined || revision === undefined || file === undefined) {
    throw new InputError(`${address}: no file of the hub; expected https://${hubHost}/.../resolve/...`);
  }
  return {
    ...{ repository, revision },
    at: (commit) => `${url.origin}/${repository}/resolve/${commit}/${file}${url.search}`,
  };
}

const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

/** The address of a file at a commit; one that is not of the hub as it is. */
export function pinnedAddress(address: string, revision: string | null): string {
  return revision === null ? address : (hubAddress(address)?.at(revision) ?? address);
}

/**
 * Asks for a file's size, hash and revision. The hub is asked without a token first: what it gives everybody needs none.
 *
 * @throws InputError where there is no such file, or nobody may have it
 */
export function lookUpFile(address: string, options: AskOptions): Promise<RemoteFile> {
  const hub = hubAddress(address);
  return withAttempts(() => (hub === null ? lookUpElsewhere : lookUpAtHub)(address, options), {
    ...options,
    what: address,
  });
}

/** Only what the answer says is of use: its body is let go. */
async function headOf(address: string, access: RemoteFile["access"], options: AskOptions): Promise<Answer> {
  const guard = new StallGuard(options.stallMs ?? 60_000, options.signal);
  try {
    const answer = await openAddress(address, {
      method: "HEAD",
      authorization: hubAuthorization(access, options.token),
      // Its stores take no HEAD.
      follow: hubAddress(address) === null ? "everywhere" : "same server",
      ...(options.connect ? { connect: options.connect } : {}),
      signal: guard.signal,
    });
    answer.body.destroy();
    if (answer.status >= 500 || answer.status === 429) throw new Interrupted(`status ${answer.status}`);
    return answer;
  } finally {
    guard.stop();
  }
}

const isRefused = ({ status }: Answer): boolean => status === 401 || status === 403;

async function lookUpAtHub(address: string, options: AskOptions): Promise<RemoteFile> {
  const hub = hubAddress(address) as HubAddress;
  let access: RemoteFile["access"] = "open";
  let answer = await headOf(address, access, options);
  if (isRefused(answer) && options.token !== null) {
    access = "token";
    answer = await headOf(address, access, options);
  }
  if (isRefused(answer)) throw refusal(address, hub, answer, options.token);
  if (answer.status >= 400) {
    throw new InputError(`${address}: the hub answered ${statusInWords(answer.status)}; expected the file`);
  }
  // It sends renamed repositories and small files on, within itself.
  const said = (name: string) => String(answer.hops.findLast((headers) => headers[name])?.[name] ?? "");
  const commit = said("x-repo-commit");
  if (!isCommit(commit) || (isCommit(hub.revision) && commit !== hub.revision)) {
    const expected = isCommit(hub.revision) ? hub.revision : "a commit of 40 hexadecimal digits";
    throw new InputError(`${address}: the hub says revision "${commit.slice(0, 80)}"; expected ${expected}`);
  }
  const stated = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(said("x-linked-etag"))?.[1] ?? null;
  const isHere = answer.status === 200;
  return {
    ...{ url: hub.at(commit), revision: commit, access, sha256: stated, version: commit },
    bytes: sizeIn(said("x-linked-size")) ?? (isHere ? sizeIn(answer.headers["content-length"]) : null),
  };
}

function sizeIn(text = ""): number | null {
  return /^\d{1,15}$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

function refusal(address: string, hub: HubAddress, answer: Answer, token: string | null): InputError {
  const page = `https://${hubHost}/${hub.repository}`;
  const said = `${address}: the hub answered ${statusInWords(answer.status)}`;
  const isGated = answer.headers["x-error-code"] === "GatedRepo";
  if (token === null) {
    const why = isGated ? "its owner asks who fetches it" : "it is gated, private or not there";
    return new InputError(
      `${said} without HF_TOKEN: ${why}; expected HF_TOKEN of an account that has accepted the terms at ${page}`,
    );
  }
  return new InputError(
    `${said} with HF_TOKEN; expected a token that may read it, of an account that has been given access at ${page}`,
  );
}

/** What other servers say of themselves is no proof, and some take no HEAD: then only the download tells. */
async function lookUpElsewhere(address: string, options: AskOptions): Promise<RemoteFile> {
  const { status, headers } = await headOf(address, "open", options);
  const isHere = status === 200;
  return {
    ...{ url: address, revision: null, access: "open", sha256: null },
    bytes: isHere ? sizeIn(headers["content-length"]) : null,
    version: isHere ? `${headers.etag ?? headers["last-modified"] ?? ""}` : "",
  };
}
