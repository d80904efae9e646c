import { createHash } from "node:crypto";

/** What a site has, as it says itself. */

async function json(site: string, path: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${site}${path}`);
  if (!answer.ok)
    throw new Error(`${path} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return (await answer.json()) as Record<string, unknown>;
}

const idsIn = (list: unknown) => (list as { id: string }[]).map(({ id }) => id);

export async function listedBackbones(site: string): Promise<string[]> {
  return idsIn((await json(site, "/api/v1/backbones")).backbones);
}

/** Addresses of everything that was uploaded, replaced ones included. */
export async function listedUploads(site: string): Promise<Set<string>> {
  const paths = new Set<string>();
  for (const backbone of await listedBackbones(site)) {
    const { results } = await json(site, `/api/v1/backbones/${backbone}`);
    for (const { id, source } of results as { id: string; source: string }[]) {
      if (source !== "paper") paths.add(`/api/v1/results/${id}`);
    }
  }
  const lists = { speed: "speeds", artefacts: "artefacts", "output-sizes": "outputSizes" };
  for (const [kind, key] of Object.entries(lists)) {
    for (const id of idsIn((await json(site, `/api/v1/${kind}`))[key])) paths.add(`/api/v1/${kind}/${id}`);
  }
  return paths;
}

/** What is wrong with what is read at the address of an upload; null: nothing. Its name is its content's hash. */
export async function readBackProblem(site: string, path: string): Promise<string | null> {
  const answer = await fetch(`${site}${path}`);
  if (answer.status !== 200) return `${path} answered ${answer.status}`;
  const found = createHash("sha256")
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest("hex");
  return path.includes(found) ? null : `${path} has the SHA-256 ${found}`;
}

/** Pages and data that are made of what was uploaded; the paper's own are another's to try. */
export async function pagesOf(site: string): Promise<string[]> {
  const boards = idsIn((await json(site, "/api/v1/boards")).boards).filter((id) => !/^paper/.test(id));
  const snapshots = idsIn((await json(site, "/api/v1/snapshots")).snapshots);
  const backbones = (await listedBackbones(site)).filter((id) => id.startsWith("fuzz"));
  return [
    ...[
      "/",
      "/backbones",
      "/tasks",
      "/claims",
      "/features",
      "/output-sizes",
      "/snapshots",
      "/feed.xml",
      "/cite.bib",
    ],
    ...boards.flatMap((id) => [
      `/boards/${id}`,
      `/api/v1/boards/${id}`,
      `/api/v1/boards/${id}?format=csv`,
      `/compare?cohort=${id}`,
    ]),
    ...boards.map((id) => `/embed/${id}`),
    ...backbones.flatMap((id) => [`/backbones/${id}`, `/badge/${id}.svg`]),
    ...[snapshots[0], snapshots.at(-1)].flatMap((id) =>
      id === undefined ? [] : [`/s/${id}`, `/api/v1/snapshots/${id}`],
    ),
  ];
}
