import type { ApplicationId } from '../../shared/applications.ts';
import { CHALLENGE_MINUTES } from '../../shared/sign-in/limits.ts';
import { commonCy } from './common.cy.ts';
import { plural } from './formats.ts';
import type { SameShape } from './language.ts';
import type { signInEn } from './sign-in.en.ts';

const nameOf = (application: ApplicationId): string => commonCy.applications[application];

/** The first start, the sign-in form, and what is beside every step, in Welsh. */
export const signInCy: SameShape<typeof signInEn> = {
  skip: 'Neidio i’r cwestiwn',
  council: 'Mewngofnodi i staff y cyngor',
  notice: 'Gan eich cyngor',
  help: {
    heading: 'Angen help?',
    unknown: 'Gofynnwch i ddesg gymorth TG eich cyngor.',
    phone: 'Ffôn',
    email: 'E-bost',
    hours: 'Ar agor',
    version: (version) => `Fersiwn ${version}`,
  },
  offline: 'Dim rhwydwaith. Mae’r hyn a deipioch wedi’i gadw.',
  checking: 'Yn gwirio…',
  summary: 'Mae angen eich sylw ar ddau beth',
  starting: { heading: 'Mae Vu Desktop yn cychwyn' },

  connect: {
    heading: 'Cysylltu â’ch cyngor',
    lead: 'Unwaith yn unig y byddwch yn rhoi cyfeiriad gwasanaeth Vu eich cyngor. Byddwn yn gwirio ei fod yn ateb cyn ei gadw.',
    address: 'Cyfeiriad y gwasanaeth Vu',
    addressHint: 'Gall eich desg gymorth TG ddweud wrthych. Mae’n edrych fel https://vu.council.example',
    submit: 'Gwirio a chysylltu',
    checkAddress: 'Gwiriwch y cyfeiriad fesul llythyren: nid oes dim yn ateb yno.',
  },

  signIn: {
    heading: 'Mewngofnodi',
    lead: 'Nesaf, efallai y byddwn yn gofyn am god o’ch ffôn.',
    email: 'Cyfeiriad e-bost gwaith',
    password: 'Cyfrinair',
    application: 'Beth hoffech chi ei agor?',
    submit: 'Mewngofnodi',
    forgotten: 'Wedi anghofio’ch cyfrinair?',
    changeAddress: 'Cysylltu â chyngor arall',
    needs: {
      methods: {
        any: (application) => `Mae ${nameOf(application)} yn derbyn codau o ap dilysu neu neges destun.`,
        authenticator: (application) => `Mae ${nameOf(application)} yn derbyn codau o ap dilysu yn unig.`,
        'text-message': (application) => `Mae ${nameOf(application)} yn derbyn codau o neges destun yn unig.`,
      },
      trust: (days, endsAt) => {
        if (days > 0 && endsAt !== null)
          return `Ar gyfrifiadur rydych yn ymddiried ynddo, mae’n gofyn am un unwaith y dydd: daw’r ymddiriedaeth i ben am ${endsAt}.`;
        return plural('cy', days, {
          zero: 'Cadwch eich ffôn wrth law bob tro.',
          one: 'Ar gyfrifiadur rydych yn ymddiried ynddo, mae’n gofyn am un unwaith y dydd.',
          two: 'Ar gyfrifiadur rydych yn ymddiried ynddo, mae’n gofyn am un bob 2 ddiwrnod.',
          other: 'Ar gyfrifiadur rydych yn ymddiried ynddo, mae’n gofyn am un bob # diwrnod.',
        });
      },
    },
    reasons: {
      'signed-out': { heading: 'Rydych wedi allgofnodi', body: 'Nid oes dim o’ch eiddo ar agor ar y cyfrifiadur hwn.' },
      'signed-out-remembered': {
        heading: 'Rydych wedi allgofnodi',
        body: 'Nid oes dim o’ch eiddo ar agor ar y cyfrifiadur hwn. Mae eich cyfeiriad e-bost yn aros yn y ffurflen, gan eich bod wedi dewis ymddiried yn y cyfrifiadur hwn.',
      },
      'session-ended': {
        heading: 'Mae eich sesiwn wedi dod i ben',
        body: 'Nid oes neb yn aros wedi mewngofnodi am fwy na diwrnod gwaith. Mewngofnodwch eto i barhau.',
      },
      'ended-by-administrator': {
        heading: 'Daeth gweinyddwr â’ch sesiwn i ben',
        body: 'Cafodd y cyfrifiadur hwn neu eich cyfrif ei allgofnodi ym mhobman. Os na wyddoch pam, gofynnwch i’r ddesg gymorth cyn mewngofnodi eto.',
      },
      'password-changed': {
        heading: 'Newidiwyd eich cyfrinair',
        body: 'Daeth hynny â’ch sesiynau eraill i ben. Mewngofnodwch gyda’r un newydd. Os nad chi a’i newidiodd, rhowch wybod i’r ddesg gymorth ar unwaith.',
      },
      'factor-changed': {
        heading: 'Newidiwyd y ffordd rydych yn cael eich codau',
        body: 'Daeth hynny â’ch sesiynau eraill i ben. Mewngofnodwch eto. Os nad chi a’i newidiodd, rhowch wybod i’r ddesg gymorth ar unwaith.',
      },
      'ended-elsewhere': {
        heading: 'Cawsoch eich allgofnodi o gyfrifiadur arall',
        body: 'Gwnaed hynny yn Fy niogelwch, â chod o’ch eiddo. Os nad chi a’i gwnaeth, rhowch wybod i’r ddesg gymorth ar unwaith.',
      },
      'two-factor-on': {
        heading: 'Trowyd mewngofnodi dau gam ymlaen ar gyfer eich cyngor',
        body: 'Daeth hynny â phob sesiwn a agorwyd â chyfrinair yn unig i ben. Mewngofnodwch eto; gofynnir i chi am god hefyd wedyn.',
      },
      'challenge-expired': {
        heading: 'Cymerodd hynny’n rhy hir, felly fe’i stopiwyd',
        body: `Er mwyn cadw eich cyfrif yn ddiogel, rhaid gorffen mewngofnodi o fewn ${CHALLENGE_MINUTES} munud. Dechreuwch eto pan fydd eich ffôn wrth law.`,
      },
      'too-many-wrong-codes': {
        heading: 'Cafwyd gormod o godau anghywir, felly stopiwyd y mewngofnodi hwnnw',
        body: 'Mae eich cyfrif yn ddiogel. Mewngofnodwch eto i gael cod newydd.',
      },
      'trust-ended': {
        heading: 'Nid ymddiriedir yn y cyfrifiadur hwn mwyach',
        body: 'Cafodd ei dynnu, neu newidiodd eich cyfrinair neu’ch gosodiadau. Mewngofnodwch gyda chod; wedyn gallwch ymddiried ynddo eto.',
      },
    },
  },
};
