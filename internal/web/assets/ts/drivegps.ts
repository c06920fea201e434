// SPDX-License-Identifier: Apache-2.0
// Where the phone is: every ten seconds while it moves, once a minute while it
// stands, which is less than the silence that an agreement bridges.
import { metres } from "./drivestate";
import type { Item } from "./drivequeue";

const moving = 10_000;
const standing = 60_000;
const still = 15; // metres
const weak = 50; // metres

/** What is known of the phone's place; item is there when it is to be sent. */
export interface Gps {
  state: "wait" | "ok" | "weak" | "off" | "denied" | "none" | "insecure";
  accuracy?: number;
  at?: { lat: number; lon: number };
  item?: Item;
  near(place: { lat: number; lon: number }): number;
}

const nowhere = (state: Gps["state"]): Gps => ({ state, near: () => Infinity });

/** Tells of every fix while onDuty. What it gives is to be called when that changes. */
export function follow(onDuty: () => boolean, heard: (gps: Gps) => void): () => void {
  if (!window.isSecureContext || !("geolocation" in navigator)) {
    const why = window.isSecureContext ? "none" : "insecure";
    heard(nowhere(why));
    return () => heard(nowhere(why));
  }
  let watch: number | undefined;
  let last: { at: number; place: { lat: number; lon: number } } | undefined;
  const fix = (found: GeolocationPosition): void => {
    const c = found.coords;
    const place = { lat: c.latitude, lon: c.longitude };
    const gps: Gps = { state: c.accuracy > weak ? "weak" : "ok", accuracy: c.accuracy, at: place, near: (other) => metres(place, other) };
    const now = Date.now();
    const stands = last !== undefined && (c.speed ?? 0) < 1 && metres(last.place, place) < Math.max(still, c.accuracy / 2);
    if (!last || now < last.at || now - last.at >= (stands ? standing : moving) - 500) {
      last = { at: now, place };
      gps.item = { at: now, position: { ...place, accuracy: c.accuracy, speed: c.speed, heading: Number.isNaN(c.heading) ? null : c.heading } };
    }
    heard(gps);
  };
  const fail = (error: GeolocationPositionError): void => {
    heard(nowhere(error.code === error.PERMISSION_DENIED ? "denied" : "off"));
    if (watch !== undefined) navigator.geolocation.clearWatch(watch);
    watch = undefined; // it is tried again
  };
  /** The receiver is asked only while the driver is on duty. */
  const check = (): void => {
    if (onDuty() && watch === undefined) {
      watch = navigator.geolocation.watchPosition(fix, fail, { enableHighAccuracy: true, maximumAge: 0, timeout: 60_000 });
    } else if (!onDuty() && watch !== undefined) {
      navigator.geolocation.clearWatch(watch);
      watch = last = undefined;
    }
  };
  check();
  setInterval(check, 3000); // an error ended the watch
  return check;
}
