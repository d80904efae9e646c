import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { taskFacts } from "#contract";
import { backbonePage, listCohorts } from "#db/queries.ts";
import styles from "../../_backbone/backbone.module.css";
import { BoardSection } from "../../_backbone/board-section.tsx";
import { Facts } from "../../_backbone/facts.tsx";
import { ResultDetails } from "../../_backbone/result-details.tsx";
import { boardPath } from "../../_board/board-page.tsx";
import { ShapeMark } from "../../_parts/shape-mark.tsx";
import { trainingFacts, trainingOf } from "../../_parts/training.ts";

export const dynamic = "force-dynamic";

interface Properties {
  readonly params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const page = await backbonePage((await params).id);
  return page ? { title: page.backbone.label } : {};
}

export default async function Backbone({ params }: Properties) {
  const { id } = await params;
  const [page, cohorts] = await Promise.all([backbonePage(id), listCohorts()]);
  if (!page) notFound();
  const { backbone, boards, results } = page;
  const training = trainingOf(backbone.category);
  const superseded = results.filter((result) => result.cohortId === null);
  return (
    <>
      <p className={styles.kicker}>
        <Link href="/backbones">Backbones</Link>
        <span>
          <ShapeMark training={training} /> {trainingFacts(training).label}
        </span>
      </p>
      <h1>{backbone.label}</h1>
      <Facts backbone={backbone} />
      {boards.length === 0 && <p>No result of this backbone has been uploaded yet.</p>}
      {boards.map((board) => (
        <BoardSection
          key={board.cohort.id}
          board={board}
          href={boardPath(
            board.cohort,
            cohorts.findIndex((cohort) => cohort.id === board.cohort.id),
          )}
          results={results.filter((result) => result.cohortId === board.cohort.id)}
        />
      ))}
      {superseded.length > 0 && (
        <section className={styles.board} aria-labelledby="superseded">
          <header>
            <h2 id="superseded">Corrected by later results</h2>
            <p>Kept as they were uploaded; no board shows them.</p>
          </header>
          {superseded.map((result) => (
            <ResultDetails key={result.id} result={result} task={taskFacts(result.task).label} open={false} />
          ))}
        </section>
      )}
    </>
  );
}
