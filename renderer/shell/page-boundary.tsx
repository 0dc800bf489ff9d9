import type { ReactNode } from 'react';
import { Component } from 'react';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { useShellWords } from '../words/shell.ts';

function CouldNotShow({ onAgain }: { readonly onAgain: () => void }) {
  const { loadFailed } = useShellWords();
  return (
    <Notice kind="danger" heading={loadFailed.title} actions={<Button onPress={onAgain}>{loadFailed.again}</Button>}>
      <p>{loadFailed.body}</p>
    </Notice>
  );
}

interface Props {
  readonly children: ReactNode;
}

/** Keeps a fault in drawing one page to that page: rail, lock and sign-out stay. React offers this only as a class. */
export class PageBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (this.state.failed) return <CouldNotShow onAgain={() => this.setState({ failed: false })} />;
    return this.props.children;
  }
}
