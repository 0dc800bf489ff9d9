import { Icon, type IconName } from './icon.tsx';
import './lines.css';

/** Short lines of one kind, each with the same sign. */
export function Lines({
  icon,
  tone = 'plain',
  lines,
}: {
  readonly icon: IconName;
  readonly tone?: 'plain' | 'success';
  readonly lines: readonly string[];
}) {
  return (
    <ul className={`lines lines--${tone}`}>
      {lines.map((line) => (
        <li key={line} className="lines__line">
          <Icon name={icon} size={16} />
          <span>{line}</span>
        </li>
      ))}
    </ul>
  );
}
