import { PASS_REASON_MOST } from '../../shared/sign-in/limits.ts';
import type { controlEn } from './control.en.ts';
import { plural } from './formats.ts';
import type { SameShape } from './language.ts';

/** Words of what Control shows of sign-in, in Welsh. */
export const controlCy: SameShape<typeof controlEn> = {
  refresh: 'Darllen eto',
  reading: 'Yn darllen…',
  asOf: (when) => `Fel yr oedd ${when}`,
  service: {
    title: 'Y gwasanaeth mewngofnodi',
    loading: 'Yn darllen sut mae mewngofnodi’n gweithio…',
    missing: 'Nid yw’n hysbys nawr sut mae mewngofnodi’n gweithio.',
    textMessages: 'Negeseuon testun',
    states: { ok: 'Yn gweithio', failing: 'Yn methu' },
    because: {
      'no-answer': 'Nid yw GOV.UK Notify yn ateb.',
      'server-error': 'Mae GOV.UK Notify yn ateb â gwall o’i eiddo’i hun.',
      'daily-limit': 'Mae terfyn dyddiol gwasanaeth Notify wedi’i gyrraedd. Mae’n dechrau o’r newydd am hanner nos, UTC.',
      'refused-key': 'Mae GOV.UK Notify yn gwrthod yr allwedd API. Rhaid i’r ddesg gymorth gael un arall.',
      clock: 'Mae GOV.UK Notify yn dweud bod cloc y gweinydd yn anghywir.',
      misconfigured: 'Mae GOV.UK Notify yn gwrthod yr hyn a anfonir: y templed neu’r gosodiadau. Rhaid i’r ddesg gymorth edrych.',
    },
    since: (when) => `Ers ${when}. Gofynnir i bawb sydd ag ap dilysu am god o hwnnw; nid yw neb yn colli cynnig.`,
    clock: 'Cloc y gweinydd',
    clockOk: 'Yn gywir',
    clockAlarm: 'Yn anghywir',
    clockAlarmBody: 'Gall codau o apiau dilysu fethu hefyd. Rhaid i’r ddesg gymorth osod cloc y gweinydd nawr.',
    sent: 'Negeseuon a anfonwyd eleni',
    sentOf: (sent, allowance) => `${sent} o ${allowance} am ddim`,
    yearStarts: (day) => `Dechreuodd y flwyddyn ar ${day}`,
    today: 'Negeseuon a anfonwyd heddiw',
    todayOf: (sent, most) => `${sent} o ${most} ar y mwyaf`,
    budgets: {
      ok: null,
      near: 'Bron â dod i ben. Gall y ddesg gymorth godi’r nifer; os yw’n fwy nag arfer, efallai fod rhywun yn rhoi cynnig ar gyfrineiriau sydd ganddynt.',
      spent:
        'Wedi dod i ben: ni anfonir codau mewn neges destun tan hanner nos, oni bai bod y ddesg gymorth yn codi’r nifer. Mae apiau dilysu’n gweithio.',
    },
    cost: 'Cost y tu hwnt i’r rhai am ddim',
    costNone: 'Dim hyd yma',
    costWithoutVat: (pounds) => `${pounds} heb TAW`,
  },
  helpDeskCodes: {
    title: 'Codau i gydweithwyr',
    lead: 'Mae angen cod gennych chi ar rywun sy’n gosod ffordd gryfach o gael codau, a gollodd ei ffordd ei hun, neu sy’n mewngofnodi ar gyfrifiadur newydd tra bo rhywun yn dyfalu ei gyfrinair. Gwnewch un dim ond pan fyddwch yn siŵr pwy ydyw: ffoniwch ef ar rif rydych yn ei adnabod, neu gwelwch ef.',
    email: 'Ei gyfeiriad e-bost gwaith',
    emailHint: 'Y cyfan ohono; ni chwilir am neb yn ôl rhan ohono',
    emailMissing: 'Rhowch ei gyfeiriad e-bost',
    notFound: 'Nid oes gan neb y cyfeiriad hwnnw. Gwiriwch sut y mae wedi’i ysgrifennu.',
    own: 'Ni allwch wneud cod i chi’ch hun. Gofynnwch i reolwr arall, neu i’r ddesg gymorth.',
    legend: 'At beth y mae',
    purposes: {
      enrol: { label: 'Gosod sut y mae’n cael codau', text: 'Ap yn ogystal â rhif, neu yn lle ffôn sydd wedi mynd.' },
      'new-computer': { label: 'Mewngofnodi ar gyfrifiadur newydd', text: 'Pan ddywedir wrtho fod y cyfrif yn gofyn am god o’r fath.' },
    },
    reason: 'Pam, a sut rydych yn gwybod mai ef ydyw',
    reasonHint: 'Fe’i cedwir gyda’ch enw. Dim rhifau ffôn a dim codau.',
    tooLong: `Dywedwch ef mewn ${PASS_REASON_MOST} nod ar y mwyaf.`,
    submit: 'Gwneud cod',
    working: 'Wrthi’n ei wneud…',
    made: (person) => `Cod i ${person}`,
    readOut: 'Darllenwch ef iddo nawr. Ni ddangosir ef eto.',
    until: (when) => `Mae’n gweithio unwaith, tan ${when}. Dywedir wrtho mai chi a’i rhoddodd.`,
    away: 'Ei roi o’r neilltu',
  },
  computers: {
    title: 'Cyfrifiaduron',
    lead: 'Lle mae pobl eich cyngor yn mewngofnodi. Mae dod â phopeth ar un i ben ar gyfer cyfrifiadur a gollwyd, a gafodd ei ddwyn neu ei adael ar agor.',
    loading: 'Yn darllen y cyfrifiaduron…',
    missing: 'Nid yw’r cyfrifiaduron yn hysbys nawr.',
    none: 'Nid oes neb wedi mewngofnodi ar gyfrifiadur eto.',
    columns: {
      computer: 'Cyfrifiadur',
      people: 'Pobl',
      signedIn: 'Wedi mewngofnodi',
      trusted: 'Ymddiriedir',
      lastSeen: 'Defnyddiwyd ddiwethaf',
      action: 'Gweithred',
    },
    platforms: { windows: 'Windows', macos: 'macOS', linux: 'Linux', other: 'System arall' },
    platformUnknown: 'System anhysbys',
    thisComputer: 'Y cyfrifiadur hwn',
    end: 'Dod â phopeth i ben',
    endNamed: (name) => `Dod â phopeth i ben ar ${name}`,
    ending: 'Yn dod i ben…',
    confirm: {
      title: (name) => `Dod â phopeth ar ${name} i ben?`,
      body: (signedIn) =>
        `${plural('cy', signedIn, {
          zero: 'Nid oes neb wedi mewngofnodi yno nawr',
          one: 'Daw’r un sesiwn sy’n rhedeg yno i ben ar unwaith',
          two: 'Daw’r 2 sesiwn sy’n rhedeg yno i ben ar unwaith',
          other: 'Daw’r # sesiwn sy’n rhedeg yno i ben ar unwaith',
        })}, ac nid yw ymddiriedaeth neb ynddo’n cyfrif mwyach. Rhoddir gwybod i bob un ohonynt. Os hwn yw’r cyfrifiadur o’ch blaen, mae hynny’n eich cynnwys chi.`,
      confirm: 'Dod â phopeth arno i ben',
      cancel: 'Canslo',
    },
    done: (name) => `Mae popeth ar ${name} wedi dod i ben`,
    doneBody: (sessions, trusts, people) =>
      `Allgofnodwyd: ${sessions}. Ymddiriedaeth a ddaeth i ben: ${trusts}. Pobl a gafodd wybod: ${people}.`,
  },
};
