/** What a visitor did to a control that nobody listened to yet. */
export interface EarlyAct {
  readonly event: Event;
  readonly control: HTMLButtonElement | HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  /** What a field held after it; null for a button. */
  readonly wanted: string | boolean | null;
}

declare global {
  interface Window {
    /** Of each part of the page until it is alive: what is within an `Awaited`, and all else. */
    earlyActs?: { awaited?: EarlyAct[] | undefined; page?: EarlyAct[] | undefined };
  }
}

/**
 * Notes what is done to a page before its scripts have come. Sent as text, to run in the head: nothing outside of it can be
 * named in it.
 */
function noteEarlyActs(): void {
  window.earlyActs = { awaited: [], page: [] };
  const note = (event: Event) => {
    // A prevented event was heard by somebody.
    if (event.defaultPrevented || !(event.target instanceof Element)) return;
    const control = event.target.closest<EarlyAct["control"]>("button, input, select, textarea");
    const acts = control && window.earlyActs?.[control.closest("[data-awaited]") ? "awaited" : "page"];
    if (!acts) return;
    const isButton = control instanceof HTMLButtonElement;
    const isTicked = control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type);
    if ((event.type === "click") !== (isButton || isTicked)) return;
    acts.push({ event, control, wanted: isButton ? null : isTicked ? control.checked : control.value });
  };
  addEventListener("click", note, true);
  addEventListener("input", note, true);
}

export const earlyActsScript = `(${noteEarlyActs})()`;
