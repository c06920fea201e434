// SPDX-License-Identifier: Apache-2.0
// The driver's page: what is said and where the bus is goes into a queue on the
// phone, and from there to the server when there is a network. Without this file
// the page is plain forms.
import { clock, dayAt, running, standing, type Day, type Run, type State, type Way } from "./drivestate";
import { follow, type Gps } from "./drivegps";
import { Queue, type Word } from "./drivequeue";
import { Sender } from "./drivesender";
import { el, view } from "./driveview";

const root = document.getElementById("drive");
const undoFor = 10_000;

class Driving {
  private said: Word[] = [];
  private vehicle = ""; // on duty with
  private chosen?: Run;
  private open: "" | "trouble" | "vehicles" = "";
  private all = false;
  private line = "";
  private typed = "";
  private last?: Word;
  private refused = "";
  private gps: Gps = { state: "wait" };
  private awake?: WakeLockSentinel;
  private ask: () => void = () => undefined; // the receiver, or stops asking
  private next: Record<string, number> = {};

  constructor(
    private readonly box: HTMLElement,
    private readonly queue: Queue,
    private state: State,
    private readonly sender: Sender,
  ) {}

  /** The time of the server, by the phone's clock. */
  private now(): number {
    return Date.now() + this.sender.off;
  }

  private day(): Day | undefined {
    return dayAt(this.state, this.now());
  }

  /** fresh: the state is of now. */
  async start(fresh: boolean): Promise<void> {
    this.vehicle = (await this.queue.get<string>("duty:" + this.day()?.date)) ?? "";
    await this.read();
    this.sender.changed = () => this.draw();
    this.sender.refused = (word, reason) => {
      this.refused = this.say("refused", { What: this.text(word), Reason: reason });
      void this.drop(word.id);
    };
    this.ask = follow(
      () => this.vehicle !== "",
      (gps) => {
        this.gps = gps;
        if (gps.item) void this.queue.add(gps.item).then(() => this.sender.soon());
        this.pass(gps);
        this.draw();
      },
    );
    this.box.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-do]");
      if (button) document.querySelector(".flash")?.remove(); // its news is old
      if (button) void this.act(button.dataset.do ?? "", button.dataset.with ?? "");
    });
    this.box.addEventListener("input", (event) => (this.typed = (event.target as HTMLInputElement).value));
    document.addEventListener("visibilitychange", () => void this.keepAwake());
    setInterval(() => this.draw(), 15_000);
    void this.keepAwake();
    this.draw();
    this.sender.run();
    if (!fresh) void this.renew();
    window.addEventListener("online", () => void this.renew());
    setInterval(() => void this.renew(), 15 * 60_000);
  }

  /** Gets the timetable and the roster anew. */
  private async renew(): Promise<void> {
    const fresh = await fetchState();
    if (!fresh) return;
    this.state = fresh;
    this.sender.know(fresh);
    await this.queue.set("state", fresh);
    await this.read();
    this.draw();
  }

  /** Puts what the server knows, what was said here and what waits together. */
  private async read(): Promise<void> {
    const day = this.day()?.date;
    const kept = (await this.queue.get<Word[]>("said")) ?? [];
    const all = new Map<string, Word>();
    const told = this.state.said.map((w) => ({ ...w, at: w.at - this.sender.off })); // by the phone's clock
    for (const w of [...told, ...kept, ...(await this.queue.words())]) all.set(w.id, w);
    this.said = [...all.values()].filter((w) => w.date === day);
    await this.queue.set("said", this.said);
  }

  private async drop(id: string): Promise<void> {
    const kept = (await this.queue.get<Word[]>("said")) ?? [];
    await this.queue.set("said", kept.filter((w) => w.id !== id && w.of !== id));
    await this.read();
    this.draw();
  }

  private async keepAwake(): Promise<void> {
    if (this.vehicle === "" || document.hidden || (this.awake && !this.awake.released)) return;
    this.awake = await navigator.wakeLock?.request("screen").catch(() => undefined);
  }

  /** Says something: it is on the phone before anything else happens. */
  private async tell(say: string, more: Partial<Word> = {}): Promise<void> {
    const day = this.day();
    if (!day) return;
    const at = Date.now();
    const word: Word = { id: crypto.randomUUID(), say, vehicle: this.vehicle, date: day.date, trip: "", start: 0, trouble: "", text: "", at, ...more };
    await this.queue.add({ at, word });
    this.said.push(word);
    await this.queue.set("said", this.said);
    this.last = word;
    this.refused = "";
    this.draw();
    setTimeout(() => {
      if (this.last === word) this.last = undefined;
      this.draw();
    }, undoFor);
    this.sender.now();
  }

  private async act(what: string, value: string): Promise<void> {
    const { run } = running(standing(this.said));
    const of = run ? { trip: run.trip, start: run.start } : {};
    switch (what) {
      case "vehicle":
        this.vehicle = value;
        this.open = "";
        await this.queue.set("duty:" + this.day()?.date, value);
        this.ask();
        void this.keepAwake();
        return this.tell("kendaraan");
      case "leave":
        this.vehicle = "";
        this.chosen = undefined;
        await this.queue.set("duty:" + this.day()?.date, "");
        this.ask();
        await this.awake?.release().catch(() => undefined);
        break;
      case "vehicles":
        this.open = "vehicles";
        break;
      case "all":
        this.all = !this.all;
        break;
      case "line":
        this.line = this.line === value ? "" : value;
        break;
      case "run":
        this.chosen = this.day()?.runs.find((r) => r.trip + " " + r.start === value);
        break;
      case "back":
        this.chosen = undefined;
        this.open = "";
        break;
      case "mulai":
        if (this.chosen) await this.tell("mulai", { trip: this.chosen.trip, start: this.chosen.start });
        this.chosen = undefined;
        break;
      case "selesai":
      case "istirahat":
      case "lanjut":
        await this.tell(what, of);
        break;
      case "trouble":
        this.open = this.open === "trouble" ? "" : "trouble";
        break;
      case "kendala":
        if (value === "lain" && this.typed.trim() === "") {
          this.box.querySelector<HTMLElement>("input")?.focus();
          return;
        }
        this.open = "";
        await this.tell("kendala", { ...of, trouble: value, text: this.typed.trim() });
        this.typed = "";
        break;
      case "batal":
        await this.undo(value);
        break;
    }
    this.draw();
  }

  private async undo(id: string): Promise<void> {
    const word = this.said.find((w) => w.id === id);
    if (!word) return;
    await this.tell("batal", { of: id, date: word.date });
    this.last = undefined;
    if (word.say !== "kendaraan") return;
    const before = standing(this.said).findLast((w) => w.vehicle !== "");
    this.vehicle = before?.vehicle ?? "";
    await this.queue.set("duty:" + this.day()?.date, this.vehicle);
  }

  /** Notes which halte of the run was passed: within 60 m, at most three ahead. */
  private pass(gps: Gps): void {
    const { run } = running(standing(this.said));
    if (!run || !gps.at) return;
    const name = run.trip + " " + run.start;
    const calls = this.way(run)?.calls ?? [];
    const from = this.next[name] ?? 0;
    for (let i = Math.min(from + 3, calls.length - 2); i >= from; i--) {
      if (gps.near(this.state.halts[calls[i][0]]) > 60) continue;
      this.next[name] = i + 1;
      return;
    }
  }

  private run(of: { trip: string; start: number }): Run | undefined {
    return this.day()?.runs.find((r) => r.trip === of.trip && r.start === of.start);
  }

  private way(of: { trip: string; start: number }): Way | undefined {
    const run = this.run(of);
    return run && this.state.ways[run.way];
  }

  private say(key: string, fill: Record<string, string | number> = {}): string {
    return (this.state.words[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(fill[name] ?? ""));
  }

  private text(w: Word): string {
    let text = this.say("did." + w.say);
    if (w.say === "kendaraan") text += " " + w.vehicle;
    if (w.say === "kendala") text += ": " + this.say("trouble." + w.trouble) + (w.text ? ", " + w.text : "");
    const way = this.way(w);
    if (way) text += " · " + way.line + " " + way.headsign + " " + clock(w.start, this.state.lang);
    return text;
  }

  private draw(): void {
    const words = standing(this.said);
    const { run, rests } = running(words);
    const day = this.day();
    const second = day ? (this.now() - day.start) / 1000 : 0;
    const now = run && this.run(run);
    const calls = (now && this.way(now)?.calls) ?? [];
    const ahead = now ? (this.next[now.trip + " " + now.start] ?? Math.max(0, calls.findIndex(([, after]) => now.start + after >= second))) : 0;
    const next = calls[ahead];
    view(this.box, {
      say: (key, fill) => this.say(key, fill),
      clock: (s) => clock(s, this.state.lang),
      where: this.state.service + " · " + this.state.device,
      vehicle: this.vehicle,
      last: this.state.vehicle,
      vehicles: this.state.vehicles,
      choosing: this.vehicle === "" || this.open === "vehicles",
      trouble: this.open === "trouble",
      troubles: this.state.troubles,
      typed: this.typed,
      noDay: !day,
      runs: day?.runs ?? [],
      ended: new Set(words.filter((w) => w.say === "selesai").map((w) => w.trip + " " + w.start)),
      second,
      all: this.all,
      line: this.line,
      chosen: this.chosen,
      started: now,
      rests,
      halt: next && { name: this.state.halts[next[0]].name, after: next[1] },
      ways: this.state.ways,
      said: words.map((w) => ({ id: w.id, at: this.hour(w.at), text: this.text(w) })).reverse(),
      noted: this.last && this.last.say !== "batal" ? { id: this.last.id, text: this.text(this.last) } : undefined,
      refused: this.refused,
      network: this.network(),
      gps: this.gpsText(),
      full: this.queue.full,
    });
  }

  private hour(at: number): string {
    const d = new Date(at + this.sender.off + 7 * 3600_000); // Asia/Jakarta
    return clock(d.getUTCHours() * 3600 + d.getUTCMinutes() * 60, this.state.lang);
  }

  private network(): { text: string; bad: boolean } {
    const n = this.sender.waiting;
    if (this.sender.revoked) return { text: this.say("revoked", { N: n }), bad: true };
    if (!this.sender.connected) return { text: this.say("offline", { N: n }), bad: true };
    if (n === 0) return { text: this.say("connected"), bad: false };
    return { text: this.sender.sentAt ? this.say("sent_at", { At: this.hour(this.sender.sentAt), N: n }) : this.say("waiting", { N: n }), bad: false };
  }

  private gpsText(): { text: string; bad: boolean } {
    if (this.vehicle === "") return { text: this.say("gps_paused"), bad: false };
    const text = this.say("gps_" + this.gps.state, { N: Math.round(this.gps.accuracy ?? 0) });
    return { text, bad: !["ok", "wait"].includes(this.gps.state) };
  }
}

async function fetchState(): Promise<State | undefined> {
  const answer = await fetch("/drive/state").catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as State) : undefined;
}

/** Keeps the page on the phone as it is now, so that it opens without a network. */
async function keepPage(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/drive/worker.js", { scope: "/drive" });
  const cache = await caches.open("sinergi-drive-1");
  const parts = [...document.querySelectorAll<HTMLElement>("link[rel=stylesheet], link[rel=icon], script[src]")].map((e) => e.getAttribute("href") ?? e.getAttribute("src") ?? "");
  await cache.addAll(["/drive", ...parts.filter((p) => p.startsWith("/assets/"))]);
  for (const old of await cache.keys()) {
    const path = new URL(old.url).pathname;
    if (path !== "/drive" && !parts.includes(path)) await cache.delete(old);
  }
  await navigator.storage?.persist?.();
}

async function begin(box: HTMLElement): Promise<void> {
  const queue = await Queue.open(box.dataset.device ?? "");
  const fresh = await fetchState();
  if (fresh) await queue.set("state", fresh);
  const state = fresh ?? (await queue.get<State>("state"));
  if (!state) return; // the plain forms stay
  const off = (await queue.get<number>("off")) ?? 0;
  const sender = new Sender(queue, state.key, off);
  if (fresh) sender.know(fresh);
  await new Driving(box, queue, state, sender).start(fresh !== undefined);
  void keepPage().catch(() => undefined);
}

if (root && "indexedDB" in window && "randomUUID" in crypto) {
  // One tab drives: two would send everything twice.
  const only = navigator.locks
    ? navigator.locks.request("sinergi-drive", { ifAvailable: true }, async (lock) => {
        if (lock) {
          await begin(root);
          await new Promise(() => undefined);
        }
        const state = await fetchState();
        root.replaceChildren(el("p", { class: "note", role: "status" }, state?.words.other_tab ?? ""));
      })
    : begin(root);
  void only;
}
