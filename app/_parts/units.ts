/** Unit of a metric as a sign after its number, and in words for screen readers; loss in nats has no sign. */
export const unitSigns = { percent: "%", metre: "m", fraction: "", nat: "" } as const;
export const unitWords = { percent: "percent", metre: "metres", fraction: "fraction", nat: "nats" } as const;
