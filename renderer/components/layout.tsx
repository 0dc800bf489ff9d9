import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import './layout.css';

/** Steps of the 4 px grid. */
export type Gap = 1 | 2 | 3 | 4 | 5 | 6 | 8 | 10 | 12 | 16;

interface LayoutProps {
  readonly gap?: Gap;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Things under each other. */
export function Stack({ gap = 4, className, children }: LayoutProps) {
  return <div className={classes('stack', `gap-${gap}`, className)}>{children}</div>;
}

/** Things beside each other, wrapping when there is no room. */
export function Row({
  gap = 3,
  align = 'center',
  className,
  children,
}: LayoutProps & { readonly align?: 'center' | 'start' | 'baseline' | 'spread' }) {
  return <div className={classes('row', `row--${align}`, `gap-${gap}`, className)}>{children}</div>;
}

/** Read by screen readers, not seen. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className="visually-hidden">{children}</span>;
}

/** The first stop of the Tab key: past everything that repeats, to the content with this id. */
export function SkipLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <a
      className="skip-link"
      href={`#${to}`}
      onClick={(event) => {
        // Navigation is blocked in the desktop, also to a fragment; focus is what matters.
        event.preventDefault();
        document.getElementById(to)?.focus();
      }}
    >
      {children}
    </a>
  );
}
