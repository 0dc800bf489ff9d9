import type { ApplicationId } from '../../shared/applications.ts';
import {
  ENROLMENT_MINUTES,
  PASSWORD_CODE_LENGTH,
  PASSWORD_CODE_MINUTES,
  PASSWORD_LEAST,
  RECOVERY_CODE_LENGTH,
  TEXT_CODE_ALPHABET,
  TEXT_CODE_LENGTH,
  TEXT_CODE_MINUTES,
  TOTP_DIGITS,
} from '../../shared/sign-in/limits.ts';
import { commonCy } from './common.cy.ts';
import { dateOf, plural, timeOf } from './formats.ts';
import type { SameShape } from './language.ts';
import type { stepsEn } from './steps.en.ts';

const MINUTE_MS = 60_000;
const nameOf = (application: ApplicationId): string => commonCy.applications[application];
const notSent = (form: string, which: string) => {
  const after = 'Nid anfonwyd yr hyn a deipioch, ac ni ddefnyddiwyd yr un cynnig.';
  return {
    length: `${form} ${after}`,
    character: (character: string) =>
      `Nid yw “${character}” byth mewn cod, felly gwiriwch am un a gamddarllenwyd: dim ond ${[...TEXT_CODE_ALPHABET].join('\u00a0')} sydd mewn codau. ${after}`,
    absent: `Nid oes cod yn hwnnw. ${form} ${after}`,
    several: `Mae mwy nag un cod yn hwnnw. ${which} ${after}`,
  };
};
/** To the nearest minute, since what ends does so at a whole one, and two clocks are a second apart. */
const momentOf = (at: number): string => {
  const minute = Math.round(at / MINUTE_MS) * MINUTE_MS;
  return `${timeOf(minute)} ar ${dateOf(minute, 'cy')}`;
};

/** The steps after the sign-in form, and the locked session, in Welsh. */
export const stepsCy: SameShape<typeof stepsEn> = {
  waiting: 'Yn paratoi…',
  sending: 'Yn anfon…',
  continue: 'Parhau',
  anotherWay: 'Cael cod mewn ffordd arall',
  useRecoveryCode: 'Defnyddio cod adfer',
  appInstead: { use: 'Defnyddio eich ap dilysu', link: 'Cysylltu ap dilysu yn lle hynny' },
  outage: {
    heading: (until) =>
      until === null ? 'Ni ellir anfon negeseuon testun ar hyn o bryd' : `Ni ellir anfon negeseuon testun tan ${momentOf(until)}`,
    maybe: 'Nid oedd modd anfon negeseuon testun ychydig yn ôl',
    ways: {
      app: 'Nid eich ffôn sydd ar fai, ac ni ddefnyddir yr un cynnig. Defnyddiwch eich ap dilysu.',
      'link-app':
        'Nid eich ffôn sydd ar fai, ac ni ddefnyddir yr un cynnig. Cysylltwch ap dilysu nawr, neu rhowch gynnig arall arni yn nes ymlaen.',
      'app-now': 'Nid eich ffôn sydd ar fai, ac ni ddefnyddir yr un cynnig. Mae’r cod o’ch ap yn gwneud y tro yn lle hynny.',
      others:
        'Nid eich ffôn sydd ar fai, ac ni ddefnyddir yr un cynnig. Bydd y sgrin hon yn sylwi pan fyddant yn gweithio eto; tan hynny, defnyddiwch un o’r ffyrdd eraill isod.',
      none: 'Nid eich ffôn sydd ar fai, ac ni ddefnyddir yr un cynnig. Bydd y sgrin hon yn sylwi pan fyddant yn gweithio eto. Os na allwch aros, gofynnwch i’r ddesg gymorth.',
      later: 'Nid eich ffôn sydd ar fai, ac ni ddefnyddir yr un cynnig. Rhowch gynnig arall arni ymhen ychydig funudau.',
      limit:
        'Nid eich ffôn sydd ar fai, ac ni ddefnyddir yr un cynnig: anfonwyd cynifer o negeseuon ag y gellir mewn diwrnod. Os na allwch aros, gofynnwch i’r ddesg gymorth.',
      maybe: 'Efallai eu bod yn gweithio eto: gallwch roi cynnig ar un nawr. Ni ddefnyddir yr un cynnig os na ellir ei hanfon.',
      'sent-code': 'Mae cod sydd gennych yn barod yn dal i weithio am ei amser. Ni ddefnyddir yr un cynnig.',
    },
  },
  triesLeft: (left) =>
    plural('cy', left, {
      zero: 'Dim cynnig ar ôl',
      one: 'Un cynnig ar ôl. Wedi hynny byddwch yn dechrau eto gyda’ch cyfrinair.',
      two: '2 gynnig ar ôl',
      few: '# chynnig ar ôl',
      many: '# chynnig ar ôl',
      other: '# cynnig ar ôl',
    }),
  timeLeft: {
    announcement: (minutes) => plural('cy', minutes, { one: 'Un funud ar ôl', two: '2 funud ar ôl', other: '# munud ar ôl' }),
  },

  chooseMethod: {
    heading: 'Sut hoffech chi gael eich cod?',
    lead: (application) => `Mae angen cod yn ogystal â’ch cyfrinair ar gyfer ${nameOf(application)}.`,
    headingFirst: 'Gosod sut y cewch eich codau',
    leadFirst: (application) =>
      `Mae angen cod yn ogystal â’ch cyfrinair ar gyfer ${nameOf(application)}. Dewiswch un ffordd nawr; mae’n cymryd tua dwy funud, unwaith yn unig.`,
    legend: 'Ffyrdd o gael cod',
    recommended: 'Argymhellir',
    enrolled: 'Wedi’i osod',
    notEnrolled: 'Heb ei osod eto',
    unavailable: 'Ddim yn gweithio ar hyn o bryd',
    authenticator: 'Mae ap ar eich ffôn yn dangos cod newydd bob 30 eiliad. Mae’n gweithio heb signal, ac ni all neb ei ddargyfeirio.',
    textMessage: (ending) =>
      ending === null ? 'Byddwn yn anfon cod i’ch ffôn symudol.' : `Byddwn yn anfon cod i’r rhif sy’n gorffen gyda\u00a0${ending}.`,
    textRisk: 'Gall rhywun sy’n cymryd eich rhif drosodd ddarllen neges destun, felly mae’r ap yn fwy diogel.',
    recoveryCodes: (left) => `Defnyddio cod adfer (${plural('cy', left, { one: '1 ar ôl', other: '# ar ôl' })})`,
  },

  phoneNumber: {
    heading: 'Rhif eich ffôn symudol',
    lead: 'Byddwn yn anfon cod iddo nawr, i wneud yn siŵr mai chi sydd piau’r rhif. Unwaith yn unig y byddwch yn ei roi.',
    label: 'Rhif ffôn symudol yn y DU',
    hint: 'Gyda bylchau neu hebddynt, megis 07700 900123',
    submit: 'Anfon cod',
  },

  textCode: {
    heading: 'Edrychwch ar eich ffôn',
    lead: (ending) => `Anfonwyd cod i’r rhif sy’n gorffen gyda\u00a0${ending}. Gall gymryd munud neu ddwy i gyrraedd.`,
    message: 'Y neges destun',
    label: 'Y cod o’r neges destun',
    hint: `${TEXT_CODE_LENGTH} llythyren a digid`,
    malformed: notSent(`Mae gan god neges destun ${TEXT_CODE_LENGTH} llythyren a digid.`, 'Rhowch yr un diweddaraf ar ei ben ei hun.'),
    clock: (clock) => `Mae’r cod hwn yn gweithio am ${clock} arall`,
    expired: `Mae’r cod wedi dod i ben. Mae codau’n gweithio am ${TEXT_CODE_MINUTES} munud.`,
    delivery: {
      accepted: 'Ar ei ffordd i’r rhwydwaith symudol',
      sending: 'Anfonwyd i’r rhwydwaith symudol',
      delivered: 'Cyrhaeddodd eich ffôn',
      'waiting-for-phone': 'Mae’n ymddangos bod eich ffôn wedi’i ddiffodd neu heb signal',
      'phone-unreachable': 'Mae eich ffôn wedi’i ddiffodd neu heb signal',
      'number-unknown': 'Nid yw’r rhwydwaith yn adnabod y rhif hwn',
      failed: 'Ni allai’r rhwydwaith ddanfon y neges',
    },
    deliveryBody: {
      'waiting-for-phone':
        'Trowch ef ymlaen neu ewch i le â signal. Mae’r rhwydwaith yn dal i geisio, felly daw’r neges ohoni ei hun wedyn.',
      'phone-unreachable':
        'Trowch ef ymlaen neu ewch i le â signal, yna anfonwch god arall: mae’r rhwydwaith wedi rhoi’r gorau i geisio danfon hwn.',
      'number-unknown': 'Ni all unrhyw neges ei gyrraedd, felly ni fydd cod newydd yn ei gyrraedd chwaith.',
      failed: 'Anfonwch god arall.',
    },
    orAnotherWay: 'Neu mynnwch god mewn ffordd arall.',
    anotherWayInstead: 'Mynnwch god mewn ffordd arall yn lle hynny.',
    resend: 'Anfon cod arall',
    resendAt: (clock) => `Gallwch ofyn am un arall ymhen ${clock}`,
    resendsLeft: (left) =>
      plural('cy', left, {
        zero: 'Ni ellir anfon mwy am y tro',
        one: 'Gellir anfon un arall',
        two: 'Gellir anfon 2 arall',
        other: 'Gellir anfon # arall',
      }),
    noneLeft: 'Ni ellir anfon mwy am y tro',
    sentAgain: 'Mae cod arall ar ei ffordd. Mae’r un cynharach yn dal i weithio am ei amser ei hun.',
    correct: 'Cywiro’r rhif',
    notReceived: 'Heb ei dderbyn?',
    notReceivedSteps: (ending) => [
      'Arhoswch ddwy funud: ar adegau prysur mae’r rhwydweithiau symudol yn araf.',
      'Gwiriwch fod gan eich ffôn signal ac nad yw mewn modd awyren.',
      `Gwiriwch fod y ffôn â’r rhif sy’n gorffen gyda ${ending} gennych.`,
      'Chwiliwch ymhlith anfonwyr anhysbys ac anfonwyr sydd wedi’u rhwystro.',
      'Yna anfonwch god arall. Mae codau sy’n cyrraedd yn hwyr yn dal i weithio am eu hamser eu hunain.',
    ],
    numberChanged: 'Os nad hwnnw yw eich rhif mwyach, gall y ddesg gymorth ei newid.',
  },

  linkAuthenticator: {
    heading: 'Cysylltu eich ap dilysu',
    lead: 'Unwaith yn unig y byddwch yn gwneud hyn. Wedyn bydd yr ap ar eich ffôn yn dangos eich codau.',
    app: 'Pa ap sydd gennych?',
    apps: { microsoft: 'Microsoft Authenticator', google: 'Google Authenticator', authy: 'Authy' },
    newEntry:
      'Bydd eich ap yn cael cofnod newydd, â’r dyddiad a’r amser ar ôl eich cyfeiriad. Mae’r un sydd gennych yn aros, ac yn gweithio nes byddwch wedi rhoi cod yr un newydd; dilëwch ef bryd hynny.',
    none: 'Dim un eto? Gosodwch un o siop apiau eich ffôn; efallai fod eich cyngor wedi rhoi un yno’n barod.',
    steps: {
      microsoft:
        'Agorwch Microsoft Authenticator, dewiswch + (ychwanegu cyfrif), yna gyfrif gwaith neu ysgol (“Work or school account”) a sganio cod QR (“Scan a QR code”). Mae cyfrif arall (“Other account”) yn gwneud y tro hefyd.',
      google: 'Agorwch Google Authenticator, dewiswch +, yna sganio cod QR (“Scan a QR code”).',
      authy: 'Agorwch Authy, dewiswch + (ychwanegu cyfrif), yna sganio cod QR (“Scan QR code”).',
    },
    scan: 'Pwyntiwch eich ffôn at y sgwâr hwn.',
    qr: 'Cod QR sy’n cysylltu eich ap dilysu. Os na allwch ei sganio, agorwch “Methu ei sganio?” i gael allwedd i’w theipio.',
    cannotScan: 'Methu ei sganio? Teipiwch allwedd',
    typedKey: {
      microsoft:
        'Yn yr ap, dewiswch gyfrif arall (“Other account (Google, Facebook, etc.)”), yna roi’r cod â llaw (“Or enter code manually”).',
      google: 'Yn yr ap, dewiswch roi allwedd gosod (“Enter a setup key”), ac yn seiliedig ar amser (“Time based”).',
      authy: 'Yn yr ap, dewiswch roi’r allwedd â llaw (“Enter key manually”).',
    },
    account: 'Enw’r cyfrif',
    key: 'Allwedd',
    copyKey: 'Copïo’r allwedd',
    copied: 'Wedi’i gopïo',
    enter: 'Rhowch y cod y mae’r ap yn ei ddangos nawr.',
    label: 'Y cod o’r ap',
    hint: `${TOTP_DIGITS} digid`,
    submit: 'Cysylltu’r ap',
    clock: (clock) => `Mae’r cod QR hwn yn gweithio am ${clock} arall`,
    expired: `Mae’r cod QR hwn wedi dod i ben. Mae pob un yn gweithio am ${ENROLMENT_MINUTES} munud.`,
    renew: 'Cael cod QR newydd',
  },

  authenticatorCode: {
    heading: 'Rhowch y cod o’ch ap',
    lead: 'Agorwch yr ap dilysu ar eich ffôn a darllenwch y cod y mae’n ei ddangos ar gyfer eich cyngor.',
    label: 'Y cod o’r ap',
    hint: `${TOTP_DIGITS} digid. Daw un newydd bob 30 eiliad.`,
    malformed: notSent(`Mae gan god ap ${TOTP_DIGITS} digid.`, 'Rhowch yr un ar gyfer eich cyngor ar ei ben ei hun.'),
    clock: {
      heading: 'Gosodwch gloc eich ffôn, yna defnyddiwch y cod nesaf',
      steps: [
        'iPhone: agorwch y gosodiadau (“Settings”), “General”, “Date & Time”, a throwch “Set Automatically” ymlaen.',
        'Android: agorwch y gosodiadau (“Settings”), chwiliwch am “Date and time”, a throwch yr amser awtomatig ymlaen.',
        'Os yw ymlaen yn barod, trowch ef i ffwrdd ac ymlaen eto. Yna rhowch y cod nesaf y bydd eich ap yn ei ddangos.',
      ],
      otherwise: 'Os na allwch ei newid, mynnwch god mewn ffordd arall neu holwch y ddesg gymorth.',
      otherwiseAsk: 'Os na allwch ei newid, holwch y ddesg gymorth.',
    },
    notWorking: 'Nid yw’r cod yn cael ei dderbyn?',
    notWorkingSteps: [
      'Defnyddiwch y cod sy’n cael ei ddangos nawr; gall un sydd ar fin newid fod yn rhy hwyr.',
      'Gwiriwch eich bod yn darllen y cofnod ar gyfer eich cyngor, os yw’r ap yn dangos sawl un.',
      'Gosodwch ddyddiad ac amser eich ffôn i awtomatig: mae codau ap yn dibynnu ar ei gloc.',
    ],
  },

  recoveryCode: {
    heading: 'Rhowch god adfer',
    lead: 'Mae pob un o’r codau a gadwoch yn gweithio unwaith. Wedyn, gosodwch eich ffôn eto o dan Fy niogelwch.',
    label: 'Cod adfer',
    hint: `${RECOVERY_CODE_LENGTH} llythyren a digid`,
    malformed: notSent(
      `Mae gan god adfer ${RECOVERY_CODE_LENGTH} llythyren a digid.`,
      'Rhowch un nad ydych wedi’i ddefnyddio eto, ar ei ben ei hun.',
    ),
  },

  proveIdentity: {
    heading: 'Yn gyntaf, dangoswch mai chi sydd yno',
    onlyTakes: {
      authenticator: (application) =>
        `Dim ond codau o ap dilysu y mae ${nameOf(application)} yn eu derbyn; eich cyngor sydd wedi penderfynu hynny.`,
      'text-message': (application) =>
        `Dim ond codau drwy neges destun y mae ${nameOf(application)} yn eu derbyn; eich cyngor sydd wedi penderfynu hynny.`,
    },
    setUpNow: 'Byddwch yn gosod hynny nawr, mewn dau gam.',
    now: {
      'text-message': (ending) =>
        ending === null
          ? 'Byddwn yn anfon cod i’ch ffôn symudol, a chithau’n ei roi.'
          : `Byddwn yn anfon cod i’r rhif sy’n gorffen gyda\u00a0${ending}, a chithau’n ei roi.`,
      authenticator: () => 'Rhowch god o’r ap dilysu sydd gennych.',
      'recovery-code': () => 'Rhowch un o’r codau adfer a gadwoch. Mae’n eich gadael i mewn ar unwaith.',
    },
    next: {
      authenticator: 'Yna byddwch yn cysylltu ap dilysu. Mae’n cymryd tua dwy funud, unwaith yn unig.',
      'text-message': 'Yna byddwch yn rhoi rhif eich ffôn symudol, unwaith yn unig, a byddwn yn anfon cod iddo.',
    },
    afterRecoveryCode: 'Yna gosodwch eich ffôn o dan Fy niogelwch.',
    thenSetUp: {
      authenticator: 'Yna byddwch yn cysylltu eich ap dilysu.',
      'text-message': 'Yna byddwch yn rhoi rhif eich ffôn symudol.',
    },
    start: {
      'text-message': 'Anfon cod',
      authenticator: 'Rhoi cod o’r ap',
      'recovery-code': 'Rhoi cod adfer',
    },
    unavailableBody: 'Rhowch gynnig arall arni’n nes ymlaen, neu gofynnwch i’r ddesg gymorth.',
    unavailableWithCodes: 'Defnyddiwch un o’ch codau adfer, neu rhowch gynnig arall arni’n nes ymlaen.',
    cannot: {
      'text-message': 'Methu cael negeseuon ar y rhif hwnnw?',
      authenticator: 'Nid yw’r ap hwnnw gennych mwyach?',
      'recovery-code': 'Nid yw’r codau gennych mwyach?',
    },
    helpDesk:
      'Gofynnwch i’r ddesg gymorth. Unwaith y byddant yn gwybod mai chi sydd yno, byddant yn ailosod sut rydych yn mewngofnodi, a byddwch yn ei osod o’r newydd y tro nesaf.',
    why: 'Nid yw eich cyfrinair yn ddigon ar gyfer hyn. Pe bai, gallai unrhyw un sydd ag ef gysylltu ffôn o’i eiddo ei hun.',
  },

  trust: {
    heading: 'Ymddiried yn y cyfrifiadur hwn?',
    lead: (days, until) =>
      until === null
        ? plural('cy', days, {
            one: 'Os gwnewch, bydd eich cyfrinair yn unig yn ddigon yma tan yr amser hwn yfory.',
            two: 'Os gwnewch, bydd eich cyfrinair yn unig yn ddigon yma am 2 ddiwrnod.',
            other: 'Os gwnewch, bydd eich cyfrinair yn unig yn ddigon yma am # diwrnod.',
          })
        : `Os gwnewch, bydd eich cyfrinair yn unig yn ddigon yma tan ${momentOf(until)}.`,
    computer: 'Y cyfrifiadur hwn',
    application: 'Rhaglen',
    own: 'Dim ond eich mewngofnodi chi y mae hyn yn ymddiried ynddo: gofynnir i bawb arall sy’n defnyddio’r cyfrifiadur hwn am eu cod eu hunain. Gwnewch hyn ar gyfrifiadur eich cyngor neu eich cyfrifiadur eich hun, byth ar un cyhoeddus.',
    end: 'Gallwch ddod â hyn i ben ar unrhyw adeg o dan Fy niogelwch.',
    yes: (days, until) =>
      until === null
        ? plural('cy', days, {
            one: 'Ymddiried ynddo am ddiwrnod',
            two: 'Ymddiried ynddo am 2 ddiwrnod',
            other: 'Ymddiried ynddo am # diwrnod',
          })
        : `Ymddiried ynddo tan ${momentOf(until)}`,
    no: 'Gofyn am god y tro nesaf',
  },

  lockedOut: {
    heading: 'Mae codau wedi’u cloi am y tro',
    lead: 'Cafwyd gormod o godau anghywir ar gyfer eich cyfrif. Os nad chi oedd yno, dywedwch wrth y ddesg gymorth: efallai fod rhywun yn gwybod eich cyfrinair.',
    untilToday: (time) => `Gallwch roi cynnig arall arni am ${time}`,
    untilDate: (time, date) => `Gallwch roi cynnig arall arni am ${time} ar ${date}`,
    clock: (clock) => `${clock} i fynd`,
    ended: 'Gallwch roi cynnig arall arni nawr',
    administrator: 'Rhaid i weinyddwr ddatgloi eich cyfrif',
    administratorBody: 'Nid yw aros yn helpu’r tro hwn. Gofynnwch i’r ddesg gymorth, neu gofynnwch i arweinydd eich tîm ofyn ar eich rhan.',
    sooner: 'Os na allwch aros, gall gweinyddwr ddatgloi eich cyfrif. Gofynnwch i’r ddesg gymorth.',
    again: 'Mewngofnodi eto',
  },

  forgottenPassword: {
    heading: 'Wedi anghofio’ch cyfrinair?',
    lead: 'Os dyma gyfeiriad eich cyfrif, byddwn yn anfon cod atoch drwy e-bost. Yna byddwch yn dangos ail ffactor ac yn dewis cyfrinair newydd.',
    label: 'Cyfeiriad e-bost gwaith',
    submit: 'Anfon cod ataf drwy e-bost',
  },
  passwordCode: {
    heading: 'Rhowch y cod o’r e-bost',
    lead: (email: string) => `Os yw ${email} yn gyfeiriad cyfrif, mae cod ar ei ffordd yno.`,
    label: 'Cod o’r e-bost',
    hint: `${PASSWORD_CODE_LENGTH} llythyren a rhif, yn para am ${PASSWORD_CODE_MINUTES} munud. Nid yw priflythrennau, bylchau na chysylltnodau o bwys.`,
    malformed: notSent(`Mae gan y cod ${PASSWORD_CODE_LENGTH} llythyren a rhif.`, 'Rhowch yr un diweddaraf ar ei ben ei hun.'),
    nothing: 'Dim byd wedi cyrraedd?',
    nothingSteps: [
      'Gall gymryd munud. Edrychwch ymhlith e-bost sothach, a gwiriwch y cyfeiriad uchod: ewch yn ôl i’w gywiro neu i ofyn am god arall.',
      'Dim ond ychydig o godau y dydd a anfonir at un person. Gall y ddesg gymorth roi cyfrinair dros dro i chi hefyd.',
    ],
  },
  choosePassword: {
    heading: 'Dewiswch gyfrinair newydd',
    lead: `Mae angen o leiaf ${PASSWORD_LEAST} nod arno; mae tri gair heb gysylltiad rhyngddynt yn gweithio’n dda. Bydd ei gadw yn eich allgofnodi ym mhobman.`,
    label: 'Cyfrinair newydd',
    submit: 'Cadw’r cyfrinair newydd',
  },
  notSetUp: {
    heading: 'Nid yw mewngofnodi dau gam wedi’i osod ar eich cyfer',
    lead: 'Mae angen ffordd o gael codau ar eich cyfrif yn ogystal â chyfrinair, a rhaid i’r ddesg gymorth osod hynny. Gofynnwch iddynt, a dywedwch wrthynt sut rydych yn mewngofnodi.',
    what: 'Rydych yn mewngofnodi fel',
    again: 'Mewngofnodi fel rhywun arall',
  },

  notPermitted: {
    heading: (application) => `Ni all eich cyfrif agor ${nameOf(application)}`,
    lead: 'Roedd eich cyfrinair yn gywir, ond nid yw eich cyfrif mewn grŵp a all ei hagor.',
    what: 'Os oes ei hangen arnoch ar gyfer eich gwaith, gofynnwch i arweinydd eich tîm ofyn amdani. Gallwch agor yr hyn y mae eich cyfrif yn ei ganiatáu o hyd.',
    again: 'Dewis rhaglen arall',
  },

  locked: {
    heading: 'Wedi’i gloi',
    because: {
      asked: 'Fe wnaethoch gloi Vu Desktop. Mae eich gwaith fel y gadawsoch ef.',
      idle: 'Clodd Vu Desktop ei hun am nad oedd neb yn ei ddefnyddio. Mae eich gwaith fel y gadawsoch ef.',
      'computer-locked': 'Clodd Vu Desktop ei hun gyda’r cyfrifiadur hwn. Mae eich gwaith fel y gadawsoch ef.',
    },
    signedIn: 'Wedi mewngofnodi',
    password: 'Cyfrinair',
    submit: 'Datgloi',
    switchUser: 'Newid defnyddiwr',
    signOut: 'Allgofnodi',
    switching: (person) =>
      `Rhywun arall? Mae newid yn allgofnodi ${person} ac yn gadael y ffurflen yn wag. Mae ymddiriedaeth yn y cyfrifiadur hwn yn aros fel y mae.`,
  },

  passwordStep: {
    heading: 'Cadarnhewch mai chi sydd yno',
    lead: 'Mae hyn yn newid sut rydych yn mewngofnodi, felly rhowch eich cyfrinair eto.',
    password: 'Cyfrinair',
    submit: 'Cadarnhau',
  },

  overlay: {
    accountTakesApp:
      'Mae newidiadau i’r ffordd rydych yn mewngofnodi’n gofyn am y cod cryfaf sydd gennych. Ni wnaiff neges destun y tro: gellir ei hailgyfeirio.',
    'step-up': 'Yna bydd yr hyn yr oeddech yn ei wneud yn parhau.',
    'add-factor': 'Mae eich ffyrdd eraill o fewngofnodi yn dal i weithio nes bydd hon wedi’i chadarnhau.',
    'renew-trust': 'Yna caiff eich ymddiriedaeth yn y cyfrifiadur hwn ei hadnewyddu, ac mae eich gwaith yn aros fel y mae.',
    'enter-application': (application) => `Yna bydd ${nameOf(application)} yn agor. Mae’r hyn sydd gennych ar agor nawr yn aros fel y mae.`,
  },
};
