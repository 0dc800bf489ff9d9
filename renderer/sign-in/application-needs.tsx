import type { DesktopApplicationId } from '../../shared/applications.ts';
import type { About } from '../../shared/sign-in/schemas.ts';
import { Icon } from '../components/icon.tsx';
import { useSignInWords } from '../words/sign-in.ts';
import './application-needs.css';

/** What the chosen application asks for besides the password, so that a phone is at hand before anything is started. */
export function ApplicationNeeds({ about, application }: { readonly about: About | null; readonly application: DesktopApplicationId }) {
  const { needs } = useSignInWords().signIn;
  const policy = about?.applications.find((each) => each.application === application);
  return (
    <p className="application-needs" role="status">
      {policy === undefined ? null : (
        <>
          <Icon name="phone" />
          <span>
            {`${needs.methods[policy.methods.length > 1 ? 'any' : (policy.methods[0] ?? 'any')](application)} ${needs.trust(policy.trustDays)}`}
          </span>
        </>
      )}
    </p>
  );
}
