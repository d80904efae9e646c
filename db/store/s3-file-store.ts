import { checkedName, type FileStore, isFileName, onlyKept } from "./file-store.ts";
import {
  ask,
  elementOf,
  encodedKey,
  placeOf,
  refusal,
  type S3Answer,
  type S3Location,
  type S3Request,
  UnusableFilesError,
  type Waiting,
} from "./s3-requests.ts";

/** More would not be held in memory at once; a list of all bundles is. */
const listMaxNames = 1_000_000;

const bytesOf = (content: string | Uint8Array): Uint8Array<ArrayBuffer> =>
  typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);

/** Names in one answer to a list, and where the next begins; null: it was the last. */
function parseList({ body }: S3Answer, prefix: string): { names: string[]; next: string | null } {
  const xml = body.toString("utf8");
  const names = [...xml.matchAll(/<Contents>.*?<Key>([^<]*)<\/Key>/gs)].map(([, key = ""]) =>
    // As asked for, keys are encoded: XML has no form for some letters.
    decodeURIComponent(key.replaceAll("+", " ")).slice(prefix.length),
  );
  const isMore = elementOf(xml, "IsTruncated") === "true";
  const next = elementOf(xml, "NextContinuationToken");
  if (isMore && next === null) throw new Error("a list of files says that there is more, and not where");
  return { names, next: isMore ? next : null };
}

const unescaped = (text: string) =>
  text.replace(
    /&(lt|gt|quot|apos|amp);/g,
    (_, name: string) => ({ lt: "<", gt: ">", quot: '"', apos: "'" })[name] ?? "&",
  );

/**
 * Files as objects of an S3 server, which several servers of the site share. A write is one request, whole or not at all
 * and durable when it is answered; who reads after it finds it (as Amazon's and every other current server has it).
 */
export function s3FileStore(location: S3Location, waiting?: Waiting): FileStore {
  const asked = async (request: S3Request, ...expected: number[]): Promise<S3Answer> => {
    const answer = await ask(location, request, waiting);
    if (expected.includes(answer.status)) return answer;
    throw refusal(location, request, answer);
  };

  /** Below a prefix of the site's own; without a delimiter those of all folders. */
  const names = async (below: string, delimiter: Readonly<Record<string, string>>): Promise<string[]> => {
    const prefix = location.prefix + below;
    const found: string[] = [];
    for (let from: string | null | undefined; from !== null; ) {
      const query = { "list-type": "2", "encoding-type": "url", ...delimiter, prefix };
      const more: Record<string, string> =
        from === undefined ? {} : { "continuation-token": unescaped(from) };
      const answer = await asked({ method: "GET", key: null, query: { ...query, ...more } }, 200);
      const { names: some, next } = parseList(answer, prefix);
      for (const name of some) found.push(name);
      if (found.length > listMaxNames)
        throw new Error(`over ${listMaxNames} files in ${placeOf(location)}${below}`);
      from = next;
    }
    return found;
  };

  const inFolder = (folder: string) => names(`${folder}/`, { delimiter: "/" });

  const write = async (name: string, content: string | Uint8Array) => {
    await asked({ method: "PUT", key: checkedName(name), body: bytesOf(content) }, 200);
  };
  const remove = async (key: string) => {
    await asked({ method: "DELETE", key }, 204, 200, 404);
  };

  return {
    place: placeOf(location),
    async read(name, first) {
      const headers: Record<string, string> = first === undefined ? {} : { range: `bytes=0-${first - 1}` };
      const answer = await asked({ method: "GET", key: checkedName(name), headers }, 200, 206, 404, 416);
      if (answer.status === 404) {
        // A bucket that is gone is no file that is missing.
        if (elementOf(answer.body.toString("utf8"), "Code") === "NoSuchBucket") {
          throw refusal(location, { method: "GET", key: name }, answer);
        }
        return null;
      }
      // 416: the file is empty. 200: the server knows no ranges.
      if (answer.status === 416) return Buffer.alloc(0);
      return first === undefined ? answer.body : answer.body.subarray(0, first);
    },
    async has(name) {
      return (await asked({ method: "HEAD", key: checkedName(name) }, 200, 404)).status === 200;
    },
    write,
    remove: (name) => remove(checkedName(name)),
    list: async (folder) => (await inFolder(folder)).filter(isFileName).sort(),
    all: async () => onlyKept(await names("", {})),
    strays: async (folder) => (await inFolder(folder)).filter((name) => !isFileName(name)).sort(),
    async move(folder, entry, name) {
      const key = `${folder}/${entry}`;
      // An address has no such parts.
      if (/^\.{0,2}$/.test(entry)) throw new Error(`"${entry}" is no entry of a folder`);
      const source = `/${location.bucket}/${encodedKey(location.prefix + key)}`;
      const copy = {
        method: "PUT",
        key: checkedName(name),
        headers: { "x-amz-copy-source": source },
      } as const;
      const answer = await asked(copy, 200);
      // A copy that fails midway has said 200 before.
      if (answer.body.includes("<Error>")) throw refusal(location, copy, answer);
      await remove(key);
    },
  };
}

/** Writes, lists and removes a file. @throws UnusableFilesError with what helps; FilesAwayError where nobody answers */
export async function checkFiles(location: S3Location, waiting?: Waiting): Promise<void> {
  const files = s3FileStore(location, waiting);
  const name = "checks/start.txt";
  await files.list("checks");
  await files.write(name, name);
  const found = await files.read(name);
  await files.remove(name);
  if (found?.toString("utf8") !== name) {
    throw new UnusableFilesError(`${files.place}: ${name} was not read as it was written`);
  }
}
