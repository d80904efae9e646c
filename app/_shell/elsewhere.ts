/** Pages of others that this site stands on. */

export interface Elsewhere {
  readonly label: string;
  readonly href: string;
}

/** The paper that defines the method, where it is reviewed and published; it has no other address yet. */
export const paper = {
  title: "Characterizing Vision Backbones for Dense Prediction with Dense Attentive Probing",
  href: "https://openreview.net/forum?id=neMAx4uBlh",
} as const;

/** The data sets of the protocol's tasks. */
export const dataSets = {
  coco: { label: "COCO", href: "https://cocodataset.org" },
  cocoStuff: { label: "COCO-Stuff", href: "https://github.com/nightrome/cocostuff" },
  voc: { label: "Pascal VOC", href: "http://host.robots.ox.ac.uk/pascal/VOC/voc2012/" },
  nyu: { label: "NYU Depth V2", href: "https://cs.nyu.edu/~fergus/datasets/nyu_depth_v2.html" },
} as const;
export type DataSetId = keyof typeof dataSets;

/** The repository and the protocol in it, by the address of the repository's page; hosts know `blob` and `HEAD`. */
export function repositoryLinks(repository: string | undefined): readonly Elsewhere[] {
  if (repository === undefined) return [];
  const base = repository.replace(/\/+$/, "");
  return [
    { label: "Repository", href: base },
    { label: "Protocol", href: `${base}/blob/HEAD/evaluator/PROTOCOL.md` },
  ];
}
