import type { VariantKind } from "#db/derive/variants/variant-table.ts";

/** What one page of variants asks, and how its numbers are made. */
export interface VariantPage {
  readonly kind: VariantKind;
  readonly path: string;
  /** As the title of the document. */
  readonly label: string;
  readonly title: string;
  readonly question: string;
  /** Options of `evaluator run` that measure it. */
  readonly options: string;
}

/** The pages of variants in reading order. */
export const variantPages: readonly VariantPage[] = [
  {
    kind: "ablations",
    path: "/ablations",
    label: "Ablations",
    title: "What the readout’s parts are worth",
    question:
      "One part of the readout changed at a time, everything else as on the board: the paper’s Table 5, and the only-mask readout of its text.",
    options: "--variant base,dim-8,dim-24,heads-4,no-mask,shared-sigma,no-ffn,no-cnn,only-mask",
  },
  {
    kind: "baselines",
    path: "/baselines",
    label: "Baselines",
    title: "Simpler readouts in its place",
    question:
      "Interpolation, a transposed convolution and a linear layer on enlarged features instead of the masked attention, over a range of sizes: the paper’s Fig. 6, which draws its numbers and prints none.",
    options: "--variant base,dim-8,dim-24,bicubic,transposed-convolution --baseline-dim all",
  },
  {
    kind: "higher-resolution",
    path: "/higher-resolution",
    label: "Higher resolution",
    title: "What larger images bring",
    question:
      "The same tasks on larger images, 448 × 448 for Pascal VOC and 432 × 576 for depth, for backbones that take them: the paper’s A.2.",
    options: "--resolution higher --task voc2012,nyuv2-depth",
  },
  {
    kind: "choices",
    path: "/choices",
    label: "Choices",
    title: "What the protocol had to decide",
    question:
      "What the paper leaves open or contradicts, decided one way and measured the other way too: the form of the mask, how images are brought to the backbone’s size, the learning rate.",
    options: "--mask released",
  },
];
