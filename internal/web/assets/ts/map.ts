// SPDX-License-Identifier: Apache-2.0
// Makes a live map of every <figure class="map" data-map data-src="….geojson">.
// The server's drawing stays where it is, below; it is what is printed, what is
// read aloud, and what remains when anything here fails.
//
// The GeoJSON's features carry these properties:
//   kind   territory | label | border | plan | route | gap | stop | place | point
//   party  0 to 5, the place of the government in the cooperation; may be absent
//   name   shown beside stops, places and where a territory's label is (in its middle
//          when there is no label); and when touched
//   text   a second line, shown when it is touched
//   href   where the thing leads
import {
  AttributionControl, LngLatBounds, Map as LiveMap, NavigationControl, Popup, ScaleControl, setWorkerUrl,
  type ExpressionSpecification, type MapGeoJSONFeature, type StyleSpecification,
} from "maplibre-gl";
import { hatches, tokens, type Tokens } from "./tokens";

const touchable = ["stops", "places", "points", "gaps", "routes", "plans"];

function isKind(kind: string): ExpressionSpecification {
  return ["==", ["get", "kind"], kind];
}

function byParty(colours: Tokens): ExpressionSpecification {
  const cases = colours.parties.flatMap((colour, i) => [i, colour]);
  return ["match", ["coalesce", ["get", "party"], -1], ...cases, colours.action] as unknown as ExpressionSpecification;
}

function style(data: GeoJSON.FeatureCollection, c: Tokens): StyleSpecification {
  const party = byParty(c);
  const hasParty: ExpressionSpecification = ["all", isKind("territory"), ["has", "party"]];
  return {
    version: 8,
    sources: { data: { type: "geojson", data } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": c.water } },
      { id: "land", type: "fill", source: "data", filter: isKind("territory"), paint: { "fill-color": c.ground } },
      { id: "tint", type: "fill", source: "data", filter: hasParty, paint: { "fill-color": party, "fill-opacity": 0.14 } },
      {
        id: "hatch", type: "fill", source: "data", filter: hasParty,
        paint: { "fill-pattern": ["concat", "hatch-", ["to-string", ["get", "party"]]], "fill-opacity": 0.28 },
      },
      { id: "outline", type: "line", source: "data", filter: isKind("territory"), paint: { "line-color": c.grey, "line-width": 0.75 } },
      {
        id: "border", type: "line", source: "data", filter: isKind("border"),
        paint: { "line-color": c.ink, "line-width": 1.6, "line-dasharray": [5, 2, 1, 2] },
      },
      {
        id: "casing", type: "line", source: "data", filter: isKind("route"),
        layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": c.paper, "line-width": 7 },
      },
      {
        id: "routes", type: "line", source: "data", filter: isKind("route"),
        layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": party, "line-width": 4 },
      },
      {
        id: "plans", type: "line", source: "data", filter: isKind("plan"),
        paint: { "line-color": c.grey, "line-width": 2.5, "line-dasharray": [3, 2] },
      },
      {
        id: "gaps", type: "line", source: "data", filter: isKind("gap"),
        paint: { "line-color": c.bad, "line-width": 4, "line-dasharray": [1, 1] },
      },
      {
        id: "points", type: "circle", source: "data", filter: isKind("point"),
        paint: { "circle-radius": 3, "circle-color": party, "circle-stroke-color": c.paper, "circle-stroke-width": 1 },
      },
      {
        id: "stops", type: "circle", source: "data", filter: isKind("stop"),
        paint: { "circle-radius": 5, "circle-color": c.paper, "circle-stroke-color": c.ink, "circle-stroke-width": 1.6 },
      },
      {
        id: "places", type: "circle", source: "data", filter: isKind("place"),
        paint: { "circle-radius": 3, "circle-color": c.ink, "circle-stroke-color": c.paper, "circle-stroke-width": 1 },
      },
      label("territory-names", data.features.some((f) => f.properties?.kind === "label") ? "label" : "territory", c, 15),
      label("place-names", "place", c, 12.5),
      label("stop-names", "stop", c, 12.5),
    ],
  };
}

function label(id: string, kind: string, c: Tokens, size: number): StyleSpecification["layers"][number] {
  const aside = kind === "stop" || kind === "place";
  return {
    id, type: "symbol", source: "data", filter: ["all", isKind(kind), ["has", "name"]],
    layout: {
      "text-field": ["get", "name"], "text-size": size, "text-font": ["sans-serif"],
      "text-anchor": aside ? "left" : "center", "text-offset": aside ? [0.8, 0] : [0, 0], "text-max-width": 16, "text-justify": "auto",
    },
    paint: { "text-color": c.ink, "text-halo-color": c.paper, "text-halo-width": 1.5 },
  };
}

/** Bounds of what matters: everything but the territories, unless there is nothing else. */
function extent(data: GeoJSON.FeatureCollection): LngLatBounds {
  const bounds = new LngLatBounds();
  const add = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) return;
    if (typeof coordinates[0] === "number") bounds.extend([coordinates[0], coordinates[1] as number]);
    else coordinates.forEach(add);
  };
  const around = new Set(["territory", "label", "border"]);
  const fine = data.features.filter((f) => !around.has(f.properties?.kind as string));
  for (const feature of fine.length > 0 ? fine : data.features) {
    if (feature.geometry && feature.geometry.type !== "GeometryCollection") add(feature.geometry.coordinates);
  }
  return bounds;
}

function describe(feature: MapGeoJSONFeature): HTMLElement | null {
  const { name, text, href } = feature.properties as { name?: string; text?: string; href?: string };
  if (!name && !text) return null;
  const box = document.createElement("div");
  const title = document.createElement(href ? "a" : "strong");
  if (title instanceof HTMLAnchorElement && href?.startsWith("/")) title.href = href;
  title.textContent = name ?? text ?? "";
  box.append(title);
  if (name && text) box.append(document.createElement("br"), text);
  return box;
}

/** Writes a clicked place where the page asks for one: into the field that
 * data-pick around the map names, or at the end of an open field with data-draw. */
function take(figure: HTMLElement, at: { lat: number; lng: number }): boolean {
  const text = `${at.lat.toFixed(6)}, ${at.lng.toFixed(6)}`;
  const named = figure.closest<HTMLElement>("[data-pick]")?.dataset.pick;
  const field = named ? document.querySelector<HTMLInputElement>(named) : null;
  if (field) {
    field.value = text;
    return true;
  }
  const way = document.querySelector<HTMLTextAreaElement>("details[open] textarea[data-draw]");
  if (!way) return false;
  way.value = `${way.value.trimEnd()}\n${text}`.trimStart();
  return true;
}

async function enliven(figure: HTMLElement): Promise<void> {
  const response = await fetch(figure.dataset.src ?? "", { credentials: "same-origin" });
  if (!response.ok) throw new Error(`the map's data answered ${response.status}`);
  const data = (await response.json()) as GeoJSON.FeatureCollection;
  const words = (figure.dataset.words ?? "").split("|");

  const box = document.createElement("div");
  box.className = "map-live is-waiting";
  figure.append(box);
  const drop = (): void => { map.remove(); box.remove(); };
  const colours = tokens(figure);
  const map = new LiveMap({
    container: box, style: style(data, colours), bounds: extent(data), fitBoundsOptions: { padding: 32, maxZoom: 15 },
    attributionControl: false, cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxZoom: 18, fadeDuration: 0,
    locale: {
      "NavigationControl.ZoomIn": words[0] ?? "", "NavigationControl.ZoomOut": words[1] ?? "", "Map.Title": figure.dataset.label ?? "",
      "CooperativeGesturesHandler.WindowsHelpText": words[2] ?? "", "CooperativeGesturesHandler.MacHelpText": words[2] ?? "",
      "CooperativeGesturesHandler.MobileHelpText": words[3] ?? "", "Popup.Close": words[4] ?? "", "AttributionControl.ToggleAttribution": words[5] ?? "",
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
  map.addControl(new AttributionControl({ compact: false, customAttribution: figure.dataset.attribution ?? "" }), "bottom-right");

  const drawHatches = (c: Tokens): void => {
    for (const [name, image] of hatches(c)) {
      if (map.hasImage(name)) map.updateImage(name, image);
      else map.addImage(name, image, { pixelRatio: 2 });
    }
  };
  drawHatches(colours);
  const failed = setTimeout(drop, 30_000);
  map.once("load", () => {
    clearTimeout(failed);
    box.classList.remove("is-waiting");
    for (const drawing of figure.querySelectorAll("svg.draw")) drawing.setAttribute("inert", "");
    figure.dataset.live = "yes";
  });
  map.on("click", (event) => {
    if (take(figure, event.lngLat)) return;
    const near: [[number, number], [number, number]] = [[event.point.x - 8, event.point.y - 8], [event.point.x + 8, event.point.y + 8]];
    const content = map.queryRenderedFeatures(near, { layers: touchable }).map(describe).find((d) => d !== null);
    if (content) new Popup({ maxWidth: "18rem" }).setLngLat(event.lngLat).setDOMContent(content).addTo(map);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    const now = tokens(figure);
    drawHatches(now);
    map.setStyle(style(data, now));
  });
}

const worker = document.querySelector<HTMLMetaElement>('meta[name="sinergi:map-worker"]')?.content;
if (worker) setWorkerUrl(worker);
for (const figure of document.querySelectorAll<HTMLElement>("figure[data-map][data-src]")) {
  enliven(figure).catch((reason: unknown) => {
    figure.querySelector(".map-live")?.remove();
    console.warn("the map stays a drawing:", reason);
  });
}
