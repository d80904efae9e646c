/** What a visitor did to a control that nobody listened to yet. */
export interface EarlyAct {
  readonly event: Event;
  readonly control: HTMLButtonElement | HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  /** What a field held after it; null for a button. */
  readonly wanted: string | boolean | null;
}

declare global {
  interface Window {
    /** Within an `Awaited`, until it is alive. */
    earlyActs?: EarlyAct[] | undefined;
  }
}

/** Runs in the head, since a page may be used before its scripts have come. */
export const earlyActsScript = `window.earlyActs=[];["click","input"].forEach(function(n){addEventListener(n,function(e){var t=e.target,c=window.earlyActs&&t.closest&&t.closest("button,input,select,textarea"),k=c&&/^(checkbox|radio)$/.test(c.type),b=c&&c.tagName=="BUTTON";if(c&&c.closest("[data-awaited]")&&(n=="click")==(k||b))window.earlyActs.push({event:e,control:c,wanted:b?null:k?c.checked:c.value})},true)})`;
