import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import './tag.css';

/** A short fact about the thing it stands beside. */
export function Tag({
  kind = 'neutral',
  children,
}: {
  readonly kind?: 'neutral' | 'info' | 'caution' | 'danger' | 'success';
  readonly children: ReactNode;
}) {
  return <span className={classes('tag', `tag--${kind}`)}>{children}</span>;
}
