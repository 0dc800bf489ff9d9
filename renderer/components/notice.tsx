import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';
import './notice.css';

export interface NoticeProps {
  readonly kind: 'info' | 'caution' | 'danger' | 'success';
  readonly heading: string;
  readonly children?: ReactNode;
  /** Buttons, at the end. */
  readonly actions?: ReactNode;
  /** `assertive` interrupts a screen reader: for what went wrong just now. `off` for what was there from the start. */
  readonly announce?: 'polite' | 'assertive' | 'off';
  readonly headingLevel?: 2 | 3;
}

/** Something to know, set apart: icon, heading and words carry the meaning, colour only repeats it. */
export function Notice({ kind, heading, children, actions, announce, headingLevel = 2 }: NoticeProps) {
  const Heading = headingLevel === 2 ? 'h2' : 'h3';
  const spoken = announce ?? (kind === 'danger' ? 'assertive' : 'polite');
  return (
    <div className={classes('notice', `notice--${kind}`)} role={spoken === 'off' ? undefined : spoken === 'assertive' ? 'alert' : 'status'}>
      <Icon name={kind} size={24} />
      <div className="notice__words">
        <Heading className="notice__heading">{heading}</Heading>
        {children}
        {actions ? <div className="notice__actions">{actions}</div> : null}
      </div>
    </div>
  );
}
