import './qr-code.css';

/** The standard's quiet zone, in modules; scanners need it. */
const QUIET_ZONE_MODULES = 4;
/** Whole pixels a module keep its edges sharp on screen. */
const PIXELS_PER_MODULE = 4;

interface QrCodeProps {
  /** The modules as one path in a square of `size` units. */
  readonly size: number;
  readonly path: string;
  readonly label: string;
}

/** A QR code, black on white with its quiet zone whatever the theme: a dark or recoloured one does not scan. */
export function QrCode({ size, path, label }: QrCodeProps) {
  const whole = size + 2 * QUIET_ZONE_MODULES;
  const box = `${-QUIET_ZONE_MODULES} ${-QUIET_ZONE_MODULES} ${whole} ${whole}`;
  const pixels = whole * PIXELS_PER_MODULE;
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={box} width={pixels} height={pixels} shapeRendering="crispEdges">
      <rect x={-QUIET_ZONE_MODULES} y={-QUIET_ZONE_MODULES} width={whole} height={whole} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
