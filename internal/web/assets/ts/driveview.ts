// SPDX-License-Identifier: Apache-2.0
// How the driver's page looks. It is drawn anew as a whole when something on it
// changed, and the button that had the focus keeps it.
import type { Run, Way } from "./drivestate";

export interface Look {
  say(key: string, fill?: Record<string, string | number>): string;
  clock(second: number): string;
  where: string;
  vehicle: string;
  last: string;
  vehicles: { id: string; plate: string }[];
  choosing: boolean;
  trouble: boolean;
  troubles: string[];
  typed: string;
  noDay: boolean;
  runs: Run[];
  ended: Set<string>;
  second: number;
  all: boolean;
  line: string;
  chosen?: Run;
  started?: Run;
  rests: boolean;
  halt?: { name: string; after: number };
  ways: Way[];
  said: { id: string; at: string; text: string }[];
  noted?: { id: string; text: string };
  refused: string;
  network: { text: string; bad: boolean };
  gps: { text: string; bad: boolean };
  full: boolean;
}

type Child = Node | string | undefined;

export function el(tag: string, attributes: Record<string, string>, ...children: Child[]): HTMLElement {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  e.append(...children.filter((c): c is Node | string => c !== undefined && c !== ""));
  return e;
}

const button = (kind: string, what: string, value: string, ...children: Child[]): HTMLElement =>
  el("button", { type: "button", class: "button " + kind, "data-do": what, "data-with": value }, ...children);

const offered = 6;
const gone = 20 * 60;

function vehicles(look: Look): Child[] {
  const others = look.vehicles.filter((v) => v.id !== look.last);
  return [
    el("h2", {}, look.say("choose_vehicle")),
    look.last ? button("drive-big", "vehicle", look.last, look.say("continue_with", { Vehicle: look.last })) : undefined,
    el("div", { class: "drive-list" }, ...others.map((v) => button("quiet drive-big", "vehicle", v.id, v.id, v.plate ? el("span", { class: "muted" }, " " + v.plate) : undefined))),
    look.vehicle ? button("quiet drive-big", "back", "", look.say("back")) : undefined,
  ];
}

function runs(look: Look): Child[] {
  const left = look.runs.filter((r) => !look.ended.has(r.trip + " " + r.start) && r.start >= look.second - (look.all ? 3 * 3600 : gone));
  const own = left.filter((r) => r.vehicle === look.vehicle);
  const rostered = own.length > 0 && !look.all;
  const of = (r: Run): string => look.ways[r.way].line + " · " + look.ways[r.way].headsign;
  const lines = [...new Set(left.map(of))];
  const all = (rostered ? own : left).filter((r) => rostered || look.line === "" || of(r) === look.line);
  const shown = look.all ? all : all.slice(0, offered);
  return [
    el("h2", {}, look.say("choose_trip")),
    rostered || lines.length < 2
      ? undefined
      : el("div", { class: "drive-lines", role: "group", "aria-label": look.say("filter") }, ...lines.map((l) => {
          const b = button("quiet", "line", l, l);
          b.setAttribute("aria-pressed", String(l === look.line));
          return b;
        })),
    look.noDay ? el("p", { class: "note" }, look.say("no_day")) : undefined,
    !look.noDay && shown.length === 0 ? el("p", { class: "note" }, look.say("no_trips")) : undefined,
    el("div", { class: "drive-list" }, ...shown.map((r) =>
      button("quiet drive-big drive-run", "run", r.trip + " " + r.start, el("strong", {}, look.clock(r.start)), el("span", {}, of(r), r.every ? el("span", { class: "muted" }, " " + look.say("every", { N: Math.round(r.every / 60) })) : undefined)),
    )),
    button("quiet drive-big", "all", "", look.say(look.all ? "its_trips" : "all_trips")),
    button("quiet drive-big", "vehicles", "", look.say("change_vehicle", { Vehicle: look.vehicle })),
    button("quiet drive-big", "leave", "", look.say("leave_duty")),
  ];
}

function trip(look: Look, run: Run): Child[] {
  const started = run === look.started;
  return [
    el("section", { class: "drive-trip" },
      el("h2", {}, el("span", { class: "drive-line" }, look.ways[run.way].line), " " + look.ways[run.way].headsign),
      el("p", { class: "drive-at" }, look.clock(run.start) + " · " + look.vehicle, look.rests && started ? " · " + look.say("resting") : undefined),
      started && look.halt
        ? el("p", { class: "drive-next" }, el("span", {}, look.say("next_halt")), el("strong", {}, look.halt.name), run.every ? undefined : look.clock(run.start + look.halt.after))
        : undefined,
    ),
    button("drive-huge", started ? "selesai" : "mulai", "", look.say(started ? "end" : "start")),
    started ? button("quiet drive-big", look.rests ? "lanjut" : "istirahat", "", look.say(look.rests ? "resume" : "rest")) : button("quiet drive-big", "back", "", look.say("back")),
  ];
}

function trouble(look: Look): Child[] {
  if (!look.trouble) return [button("danger drive-big", "trouble", "", look.say("trouble"))];
  const input = el("input", { id: "drive-text", type: "text", maxlength: "300", autocomplete: "off" }) as HTMLInputElement;
  input.value = look.typed;
  return [
    el("section", { class: "drive-trouble" },
      el("h2", {}, look.say("say_what")),
      el("div", { class: "field" }, el("label", { for: "drive-text" }, look.say("trouble_text")), input),
      el("div", { class: "drive-list" }, ...look.troubles.map((t) => button("danger drive-big", "kendala", t, look.say("trouble." + t)))),
      button("quiet drive-big", "trouble", "", look.say("cancel")),
    ),
  ];
}

function status(look: Look): HTMLElement {
  const line = (x: { text: string; bad: boolean }): HTMLElement => el("p", { class: x.bad ? "is-bad" : "" }, x.text);
  return el("div", { class: "drive-status", role: "status" }, line(look.network), line(look.gps), look.full ? line({ text: look.say("storage_full"), bad: true }) : undefined);
}

let drawn = "";

export function view(box: HTMLElement, look: Look): void {
  const run = look.started ?? look.chosen;
  const page = el("div", {},
    el("p", { class: "drive-where" }, look.where),
    status(look),
    look.refused ? el("p", { class: "note", role: "alert" }, look.refused) : undefined,
    look.noted ? el("div", { class: "drive-noted", role: "status" }, el("p", {}, look.say("noted", { What: look.noted.text })), button("quiet", "batal", look.noted.id, look.say("undo"))) : undefined,
    ...(look.choosing ? vehicles(look) : run ? trip(look, run) : runs(look)),
    ...(look.vehicle ? trouble(look) : []),
    ...(look.said.length === 0 ? [] : [
      el("h2", {}, look.say("said_today")),
      el("ul", { class: "plain drive-said" }, ...look.said.map((w) => {
        const undo = button("quiet", "batal", w.id, look.say("undo"));
        undo.setAttribute("aria-label", look.say("undo") + ": " + w.at + " " + w.text);
        return el("li", {}, el("span", {}, w.at + " " + w.text), undo);
      })),
    ]),
  );
  if (page.innerHTML === drawn) return;
  const had = document.activeElement;
  if (had instanceof HTMLInputElement && box.contains(had) && look.trouble) {
    if (page.querySelector("#drive-text")) { // nobody loses what they are typing: only the state is drawn
      box.querySelector(".drive-status")?.replaceWith(status(look));
      return;
    }
  }
  drawn = page.innerHTML;
  const key = had instanceof HTMLElement && box.contains(had) ? '[data-do="' + had.dataset.do + '"][data-with="' + CSS.escape(had.dataset.with ?? "") + '"]' : "";
  box.replaceChildren(page);
  if (key) box.querySelector<HTMLElement>(key)?.focus();
}
