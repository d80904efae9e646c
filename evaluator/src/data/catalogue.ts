import type { PublishedDatasetId } from "../contract/index.ts";

/** One published file. */
export interface CatalogueFile {
  readonly url: string;
  readonly name: string;
  /** null: not published. */
  readonly bytes: number | null;
  readonly md5: string | null;
  readonly sha256: string | null;
  /** "keep": used as it is; "zip", "tar": unpacked into `folder`. */
  readonly archive: "keep" | "zip" | "tar" | "tar.gz";
  /** Where it belongs, relative to the data set's root. */
  readonly folder: string;
  /** Unpacked bytes, roughly; for the disk space needed. */
  readonly unpackedBytes: number;
}

export interface CatalogueEntry {
  readonly id: PublishedDatasetId;
  readonly name: string;
  readonly homepage: string;
  /** What the set's owners ask for; shown before anything is downloaded. */
  readonly terms: readonly string[];
  readonly files: readonly CatalogueFile[];
  /** Images by split, before any hold-out. */
  readonly counts: { readonly train: number; readonly test: number };
  /** Annotations by split, where the format lists them. */
  readonly annotations: { readonly train: number; readonly test: number } | null;
}

const cocoImages = "http://images.cocodataset.org";
const cocoTerms = [
  "Annotations: CC BY 4.0.",
  "Photographs: under Flickr's terms of use, each with its own licence in the annotation file; the COCO consortium does not own them.",
];

const cocoPhotographs: readonly CatalogueFile[] = [
  {
    url: `${cocoImages}/zips/train2017.zip`,
    name: "train2017.zip",
    bytes: 19_336_861_798,
    md5: "cced6f7f71b7629ddf16f17bbcfab6b2",
    sha256: "69a8bb58ea5f8f99d24875f21416de2e9ded3178e903f1f7603e283b9e06d929",
    archive: "zip",
    folder: ".",
    unpackedBytes: 19_400_000_000,
  },
  {
    url: `${cocoImages}/zips/val2017.zip`,
    name: "val2017.zip",
    bytes: 815_585_330,
    md5: "442b8da7639aecaf257c1dceb8ba8c80",
    sha256: "4f7e2ccb2866ec5041993c9cf2a952bbed69647b115d0f74da7ce8f4bef82f05",
    archive: "zip",
    folder: ".",
    unpackedBytes: 820_000_000,
  },
];

/** Official addresses, sizes and checksums, where they are published. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: "voc2012",
    name: "Pascal VOC 2012",
    homepage: "http://host.robots.ox.ac.uk/pascal/VOC/voc2012/",
    terms: [
      "No licence is stated; the photographs come from Flickr and stay under its terms of use.",
      "Do not redistribute.",
    ],
    files: [
      {
        url: "http://host.robots.ox.ac.uk/pascal/VOC/voc2012/VOCtrainval_11-May-2012.tar",
        name: "VOCtrainval_11-May-2012.tar",
        bytes: 1_999_639_040,
        md5: "6cd6e144f989b92b3379bac3b3de84fd",
        sha256: "e14f763270cf193d0b5f74b169f44157a4b0c6efa708f4dd0ff78ee691763bcb",
        archive: "tar",
        folder: ".",
        unpackedBytes: 2_000_000_000,
      },
    ],
    counts: { train: 1464, test: 1449 },
    annotations: null,
  },
  {
    id: "coco2017",
    name: "COCO 2017 instances",
    homepage: "https://cocodataset.org/",
    terms: cocoTerms,
    files: [
      ...cocoPhotographs,
      {
        url: `${cocoImages}/annotations/annotations_trainval2017.zip`,
        name: "annotations_trainval2017.zip",
        bytes: 252_907_541,
        md5: "f4bbac642086de4f52a3fdda2de5fa2c",
        sha256: "113a836d90195ee1f884e704da6304dfaaecff1f023f49b6ca93c4aaae470268",
        archive: "zip",
        folder: ".",
        unpackedBytes: 800_000_000,
      },
    ],
    counts: { train: 118_287, test: 5_000 },
    annotations: { train: 860_001, test: 36_781 },
  },
  {
    id: "coco-stuff164k",
    name: "COCO-Stuff 164k",
    homepage: "https://github.com/nightrome/cocostuff",
    terms: [...cocoTerms, "No checksum of the maps is published: they are checked by their number."],
    files: [
      ...cocoPhotographs,
      {
        url: "http://calvin.inf.ed.ac.uk/wp-content/uploads/data/cocostuffdataset/stuffthingmaps_trainval2017.zip",
        name: "stuffthingmaps_trainval2017.zip",
        bytes: null,
        md5: null,
        sha256: null,
        archive: "zip",
        folder: "stuffthingmaps",
        unpackedBytes: 700_000_000,
      },
    ],
    counts: { train: 118_287, test: 5_000 },
    annotations: null,
  },
  {
    id: "nyuv2-labelled",
    name: "NYU Depth v2, labelled",
    homepage: "https://cs.nyu.edu/~fergus/datasets/nyu_depth_v2.html",
    terms: [
      "No licence is stated; citation is asked for. Treat as for research only and do not redistribute.",
    ],
    files: [
      {
        url: "http://horatio.cs.nyu.edu/mit/silberman/nyu_depth_v2/nyu_depth_v2_labeled.mat",
        name: "nyu_depth_v2_labeled.mat",
        bytes: 2_972_037_809,
        md5: "520609c519fba3ba5ac58c8fefcc3530",
        sha256: "2d724b0c0ab358aa1ce5df855e5bd14a2279ab7202efe22f32a30d612dcb86aa",
        archive: "keep",
        folder: ".",
        unpackedBytes: 0,
      },
      {
        url: "http://horatio.cs.nyu.edu/mit/silberman/indoor_seg_sup/splits.mat",
        name: "splits.mat",
        bytes: 2_626,
        md5: "08e3c3aea27130ac7c01ffd739a4535f",
        sha256: null,
        archive: "keep",
        folder: ".",
        unpackedBytes: 0,
      },
    ],
    counts: { train: 795, test: 654 },
    annotations: null,
  },
  {
    id: "nyuv2-frames",
    name: "NYU Depth v2, single frames",
    homepage: "https://github.com/dwofk/fast-depth",
    terms: [
      "No licence is stated; citation is asked for. Treat as for research only and do not redistribute.",
    ],
    files: [
      {
        url: "http://datasets.lids.mit.edu/fastdepth/data/nyudepthv2.tar.gz",
        name: "nyudepthv2.tar.gz",
        bytes: 34_276_493_134,
        md5: null,
        sha256: "063b5762eeb3041614bf40722ea5cf805cb8ca052e56f3d1c63cfd229e7ff7b3",
        archive: "tar.gz",
        folder: ".",
        unpackedBytes: 35_000_000_000,
      },
    ],
    counts: { train: 47_584, test: 654 },
    annotations: null,
  },
];

export function catalogueEntry(id: PublishedDatasetId): CatalogueEntry {
  const entry = catalogue.find((one) => one.id === id);
  if (!entry) throw new Error(`no data set ${id}`);
  return entry;
}
