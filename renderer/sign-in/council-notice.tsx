import { Details } from '../components/details.tsx';
import { Icon } from '../components/icon.tsx';
import { useMedia } from '../components/media.ts';
import { useSignInWords } from '../words/sign-in.ts';

/** A low and narrow window, as at 200 % zoom: there the notice would push the form out of sight. */
const CRAMPED = '(max-width: 52rem) and (max-height: 40rem)';

/** What the council has to say to everyone who signs in; a line to open where there is no room for it. */
export function CouncilNotice({ text }: { readonly text: string }) {
  const { notice } = useSignInWords();
  const cramped = useMedia(CRAMPED);
  if (text === '') return null;
  return (
    <section className={cramped ? 'frame__notice frame__notice--closed' : 'frame__notice'} aria-label={notice}>
      {cramped ? (
        <Details summary={notice}>
          <p>{text}</p>
        </Details>
      ) : (
        <>
          <Icon name="info" />
          <p>{text}</p>
        </>
      )}
    </section>
  );
}
