// SPDX-License-Identifier: Apache-2.0
// Sends a driver's queue to the server, in its order, and forgets what the server
// has on disk.
import type { Queue, Word } from "./drivequeue";
import type { State } from "./drivestate";

const atOnce = 400;
const every = 30_000;
const slowest = 120_000;
const clockSlow = 30_000; // a clock that differs less is right

interface Answer {
  through: number;
  now: number;
  rejected: { n: number; reason: string }[];
}

export class Sender {
  connected = navigator.onLine;
  revoked = false;
  waiting = 0;
  sentAt = 0; // by the phone's clock
  changed: () => void = () => undefined;
  refused: (word: Word, reason: string) => void = () => undefined;

  private busy = false;
  private again = every;
  private timer = 0;

  /** off is what the phone's clock is behind the server's, in milliseconds; 0 where that is little. */
  constructor(
    private readonly queue: Queue,
    private key: string,
    public off: number,
  ) {}

  know(state: State): void {
    this.key = state.key;
    this.revoked = false;
    this.setClock(state.now);
  }

  private setClock(now: number): void {
    const off = now - Date.now();
    this.off = Math.abs(off) < clockSlow ? 0 : off;
    void this.queue.set("off", this.off);
  }

  run(): void {
    window.addEventListener("online", () => this.now());
    window.addEventListener("offline", () => {
      this.connected = false;
      this.changed();
    });
    document.addEventListener("visibilitychange", () => this.now());
    this.now();
  }

  /** Sends as soon as it can. */
  now(): void {
    this.at(0);
  }

  /** Sends with what else comes within half a minute. */
  soon(): void {
    void this.queue.count().then((n) => {
      this.waiting = n;
      this.changed();
    });
    if (!this.timer && !this.busy) this.at(this.again);
  }

  private at(wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.send();
    }, wait);
  }

  private async send(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    let more = true;
    while (more) more = await this.load().catch(() => false);
    this.busy = false;
    this.waiting = await this.queue.count();
    this.changed();
    if (this.waiting > 0) this.at(this.again);
  }

  /** Sends one load. It reports whether there is more, and it went well. */
  private async load(): Promise<boolean> {
    const first = await this.queue.first(atOnce);
    if (first.length === 0) return false;
    const body = JSON.stringify({
      queue: await this.queue.get<string>("name"),
      clock: Date.now(),
      items: first.map(({ n, item }) => ({ n, at: item.at, position: item.position, word: item.word })),
    });
    const answer = await fetch("/ingest/driver", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: "Bearer " + this.key },
      body,
      signal: AbortSignal.timeout(60_000),
    }).catch(() => undefined);
    this.connected = answer !== undefined;
    this.revoked = answer?.status === 401 || answer?.status === 403;
    if (!answer?.ok) {
      this.again = Math.min(this.again * 2, slowest);
      return false;
    }
    this.again = every;
    const said = (await answer.json()) as Answer;
    await this.queue.forget(said.through);
    this.sentAt = Date.now();
    this.setClock(said.now);
    for (const r of said.rejected) {
      const word = first.find((x) => x.n === r.n)?.item.word;
      if (word) this.refused(word, r.reason);
    }
    return first.length === atOnce;
  }
}
