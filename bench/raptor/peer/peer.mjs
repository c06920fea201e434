// SPDX-License-Identifier: Apache-2.0
// Answers requests with npm raptor-journey-planner (GPL-3.0): a program of its
// own that the benchmark runs beside the planner and that nothing links.
//
//   node peer.mjs DAY.json    → the seconds that building took, and of each
//                               request milliseconds and the earliest arrival
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { DepartAfterQuery, JourneyFactory, RaptorAlgorithmFactory, Service } = load();

function load() {
  const require = createRequire(import.meta.url);
  const at = (file) => require(`raptor-journey-planner/dist/src/${file}.js`);
  return { ...at("query/DepartAfterQuery"), ...at("results/JourneyFactory"), ...at("raptor/RaptorAlgorithmFactory"), ...at("gtfs/Service") };
}

const day = JSON.parse(readFileSync(process.argv[2], "utf8"));
const date = () => new Date(2026, 0, 5); // the library moves the one it is given on
const always = new Service(20260101, 20261231, { 0: true, 1: true, 2: true, 3: true, 4: true, 5: true, 6: true }, {});
const trips = day.trips.map((t, i) => ({
  tripId: String(i), serviceId: "x", service: always,
  stopTimes: t.stops.map((stop, k) => ({ stop: String(stop), arrivalTime: t.arrive[k], departureTime: t.depart[k], pickUp: k < t.stops.length - 1, dropOff: k > 0 })),
}));
const transfers = {};
for (const [from, to, duration] of day.links ?? []) {
  (transfers[from] ??= []).push({ origin: String(from), destination: String(to), duration, startTime: 0, endTime: Number.MAX_SAFE_INTEGER });
}

let began = process.cpuUsage();
const algorithm = RaptorAlgorithmFactory.create(trips, transfers, {}, date());
const built = used(began) / 1e3;
const query = new DepartAfterQuery(algorithm, new JourneyFactory(), 1);

function used(since) {
  const u = process.cpuUsage(since);
  return (u.user + u.system) / 1e3;
}

/** The library gives a journey on foot alone no arrival. */
function arrival(journey, at) {
  if (journey.legs.some((leg) => leg.stopTimes)) return journey.arrivalTime;
  return journey.legs.reduce((sum, leg) => sum + leg.duration, at);
}

function ask([from, to, at]) {
  const found = query.plan(String(from), String(to), date(), at);
  return found.length === 0 ? -1 : Math.min(...found.map((j) => arrival(j, at)));
}

for (const r of day.requests.slice(0, 50)) ask(r); // the compiler of the engine warms up
const milliseconds = [];
const arrivals = [];
for (const r of day.requests) {
  began = process.hrtime.bigint();
  arrivals.push(ask(r));
  milliseconds.push(Number(process.hrtime.bigint() - began) / 1e6);
}
process.stdout.write(JSON.stringify({ built, milliseconds, arrivals }));
