import type { PassLimit, ReasonFault } from '../../shared/errors.ts';
import {
  CHALLENGE_MINUTES,
  EMAIL_MOST,
  ENROLMENT_MINUTES,
  NEW_NUMBERS_PER_DAY,
  PASS_REASON_LEAST,
  PASS_REQUESTS_PER_DAY,
  PASS_WINDOW_DAYS,
  PASSES_PER_LEADER,
  PASSES_PER_PERSON,
  PASSWORD_LEAST,
  PASSWORD_MOST,
  RECOVERY_CODE_LENGTH,
  SEND_WINDOW_MINUTES,
  SENDS_PER_WINDOW,
  TEMPORARY_PASSWORD_DAYS,
  TEXT_CODE_LENGTH,
  TEXT_CODE_MINUTES,
  TOTP_DIGITS,
  WRONG_PASSWORDS_IN_A_ROW,
} from '../../shared/sign-in/limits.ts';
import { plural } from './formats.ts';
import type { ProblemWords } from './problem-facts.ts';

const triesLeft = (left: number | undefined): string =>
  left === undefined
    ? ''
    : ` ${plural('cy', left, {
        zero: 'Nid oes gennych yr un cynnig ar ôl.',
        one: 'Mae gennych 1 cynnig ar ôl.',
        two: 'Mae gennych 2 gynnig ar ôl.',
        few: 'Mae gennych # chynnig ar ôl.',
        many: 'Mae gennych # chynnig ar ôl.',
        other: 'Mae gennych # cynnig ar ôl.',
      })}`;

/** The server tells half minutes apart, up to five minutes (CLOCK_DIAGNOSIS_STEPS). `Munud` is feminine. */
const HALF_MINUTE_SECONDS = 30;
const WHOLE_MINUTES = ['hanner munud', 'munud', 'dwy funud', 'tair munud', 'pedair munud', 'pum munud'];

function howFar(seconds: number): string {
  const halves = Math.round(Math.abs(seconds) / HALF_MINUTE_SECONDS);
  const minutes = WHOLE_MINUTES[Math.floor(halves / 2)] ?? 'sawl munud';
  return halves % 2 === 0 || halves < 2 ? minutes : `${minutes} a hanner`;
}

const PHONE = {
  empty: 'Rhowch rif eich ffôn symudol',
  letters: 'Rhowch y rhif mewn digidau, heb lythrennau',
  'too-short': 'Mae’r rhif hwnnw’n rhy fyr. Mae 11 digid mewn rhif ffôn symudol yn y DU',
  'too-long': 'Mae’r rhif hwnnw’n rhy hir. Mae 11 digid mewn rhif ffôn symudol yn y DU',
  'not-mobile': 'Nid rhif ffôn symudol yw hwnnw. Rhowch rif ffôn symudol yn y DU, sy’n dechrau gyda 07',
  international: 'Dim ond i rifau ffôn symudol yn y DU y mae eich cyngor yn anfon codau. Rhowch rif sy’n dechrau gyda 07 neu +44 7',
  'not-valid': 'Nid yw’r rhif hwnnw’n cael ei ddefnyddio yn y DU. Gwiriwch bob digid',
} as const;

const PASSWORD = {
  'too-short': `Defnyddiwch o leiaf ${PASSWORD_LEAST} nod`,
  'too-long': `Defnyddiwch ${PASSWORD_MOST} nod ar y mwyaf`,
  common:
    'Mae’r cyfrinair hwnnw yn un o’r rhai sy’n cael eu dyfalu gyntaf, neu’n debyg i un. Dewiswch un arall; mae tri gair heb gysylltiad rhyngddynt yn gweithio’n dda',
  'same-as-before': 'Hwnnw yw eich cyfrinair presennol. Dewiswch un gwahanol',
  'contains-email': 'Peidiwch â chynnwys eich cyfeiriad e-bost, nac unrhyw ran ohono, yn eich cyfrinair',
  'contains-name': 'Peidiwch â chynnwys eich enw, enw’r cyngor nac enwau Vu yn eich cyfrinair',
} as const;

const REASON: Readonly<Record<ReasonFault, string>> = {
  'too-short': `Dywedwch mewn o leiaf ${PASS_REASON_LEAST} nod pam rydych yn tystio dros y person hwn`,
  'one-word': 'Dywedwch mewn ychydig o eiriau gwahanol sut rydych yn gwybod mai nhw sydd yno',
  'many-lines': 'Ysgrifennwch y rheswm ar un llinell',
  number: 'Mae’r rheswm yn cynnwys rhywbeth tebyg i rif ffôn neu god. Caiff ei gadw am byth, felly gadewch hynny allan',
  code: 'Mae’r rheswm yn cynnwys rhywbeth tebyg i god. Caiff ei gadw am byth, felly gadewch hynny allan',
  key: 'Mae’r rheswm yn cynnwys rhywbeth tebyg i allwedd neu gyfrinair. Caiff ei gadw am byth, felly gadewch hynny allan',
};

const PASS_LIMIT: Readonly<Record<PassLimit, string>> = {
  person: `Maent wedi cael ${PASSES_PER_PERSON} caniatâd mewn ${PASS_WINDOW_DAYS} diwrnod, sef cynifer ag y caiff un person. Gall y ddesg gymorth osod ffôn arall iddynt.`,
  leader: `Rydych wedi rhoi ${PASSES_PER_LEADER} caniatâd mewn diwrnod, sef cynifer ag y caiff un arweinydd. Gall arweinydd tîm arall helpu.`,
  requests: `Cafwyd ${PASS_REQUESTS_PER_DAY} cais mewn diwrnod, sef cynifer ag y caiff un person eu gwneud.`,
};

export const problemsCy: ProblemWords = {
  'request-invalid': () => ({
    heading: 'Ni allai’r gwasanaeth ddarllen yr hyn a anfonwyd',
    body: [
      'Ni newidiwyd dim. Gwiriwch yr hyn a deipioch a rhowch gynnig arall arni. Os bydd yn digwydd eto, efallai fod angen fersiwn mwy diweddar o Vu Desktop ar y cyfrifiadur hwn.',
    ],
  }),
  'credentials-refused': () => ({
    heading: 'Nid yw’r cyfeiriad e-bost a’r cyfrinair hynny’n cyd-fynd',
    body: [
      'Gwiriwch y ddau a rhowch gynnig arall arni. Ar ôl sawl cyfrinair anghywir, mae’r atebion yn cymryd mwy o amser, er mwyn diogelu eich cyfrif.',
    ],
  }),
  'new-computer-code-needed': () => ({
    heading: 'Mae ar y cyfrifiadur hwn angen cod gan y ddesg gymorth',
    body: [
      'Mae rhywun wedi bod yn dyfalu cyfrineiriau, felly mae angen cod hefyd ar gyfrifiadur nad ydych wedi’i ddefnyddio o’r blaen. Gofynnwch i’r ddesg gymorth am god “cyfrifiadur newydd”. Nid oes angen cod ar gyfrifiadur lle rydych wedi mewngofnodi o’r blaen.',
    ],
  }),
  'not-signed-in': () => ({
    heading: 'Nid ydych wedi mewngofnodi mwyach',
    body: ['Mae eich gwaith wedi’i gadw. Mewngofnodwch eto i barhau.'],
  }),
  'challenge-gone': () => ({
    heading: 'Mae’r amser i orffen mewngofnodi wedi dod i ben',
    body: [
      `Er mwyn cadw eich cyfrif yn ddiogel, rhaid gorffen mewngofnodi o fewn ${CHALLENGE_MINUTES} munud. Dechreuwch eto gyda’ch cyfrinair.`,
    ],
  }),
  'not-permitted': () => ({
    heading: 'Nid yw eich cyfrif yn caniatáu hynny',
    body: ['Ni newidiwyd dim. Os oes ei angen arnoch ar gyfer eich gwaith, gofynnwch i arweinydd eich tîm.'],
  }),
  'application-not-permitted': () => ({
    heading: 'Ni all eich cyfrif agor y rhaglen hon',
    body: ['Dewiswch raglen arall, neu gofynnwch i arweinydd eich tîm am fynediad.'],
  }),
  'temporary-password-expired': () => ({
    heading: 'Mae eich cyfrinair dros dro wedi dod i ben',
    body: [`Gweithiodd am ${TEMPORARY_PASSWORD_DAYS} diwrnod. Gofynnwch i’r ddesg gymorth am un newydd.`],
  }),
  'password-change-needed': () => ({
    heading: 'Dewiswch gyfrinair i chi’ch hun yn gyntaf',
    body: ['Un dros dro yw’r un a gawsoch. Mewngofnodwch eto i’w newid.'],
  }),
  'second-factor-not-set-up': () => ({
    heading: 'Nid yw mewngofnodi dau gam wedi’i osod ar eich cyfer',
    body: ['Mae ei angen ar eich cyfrif, a rhaid i’r ddesg gymorth ei osod.'],
  }),
  'step-up-needed': () => ({
    heading: 'Cadarnhewch yn gyntaf mai chi sydd yno',
    body: ['Ni newidiwyd dim eto. Rhowch god, yna rhowch gynnig arall arni.'],
  }),
  'help-desk-code-needed': () => ({
    heading: 'Mae hyn yn gofyn am god gan y ddesg gymorth',
    body: ['Ni newidiwyd dim eto. Gofynnwch i’r ddesg gymorth neu reolwr am un, yna rhowch gynnig arall arni.'],
  }),
  'not-found': () => ({
    heading: 'Nid yw hwnnw yno mwyach',
    body: ['Efallai iddo gael ei dynnu eiliad yn ôl, yma neu yn rhywle arall.'],
  }),
  'method-not-allowed': () => ({
    heading: 'Ni ellir rhoi codau yn y ffordd honno yma',
    body: ['Nid yw gosodiadau eich cyngor yn ei chaniatáu ar gyfer y rhaglen hon. Dewiswch ffordd arall.'],
  }),
  'factor-exists': () => ({
    heading: 'Mae hwnnw wedi’i osod yn barod',
    body: ['Defnyddiwch ef i gael cod, neu tynnwch ef yn Fy niogelwch yn gyntaf.'],
  }),
  'last-factor': () => ({
    heading: 'Dyna eich unig ffordd o gael cod',
    body: ['Hebddi ni allech fewngofnodi. Gosodwch ffordd arall yn gyntaf, yna tynnwch hon.'],
  }),
  'nothing-sent': () => ({ heading: 'Nid oes cod wedi’i anfon eto', body: ['Gofynnwch am god, yna rhowch ef yma.'] }),
  'trust-not-offered': () => ({
    heading: 'Ni ellir ymddiried yn y cyfrifiadur hwn nawr',
    body: ['Rydych wedi mewngofnodi. Gofynnir ichi am god y tro nesaf.'],
  }),
  'pass-gone': () => ({
    heading: 'Ni ellir defnyddio’r caniatâd hwnnw mwyach',
    body: ['Atebodd rhywun arall, neu mae ei amser wedi dod i ben. Gofynnwch eto, neu defnyddiwch ffordd arall.'],
  }),
  'pass-limit': ({ passLimit }) => ({
    heading: 'Ni ellir rhoi rhagor o ganiatâd am y tro',
    body: [
      passLimit === undefined
        ? 'Mae terfyn ar gyfer pob person a phob arweinydd tîm. Defnyddiwch ffordd arall, neu holwch y ddesg gymorth.'
        : PASS_LIMIT[passLimit],
    ],
  }),
  'pass-number-wrong': ({ attemptsLeft }) => ({
    heading:
      attemptsLeft === 0 ? 'Cafwyd gormod o rifau anghywir, felly gwrthodwyd y cais' : `Nid dyna rif y cais hwn.${triesLeft(attemptsLeft)}`,
    body: ['Gofynnwch iddynt ddarllen y rhif ar eu sgrin unwaith eto. Os na allant, efallai nad nhw sydd yno.'],
  }),
  'reason-refused': ({ reasonFault }) => ({
    heading: reasonFault === undefined ? 'Rhowch y rheswm mewn geiriau plaen' : REASON[reasonFault],
    body: ['Caiff ei gadw am byth, felly peidiwch â rhoi rhifau ffôn, codau na chyfrineiriau.'],
  }),
  'code-wrong': ({ attemptsLeft, clockOffsetSeconds }) => ({
    heading:
      clockOffsetSeconds === undefined
        ? `Nid yw’r cod hwnnw’n gywir.${triesLeft(attemptsLeft)}`
        : `Mae cloc eich ffôn tua ${howFar(clockOffsetSeconds)} ${clockOffsetSeconds < 0 ? 'ar ei hôl hi' : 'ar y blaen'}, felly ar gyfer amser arall yr oedd y cod hwnnw.${triesLeft(attemptsLeft)}`,
    body: [],
  }),
  'code-expired': () => ({
    heading: `Mae’r cod hwnnw wedi dod i ben. Mae codau’n gweithio am ${TEXT_CODE_MINUTES} munud. Anfonwch un newydd.`,
    body: [],
  }),
  'code-used': ({ attemptsLeft }) => ({
    heading: `Mae’r cod hwnnw wedi’i ddefnyddio’n barod. Arhoswch am yr un nesaf.${triesLeft(attemptsLeft)}`,
    body: [],
  }),
  'enrolment-expired': () => ({
    heading: `Mae’r cod QR hwn wedi dod i ben. Mae pob un yn gweithio am ${ENROLMENT_MINUTES} munud.`,
    body: ['Gofynnwch am un newydd, a dilëwch y cofnod a wnaethoch yn eich ap.'],
  }),
  'phone-number-invalid': ({ phoneNumberFault }) => ({ heading: PHONE[phoneNumberFault ?? 'not-valid'], body: [] }),
  'password-refused': () => ({
    heading: `Nid yw’r cyfrinair hwnnw’n gywir. Gwiriwch ef a rhowch gynnig arall arni; ar ôl ${WRONG_PASSWORDS_IN_A_ROW} cyfrinair anghywir yn olynol cewch eich allgofnodi`,
    body: [],
  }),
  'password-weak': ({ passwordFault }) => ({ heading: PASSWORD[passwordFault ?? 'too-short'], body: [] }),
  'session-locked': () => ({
    heading: 'Mae Vu Desktop wedi’i gloi',
    body: ['Mae eich gwaith wedi’i gadw. Datglowch ef gyda’ch cyfrinair.'],
  }),
  'codes-locked': ({ retryTime }) => ({
    heading:
      retryTime === undefined
        ? 'Mae codau wedi’u cloi ar gyfer eich cyfrif'
        : `Mae codau wedi’u cloi ar gyfer eich cyfrif tan ${retryTime}`,
    body: ['Cafwyd gormod o godau anghywir. Mae eich cyfrif a’ch gwaith yn ddiogel.'],
  }),
  'resend-too-soon': ({ retryTime }) => ({
    heading: 'Anfonwyd cod eiliad yn ôl',
    body: [retryTime === undefined ? 'Arhoswch funud cyn gofyn am un arall.' : `Gallwch ofyn am un arall am ${retryTime}.`],
  }),
  'resend-limit': ({ retryTime }) => ({
    heading: 'Ni ellir anfon mwy o godau am y tro',
    body: [
      `Gellir anfon hyd at ${SENDS_PER_WINDOW} mewn ${SEND_WINDOW_MINUTES} munud. Mae’r rhai sydd wedi cyrraedd yn dal i weithio am eu ${TEXT_CODE_MINUTES} munud.`,
      retryTime === undefined
        ? 'Defnyddiwch ffordd arall o gael cod, neu arhoswch.'
        : `Defnyddiwch ffordd arall o gael cod, neu gofynnwch eto am ${retryTime}.`,
    ],
  }),
  'text-message-limit': ({ retryTime }) => ({
    heading: 'Ni ellir anfon mwy o godau mewn neges destun heddiw',
    body: [
      'Anfonwyd cynifer atoch chi, neu at y rhif hwn, ag y gellir mewn 24 awr. Mae’r rhai sydd wedi cyrraedd yn dal i weithio am eu hamser.',
      retryTime === undefined
        ? 'Defnyddiwch ffordd arall o gael cod, neu gofynnwch i’ch desg gymorth TG.'
        : `Defnyddiwch ffordd arall o gael cod, gofynnwch i’ch desg gymorth TG, neu rhowch gynnig arall arni ar ôl ${retryTime}.`,
    ],
  }),
  'new-number-limit': () => ({
    heading: `Anfonwyd codau at ${NEW_NUMBERS_PER_DAY} rhif gwahanol heddiw, ac ni anfonir at ragor`,
    body: ['Rhowch y cod a anfonwyd i’r rhif a roesoch ddiwethaf, rhowch un o’r rhifau hynny eto, neu gofynnwch i’ch desg gymorth TG.'],
  }),
  'too-many-requests': ({ retryTime }) => ({
    heading: 'Bu gormod o ymdrechion o’r fan hon',
    body: [
      retryTime === undefined
        ? 'Ni chollwyd dim a deipioch. Arhoswch ychydig funudau, yna rhowch gynnig arall arni.'
        : `Ni chollwyd dim a deipioch. Rhowch gynnig arall arni am ${retryTime}.`,
    ],
  }),
  internal: () => ({
    heading: 'Aeth rhywbeth o’i le yn y gwasanaeth Vu',
    body: ['Nid eich bai chi yw hyn, ac ni ddefnyddiwyd yr un cynnig. Ni chollwyd dim a deipioch. Rhowch gynnig arall arni ymhen munud.'],
  }),
  'text-message-unavailable': ({ retryTime }) => ({
    heading: retryTime === undefined ? 'Ni ellir anfon negeseuon testun ar hyn o bryd' : `Ni ellir anfon negeseuon testun tan ${retryTime}`,
    body: [
      retryTime === undefined
        ? 'Nid yw’r gwasanaeth sy’n eu hanfon yn gweithio. Ni ddefnyddiwyd yr un cynnig. Rhowch gynnig arall arni’n nes ymlaen.'
        : 'Anfonwyd cynifer ag y gellir mewn diwrnod. Ni ddefnyddiwyd yr un cynnig.',
    ],
  }),
  unavailable: () => ({
    heading: 'Nid yw’r gwasanaeth Vu yn barod ar hyn o bryd',
    body: ['Efallai ei fod yn ailgychwyn. Ni chollwyd dim a deipioch. Rhowch gynnig arall arni ymhen munud.'],
  }),
  offline: () => ({
    heading: 'Nid oes gan y cyfrifiadur hwn rwydwaith',
    body: ['Ni chollwyd dim a deipioch. Gwiriwch y cebl neu’r cysylltiad diwifr, yna rhowch gynnig arall arni.'],
  }),
  'api-unreachable': () => ({
    heading: 'Ni ellir cyrraedd y gwasanaeth Vu',
    body: [
      'Mae gan y cyfrifiadur hwn rwydwaith, ond nid yw gwasanaeth Vu eich cyngor yn ateb. Ni chollwyd dim a deipioch.',
      'Os ydych yn gweithio i ffwrdd o’r swyddfa, gwiriwch fod y VPN wedi’i gysylltu. Yna rhowch gynnig arall arni.',
    ],
  }),
  'api-timeout': () => ({
    heading: 'Cymerodd y gwasanaeth Vu ormod o amser i ateb',
    body: ['Efallai fod y rhwydwaith yn araf. Ni chollwyd dim a deipioch. Rhowch gynnig arall arni.'],
  }),
  'certificate-refused': () => ({
    heading: 'Ni allai’r gwasanaeth Vu brofi ei fod yn ddilys',
    body: [
      'Nid yw ei dystysgrif yn un y mae’r cyfrifiadur hwn yn ymddiried ynddi, felly nid anfonwyd dim: mae eich cyfrinair yn ddiogel.',
      'Peidiwch â cheisio osgoi hyn. Rhowch wybod i’ch desg gymorth TG.',
    ],
  }),
  'clock-wrong': () => ({
    heading: 'Mae cloc y cyfrifiadur hwn yn anghywir',
    body: [
      'Mae’n rhy wahanol i amser y gwasanaeth Vu, felly ni fyddai codau’n gweithio. Ni ddefnyddiwyd yr un cynnig.',
      'Gosodwch y dyddiad a’r amser i awtomatig yng ngosodiadau’r cyfrifiadur hwn, neu gofynnwch i’ch desg gymorth TG. Yna rhowch gynnig arall arni.',
    ],
  }),
  'proxy-refused': () => ({
    heading: 'Ni adawodd dirprwy weinydd eich rhwydwaith y rhaglen drwodd',
    body: [
      'Mae dirprwy weinydd rhwng y cyfrifiadur hwn a’r gwasanaeth Vu. Nid atebodd, neu gwrthododd y cysylltiad, neu mae’n gofyn ichi fewngofnodi iddo ar wahân. Ni chollwyd dim a deipioch. Rhowch wybod i’ch desg gymorth TG.',
    ],
  }),
  'not-vu-api': () => ({
    heading: 'Mae rhywbeth arall yn ateb yn y cyfeiriad hwnnw',
    body: [
      'Mae gweinydd yno, ond nid gwasanaeth Vu mohono. Nid anfonwyd dim o’ch eiddo.',
      'Gwiriwch y cyfeiriad. Ar rwydwaith cyhoeddus, agorwch dudalen we yn gyntaf: efallai fod ganddo dudalen fewngofnodi ei hun.',
    ],
  }),
  'answer-unknown': () => ({
    heading: 'Ni ddeallodd Vu Desktop yr ateb',
    body: [
      'Efallai fod y gwasanaeth Vu yn fwy diweddar na’r Vu Desktop hwn. Ni chollwyd dim a deipioch. Rhowch wybod i’ch desg gymorth TG.',
    ],
  }),
  'address-invalid': () => ({ heading: 'Rhowch gyfeiriad cyfan, megis https://vu.council.example', body: [] }),
  'address-insecure': () => ({ heading: 'Rhaid i’r cyfeiriad ddechrau gyda https://, fel na ellir darllen dim ar y ffordd', body: [] }),
  'code-malformed': () => ({
    heading: `Ni all hwnnw fod yn god, felly nid anfonwyd ef. Mae gan godau neges destun ${TEXT_CODE_LENGTH} llythyren a digid, codau ap ${TOTP_DIGITS} digid, a chodau adfer ${RECOVERY_CODE_LENGTH} llythyren a digid.`,
    body: [],
  }),
  'email-missing': () => ({ heading: 'Rhowch eich cyfeiriad e-bost gwaith', body: [] }),
  'password-missing': () => ({ heading: 'Rhowch eich cyfrinair', body: [] }),
  'email-too-long': () => ({
    heading: `Mae hynny’n rhy hir: mae gan gyfeiriad e-bost ${EMAIL_MOST} nod ar y mwyaf. Gwiriwch yr hyn a deipioch neu a ludioch`,
    body: [],
  }),
  'password-too-long': () => ({
    heading: `Mae hynny’n rhy hir: mae gan gyfrinair ${PASSWORD_MOST} nod ar y mwyaf. Gwiriwch yr hyn a deipioch neu a ludioch`,
    body: [],
  }),
  'code-missing': () => ({ heading: 'Rhowch y cod', body: [] }),
  'reason-too-short': ({ reasonFault }) => ({ heading: REASON[reasonFault ?? 'too-short'], body: [] }),
  'passes-off': () => ({
    heading: 'Ni all arweinwyr tîm adael pobl i mewn yma mwyach',
    body: ['Mae gosodiadau eich cyngor wedi newid ers i chi ddechrau. Dewiswch ffordd o gael cod, neu gofynnwch i’r ddesg gymorth.'],
  }),
  'recovery-codes-lapsed': () => ({
    heading: 'Ni chadarnhawyd y codau adfer hynny mewn pryd',
    body: [
      `Rhaid cadarnhau codau newydd o fewn ${ENROLMENT_MINUTES} munud, felly ni fyddant yn gweithio: dinistriwch unrhyw gopi. Os oedd gennych godau o’r blaen, mae’r rheini’n dal i weithio.`,
      'Gwnewch godau newydd pan fyddwch yn barod i’w cadw.',
    ],
  }),
};
