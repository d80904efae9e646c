import { parseArgs } from "node:util";
import { z } from "zod";
import { readLimited } from "../../../evaluator/src/files/limited-read.ts";
import { runCommand, WrongArguments } from "../command-options.ts";
import { commentMark, commentOf } from "./comment.ts";
import { mostReportBytes, type Report, reportSchema } from "./report.ts";

const help = `Writes what a check found under its pull request, in place of what an earlier check wrote.

  GITHUB_TOKEN=... npm run comment:request -- --report FILE --repository OWNER/NAME [--run URL] [--api URL]

Reads the report alone. Nothing is written where the request has newer commits, or where it changes no backbone.`;

export interface Api {
  /** Without a slash at its end. */
  readonly url: string;
  readonly repository: string;
  readonly token: string;
}

const pullSchema = z.object({ head: z.object({ sha: z.string() }) });
const commentsSchema = z.array(
  z.object({
    id: z.number().int(),
    body: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(),
  }),
);

/** Who the token of a workflow writes as. */
const author = "github-actions[bot]";
const perPage = 100;
const mostPages = 10;

export type Outcome = "written" | "renewed" | "nothing to say" | "newer commits";

/** Writes or renews the comment. @throws where the site answers anything but success */
export async function commentOn(report: Report, api: Api, run: string | null = null): Promise<Outcome> {
  const body = commentOf(report, run);
  if (body === null || report.number === null) return "nothing to say";
  const { head } = pullSchema.parse(await ask(api, "GET", `pulls/${report.number}`));
  if (head.sha !== report.head) return "newer commits";
  const earlier = await earlierComment(api, report.number);
  if (earlier === null) await ask(api, "POST", `issues/${report.number}/comments`, { body });
  else await ask(api, "PATCH", `issues/comments/${earlier}`, { body });
  return earlier === null ? "written" : "renewed";
}

/** Only this workflow's own: anybody may write a comment that begins alike. */
async function earlierComment(api: Api, number: number): Promise<number | null> {
  for (let page = 1; page <= mostPages; page++) {
    const path = `issues/${number}/comments?per_page=${perPage}&page=${page}`;
    const comments = commentsSchema.parse(await ask(api, "GET", path));
    const own = comments.find(({ body, user }) => user?.login === author && body?.startsWith(commentMark));
    if (own) return own.id;
    if (comments.length < perPage) break;
  }
  return null;
}

async function ask(
  { url, repository, token }: Api,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}/repos/${repository}/${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "x-github-api-version": "2022-11-28",
    },
    redirect: "error",
    signal: AbortSignal.timeout(30_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}`);
  return response.json();
}

/** A report comes from another workflow's run: its size and every field of it are checked. */
export async function readReport(path: string): Promise<Report> {
  const bytes = await readLimited(path, mostReportBytes, "the report of a check");
  try {
    return reportSchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch (cause) {
    throw new WrongArguments(`${path}: expected the report of a check, as it was written`, { cause });
  }
}

export async function commentRequestCommand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      report: { type: "string" },
      repository: { type: "string" },
      run: { type: "string" },
      api: { type: "string", default: "https://api.github.com" },
      help: { type: "boolean", default: false },
    },
  });
  const token = process.env.GITHUB_TOKEN;
  const isAddress = values.run === undefined || /^https:\/\/[\w./-]+$/.test(values.run);
  const isWrong =
    !values.report || !token || !isAddress || !/^[\w.-]+\/[\w.-]+$/.test(values.repository ?? "");
  if (values.help || isWrong) {
    console.log(help);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const api = { url: values.api, repository: values.repository ?? "", token };
  console.log(await commentOn(await readReport(values.report ?? ""), api, values.run ?? null));
}

await runCommand(import.meta.url, commentRequestCommand);
