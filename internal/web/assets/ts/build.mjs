// SPDX-License-Identifier: Apache-2.0
// Bundles the browser side into ../dist: app.js, drive.js with its service
// worker, map.js with MapLibre, its worker and its stylesheet. Run through `npm run build`.
import { build } from "esbuild";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
await mkdir(here("../dist"), { recursive: true });

await build({
  entryPoints: [
    { in: here("./app.ts"), out: "app" },
    { in: here("./drive.ts"), out: "drive" },
    { in: here("./drive-worker.ts"), out: "drive-worker" },
    { in: here("./map.ts"), out: "map" },
    { in: "maplibre-gl/dist/maplibre-gl-worker.mjs", out: "map-worker" },
    { in: here("./map.css"), out: "map" },
  ],
  outdir: here("../dist"),
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "safari16"],
  legalComments: "inline",
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
});
