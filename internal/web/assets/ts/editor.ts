// SPDX-License-Identifier: Apache-2.0
// The editor of one pasal: saves by itself, keeps what was typed through a
// dropped connection, and shows who else is there. Without it the page is a
// form with a button.

/** What the server says of an edit (drafts.answer). */
interface Answer {
  status: string;
  message: string;
  clock: string;
  revision: number;
  words?: Record<string, { heading: string; text: string; reads?: string }>;
  clauses?: string[];
  present: string;
}

/** What is kept in the browser until the server has it. */
interface Waiting {
  revision: string;
  edit: string;
  words: Record<string, string>; // by the name of the field
  was: Record<string, string>;
  sent: Record<string, string>; // what is under way, or had no answer
}

/** An edit that was sent and whose answer has not come. */
interface Flight {
  id: string;
  body: URLSearchParams;
  sent: Map<string, string>;
}

const pause = 2000; // after the last key
const longest = 8000; // while somebody types without a pause
const alive = 20000;

type Box = HTMLInputElement | HTMLTextAreaElement;

export function edit(form: HTMLFormElement): void {
  const say = form.querySelector<HTMLElement>("[data-state]")!;
  const present = form.querySelector<HTMLElement>("[data-present]")!;
  const revision = form.elements.namedItem("revision") as HTMLInputElement;
  const key = "sinergi:" + location.pathname;
  const boxes = [...form.querySelectorAll<Box>("[name^='t:'], [name^='h:']")];
  /** The words on which what is typed now rests, by field. */
  const base = new Map(boxes.map((b) => [b.name, b.value]));
  /** Fields whose base is older than the revision, because an answer came while somebody typed. */
  const stale = new Set<string>();
  let edits = 0;
  let timer = 0;
  let since = 0;
  let wait = 1000;
  let busy = false;
  let flight: Flight | null = null;
  let leaving = false;

  const dirty = () => boxes.filter((b) => b.value !== base.get(b.name));
  const name = () => Date.now().toString(36) + "-" + Math.random().toString(36).slice(2, 10) + "-" + ++edits;
  let id = name();

  function keep(): void {
    const words: Record<string, string> = {};
    const was: Record<string, string> = {};
    const sent: Record<string, string> = {};
    for (const b of dirty()) {
      words[b.name] = b.value;
      was[b.name] = base.get(b.name)!;
      const under = flight?.sent.get(b.name);
      if (under !== undefined) sent[b.name] = under;
    }
    try {
      if (Object.keys(words).length === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ revision: revision.value, edit: id, words, was, sent } satisfies Waiting));
    } catch {
      /* a browser without storage keeps the words on the page */
    }
  }

  function soon(): void {
    clearTimeout(timer);
    since ||= Date.now();
    timer = window.setTimeout(save, Math.max(0, Math.min(pause, since + longest - Date.now())));
  }

  /** Hidden fields tell the server on which words a field rests, where the revision does not. */
  function body(sent: Map<string, string>): URLSearchParams {
    const out = new URLSearchParams({ revision: revision.value, edit: id });
    for (const [field, value] of sent) {
      out.set(field, value);
      const clause = field.slice(2);
      if (stale.has("t:" + clause) || stale.has("h:" + clause)) out.set(field.startsWith("t:") ? "b:" + clause : "bh:" + clause, base.get(field)!);
    }
    return out;
  }

  async function save(): Promise<void> {
    if (busy || leaving || (!flight && dirty().length === 0)) return;
    busy = true;
    since = 0;
    say.textContent = form.dataset.saving!;
    if (!flight) {
      const sent = new Map(boxes.map((b) => [b.name, b.value]));
      flight = { id, body: body(sent), sent };
      keep();
    }
    const now = flight; // one without an answer is sent again as it was, and counts once
    let refused = false;
    try {
      const response = await fetch(form.action, { method: "POST", body: now.body, headers: { Accept: "application/json" } });
      if (!(response.headers.get("Content-Type") ?? "").includes("json")) throw new Error("no answer of the editor");
      const answer = (await response.json()) as Answer;
      refused = !response.ok;
      if (refused) say.textContent = answer.message;
      else take(answer, now.sent);
      flight = null;
      wait = 1000;
      if (id === now.id) id = name();
    } catch {
      say.textContent = form.dataset.offline!;
      wait = Math.min(wait * 2, 30000);
      clearTimeout(timer);
      timer = window.setTimeout(save, wait);
    }
    busy = false;
    keep();
    if (!flight && !refused && dirty().length > 0) soon();
  }

  /** Takes over what the server has now, but never words that somebody is just typing. */
  function take(answer: Answer, sent: Map<string, string>): void {
    const words = answer.words ?? {};
    for (const b of boxes) {
      const clause = words[b.name.slice(2)];
      if (!clause) continue;
      const theirs = b.name.startsWith("t:") ? clause.text : clause.heading;
      if (b.value === sent.get(b.name)) {
        const at = b === document.activeElement ? b.selectionStart : null;
        if (tidy(b.value) !== theirs) {
          b.value = theirs;
          if (at !== null) b.setSelectionRange(Math.min(at, theirs.length), Math.min(at, theirs.length));
        }
        base.set(b.name, b.value);
        stale.delete(b.name);
      } else if (tidy(sent.get(b.name)!) === theirs) {
        base.set(b.name, sent.get(b.name)!);
        stale.delete(b.name);
      } else {
        base.set(b.name, sent.get(b.name)!);
        stale.add(b.name);
      }
    }
    for (const [clause, is] of Object.entries(words)) {
      const reads = form.querySelector<HTMLElement>(`[data-clause="${CSS.escape(clause)}"] [data-reads] span`);
      if (reads && is.reads) reads.textContent = is.reads;
    }
    if (answer.revision || answer.clauses) revision.value = String(answer.revision);
    present.textContent = answer.present;
    const shown = [...form.querySelectorAll<HTMLElement>("[data-clause]")].map((r) => r.dataset.clause);
    const other = answer.clauses && answer.clauses.join() !== shown.join();
    say.textContent = (answer.status === "saved" || answer.status === "unchanged" ? "" : answer.message + " ") + form.dataset.saved + " " + answer.clock + (other ? ". " + form.dataset.reload : "");
  }

  /** How the server writes words down; that alone is no change to show. */
  function tidy(s: string): string {
    return s
      .split("\n")
      .map((l) => l.trim().replace(/\s+/g, " "))
      .filter((l) => l !== "")
      .join("\n");
  }

  /** Brings back what had not reached the server when the page was left. */
  function restore(): void {
    let kept: Waiting | null = null;
    try {
      kept = JSON.parse(localStorage.getItem(key) ?? "null") as Waiting | null;
    } catch {
      return;
    }
    if (!kept) return;
    for (const b of boxes) {
      const words = kept.words[b.name];
      if (words === undefined || words === b.value) continue;
      const was = kept.was[b.name];
      const arrived = kept.sent?.[b.name] !== undefined && tidy(kept.sent[b.name]!) === b.value;
      if (!arrived && kept.revision !== revision.value && was !== undefined && was !== b.value) {
        base.set(b.name, was);
        stale.add(b.name);
      }
      b.value = words;
    }
    if (dirty().length === 0) return keep();
    say.textContent = form.dataset.restored!;
    soon();
  }

  async function here(): Promise<void> {
    if (document.hidden || leaving) return;
    try {
      const response = await fetch(form.dataset.here!, { method: "POST", headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const answer = (await response.json()) as Answer;
      present.textContent = answer.present + (answer.revision > Number(revision.value) && !busy ? (answer.present ? ". " : "") + form.dataset.changed : "");
    } catch {
      /* the next one will tell */
    }
  }

  const rows = () => [...form.querySelectorAll<HTMLElement>("[data-clause]")];
  const press = (row: HTMLElement | null, what: string) => row?.querySelector<HTMLButtonElement>(`button[value^="${what}:"]`)?.click();

  form.addEventListener("input", () => {
    id = name(); // other words are another edit
    keep();
    say.textContent = form.dataset.typing!;
    soon();
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    for (const field of stale) {
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = (field.startsWith("t:") ? "b:" : "bh:") + field.slice(2);
      hidden.value = base.get(field)!;
      form.append(hidden);
    }
    try {
      localStorage.removeItem(key);
    } catch {
      /* nothing was kept */
    }
  });
  form.addEventListener("keydown", (event) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-clause]");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      void save();
    } else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      press(row, "after");
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const up = event.key === "ArrowUp";
      if (event.shiftKey) return press(row, up ? "up" : "down");
      const all = rows();
      all[all.indexOf(row!) + (up ? -1 : 1)]?.querySelector<HTMLElement>("textarea, input:not([type=hidden])")?.focus();
    }
  });
  let last: Box | null = null;
  form.addEventListener("focusin", (event) => {
    const target = event.target as HTMLElement;
    if (target.matches("textarea, input[name^='h:']")) last = target as Box;
  });
  for (const mark of document.querySelectorAll<HTMLElement>("[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = mark.textContent;
    button.addEventListener("click", () => {
      const into = last ?? form.querySelector<HTMLTextAreaElement>("textarea");
      if (!into) return;
      into.setRangeText(mark.dataset.insert!, into.selectionStart ?? 0, into.selectionEnd ?? 0, "end");
      into.dispatchEvent(new Event("input", { bubbles: true }));
      into.focus();
    });
    mark.replaceChildren(button);
  }
  window.addEventListener("online", () => void save());
  window.addEventListener("pagehide", () => {
    if (!leaving) navigator.sendBeacon(form.dataset.here!, new URLSearchParams({ left: "1" }));
  });
  restore();
  void here();
  window.setInterval(here, alive);
}
