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

/** Runs in the head, since a page may be used before its scripts have come; a prevented event was heard by somebody. */
export const earlyActsScript = `window.earlyActs={awaited:[],page:[]};["click","input"].forEach(function(n){addEventListener(n,function(e){if(e.defaultPrevented)return;var t=e.target,c=t.closest&&t.closest("button,input,select,textarea"),p=c&&window.earlyActs[c.closest("[data-awaited]")?"awaited":"page"];if(!p)return;var k=/^(checkbox|radio)$/.test(c.type),b=c.tagName=="BUTTON";if((n=="click")==(k||b))p.push({event:e,control:c,wanted:b?null:k?c.checked:c.value})},true)})`;
