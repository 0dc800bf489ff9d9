import './icon.css';

/** Drawn for this product on a 20-unit grid with 1.75-unit strokes. */
const DRAWINGS = {
  back: 'M12 4.5 6.5 10l5.5 5.5',
  forward: 'M8 4.5 13.5 10 8 15.5',
  down: 'M4.5 7.5 10 13l5.5-5.5',
  check: 'm4 10.5 4 4 8-9',
  cross: 'm5 5 10 10M15 5 5 15',
  info: 'M10 9v5M10 6v.1M2.5 10a7.5 7.5 0 1 0 15 0 7.5 7.5 0 1 0-15 0',
  caution: 'M10 7.5v4M10 14v.1M10 2.8 1.8 17h16.4z',
  danger: 'M10 5.8v5M10 14v.1M6.9 2.5h6.2l4.4 4.4v6.2l-4.4 4.4H6.9l-4.4-4.4V6.9z',
  success: 'm6.5 10.3 2.5 2.5 4.6-5.2M2.5 10a7.5 7.5 0 1 0 15 0 7.5 7.5 0 1 0-15 0',
  lock: 'M4 9h12v8H4zM6.5 9V6a3.5 3.5 0 0 1 7 0v3M10 12v2',
  phone: 'M6 2h8v16H6zM9 15.5h2',
  app: 'M3 3h5.5v5.5H3zM11.5 3H17v5.5h-5.5zM3 11.5h5.5V17H3zM11.5 11.5h2v2M17 13v4h-3',
  key: 'M12.5 2.5a5 5 0 1 0 0 10 5 5 0 1 0 0-10M9 11l-6.5 6.500M4 16l2 2M13.5 6.500v.1',
  eye: 'M1.5 10S4.5 4.5 10 4.5 18.5 10 18.5 10 15.5 15.5 10 15.5 1.5 10 1.5 10M7.5 10a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0',
  copy: 'M7 7h10v10H7zM13 7V3H3v10h4',
  clock: 'M10 5.500V10l3 2M2.5 10a7.5 7.5 0 1 0 15 0 7.5 7.5 0 1 0-15 0',
  person: 'M6.5 6.500a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0M3 17.500c0-4 3-5.5 7-5.500s7 1.5 7 5.5',
  shield: 'M10 2 3.5 4.500V9c0 4.5 2.5 7.5 6.5 9 4-1.5 6.5-4.5 6.5-9V4.500z',
  computer: 'M2.5 4h15v9.500h-15zM7 17h6M10 13.500V17',
  leave: 'M8 3H3.500v14H8M8 10h9M13.5 6.5 17 10l-3.5 3.5',
  settings: 'M3 5.500h8M15 5.500h2M3 14.500h2M9 14.500h8M11 3.500h4v4h-4zM5 12.500h4v4H5z',
  people:
    'M4.5 6.500a3 3 0 1 0 6 0 3 3 0 1 0-6 0M1.5 16.500c0-3.5 2.5-5 6-5s6 1.5 6 5M13 3.700a3 3 0 0 1 0 5.600M15.5 11.800c2 .7 3 2.200 3 4.700',
  print: 'M5.500 7V2.500h9V7M5.500 14H2.500V7h15v7h-3M5.500 11.500h9v6h-9z',
  save: 'M10 2.500v10M5.500 8.500 10 13l4.500-4.500M3 14v3.500h14V14',
  switch: 'M3 6.500h12.500M12 3l3.500 3.500L12 10M17 13.500H4.500M8 10l-3.500 3.500L8 17',
  message: 'M2.5 3.500h15v10.500h-8.500L5 17.500V14H2.500z',
} as const;

export type IconName = keyof typeof DRAWINGS;

/** An icon beside words; never the only carrier of a meaning, so always hidden from screen readers. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: 16 | 20 | 24 }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
