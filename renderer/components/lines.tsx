import { classes } from './classes.ts';
import { Icon, type IconName } from './icon.tsx';
import './lines.css';

/** Short lines of one kind, each with the same sign. */
export function Lines({
  icon,
  tone = 'plain',
  columns = false,
  lines,
}: {
  readonly icon: IconName;
  readonly tone?: 'plain' | 'success';
  /** Side by side where there is room. */
  readonly columns?: boolean;
  readonly lines: readonly string[];
}) {
  return (
    <ul className={classes('lines', `lines--${tone}`, columns && 'lines--columns')}>
      {lines.map((line) => (
        <li key={line} className="lines__line">
          <Icon name={icon} size={16} />
          <span>{line}</span>
        </li>
      ))}
    </ul>
  );
}
