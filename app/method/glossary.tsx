const terms: readonly (readonly [string, string])[] = [
  [
    "Adjusted Rand index (ARI)",
    "How well a grouping of pixels agrees with the true objects: 100 % is perfect, 0 % is what chance gives.",
  ],
  [
    "Average precision (AP)",
    "Quality of a ranked list of detections: the share of right ones among those made, averaged over how many of the true objects are found.",
  ],
  [
    "Backbone",
    "A large network, trained once on much data, whose inner activations other programs build on.",
  ],
  [
    "Bootstrap",
    "Drawing test images again with replacement, a thousand times, to see how much a score depends on which images were tested.",
  ],
  [
    "Cross-entropy (CE)",
    "How surprised the prediction is by the truth, in nats; also the training loss, so it notices what a rounded decision hides.",
  ],
  ["Dense", "One answer for every place of an image rather than one for the whole."],
  ["Features", "A backbone’s last activations: a grid of cells, each a list of numbers."],
  ["Frozen", "Not trained any further."],
  [
    "Intersection over union (IoU)",
    "The area where prediction and truth agree, divided by the area that either of them covers. The mean over classes is mIoU.",
  ],
  ["Pareto frontier", "Those that nothing else beats in both cost and score."],
  ["Probe, readout", "The small network trained on top of the frozen features."],
  ["RMSE", "Root mean squared error: a typical error in metres that counts large errors more."],
  ["Seed", "The number that fixes all randomness of a run. Several seeds show how much of a score is luck."],
  ["Self-supervised", "Trained on images alone, by tasks made from the images."],
  ["Spearman’s ρ", "Agreement of two orderings: +1 the same order, −1 the reverse, 0 no relation."],
  ["Vision-language", "Trained on images with their captions."],
];

/** Terms for readers from outside the field. */
export function Glossary() {
  return (
    <dl>
      {terms.map(([term, meaning]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
