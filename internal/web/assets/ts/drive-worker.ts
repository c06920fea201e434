// SPDX-License-Identifier: Apache-2.0
// Opens the driver's page without a connection, as it was last seen. What is on
// the page then comes from the phone; nothing else is answered from here.
/// <reference lib="webworker" />
const worker = self as unknown as ServiceWorkerGlobalScope;
const shelf = "sinergi-drive-1";

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

/** The page as it is now, or when there is no answer in time as it was. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(shelf);
  const kept = await cache.match("/drive");
  try {
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(4000) } : {});
    if (answer.ok && new URL(request.url).search === "") await cache.put("/drive", answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Assets have the hash of their content in their names. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(shelf);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === "/drive") event.respondWith(page(event.request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(event.request));
});
