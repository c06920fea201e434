// SPDX-License-Identifier: Apache-2.0
// What the server gives a driver's phone to work with, and what follows from it.
import type { Word } from "./drivequeue";

export interface Run {
  trip: string;
  start: number; // seconds of the service day
  way: number;
  vehicle?: string;
  every?: number;
}

export interface Way {
  line: string;
  headsign: string;
  calls: [number, number][]; // number of the halte, seconds after the start of the run
}

export interface Halt {
  name: string;
  lat: number;
  lon: number;
}

export interface Day {
  date: string;
  label: string;
  start: number; // milliseconds since 1970
  runs: Run[];
}

export interface State {
  key: string;
  device: string;
  service: string;
  lang: string;
  now: number;
  vehicle: string;
  vehicles: { id: string; plate: string }[];
  halts: Halt[];
  ways: Way[];
  days: Day[];
  said: Word[];
  troubles: string[];
  words: Record<string, string>;
}

const hour = 3600_000;

/** A service day lasts until three in the morning: runs go past midnight. */
export function dayAt(state: State, now: number): Day | undefined {
  return state.days.find((d) => now >= d.start + 3 * hour && now < d.start + 27 * hour);
}

/** Words that were not taken back, in the order in which they were said. */
export function standing(words: Word[]): Word[] {
  const gone = new Set(words.filter((w) => w.say === "batal").map((w) => w.of));
  return words.filter((w) => w.say !== "batal" && !gone.has(w.id)).sort((a, b) => a.at - b.at);
}

/** The run that was started and not ended, and whether the driver rests. */
export function running(words: Word[]): { run?: Word; rests: boolean } {
  let run: Word | undefined;
  let rests = false;
  for (const w of words) {
    if (w.say === "mulai") [run, rests] = [w, false];
    if (w.say === "selesai" && run && w.trip === run.trip && w.start === run.start) run = undefined;
    if (w.say === "istirahat") rests = true;
    if (w.say === "lanjut") rests = false;
  }
  return { run, rests };
}

/** Metres between two places that are near each other. */
export function metres(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const x = (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(x, b.lat - a.lat) * 111_195;
}

/** A time of the service day, as it is written. */
export function clock(second: number, lang: string): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  return two(Math.floor(second / 3600) % 24) + (lang === "en" ? ":" : ".") + two(Math.floor(second / 60) % 60);
}
