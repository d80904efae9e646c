import type { ProtocolTaskId } from "#contract";
import type { DataSetId } from "../_shell/elsewhere.ts";

/** One side of how a task is measured. */
export interface Stated {
  /** As the paper describes it. */
  readonly paper: string;
  /** What the paper leaves open, as the protocol (version 2) settles it: by the authors' released code, else by itself. */
  readonly settled: string;
}

/** How a task is measured on its official data; a board's caption says where it is not so. */
export interface Measurement {
  readonly dataSet: DataSetId;
  readonly images: Stated;
  readonly training: Stated;
  readonly scoring: Stated;
}

const middleSquare = "The middle square of each image.";
const firstOfTrain = "COCO 2017; the training images with the lowest ids. The middle square of each image.";
const halfTheSize = "Labels at 448 × 448, of which the backbone sees half the size.";
const labelledPixels =
  "At 224 × 224, over all pixels that have a label. Intersection over union is taken for each class over the whole test set, then averaged over the classes; cross-entropy over all pixels alike.";
const semanticScores = "Mean intersection over union and cross-entropy, both printed.";
const tablesRate = "Learning rate 0.001, as the paper’s Table A.1 has it; its text says 0.002.";

/** Sources: paper, sections 4.1 to 4.3 and A.1; the evaluator's PROTOCOL.md for what the paper leaves open. */
export const measurements: Readonly<Record<ProtocolTaskId, Measurement>> = {
  "instance-discrimination": {
    dataSet: "coco",
    images: {
      paper:
        "COCO. Trained on 8,000 images, tested on the 754 validation images that have three large objects or more, at 224 × 224.",
      settled: `${firstOfTrain} Large is an annotation above 15,000 square pixels.`,
    },
    training: {
      paper:
        "The readout gives each pixel 32 numbers. A linear classifier sorts them into one class for every object of the training images. 20,000 steps of 32 images, without validation.",
      settled:
        "A step looks at 32 pixels of each image; the last step is kept. The classifier has no bias and is thrown away.",
    },
    scoring: {
      paper:
        "The 32 numbers of foreground pixels are clustered with k-means into as many groups as the image has objects, and the groups are compared with the true objects.",
      settled: "Clustered at 112 × 112; the mean over images.",
    },
  },
  boundaries: {
    dataSet: "coco",
    images: {
      paper: "COCO. Tested on the 5,000 validation images, at 448 × 448 (Table A.1).",
      settled: `Trained on 5,000 images. ${firstOfTrain} ${halfTheSize}`,
    },
    training: {
      paper:
        "One output says of each pixel whether it lies on an object’s outline. Binary cross-entropy, 10,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
      settled: `Outlines are drawn about five pixels wide. ${tablesRate}`,
    },
    scoring: {
      paper: "Intersection over union and cross-entropy, both printed.",
      settled:
        "Pixels above one half count as outline. Agreement is counted once over all pixels of all test images; cross-entropy is the mean over the same pixels.",
    },
  },
  "object-detection": {
    dataSet: "coco",
    images: {
      paper: "COCO without the classes. Tested on the 5,000 validation images, at 448 × 448 (Table A.1).",
      settled: `Trained on 100,000 images. ${firstOfTrain} ${halfTheSize}`,
    },
    training: {
      paper:
        "Two readouts side by side: one marks the centres of objects, one gives their width and height. 20,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
      settled: "A focal loss on the centres and the absolute error of sizes beside them.",
    },
    scoring: {
      paper:
        "Boxes at the strongest centres, less those that overlap a stronger one, are matched with the true ones: the average precision of large objects, printed as a fraction from 0 to 1.",
      settled: "At most 100 boxes an image; large is above 96 × 96 pixels in the cut-out square.",
    },
  },
  voc2012: {
    dataSet: "voc",
    images: {
      paper:
        "Pascal VOC 2012, of which 1,464 images are for training. Tested on the validation images, at 224 × 224.",
      settled:
        "Every tenth training image is held out to choose a step; tested on all 1,449 validation images. Whole images, brought to the square.",
    },
    training: {
      paper:
        "Semantic segmentation. 6,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
      settled: "21 outputs, one a class, the background among them. Cross-entropy.",
    },
    scoring: { paper: semanticScores, settled: labelledPixels },
  },
  "coco-stuff": {
    dataSet: "cocoStuff",
    images: {
      paper: "COCO-Stuff. Trained on 100,000 images, tested on the validation images, at 224 × 224.",
      settled: `The first 100,000 by name. ${middleSquare}`,
    },
    training: {
      paper:
        "Semantic segmentation, by a readout whose upsampling part is wider (32 channels). 20,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
      settled: "200 outputs, of which 171 are classes that occur. Cross-entropy.",
    },
    scoring: { paper: semanticScores, settled: labelledPixels },
  },
  "nyuv2-depth": {
    dataSet: "nyu",
    images: {
      paper: "NYU Depth V2: indoor scenes with the distance of each pixel, brought to 288 × 216.",
      settled:
        "The data set’s labelled frames: 795 for training, of which every tenth is held out, and 654 for the test.",
    },
    training: {
      paper:
        "One output, the distance. 3,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
      settled: `In metres, by a loss that forgives part of a common factor. ${tablesRate}`,
    },
    scoring: {
      paper: "The root of the mean squared error.",
      settled:
        "At the sensor’s own 640 × 480, within its usual crop, where the distance is known and below 10 m: over all pixels of all test images.",
    },
  },
};
