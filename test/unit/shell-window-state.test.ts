import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundsOnDisplays, NEW_WINDOW, parseWindowState, WINDOW_LEAST, ZOOM_STEPS, zoomStep } from '../../electron/shell/window-state.ts';

const LAPTOP = { x: 0, y: 25, width: 1440, height: 850 };
const SECOND = { x: 1440, y: 0, width: 1920, height: 1080 };
const WINDOW = { x: 100, y: 100, width: 1280, height: 700 };

describe('where a window opens', () => {
  test('is where it was', () => {
    expect(boundsOnDisplays(WINDOW, [LAPTOP])).toEqual(WINDOW);
    expect(boundsOnDisplays({ ...WINDOW, x: 1600 }, [LAPTOP, SECOND])).toEqual({ ...WINDOW, x: 1600 });
  });

  test.each([
    ['its display was unplugged', { ...WINDOW, x: 1600 }],
    ['too little of it shows at the left', { ...WINDOW, x: -1181 }],
    ['too little of it shows at the right', { ...WINDOW, x: 1341 }],
    ['too little of it shows at the bottom', { ...WINDOW, y: 776 }],
    ['its title bar is above the display', { ...WINDOW, y: -200 }],
    ['it was parked far away, as minimised windows are on Windows', { ...WINDOW, x: -32000, y: -32000 }],
  ])('is left to the system when %s', (_why, remembered) => {
    expect(boundsOnDisplays(remembered, [LAPTOP])).toBeNull();
  });

  test('is kept when just enough of it shows', () => {
    expect(boundsOnDisplays({ ...WINDOW, x: -1180 }, [LAPTOP])).not.toBeNull();
    expect(boundsOnDisplays({ ...WINDOW, x: 1340 }, [LAPTOP])).not.toBeNull();
  });

  test('is left to the system the first time, and when there is no display', () => {
    expect(boundsOnDisplays(null, [LAPTOP])).toBeNull();
    expect(boundsOnDisplays(WINDOW, [])).toBeNull();
  });

  test('is never bigger than the display nor smaller than the form needs', () => {
    const integer = fc.integer({ min: -5000, max: 5000 });
    const rectangle = fc.record({
      x: integer,
      y: integer,
      width: fc.integer({ min: 0, max: 9000 }),
      height: fc.integer({ min: 0, max: 9000 }),
    });
    fc.assert(
      fc.property(rectangle, (remembered) => {
        const bounds = boundsOnDisplays(remembered, [LAPTOP, SECOND]);
        if (bounds === null) return;
        expect(bounds.width).toBeGreaterThanOrEqual(WINDOW_LEAST.width);
        expect(bounds.height).toBeGreaterThanOrEqual(WINDOW_LEAST.height);
        expect(bounds.width).toBeLessThanOrEqual(SECOND.width);
        expect(bounds.height).toBeLessThanOrEqual(SECOND.height);
      }),
    );
  });
});

describe('what is remembered of a window', () => {
  test('reads back as it was written', () => {
    const state = { bounds: WINDOW, maximised: true, zoom: 1.5 };
    expect(parseWindowState(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(parseWindowState(NEW_WINDOW)).toEqual(NEW_WINDOW);
  });

  test.each([
    [null],
    [[]],
    [{}],
    [{ ...NEW_WINDOW, zoom: 0.4 }],
    [{ ...NEW_WINDOW, zoom: 3.1 }],
    [{ ...NEW_WINDOW, zoom: Number.NaN }],
    [{ ...NEW_WINDOW, zoom: '1' }],
    [{ ...NEW_WINDOW, maximised: 1 }],
    [{ ...NEW_WINDOW, bounds: {} }],
    [{ ...NEW_WINDOW, bounds: { ...WINDOW, x: 1.5 } }],
    [{ ...NEW_WINDOW, bounds: { ...WINDOW, width: 1e300 } }],
  ])('is nothing when it is %j', (content) => {
    expect(parseWindowState(content)).toBeNull();
  });
});

describe('zoom', () => {
  test('goes through every step and stops at 50 and 300 %', () => {
    let zoom = 1;
    const seen: number[] = [];
    for (let at = 0; at < 20; at += 1) {
      zoom = zoomStep(zoom, 'in');
      seen.push(zoom);
    }
    expect([...new Set(seen)]).toEqual(ZOOM_STEPS.filter((step) => step > 1));
    for (let at = 0; at < 20; at += 1) zoom = zoomStep(zoom, 'out');
    expect(zoom).toBe(0.5);
  });

  test('goes to the next step from between two, and past what is only rounding', () => {
    expect(zoomStep(1.05, 'in')).toBe(1.1);
    expect(zoomStep(1.05, 'out')).toBe(1);
    expect(zoomStep(1.1000000000000003, 'in')).toBe(1.25);
    expect(zoomStep(0.9999999, 'out')).toBe(0.9);
  });
});
