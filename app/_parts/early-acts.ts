import { useLayoutEffect, useState } from "react";
import type { EarlyAct } from "./early-acts-script.ts";

/**
 * Does again what was done while nobody listened, as soon as the component that calls it listens.
 * @param part of the page that is alive with the component
 */
export function useEarlyActs(part: "awaited" | "page"): void {
  // React runs all effects that are left, so lets components subscribe to the address, before it renders a second time,
  // and it does so at once.
  const [isListening, setListening] = useState(false);
  useLayoutEffect(() => setListening(true), []);
  useLayoutEffect(() => {
    if (!isListening) return;
    const acts = window.earlyActs?.[part] ?? [];
    delete window.earlyActs?.[part];
    const over = acts.filter(({ event }) => event.eventPhase === Event.NONE);
    // In microtasks: before anything is drawn, or fields would go back to what they were for a moment.
    queueMicrotask(() => repeatAll(over));
    // The event that wakes a page is still on its way: a button hears it, a field that has changed already does not.
    const waking = acts.filter((act) => act.wanted !== null && !over.includes(act));
    setTimeout(() => repeatAll(waking));
  }, [isListening, part]);
}

async function repeatAll(acts: readonly EarlyAct[]): Promise<void> {
  for (const act of acts) {
    if (act.control.isConnected) repeat(act);
    // React renders what an act changed in a microtask of its own; the next act starts from that.
    await null;
  }
}

/** React takes no notice of a field that is set to what it holds: so it is set to something else first. */
function repeat({ control, wanted }: EarlyAct): void {
  if (typeof wanted === "boolean" && control instanceof HTMLInputElement) {
    control.checked = !wanted;
    control.click();
  } else if (typeof wanted === "string") {
    control.value = "";
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), "value") ?? {};
    set?.call(control, wanted);
    const name = control instanceof HTMLSelectElement ? "change" : "input";
    control.dispatchEvent(new Event(name, { bubbles: true }));
  } else {
    control.click();
  }
}
