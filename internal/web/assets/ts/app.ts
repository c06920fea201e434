// SPDX-License-Identifier: Apache-2.0
// Small helps on every page. Each page works without this file.
import { edit } from "./editor";

/** A table wider than the screen can be scrolled with the keyboard too. */
function reachWideTables(): void {
  for (const box of document.querySelectorAll<HTMLElement>(".scroll, .chain")) {
    if (box.scrollWidth <= box.clientWidth + 1) continue;
    box.tabIndex = 0;
    const caption = box.querySelector("caption")?.textContent?.trim();
    if (caption && !box.hasAttribute("role")) {
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", caption);
    }
  }
}

/** The account menu closes when the reader turns to something else. */
function closeMenus(): void {
  const open = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

/** A form is sent once, however often its button is pressed. */
function sendOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
  });
}

/** After a rejected form the list of errors is where reading goes on. */
function readErrors(): void {
  const errors = document.querySelector<HTMLElement>(".errors");
  if (!errors) return;
  errors.tabIndex = -1;
  errors.focus();
}

/** What a page tells of now is read again while somebody looks: when the server says so, or every so many seconds. */
function renew(box: HTMLElement): void {
  const again = async (): Promise<void> => {
    if (document.hidden) return;
    const answer = await fetch(location.href).catch(() => undefined);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("[data-renew]");
    if (!fresh || box.contains(document.activeElement)) return;
    box.replaceChildren(...fresh.childNodes);
    box.dataset.at = fresh.dataset.at;
    reachWideTables();
  };
  if (!box.dataset.events) {
    setInterval(again, Number(box.dataset.renew) * 1000);
    return;
  }
  new EventSource(box.dataset.events).onmessage = (event: MessageEvent<string>) => {
    if (String(JSON.parse(event.data).at) !== box.dataset.at) void again();
  };
}

reachWideTables();
closeMenus();
sendOnce();
readErrors();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-editor]")) edit(form);
for (const box of document.querySelectorAll<HTMLElement>("[data-renew]")) renew(box);
