import type { ReactNode } from 'react';
import { useId } from 'react';
import { classes } from './classes.ts';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';
import './radio-cards.css';

export interface RadioCard<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly description?: ReactNode;
  readonly icon?: IconName;
  /** Small facts beside the label. */
  readonly tags?: ReactNode;
  readonly disabled?: boolean;
}

export interface RadioCardsProps<V extends string> {
  readonly legend: string;
  /** The legend is read out even where the page's heading already asks the question. */
  readonly legendHidden?: boolean;
  readonly options: readonly RadioCard<V>[];
  readonly value: V | null;
  readonly onChange: (value: V) => void;
  readonly layout?: 'list' | 'beside';
  readonly error?: string | null;
}

/** A choice of one. The whole card is the target; arrow keys move, as in any group of radio buttons. */
export function RadioCards<V extends string>({
  legend,
  legendHidden = false,
  options,
  value,
  onChange,
  layout = 'list',
  error,
}: RadioCardsProps<V>) {
  const id = useId();
  return (
    <fieldset className={classes('radio-cards', `radio-cards--${layout}`)} aria-describedby={error ? `${id}-error` : undefined}>
      <legend className={classes('radio-cards__legend', legendHidden && 'visually-hidden')}>{legend}</legend>
      {error ? (
        <p className="field__error" id={`${id}-error`} role="alert">
          <Icon name="danger" />
          <span>{error}</span>
        </p>
      ) : null}
      <div className="radio-cards__options">
        {options.map((option) => (
          <label key={option.value} className={classes('radio-card', option.disabled && 'radio-card--disabled')}>
            <input
              type="radio"
              className="radio-card__input"
              name={id}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              aria-labelledby={`${id}-${option.value}-label ${id}-${option.value}-tags`}
              aria-describedby={option.description ? `${id}-${option.value}-text` : undefined}
              onChange={() => onChange(option.value)}
            />
            <span className="radio-card__words">
              <span className="radio-card__top">
                <span className="radio-card__label" id={`${id}-${option.value}-label`}>
                  {option.icon ? <Icon name={option.icon} /> : null}
                  {option.label}
                </span>
                <span className="radio-card__tags" id={`${id}-${option.value}-tags`}>
                  {option.tags}
                </span>
              </span>
              {option.description ? (
                <span className="radio-card__text" id={`${id}-${option.value}-text`}>
                  {option.description}
                </span>
              ) : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
