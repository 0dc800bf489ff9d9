import type { SameShape } from './language.ts';
import type { shellEn } from './shell.en.ts';

const onComputer = (computer: string | null): string => (computer === null ? '' : `, ar y cyfrifiadur “${computer}”`);

/** Words of the frame around the work, in Welsh. */
export const shellCy: SameShape<typeof shellEn> = {
  skipToContent: 'Neidio i’r cynnwys',
  railLabel: 'Mannau gwaith a’ch cyfrif',
  workspacesLabel: 'Mannau gwaith',
  accountLabel: 'Eich cyfrif',
  contextLabel: 'Ble rydych chi',
  mySecurity: 'Fy niogelwch',
  lock: 'Cloi',
  switchUser: 'Newid defnyddiwr',
  signOut: 'Allgofnodi',
  needsCode: 'yn gofyn am god',
  signedInAs: 'Wedi mewngofnodi fel',
  offline:
    'Nid oes gan y cyfrifiadur hwn rwydwaith. Mae’r hyn sydd gennych ar agor yn aros fel y mae; bydd unrhyw beth newydd yn aros nes bydd y rhwydwaith yn ôl.',
  dismiss: 'Diystyru',
  cancel: 'Canslo',
  loadFailed: {
    title: 'Ni ellid dangos y dudalen hon',
    body: 'Rydych chi wedi mewngofnodi o hyd ac ni chollwyd dim. Dangoswch hi eto; os na fydd hynny’n helpu, rhowch wybod i’r ddesg gymorth.',
    again: 'Ei dangos eto',
  },
  cannotRemember: {
    title: 'Ni all y cyfrifiadur hwn eich cofio',
    body: 'Rydych chi wedi mewngofnodi fel arfer. Ni wnaeth storfa ddiogel y cyfrifiadur ar gyfer allweddi ateb, felly bydd gofyn i chi am god yma y tro nesaf hefyd. Os bydd hyn yn dal i ddigwydd, rhowch wybod i’r ddesg gymorth.',
  },
  trust: {
    ends: (when) => `Dim ond tan ${when} yr ymddiriedir yn y cyfrifiadur hwn`,
    body: 'Wedi hynny gofynnir i chi am god pan fyddwch yn mewngofnodi nesaf. Adnewyddwch nawr, dros yr hyn sydd gennych ar agor, heb darfu ar ddim.',
    renew: 'Adnewyddu nawr',
    renewing: 'Yn adnewyddu…',
    later: 'Nid nawr',
    renewed: (when) => `Ymddiriedir yn y cyfrifiadur hwn eto, tan ${when}`,
  },
  alerts: {
    label: 'Rhybuddion am eich cyfrif',
    kinds: {
      'new-computer': {
        title: (computer) =>
          computer === null
            ? 'Mewngofnodwyd i’ch cyfrif ar gyfrifiadur na ddefnyddiwyd o’r blaen'
            : `Mewngofnodwyd i’ch cyfrif ar gyfrifiadur na ddefnyddiwyd o’r blaen, sy’n ei alw ei hun yn “${computer}”`,
        advice: 'Os nad chi oedd hynny, newidiwch eich cyfrinair a rhowch wybod i’r ddesg gymorth nawr.',
      },
      'factor-added': {
        title: (computer, method) => {
          const what =
            method === 'authenticator'
              ? 'Cafodd ap dilysu ei gysylltu â’ch cyfrif'
              : method === 'text-message'
                ? 'Cafodd rhif ffôn ar gyfer eich codau ei ychwanegu at eich cyfrif'
                : 'Cafodd ffordd o gael codau ei hychwanegu at eich cyfrif';
          return `${what}${onComputer(computer)}`;
        },
        advice:
          'Os nad chi oedd hynny, rhowch wybod i’r ddesg gymorth nawr, a thynnwch hi yn Fy niogelwch. Os dyna’r unig un yno, rhowch eich un eich hun yn ei lle.',
      },
      'factor-removed': {
        title: (computer, method) => {
          const what =
            method === 'authenticator'
              ? 'Cafodd eich ap dilysu ei dynnu o’ch cyfrif'
              : method === 'text-message'
                ? 'Cafodd eich rhif ffôn ar gyfer codau ei dynnu o’ch cyfrif'
                : 'Cafodd ffordd o gael codau ei thynnu o’ch cyfrif';
          return `${what}${onComputer(computer)}`;
        },
        advice: 'Os nad chi oedd hynny, rhowch wybod i’r ddesg gymorth nawr.',
      },
      'factors-reset': {
        title: () => 'Ailosododd gweinyddwr sut rydych chi’n cael codau',
        advice: 'Os na ofynnoch am hyn, rhowch wybod i’r ddesg gymorth nawr.',
      },
      'codes-locked': {
        title: () => 'Cafodd codau eu cloi ar ôl gormod o rai anghywir',
        advice:
          'Os nad chi a roddodd y codau hynny, efallai fod rhywun yn gwybod eich cyfrinair: newidiwch ef a rhowch wybod i’r ddesg gymorth.',
      },
      'password-changed': {
        title: () => 'Cafodd eich cyfrinair ei newid',
        advice: 'Os nad chi oedd hynny, rhowch wybod i’r ddesg gymorth nawr.',
      },
      'trust-reused': {
        title: (computer) =>
          computer === null
            ? 'Cafodd allwedd cyfrifiadur dibynadwy ei defnyddio ddwywaith, felly nid yw’n ddibynadwy mwyach'
            : `Cafodd allwedd y cyfrifiadur dibynadwy “${computer}” ei defnyddio ddwywaith, felly nid yw’n ddibynadwy mwyach`,
        advice: 'Gall hyn ddigwydd ar ôl adfer copi wrth gefn. Os na wyddoch am un, rhowch wybod i’r ddesg gymorth.',
      },
      'pass-granted': {
        title: (leader) =>
          leader === null
            ? 'Gadawodd arweinydd tîm i chi fewngofnodi heb god'
            : `Gadawodd ${leader} i chi fewngofnodi heb god, tan ddiwedd y sifft`,
        advice: 'Os na ofynnoch am hyn, newidiwch eich cyfrinair a rhowch wybod i’r ddesg gymorth nawr.',
      },
      'pass-given': {
        title: (person) =>
          person === null
            ? 'Gadawsoch i gydweithiwr fewngofnodi heb god'
            : `Gadawsoch i ${person} fewngofnodi heb god, tan ddiwedd y sifft`,
        advice: 'Os nad chi oedd hynny, newidiwch eich cyfrinair a rhowch wybod i’r ddesg gymorth nawr.',
      },
      'help-desk-code': {
        title: (manager) =>
          manager === null ? 'Rhoddodd y ddesg gymorth god ar gyfer eich cyfrif' : `Rhoddodd ${manager} god ar gyfer eich cyfrif`,
        advice: 'Os na ofynnoch amdano, newidiwch eich cyfrinair a rhowch wybod i’r ddesg gymorth nawr.',
      },
      'sessions-over-limit': {
        title: (computer) =>
          computer === null
            ? 'Roeddech wedi mewngofnodi ormod o weithiau ar yr un pryd, felly allgofnodwyd yr hynaf'
            : `Roeddech wedi mewngofnodi ormod o weithiau ar yr un pryd, felly cawsoch eich allgofnodi o “${computer}”`,
        advice: 'Os nad ydych yn defnyddio cynifer o gyfrifiaduron, newidiwch eich cyfrinair a rhowch wybod i’r ddesg gymorth.',
      },
      'signed-out-everywhere': {
        title: (manager) =>
          manager === null ? 'Cawsoch eich allgofnodi ym mhobman gan weinyddwr' : `Cawsoch eich allgofnodi ym mhobman gan ${manager}`,
        advice: 'Nid oes unrhyw gyfrifiadur yn ddibynadwy mwyach. Os na wyddoch pam, gofynnwch i’r ddesg gymorth.',
      },
      'computer-ended': {
        title: (computer) =>
          computer === null
            ? 'Cawsoch eich allgofnodi o gyfrifiadur gan weinyddwr, ac nid yw’n ddibynadwy mwyach'
            : `Cawsoch eich allgofnodi o “${computer}” gan weinyddwr, ac nid yw’n ddibynadwy mwyach`,
        advice: 'Os ydych yn dal i ddefnyddio’r cyfrifiadur hwnnw, holwch y ddesg gymorth cyn mewngofnodi yno eto.',
      },
      'recovery-code-used': {
        title: (left) => {
          if (left === null) return 'Cafodd cod adfer ei ddefnyddio i fewngofnodi';
          if (left === '0') return 'Cafodd cod adfer ei ddefnyddio i fewngofnodi. Nid oes gennych yr un ar ôl';
          return `Cafodd cod adfer ei ddefnyddio i fewngofnodi. Nifer y codau sydd gennych ar ôl: ${left}`;
        },
        advice:
          'A yw eich ffôn ar goll, wedi torri neu’n newydd? Gosodwch ef yn Fy niogelwch, fel na fydd angen y cod nesaf arnoch, a gwnewch godau newydd pan fydd ychydig ar ôl. Os nad chi oedd hynny, rhowch wybod i’r ddesg gymorth nawr.',
      },
    },
    several: (count) => `Rhybuddion am eich cyfrif: ${count}`,
    show: 'Eu dangos',
    hide: 'Eu cuddio',
    showMore: (count) => `Dangos rhagor o rybuddion (${count})`,
    stays: {
      'step-up': (until) => `I’w ddiystyru yma cyn ${until}, gofynnir i chi am god.`,
      later: (until) => `Mae’n aros yma tan ${until}.`,
    },
    dismissNamed: (title) => `Diystyru: ${title}`,
    openMySecurity: 'Agor Fy niogelwch',
  },
  signedInWith: {
    password: 'Cyfrinair yn unig',
    'text-message': 'Cyfrinair a chod neges destun',
    authenticator: 'Cyfrinair a chod ap dilysu',
    'recovery-code': 'Cyfrinair a chod adfer',
    'trusted-device': 'Cyfrinair, ar gyfrifiadur dibynadwy',
    'team-leader-pass': 'Cyfrinair a chaniatâd arweinydd tîm',
  },
  dates: {
    todayAt: (time) => `heddiw am ${time}`,
    yesterdayAt: (time) => `ddoe am ${time}`,
    dayAt: (day, time) => `${day} am ${time}`,
    today: 'heddiw',
    yesterday: 'ddoe',
  },
};
