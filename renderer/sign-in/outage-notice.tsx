import type { ReactNode } from 'react';
import { Notice } from '../components/notice.tsx';
import { useSignInWords } from '../words/sign-in.ts';

interface OutageNoticeProps {
  /** What is left to somebody here while no text message can be sent. */
  readonly way: 'app' | 'link-app' | 'app-now' | 'others' | 'later' | 'sent-code';
  readonly actions?: ReactNode;
}

/** Text messages are failing: that it is nobody's fault here, and what works meanwhile. */
export function OutageNotice({ way, actions }: OutageNoticeProps) {
  const { outage: words } = useSignInWords();
  return (
    <Notice kind="caution" heading={words.heading} actions={actions}>
      <p>{words.ways[way]}</p>
    </Notice>
  );
}
