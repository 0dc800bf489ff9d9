import type { Problem } from '../../shared/sign-in/screens.ts';
import { Notice } from '../components/notice.tsx';
import { useStepWords } from '../words/steps.ts';

/** What to do about a phone whose clock is out. By how much is said at the field, with the code that it spoilt. */
export function ClockHelp({ problem, hasOtherWay }: { readonly problem: Problem | null; readonly hasOtherWay: boolean }) {
  const { clock: words } = useStepWords().authenticatorCode;
  if (problem?.code !== 'code-wrong' || problem.clockOffsetSeconds === undefined) return null;
  return (
    <Notice kind="caution" heading={words.heading}>
      <ul>
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
      <p>{hasOtherWay ? words.otherwise : words.otherwiseAsk}</p>
    </Notice>
  );
}
