import { formatManifest, type Manifest } from "#contract";
import { evaluatorCommands } from "#db/derive/loading/evaluator-commands.ts";
import { loadSnippets, type Snippet, withoutSnippet } from "#db/derive/loading/snippets.ts";
import { Command, Program } from "../_parts/program.tsx";
import styles from "./load.module.css";

interface LoadProperties {
  readonly manifest: Manifest;
  /** Does the evaluator come with the manifest? */
  readonly isKnown: boolean;
}

/** How to load a backbone: a program for each library that publishes it, and the evaluator's own commands. */
export function LoadSection({ manifest, isKnown }: LoadProperties) {
  const snippets = loadSnippets(manifest);
  return (
    <section className={styles.load} aria-labelledby="load">
      <h2 id="load">Load it</h2>
      {snippets.length > 0 ? (
        snippets.map((snippet, index) => (
          <LibraryProgram key={snippet.id} snippet={snippet} open={index === 0} />
        ))
      ) : (
        <p className={styles.without}>{withoutSnippet(manifest)}</p>
      )}
      <EvaluatorCommands manifest={manifest} isKnown={isKnown} open={snippets.length === 0} />
    </section>
  );
}

function LibraryProgram({ snippet, open }: { readonly snippet: Snippet; readonly open: boolean }) {
  return (
    <details className={styles.way} open={open}>
      <summary>
        <h3>{snippet.label}</h3> <code>{snippet.install}</code>
      </summary>
      <Program text={snippet.code} what={`the program for ${snippet.label}`} />
    </details>
  );
}

function EvaluatorCommands({ manifest, isKnown, open }: LoadProperties & { readonly open: boolean }) {
  const { id, weights, family } = manifest;
  const commands = evaluatorCommands({
    ...{ id, isKnown, hasWeights: weights !== null },
    isUpsampled: family === "featup",
  });
  const steps = [
    ["Its weights", commands.fetch],
    ["Features of every image of a folder", commands.features],
    ["Scores on all six tasks", commands.run],
    ["Predictions of a readout that was trained", commands.predict],
  ] as const;
  return (
    <details className={styles.way} open={open}>
      <summary>
        <h3>This site’s evaluator</h3> <small>in a copy of the repository</small>
      </summary>
      {!isKnown && (
        <details className={styles.step}>
          <summary>
            The evaluator does not come with this backbone: save its manifest as <code>{id}.json</code>
          </summary>
          <Program text={formatManifest(manifest)} what="the manifest" />
        </details>
      )}
      {steps.map(
        ([what, command]) =>
          command && (
            <div key={what} className={styles.step}>
              <p>{what}</p>
              <Command text={command} what="the command" />
            </div>
          ),
      )}
    </details>
  );
}
