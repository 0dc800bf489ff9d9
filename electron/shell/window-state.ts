import { isRecord } from './record.ts';

/** Where a window is, in device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is remembered of the window, each person for themselves. */
export interface WindowState {
  /** Null until the window has been somewhere. */
  readonly bounds: Rectangle | null;
  readonly maximised: boolean;
  /** 1 is 100 %. */
  readonly zoom: number;
}

export const WINDOW_DEFAULT = { width: 1280, height: 800 } as const;
/**
 * What every screen reflows to without scrolling sideways, but for tables in their own boxes (WCAG 2.2, 1.4.10: 320 by 256),
 * so that a small display or a large zoom shows a whole window.
 */
export const WINDOW_LEAST = { width: 320, height: 256 } as const;
/** How much of a window must be on a display for it to be found again, each way. */
const VISIBLE_LEAST = 100;

/** The steps of the View menu; 50 to 300 %, as browsers have them. */
export const ZOOM_STEPS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;
const ZOOM_LEAST = 0.5;
const ZOOM_MOST = 3;

export const NEW_WINDOW: WindowState = { bounds: null, maximised: false, zoom: 1 };

function parseRectangle(value: unknown): Rectangle | null {
  if (!isRecord(value)) return null;
  const { x, y, width, height } = value;
  const numbers = [x, y, width, height];
  if (!numbers.every((number) => typeof number === 'number' && Number.isSafeInteger(number))) return null;
  return { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
}

/**
 * Reads what was remembered; null when it isn't that. Written by hand, as all that is read before the first screen is:
 * loading the schema library first would keep that waiting.
 */
export function parseWindowState(content: unknown): WindowState | null {
  if (!isRecord(content)) return null;
  const { bounds, maximised, zoom } = content;
  const rectangle = bounds === null ? null : parseRectangle(bounds);
  if (bounds !== null && rectangle === null) return null;
  if (typeof maximised !== 'boolean' || typeof zoom !== 'number' || !(zoom >= ZOOM_LEAST && zoom <= ZOOM_MOST)) return null;
  return { bounds: rectangle, maximised, zoom };
}

/** How long two stretches of a line overlap. */
function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);
}

/**
 * Where to put the window: where it was, when enough of it is on a display that is there today, and no bigger than
 * that display; otherwise null, and the system chooses. `workAreas` are the displays without their task bars.
 */
export function boundsOnDisplays(remembered: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle | null {
  if (remembered === null) return null;
  const area = workAreas.find(
    (candidate) =>
      overlap(remembered.x, remembered.width, candidate.x, candidate.width) >= VISIBLE_LEAST &&
      overlap(remembered.y, remembered.height, candidate.y, candidate.height) >= VISIBLE_LEAST &&
      // The title bar must be within reach, or the window can't be moved back.
      remembered.y >= candidate.y,
  );
  if (area === undefined) return null;
  return {
    x: remembered.x,
    y: remembered.y,
    width: Math.min(Math.max(remembered.width, WINDOW_LEAST.width), Math.max(area.width, WINDOW_LEAST.width)),
    height: Math.min(Math.max(remembered.height, WINDOW_LEAST.height), Math.max(area.height, WINDOW_LEAST.height)),
  };
}

/** The next zoom up or down from wherever it is now; the same at either end. */
export function zoomStep(current: number, direction: 'in' | 'out'): number {
  const steps: readonly number[] = direction === 'in' ? ZOOM_STEPS : [...ZOOM_STEPS].reverse();
  /** Factors come back from Chromium with rounding in their last digits. */
  const tolerance = 0.005;
  const next = steps.find((step) => (direction === 'in' ? step > current + tolerance : step < current - tolerance));
  return next ?? (direction === 'in' ? ZOOM_MOST : ZOOM_LEAST);
}
