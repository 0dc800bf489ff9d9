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
