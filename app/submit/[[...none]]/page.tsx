import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { formatManifest } from "#contract";
import { Command, Program } from "../../_parts/program.tsx";
import styles from "../../_prose/prose.module.css";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { exampleManifest } from "../example-manifest.ts";

export const metadata: Metadata = pageMetadata({
  title: "Submit a backbone",
  description:
    "One file in a pull request describes a backbone; maintainers run it. How to measure and send results, and how to try it on your own machine.",
  path: "/submit",
});

/** Made at the first visit, as all pages are: settings of the server stand in it. */
export function generateStaticParams(): { none: string[] }[] {
  return [];
}

export default async function Submit({ params }: { params: Promise<{ none?: string[] }> }) {
  if ((await params).none) notFound();
  return (
    <div className={styles.prose}>
      <h1>Submit a backbone</h1>
      <p className={styles.lead}>
        One file in a pull request. You describe the backbone; we run it. Nobody has to send code, and nothing
        you send is executed.
      </p>

      <h2>For submitters</h2>
      <ol>
        <li>
          Put one file, <code>evaluator/manifests/&lt;id&gt;.json</code>, into a pull request. The file’s name
          is the backbone’s <code>id</code>. <code>npx evaluator backbones add timm:NAME</code>,{" "}
          <code>hf:ORG/NAME</code> or <code>FILE.onnx</code> writes what the published configuration tells,
          and <code>npx evaluator backbones validate FILE</code> what has to be mended.
        </li>
        <li>
          Weights stay where they are: a public <code>https</code> address of a <code>.safetensors</code> file
          for a family the evaluator can build, or of an <code>.onnx</code> file that takes normalised images
          and gives features. Of a pickled checkpoint of PyTorch the tensors are read, and nothing of it is
          executed.
        </li>
        <li>Checks read the file as data and list every problem they find, not only the first.</li>
        <li>
          After the merge a maintainer runs all tasks and uploads the results. They appear here with their
          provenance.
        </li>
      </ol>
      <Program text={formatManifest(exampleManifest).trimEnd()} what="the example manifest" />
      <p>
        Say honestly whether pretraining used images of COCO, Pascal VOC or NYUv2 (<code>leak</code>):{" "}
        <code>none-known</code>, <code>possible</code>, <code>yes</code> or <code>unknown</code>. It is shown,
        and does not keep a backbone off the board.
      </p>

      <h2>For maintainers</h2>
      <p>
        Run and upload are two steps, so that hours of computing survive a broken connection, and a result can
        be read before it is sent.
      </p>
      <Command
        text={`npx evaluator run --backbone my-backbone-b --task voc2012 --data DIR --out results
npx evaluator upload results --site https://SITE --token-file TOKEN`}
        what="the commands"
      />
      <p>
        The token is made by a maintainer, names whose results it sends, can be limited to a kind of upload,
        and can be revoked. What a maintainer’s token sends counts at once; anybody else’s{" "}
        <Link href="/queue" prefetch={false}>
          waits
        </Link>{" "}
        until a maintainer accepts it. A cell belongs to whom measured it first: others cannot replace it. A
        bundle that breaks the contract is refused with all its problems listed, and nothing of it is stored.
        A later result of the same holder for the same backbone, task, readout and seed corrects the earlier
        one, which stays on the{" "}
        <Link href="/backbones" prefetch={false}>
          backbone’s page
        </Link>
        .
      </p>

      <h2>Your own machine</h2>
      <p>
        The evaluator runs without this site, without a GPU and without the real data sets: it can generate
        small scenes that every task can be tried on.
      </p>
      <Command
        text={`npx evaluator data scenes --out scenes --images 60
npx evaluator run --backbone random --task voc2012 --data scenes --out results --smoke`}
        what="the commands"
      />
      <p>
        It also measures backbones on your own images with your own classes: a folder laid out like Pascal
        VOC, with a list of class names in <code>classes.txt</code>, or like COCO. Uploaded, such results get
        a board of their own for each set of images and classes, and count in no other ranking.
      </p>
      <Command
        text="npx evaluator run --backbone dinov2-b --task segmentation --data DIR --out results"
        what="the command"
      />
    </div>
  );
}
