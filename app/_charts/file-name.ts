/** "pascal-voc-2012-dinov2" of a chart's title "Pascal VOC 2012, DINOv2". */
export const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
