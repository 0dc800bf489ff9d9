import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { icnsFile, icoFile } from './icon-files.ts';

export const ICON_SOURCE = path.join(import.meta.dirname, 'icons', 'icon.svg');

/** What freedesktop's hicolor theme has folders for, and desktops ask for. */
export const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512] as const;
/** What Windows shows at its scales, from the title bar to the largest view in Explorer; 256 is what electron-builder demands. */
export const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 256] as const;
/** Pixels of the icons of macOS, from 16 points to 512 points at double density. What it shows in 16 pixels it makes from these. */
export const MAC_SIZES = [32, 64, 128, 256, 512, 1024] as const;

/** Where the icons of a build are. */
export interface Icons {
  /** `<size>.png` each. */
  readonly linux: string;
  readonly windows: string;
  readonly mac: string;
}

/** Draws the icon into `folder` in every size that an operating system asks for. The same source gives the same files. */
export function drawIcons(folder: string): Icons {
  const svg = readFileSync(ICON_SOURCE);
  const drawn = new Map<number, Buffer>();
  const png = (size: number): Buffer => {
    const known = drawn.get(size);
    if (known !== undefined) return known;
    const made = new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } }).render().asPng();
    drawn.set(size, made);
    return made;
  };
  const icons = { linux: path.join(folder, 'linux'), windows: path.join(folder, 'icon.ico'), mac: path.join(folder, 'icon.icns') };
  mkdirSync(icons.linux, { recursive: true });
  for (const size of LINUX_SIZES) writeFileSync(linuxIcon(icons, size), png(size));
  writeFileSync(icons.windows, icoFile(WINDOWS_SIZES.map((size) => ({ size, png: png(size) }))));
  writeFileSync(icons.mac, icnsFile(MAC_SIZES.map((size) => ({ size, png: png(size) }))));
  return icons;
}

/** The PNG of one size. electron-builder reads the size from the name. */
export function linuxIcon(icons: Pick<Icons, 'linux'>, size: (typeof LINUX_SIZES)[number]): string {
  return path.join(icons.linux, `${size}x${size}.png`);
}
