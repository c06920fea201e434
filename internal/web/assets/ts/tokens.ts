// SPDX-License-Identifier: Apache-2.0
// The colours of app.css and the parties' hatches, for what is drawn on a canvas.

export interface Tokens {
  parties: string[];
  paper: string; ground: string; water: string; ink: string; grey: string; action: string; bad: string;
}

const parties = ["--blue", "--ochre", "--green", "--plum", "--teal", "--brick"];

/** Reads the colours that hold for the element now, in the light or the dark scheme. */
export function tokens(element: Element): Tokens {
  const css = getComputedStyle(element);
  const of = (name: string): string => css.getPropertyValue(name).trim();
  return {
    parties: parties.map(of),
    paper: of("--paper"), ground: of("--ground"), water: of("--water"), ink: of("--ink"),
    grey: of("--grey-2"), action: of("--action"), bad: of("--bad"),
  };
}

const tile = 16;

/** One hatch for each party: the same six as in app.css and in the server's drawings. */
const strokes: ((c: CanvasRenderingContext2D) => void)[] = [
  (c) => diagonal(c, false),
  (c) => diagonal(c, true),
  (c) => { c.moveTo(0, 8); c.lineTo(16, 8); },
  (c) => { c.moveTo(8, 0); c.lineTo(8, 16); },
  (c) => { c.arc(8, 8, 1, 0, 7); },
  (c) => { diagonal(c, false); diagonal(c, true); },
];

function diagonal(c: CanvasRenderingContext2D, down: boolean): void {
  for (const shift of [-tile, 0, tile]) {
    c.moveTo(shift - 2, down ? -2 : tile + 2);
    c.lineTo(shift + tile + 2, down ? tile + 2 : -2);
  }
}

/** Draws the hatches as images named hatch-0 to hatch-5. */
export function hatches(colours: Tokens): [string, ImageData][] {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = tile;
  const c = canvas.getContext("2d", { willReadFrequently: true });
  if (!c) return [];
  return strokes.map((stroke, i) => {
    c.clearRect(0, 0, tile, tile);
    c.strokeStyle = colours.parties[i] ?? "";
    c.lineWidth = 2;
    c.beginPath();
    stroke(c);
    c.stroke();
    return [`hatch-${i}`, c.getImageData(0, 0, tile, tile)];
  });
}
