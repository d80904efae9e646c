import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { aggregations } from "#db/derive/board-view/aggregations.ts";
import { sentence } from "../../_parts/format.ts";
import { SecondRunLabel, SourceLabel } from "../../_parts/source-label.tsx";
import styles from "../../_prose/prose.module.css";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { Glossary } from "../glossary.tsx";
import { TaskTable } from "../task-table.tsx";

export const metadata: Metadata = pageMetadata({
  title: "Method",
  description:
    "How a frozen backbone’s dense features are measured: one small attentive readout, six tasks, and what ranks, intervals and sources mean.",
  path: "/method",
});

/** Made at the first visit, as all pages are: settings of the server stand in it. */
export function generateStaticParams(): { none: string[] }[] {
  return [];
}

export default async function Method({ params }: { params: Promise<{ none?: string[] }> }) {
  if ((await params).none) notFound();
  return (
    <div className={styles.prose}>
      <h1>What the numbers mean</h1>
      <p className={styles.lead}>
        A number here says how much about every place in an image can be read off a frozen backbone’s last
        features by a readout too small to make up for what is not there.
      </p>

      <h2>How a backbone is measured</h2>
      <ol>
        <li>The backbone is frozen. It sees each image at the input size it was trained for.</li>
        <li>
          One layer of cross-attention reads its features: every place of the output asks, eight heads answer,
          and each head looks only as far as a learned, smooth mask lets it. A small upsampling network turns
          the answers into a map. Depending on the task this has 0.02 to 0.13 million learnable parameters.
        </li>
        <li>
          Only the readout is trained, in the same way for every backbone: same steps, same learning rate, no
          augmentation.
        </li>
        <li>The map is scored on test images that neither training nor the choice of checkpoint has seen.</li>
      </ol>
      <p>
        The readout asks at the same grid of places whatever the size of the features, so a backbone with a
        finer feature grid gains only by what the features hold, not by a finer output. The method is the
        paper’s, “Dense Attentive Probing”; what the paper leaves open is settled in the evaluator’s
        PROTOCOL.md.
      </p>

      <h2>Six tasks, nine metrics</h2>
      <TaskTable />

      <h2>Ranks</h2>
      <p>
        The board ranks by one figure over all tasks, each task’s main metric counting once. You may weigh the
        categories instead: the tasks of a category then share its weight. There are four figures:
      </p>
      <ul>
        {aggregations.map(({ id, rule, better }) => (
          <li key={id}>
            {sentence(rule)}; {better} is better.
          </li>
        ))}
      </ul>
      <p>
        They make two orders, not four: among backbones that all have every task, and only those are ranked,
        Borda count and win rate are the mean rank on another scale. Beside each order stands the range of
        ranks that it gives with any one task left out. That needs no intervals, so the paper’s numbers have
        it too.
      </p>
      <p>
        A backbone that lacks a task is listed without a rank, since a figure over fewer tasks is another
        figure. Sorting by a metric ranks by that metric alone. Ties share the better place.
      </p>
      <p>
        Where every backbone of a board was tested on the same resamples of the test images, it is known which
        differences are beyond chance: each pair’s difference is compared with its own scatter over the
        resamples and over seeds, and the bar is set so high that in 95 of 100 such boards not a single pair
        is told apart wrongly (Mogstad, Romano, Shaikh and Wilhelm, 2024). A rank by a metric or by the mean
        rank is one more than the number of backbones that are better in this sense, and the range under it
        holds for all of them at once. So backbones that the data do not tell apart may share a rank; between
        them the order of the rows is that of the figure.
      </p>
      <p>
        Measured results carry a 95 % interval over resampled test images and over seeds. What another seed
        would change is taken from all backbones of a metric together, so that one with a single seed does not
        look surer than one with three; where no backbone has two seeds, the interval says “images only”. The
        paper’s numbers are one run each without either, so none is shown for them: a small gap between two of
        them may be chance.
      </p>

      <h2>Where a number comes from</h2>
      <ul>
        <li>
          <SourceLabel source="paper" />: copied from its tables, not repeated by us.
        </li>
        <li>
          <SourceLabel source="submitted" />: sent by somebody else, as below, and accepted by a maintainer.
          Until then it{" "}
          <Link href="/queue" prefetch={false}>
            waits
          </Link>{" "}
          and counts nowhere.
        </li>
        <li>
          <SourceLabel source="measured" />: uploaded with its command, hashes of weights, graph and data,
          engine, device, seed, learning curve and time. All of it is on the backbone’s page.
        </li>
        <li>
          <SourceLabel source="verified" />: the same, and a maintainer vouches for it with a signature.
        </li>
      </ul>
      <p id="signatures">
        A signature says: the signer ran this very measurement, with the software and on the data that the
        bundle names, and these numbers came out. It does not say that the signer made or checked the
        backbone, its weights or the data, that nothing was chosen among several runs, or that another machine
        would give the same digits. It counts while its key is{" "}
        <a href="/api/v1/maintainers">one of the maintainers’ keys</a> and was valid when the signature was
        made and arrived here. A key that somebody else may have had takes all its signatures along at once.
        Anybody can check a bundle and its signatures: <code>evaluator verify</code> with the file, or with
        its address in the API.
      </p>
      <p id="second-runs">
        <SecondRunLabel verdict="reproduced" /> or <SecondRunLabel verdict="differs" />: a maintainer may
        measure again what another has measured. Such a run is kept beside the first, never averaged with it,
        and compared by the means over seeds: it has reproduced the number where both differ by no more than
        the 95 % interval of what seeds alone make two runs differ by, from the deviation of a seed in the
        whole column. The test images are the same, so their chance does not enter. “Reproduced” does not say
        that there is no difference, and of twenty honest runs one differs by chance. Where each has one seed
        and no backbone has two, nothing is said.
      </p>
      <p>
        Each number is one person’s or group’s: signed results count before a maintainer’s, these before a
        submitter’s, and nobody’s are averaged with another’s. What a maintainer withdraws leaves every board;{" "}
        <Link href="/snapshots" prefetch={false}>
          the changelog
        </Link>{" "}
        says why.
      </p>
      <p>
        Numbers share a board only if they can be compared: the same source, data, protocol version, training
        length and readout. Results on the evaluator’s generated scenes, on other images, on a user’s own
        classes or from a shortened training have boards of their own.
      </p>

      <h2>What to keep in mind</h2>
      <ul>
        <li>
          A small readout has preferences too. A backbone whose knowledge needs a large decoder, as SAM 2’s
          does, looks weaker here than in its own use.
        </li>
        <li>
          Images are 224 pixels a side, depth’s 288 by 216, before they reach the backbone: small objects are
          few pixels.
        </li>
        <li>
          Some backbones may have seen benchmark images in pretraining. Where that is known, the{" "}
          <Link href="/backbones" prefetch={false}>
            backbone’s page
          </Link>{" "}
          says so.
        </li>
      </ul>

      <h2>Cite</h2>
      <p>
        The paper for the method, and for numbers from here the state that they were read from:{" "}
        <Link href="/cite" prefetch={false}>
          how to cite
        </Link>
        .
      </p>

      <h2>Glossary</h2>
      <Glossary />
    </div>
  );
}
