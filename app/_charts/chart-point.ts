import type { Training } from "#db/derive/board-view/training.ts";

/** A place by two numbers: values of a chart's axes, or pixels. */
export interface Corner {
  readonly x: number;
  readonly y: number;
}

/** One backbone in a chart of two numbers. */
export interface ChartPoint {
  readonly id: string;
  readonly label: string;
  readonly training: Training;
  readonly x: number;
  readonly y: number;
  /** In the drawing, where it says more than the label. */
  readonly name?: string;
  /** Ends of a bar along y; null or absent: none. */
  readonly interval?: readonly [number, number] | null;
  /** Strong points are filled, and their names come first where there is no room for all. */
  readonly weight: "strong" | "plain";
  /** What the tooltip adds below the two numbers. */
  readonly remark: string | null;
  /** The whole point as a sentence, for screen readers. */
  readonly description: string;
}

export interface ChartAxis {
  /** Beside the axis, with unit and direction. */
  readonly label: string;
  /** In the tooltip. */
  readonly name: string;
  readonly scale: "linear" | "log";
  readonly direction: "normal" | "reversed";
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
}

export interface PointChartProperties {
  readonly label: string;
  readonly points: readonly ChartPoint[];
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** Corners of a stepped line, from left to right. */
  readonly line?: readonly Corner[];
}
