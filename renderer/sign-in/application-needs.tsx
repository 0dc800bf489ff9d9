import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { ManagedView } from '../../shared/bridge.ts';
import type { About } from '../../shared/sign-in/schemas.ts';
import { Icon } from '../components/icon.tsx';
import { useSignInWords } from '../words/sign-in.ts';
import './application-needs.css';

interface ApplicationNeedsProps {
  readonly about: About | null;
  readonly managed: ManagedView;
  readonly application: DesktopApplicationId;
}

/** What the chosen application asks for besides the password, so that a phone is at hand before anything is started. */
export function ApplicationNeeds({ about, managed, application }: ApplicationNeedsProps) {
  const { needs } = useSignInWords().signIn;
  const policy = about?.applications.find((each) => each.application === application);
  // IT may let this computer be trusted for less long than the council does, or not at all.
  const days = Math.min(policy?.trustDays ?? 0, managed.trustMostDays ?? Number.POSITIVE_INFINITY);
  return (
    <p className="application-needs" role="status">
      {policy === undefined ? null : (
        <>
          <Icon name="phone" />
          <span>
            {`${needs.methods[policy.methods.length > 1 ? 'any' : (policy.methods[0] ?? 'any')](application)} ${needs.trust(days, policy.trustEndsAt)}`}
          </span>
        </>
      )}
    </p>
  );
}
