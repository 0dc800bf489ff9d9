import { PASS_NUMBER_TRIES, PASS_REASON_LEAST, PASS_REASON_MOST, PASSES_PER_LEADER } from '../../shared/sign-in/limits.ts';
import { plural } from './formats.ts';
import type { SameShape } from './language.ts';
import type { passesEn } from './passes.en.ts';

/** A team leader's side of passes, in Welsh. */
export const passesCy: SameShape<typeof passesEn> = {
  title: 'Cydweithwyr heb eu ffôn',
  lead: 'Maent yn gofyn i chi adael iddynt fewngofnodi unwaith, heb god, tan ddiwedd y sifft.',
  loading: 'Yn edrych pwy sy’n aros…',
  none: 'Nid oes neb yn aros. Bydd ceisiadau’n ymddangos yma ohonynt eu hunain.',
  waiting: (count) => plural('cy', count, { one: '1 yn aros', other: '# yn aros' }),
  waitingAloud: (count) =>
    plural('cy', count, {
      one: 'mae 1 cydweithiwr yn aros i gael ei adael i mewn',
      two: 'mae 2 gydweithiwr yn aros i gael eu gadael i mewn',
      few: 'mae # chydweithiwr yn aros i gael eu gadael i mewn',
      many: 'mae # chydweithiwr yn aros i gael eu gadael i mewn',
      other: 'mae # cydweithiwr yn aros i gael eu gadael i mewn',
    }),
  noGrantsLeft: `Rydych wedi gadael ${PASSES_PER_LEADER} cydweithiwr i mewn yn y diwrnod diwethaf, sef cynifer ag y caiff un arweinydd. Gall arweinydd tîm arall helpu.`,
  which: (place, count) => `Cais ${place} o ${count}`,
  several: (person, count) =>
    `Mae ${count} cais yn aros yn enw ${person}. Un ar y mwyaf all fod ganddynt hwy: gofynnwch iddynt pryd a ble y gofynasant. Dim ond i hwnnw y mae’r rhif ar eu sgrin yn perthyn.`,
  asked: (application, time) => `I agor ${application}, gofynnwyd am ${time}`,
  onKnown: (computer) => `Ar “${computer}”, lle maen nhw wedi mewngofnodi o’r blaen`,
  onUnknown: (computer) => `Ar gyfrifiadur lle nad ydynt erioed wedi mewngofnodi o’r blaen. Mae’n ei alw ei hun yn “${computer}”.`,
  letIn: 'Gadael i mewn…',
  letInNamed: (person, which) => `Gadael i mewn… ${person}${which === null ? '' : `, ${which}`}`,
  decline: 'Gwrthod',
  declineNamed: (person, which) => `Gwrthod ${person}${which === null ? '' : `, ${which}`}`,
  declining: 'Yn gwrthod…',
  grant: {
    heading: (person) => `Gadael ${person} i mewn?`,
    check:
      'Dim ond os ydych wedi eu gweld neu’n adnabod eu llais, a’u bod yn darllen y rhif ar eu sgrin i chi: gall cyfrinair a gafodd ei ddwyn ofyn hefyd.',
    number: 'Y rhif ar eu sgrin',
    numberHint: 'Dau ddigid. Dim ond eu sgrin nhw sy’n eu dangos, felly gofynnwch.',
    numberMissing: 'Rhowch y ddau ddigid y maent yn eu darllen i chi',
    until: (time) => `Mae’n gweithio unwaith, ar gyfer y rhaglen hon, tan ${time}.`,
    untilUnknown: 'Mae’n gweithio unwaith, ar gyfer y rhaglen hon, tan ddiwedd y sifft.',
    asksForCode: 'Gofynnir i chi am god eich hun yn gyntaf.',
    reason: 'Pam ydych chi’n tystio drostynt?',
    hint: `${PASS_REASON_LEAST} i ${PASS_REASON_MOST} nod, a gedwir am byth. Dim rhifau ffôn, codau na chyfrineiriau.`,
    tooLong: `Dywedwch hynny mewn ${PASS_REASON_MOST} nod ar y mwyaf`,
    submit: (person) => `Gadael ${person} i mewn`,
    working: 'Yn gadael i mewn…',
    cancel: 'Canslo',
  },
  done: {
    granted: (person, time) =>
      time === null
        ? `Rydych wedi gadael ${person} i mewn. Rhoddir gwybod i’r ddau ohonoch.`
        : `Rydych wedi gadael ${person} i mewn tan ${time}. Rhoddir gwybod i’r ddau ohonoch.`,
    declined: (person) => `Rydych wedi gwrthod cais ${person}.`,
  },
  problem: (person) => `Ni ellid gadael ${person} i mewn na’u gwrthod`,
  gone: (person) => `Mae cais ${person} ar ben`,
  goneBody: 'Atebodd arweinydd tîm arall ef, neu daeth amser eu mewngofnodi i ben. Gallant ofyn eto.',
  declinedByNumber: (person) => `Gwrthodwyd cais ${person}`,
  declinedByNumberBody: `Cafwyd ${PASS_NUMBER_TRIES} rhif anghywir. Os nhw oedd yno, gallant ofyn eto.`,
  limit: (person) => `Ni ellir gadael ${person} i mewn fel hyn nawr`,
};
