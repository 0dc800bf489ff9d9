import { ENROLMENT_MINUTES, PASSWORD_LEAST, RECOVERY_CODES } from '../../shared/sign-in/limits.ts';
import { plural } from './formats.ts';
import type { SameShape } from './language.ts';
import type { mySecurityEn } from './my-security.en.ts';

/** Words of the My security page, in Welsh. */
export const mySecurityCy: SameShape<typeof mySecurityEn> = {
  title: 'Fy niogelwch',
  lead: 'Beth sy’n diogelu eich cyfrif, a phopeth sy’n gallu mewngofnodi ag ef.',
  working: 'Wrthi…',
  loading: 'Wrthi’n nôl eich manylion diogelwch…',
  loadingSlow: 'Mae hyn yn cymryd mwy o amser nag arfer. Gallwch barhau i weithio; bydd y dudalen yn llenwi pan ddaw’r ateb.',
  missing: {
    title: 'Ni ellid nôl eich manylion diogelwch',
    body: 'Nid oes dim wedi newid. Mae gweddill Vu Desktop yn gweithio fel o’r blaen.',
  },
  done: {
    'password-changed': 'Mae eich cyfrinair wedi’i newid, ac nid oes unrhyw gyfrifiadur yn ddibynadwy mwyach.',
    'factor-added': 'Mae’r ffordd newydd o gael codau yn gweithio o hyn ymlaen.',
    'factor-removed': 'Mae’r ffordd honno o gael codau wedi’i thynnu.',
    'computer-removed': 'Nid yw’r cyfrifiadur hwnnw’n ddibynadwy mwyach.',
    'computers-removed': 'Nid oes unrhyw gyfrifiadur yn ddibynadwy mwyach.',
    'session-ended': 'Mae’r sesiwn honno wedi dod i ben.',
    'sessions-ended': 'Rydych wedi mewngofnodi yma ac yn unman arall.',
    'recovery-codes-confirmed': 'Mae eich codau adfer newydd yn gweithio o hyn ymlaen. Nid yw unrhyw rai cynharach yn gweithio.',
  },
  twoFactorOff: {
    title: 'Mae mewngofnodi dau gam wedi’i ddiffodd ar gyfer eich cyngor',
    body: 'Dim ond eich cyfrinair sy’n diogelu eich cyfrif, ac ni ofynnir am godau. Ni all staff ei droi ymlaen yma: gofynnwch i’r ddesg gymorth.',
  },
  factors: {
    title: 'Sut rydych chi’n cael codau',
    body: 'Ar ôl eich cyfrinair gofynnir i chi am god o un o’r rhain.',
    bodyOff: 'Wedi’u cadw at yr adeg pan gaiff mewngofnodi dau gam ei droi ymlaen eto.',
    purpose: {
      authenticator: 'Mae ap ar eich ffôn yn dangos cod newydd bob 30 eiliad. Mae’n gweithio heb signal, ac ni ellir ei ailgyfeirio.',
      'text-message': 'Anfonir cod i’ch ffôn symudol bob tro y bydd angen un arnoch.',
    },
    numberEnding: (digits) => `Rhif symudol yn gorffen â ${digits}`,
    added: (when) => `Ychwanegwyd ${when}`,
    lastUsed: (when) => `defnyddiwyd ddiwethaf ${when}`,
    notSetUp: 'Heb ei osod',
    onlyOne: 'Ni ellir ei dynnu: hebddo ni allech fewngofnodi. Ychwanegwch ffordd arall yn gyntaf.',
    onlyOneOff:
      'Ni ellir ei dynnu: bydd ei angen arnoch i fewngofnodi pan gaiff mewngofnodi dau gam ei droi ymlaen eto. Ychwanegwch ffordd arall yn gyntaf.',
    add: { authenticator: 'Cysylltu ap', 'text-message': 'Ychwanegu rhif' },
    replace: { authenticator: 'Cysylltu ap arall', 'text-message': 'Newid y rhif' },
    remove: 'Tynnu',
    removeNamed: { authenticator: 'Tynnu’r ap dilysu', 'text-message': 'Tynnu neges destun' },
    none: 'Nid oes gennych ffordd o gael codau eto.',
    noneAddable: 'Nid yw eich cyngor wedi caniatáu yr un y gallech ei hychwanegu yma. Gofynnwch i’r ddesg gymorth.',
    confirmRemove: {
      authenticator: {
        title: 'Tynnu eich ap dilysu?',
        body: 'Bydd codau o’r ap yn peidio â gweithio ar unwaith, ac ni fydd unrhyw gyfrifiadur yn ddibynadwy mwyach. Gallwch gysylltu ap eto yn nes ymlaen.',
        confirm: 'Tynnu’r ap dilysu',
      },
      'text-message': {
        title: 'Tynnu negeseuon testun?',
        body: 'Ni fydd codau’n cael eu hanfon i’ch rhif mwyach, ac ni fydd unrhyw gyfrifiadur yn ddibynadwy mwyach. Gallwch ychwanegu rhif eto yn nes ymlaen.',
        confirm: 'Tynnu neges destun',
      },
    },
  },
  recovery: {
    title: 'Codau adfer',
    body: 'Ar gyfer pan fydd eich ffôn ar goll neu heb fatri. Mae pob un yn gweithio unwaith, yn lle cod.',
    left: (count) => `${count} o ${RECOVERY_CODES} ar ôl`,
    noneLeft: 'Dim codau adfer',
    noneAdvice:
      'Os collwch eich ffôn, rhaid i rywun arall eich gadael i mewn: y ddesg gymorth neu, lle mae eich cyngor yn caniatáu hynny, arweinydd tîm. Gwnewch set a’i chadw yn rhywle diogel.',
    fewAdvice: 'Gwnewch set newydd cyn i’r rhain ddod i ben.',
    make: 'Gwneud codau adfer',
    makeNew: 'Gwneud codau newydd',
    confirm: {
      titleFirst: 'Gwneud codau adfer?',
      title: 'Gwneud codau adfer newydd?',
      body: (left) =>
        left === 0
          ? `Cewch ${RECOVERY_CODES} cod. Fe’u dangosir unwaith, felly byddwch yn barod i’w copïo, eu hargraffu neu eu cadw.`
          : `Cewch ${RECOVERY_CODES} cod newydd. Fe’u dangosir unwaith, felly byddwch yn barod i’w copïo, eu hargraffu neu eu cadw. Mae eich codau blaenorol yn gweithio nes i chi ddweud bod y rhai newydd gennych.`,
      confirmFirst: 'Gwneud codau',
      confirm: 'Gwneud codau newydd',
    },
    shown: {
      titleFirst: 'Eich codau adfer',
      title: 'Eich codau adfer newydd',
      body: 'Fe’u dangosir y tro hwn yn unig. Cadwch nhw yn rhywle diogel heblaw eich ffôn neu’r cyfrifiadur hwn: drôr dan glo neu reolwr cyfrineiriau. Dechreuant weithio pan fyddwch yn gorffen isod; bydd y codau blaenorol yn peidio bryd hynny.',
      bodyFirst:
        'Fe’u dangosir y tro hwn yn unig. Cadwch nhw yn rhywle diogel heblaw eich ffôn neu’r cyfrifiadur hwn: drôr dan glo neu reolwr cyfrineiriau. Dechreuant weithio pan fyddwch yn gorffen isod.',
      listLabel: 'Codau adfer',
      copy: 'Copïo’r codau',
      copied: 'Wedi’u copïo. Gludwch nhw nawr lle byddwch yn eu cadw: caiff y clipfwrdd ei wagio eto cyn bo hir.',
      print: 'Argraffu',
      save: 'Cadw mewn ffeil',
      saving: 'Wrthi’n cadw…',
      file: {
        saved: 'Wedi’u cadw yn y ffeil. Gall pwy bynnag sy’n ei hagor ddefnyddio’r codau, felly cadwch hi lle mai dim ond chi all fynd.',
        failed: 'Ni ellid ysgrifennu’r ffeil yno. Dewiswch le arall, neu copïwch neu argraffwch y codau.',
      },
      clock: (clock) => `${clock} ar ôl i orffen; wedi hynny ni fydd y codau hyn byth yn gweithio`,
      announcement: (minutes) =>
        plural('cy', minutes, { one: 'Un funud ar ôl i orffen', two: '2 funud ar ôl i orffen', other: '# munud ar ôl i orffen' }),
      ended: `Mae’r ${ENROLMENT_MINUTES} munud ar ben, felly nid yw’r codau hyn yn gweithio. Gwnewch rai newydd.`,
      saved: 'Rwyf wedi cadw’r codau hyn',
      finish: 'Gorffen',
      finishing: 'Wrthi’n rhoi’r codau newydd ar waith…',
      mustSave: 'Ticiwch y blwch yn gyntaf: ar ôl i chi orffen, ni ellir dangos y codau eto.',
      printTitle: 'Codau adfer Vu Desktop',
      printFor: (email, day) => `Ar gyfer ${email}, gwnaed ${day}. Mae pob un yn gweithio unwaith.`,
    },
  },
  computers: {
    title: 'Cyfrifiaduron dibynadwy',
    body: 'Ar y rhain gofynnir am eich cyfrinair ond nid am god, tan yr amser a ddangosir.',
    bodyOff:
      'Wedi’u cadw at yr adeg pan gaiff mewngofnodi dau gam ei droi ymlaen eto: ar y rhain ni ofynnir i chi am god bryd hynny, tan yr amser a ddangosir.',
    noneOff: 'Nid oes unrhyw gyfrifiadur yn ddibynadwy. Tra bo mewngofnodi dau gam wedi’i ddiffodd, nid yw’r un yn gofyn am god.',
    none: 'Nid oes unrhyw gyfrifiadur yn ddibynadwy: gofynnir i chi am god bob tro y byddwch yn mewngofnodi.',
    tableLabel: 'Cyfrifiaduron dibynadwy',
    columns: { computer: 'Cyfrifiadur', lastUsed: 'Defnydd diwethaf', until: 'Tan', action: 'Gweithred' },
    trustedFor: (application, when) => `${application}, yn ddibynadwy ers ${when}`,
    notUsed: 'ddim eto',
    thisComputer: 'Y cyfrifiadur hwn',
    remove: 'Tynnu',
    removeNamed: (name, application) => `Tynnu ${name} ar gyfer ${application}`,
    removeAll: 'Tynnu’r cyfan',
    confirmOne: {
      title: (name) => `Peidio ag ymddiried yn ${name}?`,
      body: (application) =>
        `Bydd y mewngofnodi nesaf i ${application} yno yn gofyn am god. Ni chaiff neb sy’n gweithio yno nawr ei allgofnodi.`,
      bodyOff: (application) =>
        `Pan gaiff mewngofnodi dau gam ei droi ymlaen eto, bydd y mewngofnodi nesaf i ${application} yno yn gofyn am god. Ni chaiff neb ei allgofnodi nawr.`,
      bodyHere: (application) =>
        `Bydd y mewngofnodi nesaf i ${application} ar y cyfrifiadur hwn yn gofyn am god. Rydych yn dal wedi mewngofnodi nawr.`,
      confirm: 'Peidio ag ymddiried ynddo',
    },
    confirmAll: {
      title: 'Peidio ag ymddiried mewn unrhyw gyfrifiadur?',
      body: () => 'Bydd y mewngofnodi nesaf ar bob un o’r rhain yn gofyn am god. Rydych yn dal wedi mewngofnodi nawr.',
      bodyOff:
        'Pan gaiff mewngofnodi dau gam ei droi ymlaen eto, bydd y mewngofnodi nesaf ar bob un ohonynt yn gofyn am god. Rydych yn dal wedi mewngofnodi nawr.',
      confirm: 'Peidio ag ymddiried yn yr un',
    },
  },
  sessions: {
    title: 'Ble rydych wedi mewngofnodi',
    body: 'Pob lle y mae eich cyfrif ar agor nawr. Dewch â’r hyn nad ydych yn ei adnabod i ben, yna newidiwch eich cyfrinair.',
    only: 'Rydych wedi mewngofnodi yma ac yn unman arall.',
    columns: { place: 'Cyfrifiadur', since: 'Mewngofnodwyd', lastUsed: 'Defnydd diwethaf', action: 'Gweithred' },
    thisSession: 'Y sesiwn hon',
    locked: 'Wedi’i chloi',
    end: 'Dod i ben',
    endNamed: (name, application, when) => `Dod â’r sesiwn ar ${name} yn ${application}, a agorwyd ${when}, i ben`,
    endOthers: 'Dod â’r lleill i gyd i ben',
    confirmOne: {
      title: (name) => `Dod â’ch sesiwn ar ${name} i ben?`,
      body: 'Caiff pwy bynnag sy’n gweithio yno ei allgofnodi o fewn eiliadau, a chollir yr hyn na chafodd ei gadw. Os yw’r cyfrifiadur yn ddibynadwy, dim ond y cyfrinair a ofynnir y tro nesaf yno.',
      confirm: 'Dod â hi i ben',
    },
    confirmAll: {
      title: 'Dod â phob sesiwn arall i ben?',
      body: 'Caiff pwy bynnag sy’n gweithio yno ei allgofnodi o fewn eiliadau, a chollir yr hyn na chafodd ei gadw. Rydych yn dal wedi mewngofnodi yma. Mae cyfrifiaduron dibynadwy yn aros felly.',
      confirm: 'Dod â’r lleill i gyd i ben',
    },
  },
  mustChange: {
    heading: 'Dewiswch gyfrinair i chi’ch hun',
    lead: 'Un dros dro yw’r un a gawsoch. Rhowch ef unwaith eto, yna dewiswch un na ŵyr neb ond chi; wedyn bydd popeth yn agor.',
    current: 'Cyfrinair dros dro',
  },
  password: {
    title: 'Cyfrinair',
    body: 'Mae ei newid yn dod â’r ymddiriedaeth ym mhob cyfrifiadur i ben ac yn eich allgofnodi ym mhobman ond yma.',
    lastChanged: (when) => `Newidiwyd ddiwethaf ${when}.`,
    change: 'Newid y cyfrinair',
    current: 'Cyfrinair presennol',
    new: 'Cyfrinair newydd',
    rulesTitle: 'Rhaid i gyfrinair newydd',
    rules: [
      `gynnwys o leiaf ${PASSWORD_LEAST} nod, gan gynnwys bylchau ac unrhyw rai eraill`,
      'beidio â bod yn un y mae ymosodwyr yn rhoi cynnig arno’n gyntaf, fel “password1”',
      'beidio â chynnwys eich cyfeiriad e-bost, na bod yr un sydd gennych nawr',
    ],
    advice: 'Mae tri neu bedwar gair nad oes a wnelont ddim â’i gilydd yn gryf ac yn hawdd eu cofio.',
    save: 'Cadw’r cyfrinair newydd',
    currentMissing: 'Rhowch eich cyfrinair presennol.',
    newMissing: 'Rhowch gyfrinair newydd.',
  },
  happened: {
    title: 'Beth ddigwyddodd i’ch cyfrif',
    body: (days) =>
      `Y ${days} diwrnod diwethaf, gan gynnwys yr hyn rydych wedi’i ddiystyru. Os nad chi oedd un o’r rhain, rhowch wybod i’r ddesg gymorth.`,
    none: 'Dim byd y dylech wybod amdano.',
    tableLabel: 'Beth ddigwyddodd i’ch cyfrif',
    columns: { when: 'Pryd', what: 'Beth', seen: 'Wedi’i ddiystyru' },
    notDismissed: 'Ddim eto',
    showAll: (count) => `Dangos pob un o’r ${count}`,
  },
  recent: {
    title: 'Mewngofnodi diweddar',
    body: 'Os nad chi oedd un o’r rhain, newidiwch eich cyfrinair a rhowch wybod i’r ddesg gymorth.',
    none: 'Nid oes unrhyw fewngofnodi i’w ddangos eto.',
    tableLabel: 'Mewngofnodi diweddar',
    columns: { when: 'Pryd', where: 'I ble', how: 'Gyda', outcome: 'Canlyniad' },
    on: (computer) => `ar ${computer}`,
    how: {
      password: 'Cyfrinair yn unig',
      'text-message': 'Neges destun',
      authenticator: 'Ap dilysu',
      'recovery-code': 'Cod adfer',
      'trusted-device': 'Cyfrifiadur dibynadwy',
      'team-leader-pass': 'Caniatâd arweinydd tîm',
    },
    howUnknown: 'Ni roddwyd cod',
    outcomes: { 'signed-in': 'Wedi mewngofnodi', 'wrong-code': 'Cod anghywir', 'codes-locked': 'Codau wedi’u cloi', refused: 'Gwrthodwyd' },
    showAll: (count) => `Dangos pob un (${count})`,
  },
};
