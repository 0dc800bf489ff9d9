import './spinner.css';

/** Turns while something is under way; appears only after 300 ms (by CSS), so quick answers don't flicker. */
export function Spinner() {
  return <span className="spinner" aria-hidden="true" />;
}
