import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { useCommonWords } from '../words/common.ts';
import { LANGUAGE_TAGS, useLanguage } from '../words/language.ts';
import { classes } from './classes.ts';
import { useHasShownFault } from './shown-faults.ts';
import './heading.css';

export interface HeadingProps {
  readonly level?: 1 | 2 | 3;
  readonly size?: 'display' | 'title' | 'lead' | 'body';
  readonly id?: string;
  /** Takes focus when this changes (and at first), so that a screen reader starts at the new step. */
  readonly focusOn?: string;
  readonly children: ReactNode;
}

/** A heading. One `level` 1 a screen. */
export function Heading({
  level = 1,
  size = level === 1 ? 'display' : level === 2 ? 'lead' : 'body',
  id,
  focusOn,
  children,
}: HeadingProps) {
  const Tag = level === 1 ? 'h1' : level === 2 ? 'h2' : 'h3';
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focusOn !== undefined) ref.current?.focus({ preventScroll: false });
  }, [focusOn]);
  return (
    <Tag ref={ref} id={id} className={classes('heading', `heading--${size}`)} tabIndex={focusOn === undefined ? undefined : -1}>
      {children}
    </Tag>
  );
}

export interface PageProps {
  /** The name of the page: its h1 and, with the product's name, the window's title. */
  readonly heading: string;
  readonly productName: string;
  /** One sentence under the heading. */
  readonly lead?: ReactNode;
  /** Buttons beside the heading. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/**
 * Sets the window's title and the page's language while shown. The title says first that something needs correcting: what a
 * field of any form says, or what `hasProblem` says of the whole step (as govuk-frontend does).
 */
export function useTitle(title: string, hasProblem = false): void {
  const language = useLanguage();
  const { error } = useCommonWords();
  const isAtFault = useHasShownFault() || hasProblem;
  useEffect(() => {
    document.title = isAtFault ? `${error}: ${title}` : title;
  }, [title, isAtFault, error]);
  useEffect(() => {
    document.documentElement.lang = LANGUAGE_TAGS[language];
  }, [language]);
}

/** A whole page of the signed-in desktop: heading that takes focus when the page changes, then what is on it. */
export function Page({ heading, productName, lead, actions, children }: PageProps) {
  useTitle(`${heading} – ${productName}`);
  return (
    <div className="page">
      <header className="page__header">
        <div className="page__title">
          <Heading level={1} size="title" focusOn={heading}>
            {heading}
          </Heading>
          {lead ? <p className="page__lead">{lead}</p> : null}
        </div>
        {actions ? <div className="page__actions">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}
