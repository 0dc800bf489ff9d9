import type { IconName } from '../components/icon.tsx';
import { Icon } from '../components/icon.tsx';
import './step-facts.css';

interface Fact {
  readonly term: string;
  readonly text: string;
  readonly icon: IconName;
}

/** What a decision is about, set apart: a few terms with their values. */
export function StepFacts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="step-facts">
      {facts.map((fact) => (
        <div className="step-facts__fact" key={fact.term}>
          <dt>
            <Icon name={fact.icon} />
            {fact.term}
          </dt>
          <dd>{fact.text}</dd>
        </div>
      ))}
    </dl>
  );
}
