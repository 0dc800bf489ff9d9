import type { ReactNode } from 'react';
import './page-columns.css';

/** The work beside what supports it; under it where there is no room. */
export function PageColumns({ main, side }: { readonly main: ReactNode; readonly side: ReactNode }) {
  return (
    <div className="page-columns">
      <div className="page-columns__column">{main}</div>
      <div className="page-columns__column">{side}</div>
    </div>
  );
}
