import type { ProtocolTaskId } from "#contract";

/** How a task is measured under the protocol, version 2, on its official data; a board's caption says where it is not so. */
export interface Measurement {
  readonly images: string;
  readonly training: string;
  readonly scoring: string;
}

/** Sources: paper, sections 4.1 to 4.3 and A.1; the evaluator's PROTOCOL.md for what the paper leaves open. */
export const measurements: Readonly<Record<ProtocolTaskId, Measurement>> = {
  "instance-discrimination": {
    images:
      "COCO 2017. Trained on 8,000 images, tested on those validation images that have three large objects or more. The middle square of each image, at 224 × 224.",
    training:
      "The readout gives each pixel 32 numbers. A linear classifier, thrown away afterwards, sorts them into one class for every object of the training images. 20,000 steps of 32 images; the last step is kept.",
    scoring:
      "At 112 × 112 the 32 numbers are clustered with k-means into as many groups as the image has objects, and the groups are compared with the true objects.",
  },
  boundaries: {
    images:
      "COCO 2017. Trained on 5,000 images, tested on the validation images. The middle square of each image: outlines at 448 × 448, of which the backbone sees half the size.",
    training:
      "One output says of each pixel whether it lies on an object’s outline, which is drawn about five pixels wide. Binary cross-entropy, 10,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
    scoring:
      "Pixels above one half count as outline. Agreement is counted once over all pixels of all test images; cross-entropy is the mean over the same pixels.",
  },
  "object-detection": {
    images:
      "COCO 2017, without the classes. Trained on 100,000 images, tested on the validation images. The middle square of each image: boxes at 448 × 448, of which the backbone sees half the size.",
    training:
      "Two readouts side by side: one marks the centres of objects, one gives their width and height. 20,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
    scoring:
      "Boxes at the strongest centres are matched with the true ones. The score is the average precision of large objects, a fraction from 0 to 1.",
  },
  voc2012: {
    images:
      "Pascal VOC 2012. Trained on the training images without every tenth, tested on all 1,449 validation images. Whole images, brought to 224 × 224.",
    training:
      "21 outputs, one a class, the background among them. Cross-entropy, 6,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
    scoring:
      "At 224 × 224, over all pixels that have a label. Intersection over union is taken for each class over the whole test set, then averaged over the classes; cross-entropy over all pixels alike.",
  },
  "coco-stuff": {
    images:
      "COCO-Stuff. Trained on 100,000 images, tested on the validation images. The middle square of each image, at 224 × 224.",
    training:
      "200 outputs, of which 171 are classes that occur. Cross-entropy, 20,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
    scoring:
      "At 224 × 224, over all pixels that have a label. Intersection over union is taken for each class over the whole test set, then averaged over the classes; cross-entropy over all pixels alike.",
  },
  "nyuv2-depth": {
    images:
      "NYU Depth V2: indoor scenes with the distance of each pixel. Tested on the 654 test images. Whole images, brought to 288 × 216.",
    training:
      "One output, the distance in metres. A loss that forgives part of a common factor, 3,000 steps of 32 images; the step with the lowest loss on held-out images is kept.",
    scoring:
      "At the sensor’s own 640 × 480, within its usual crop, where the distance is known and below 10 m: the root of the mean squared error over all pixels of all test images.",
  },
};
