import { BadgeCode } from "../_parts/badge-code.tsx";
import { Command } from "../_parts/program.tsx";
import prose from "../_prose/prose.module.css";
import { unknownOrigin } from "../api/_http/origin.ts";
import styles from "./data.module.css";
import { type ApiRead, exampleAddress, type KnownIds } from "./reads.ts";

interface DataProperties {
  readonly reads: readonly ApiRead[];
  /** Address of the site; undefined: unknown, and a word stands for it. */
  readonly origin: string | undefined;
  readonly known: KnownIds;
}

/** Every way to take numbers away, with a line to try each. */
export function DataPage({ reads, origin = unknownOrigin, known }: DataProperties) {
  const { "/api/v1/backbones/{id}": id, "/api/v1/boards/{cohort}": cohortId } = known;
  return (
    <div className={prose.prose}>
      <h1>Data and API</h1>
      <p className={prose.lead}>
        Everything shown here can be taken along, without a key and from any page. Answers carry an ETag;
        within version 1 fields are added, never changed or removed. Do not rank numbers of different boards
        together.
      </p>
      <p>
        The whole as a document for programs: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1),
        with uploads. What changes comes as an <a href="/feed.xml">Atom feed</a>.
      </p>
      {id !== undefined && cohortId !== undefined && (
        <Shortcuts origin={origin} id={id} cohortId={cohortId} />
      )}
      <h2>Addresses</h2>
      {reads.map((read) => (
        <Read key={read.path} read={read} origin={origin} example={exampleAddress(read.path, known)} />
      ))}
    </div>
  );
}

function Shortcuts({ origin, id, cohortId }: { origin: string; id: string; cohortId: string }) {
  return (
    <>
      <h2>A board as a table</h2>
      <p>
        The parameters are those of the board’s own address: whatever view you have on screen, “CSV” and
        “JSON” below the table give it.
      </p>
      <Command
        text={`curl -s '${origin}/api/v1/boards/${cohortId}?format=csv&sort=voc2012.iou'`}
        what="the command for a board as CSV"
      />
      <h2 id="badge">A badge for a readme</h2>
      <BadgeCode id={id} origin={origin} />
      <p>
        It shows the rank by the mean over all tasks; <code>?metric=voc2012.iou</code> a score,{" "}
        <code>?cohort=ID</code> another board.
      </p>
      <h2>A board in your page</h2>
      <Command
        text={`<iframe src="${origin}/embed/${cohortId}" title="Dense Probing Leaderboard" width="100%" height="640" loading="lazy" style="border:0"></iframe>`}
        what="the board’s HTML"
      />
    </>
  );
}

function Read({ read, origin, example }: { read: ApiRead; origin: string; example: string | null }) {
  const { path, summary, parameters, shape } = read;
  return (
    <section className={styles.read}>
      <h3>
        <code>{path}</code>
      </h3>
      <p>
        {summary}.{example === null && " Nothing of the kind is here yet."}
      </p>
      {example !== null && (
        <Command text={`curl -s '${origin}${example}'`} what={`the command for ${path}`} />
      )}
      {parameters.length > 0 && (
        <details>
          <summary>
            {parameters.length} {parameters.length === 1 ? "parameter" : "parameters"}
          </summary>
          <dl>
            {parameters.map(({ name, description }) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>{description}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {shape !== null && (
        <details>
          <summary>What it answers</summary>
          <pre>
            <code>{shape}</code>
          </pre>
        </details>
      )}
    </section>
  );
}
