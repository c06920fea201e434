// SPDX-License-Identifier: Apache-2.0
// What a driver's phone keeps until it is sent: positions and words in the order
// in which they came about, in IndexedDB, so that they outlive the page.

/** A position as the door takes it in: degrees, metres, m/s. */
export interface Position {
  lat: number;
  lon: number;
  accuracy: number;
  speed: number | null;
  heading: number | null;
}

/** What a driver says. */
export interface Word {
  id: string;
  say: string;
  vehicle: string;
  date: string;
  trip: string;
  start: number;
  trouble: string;
  text: string;
  of?: string;
  at: number;
}

export interface Item {
  at: number; // milliseconds since 1970, by the phone
  position?: Position;
  word?: Word;
}

const request = <T>(r: IDBRequest<T>): Promise<T> =>
  new Promise((done, fail) => {
    r.onsuccess = () => done(r.result);
    r.onerror = () => fail(r.error);
  });

export class Queue {
  /** Things that could not be stored wait here, and are lost with the page. */
  private held: Item[] = [];
  full = false;

  private constructor(private readonly db: IDBDatabase) {}

  /** Every device has a queue of its own: what was meant for one is never sent as another. */
  static async open(device: string): Promise<Queue> {
    const opening = indexedDB.open("sinergi-drive:" + device, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("items", { autoIncrement: true });
      opening.result.createObjectStore("kept");
    };
    const queue = new Queue(await request(opening));
    if (!(await queue.get<string>("name"))) await queue.set("name", crypto.randomUUID());
    return queue;
  }

  async get<T>(key: string): Promise<T | undefined> {
    return request<T | undefined>(this.db.transaction("kept").objectStore("kept").get(key));
  }

  async set(key: string, value: unknown): Promise<void> {
    await request(this.db.transaction("kept", "readwrite").objectStore("kept").put(value, key)).catch(() => undefined);
  }

  async count(): Promise<number> {
    return this.held.length + (await request(this.db.transaction("items").objectStore("items").count()));
  }

  /** Adds to the end. Where the phone is full, old positions are thinned out; words never are. */
  async add(item: Item): Promise<void> {
    this.held.push(item);
    try {
      await this.store();
    } catch {
      this.full = true;
      await this.thin().catch(() => undefined);
      await this.store().catch(() => undefined);
    }
  }

  private async store(): Promise<void> {
    while (this.held.length > 0) {
      await request(this.db.transaction("items", "readwrite").objectStore("items").add(this.held[0]));
      this.held.shift();
    }
  }

  /** Leaves out every other one of the oldest positions. */
  private async thin(): Promise<void> {
    const items = this.db.transaction("items", "readwrite").objectStore("items");
    const keys = await request(items.getAllKeys(null, 2000));
    const all = await request<Item[]>(items.getAll(null, 2000));
    const positions = keys.filter((_, i) => all[i].position);
    await Promise.all(positions.filter((_, i) => i % 2 === 1).map((key) => request(items.delete(key))));
  }

  /** The oldest things, with their numbers. */
  async first(most: number): Promise<{ n: number; item: Item }[]> {
    const items = this.db.transaction("items").objectStore("items");
    const [keys, all] = await Promise.all([request(items.getAllKeys(null, most)), request<Item[]>(items.getAll(null, most))]);
    return all.map((item, i) => ({ n: Number(keys[i]), item }));
  }

  /** The words that were not sent yet. */
  async words(): Promise<Word[]> {
    const all = await request<Item[]>(this.db.transaction("items").objectStore("items").getAll());
    return [...all, ...this.held].flatMap((item) => (item.word ? [item.word] : []));
  }

  /** Forgets what the server has on disk. */
  async forget(through: number): Promise<void> {
    await request(this.db.transaction("items", "readwrite").objectStore("items").delete(IDBKeyRange.upperBound(through)));
    this.full = false;
    await this.store().catch(() => undefined);
  }
}
