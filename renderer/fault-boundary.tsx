import type { ReactNode } from 'react';
import { Component } from 'react';
import { Button } from './components/button.tsx';
import { Heading } from './components/heading.tsx';
import { Stack } from './components/layout.tsx';
import { useCommonWords } from './words/common.ts';
import './whole-window.css';

function CouldNotDraw() {
  const { product, fault } = useCommonWords();
  return (
    <main className="whole-window">
      <Stack>
        <p className="quiet">{product}</p>
        <Heading focusOn="fault">{fault.heading}</Heading>
        <p>{fault.body}</p>
        <div>
          <Button kind="primary" onPress={() => window.location.reload()}>
            {fault.again}
          </Button>
        </div>
      </Stack>
    </main>
  );
}

interface Props {
  readonly children: ReactNode;
}

/** A fault in drawing must leave words and a way on, never an empty window. React offers this only as a class. */
export class FaultBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <CouldNotDraw /> : this.props.children;
  }
}
