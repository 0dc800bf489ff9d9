import type { View } from '../../shared/bridge.ts';
import { FactList } from '../components/fact-list.tsx';
import { useWorkspacesWords } from '../words/workspaces.ts';
import { Panel } from './panel.tsx';

/** How to reach the council's help desk. Text to read out or copy: nothing here opens another program. */
export function HelpDesk({ view }: { readonly view: View }) {
  const { help: words } = useWorkspacesWords();
  const help = view.about?.help;
  const facts = [
    { name: words.phone, value: help?.phone },
    { name: words.email, value: help?.email },
    { name: words.hours, value: help?.hours?.[view.language] },
  ].flatMap(({ name, value }) => (value === null || value === undefined ? [] : [{ name, value }]));
  return (
    <Panel title={words.title}>
      {facts.length === 0 ? <p className="panel__lead">{words.none}</p> : <FactList facts={facts} />}
      <p className="panel__lead">{words.quote}</p>
    </Panel>
  );
}
