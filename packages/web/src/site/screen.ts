import type { Machine } from '@tutti/machine';

/** A picture in the form that canvases take. */
interface Pixels {
  readonly data: Uint8ClampedArray;
}

/** What this file uses of an `OffscreenCanvas`. */
export interface ScreenCanvas {
  width: number;
  height: number;
  getContext(kind: '2d'): { putImageData(pixels: Pixels, x: number, y: number): void } | null;
}

/** The part of a worker's globals that makes pictures. */
interface WorkerGlobals {
  readonly ImageData: new (width: number, height: number) => Pixels;
}

const INTERVAL_MS = 50;

/**
 * Draw what the machine's display shows, as long as the machine runs.
 * @param shown  called when there is a first picture
 */
export function followScreen(machine: Machine, canvas: ScreenCanvas, shown: () => void): void {
  const { ImageData } = globalThis as unknown as WorkerGlobals;
  let any = false;
  const draw = (): void => {
    const picture = machine.screen();
    if (picture === undefined) return;
    const { width, height, rgb } = picture;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pixels = new ImageData(width, height);
    for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
      pixels.data[to] = rgb[from]!;
      pixels.data[to + 1] = rgb[from + 1]!;
      pixels.data[to + 2] = rgb[from + 2]!;
      pixels.data[to + 3] = 255;
    }
    canvas.getContext('2d')?.putImageData(pixels, 0, 0);
    if (!any) shown();
    any = true;
  };
  const timer = setInterval(draw, INTERVAL_MS);
  void machine.ended().then(() => clearInterval(timer));
}
