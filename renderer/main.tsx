import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { FaultBoundary } from './fault-boundary.tsx';
import { startMirror } from './store.ts';
import './styles/base.css';

const root = document.getElementById('root');
if (root !== null) {
  // First, so that what main has sent already is there when the first screen is drawn.
  void startMirror();
  createRoot(root).render(
    <StrictMode>
      <FaultBoundary>
        <App />
      </FaultBoundary>
    </StrictMode>,
  );
}
