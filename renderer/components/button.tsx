import type { ReactNode, Ref } from 'react';
import { classes } from './classes.ts';
import { useDelayed } from './delayed.ts';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';
import { Spinner } from './spinner.tsx';
import './button.css';

export interface ButtonProps {
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** `submit` sends the form around it. */
  readonly type?: 'button' | 'submit';
  readonly dense?: boolean;
  readonly icon?: IconName;
  /** While set, the button says this instead and does nothing; e.g. "Checking…". Shown after 300 ms. */
  readonly working?: string | false | undefined;
  /** Stays focusable, so that a keyboard user isn't thrown out; does nothing. */
  readonly disabled?: boolean;
  readonly describedBy?: string | undefined;
  /** Only where the visible words would not make sense out of context; must begin with them. */
  readonly label?: string | undefined;
  readonly pressed?: boolean | undefined;
  readonly onPress?: (() => void) | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly children: ReactNode;
}

/** The one button. Both its labels take up room, so that it doesn't change size while it works. */
export function Button({
  kind = 'secondary',
  type = 'button',
  dense = false,
  icon,
  working = false,
  disabled = false,
  describedBy,
  label,
  pressed,
  onPress,
  ref,
  children,
}: ButtonProps) {
  const busy = typeof working === 'string';
  const saysBusy = useDelayed(busy);
  const inert = busy || disabled;
  return (
    <>
      <button
        ref={ref}
        type={type}
        className={classes('button', `button--${kind}`, dense && 'button--dense', saysBusy && 'button--busy')}
        aria-disabled={inert || undefined}
        aria-describedby={describedBy}
        aria-label={saysBusy ? undefined : label}
        aria-pressed={pressed}
        onClick={(event) => {
          if (inert) event.preventDefault();
          else onPress?.();
        }}
      >
        <span className="button__label" aria-hidden={saysBusy || undefined}>
          {icon === undefined ? null : <Icon name={icon} />}
          {children}
        </span>
        {busy ? (
          <span className="button__working" aria-hidden={!saysBusy}>
            <Spinner />
            {working}
          </span>
        ) : null}
      </button>
      <span className="visually-hidden" role="status">
        {saysBusy ? working : null}
      </span>
    </>
  );
}
