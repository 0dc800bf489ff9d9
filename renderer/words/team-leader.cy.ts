import type { ApplicationId } from '../../shared/applications.ts';
import { PASS_REQUESTS_PER_DAY, PASS_WINDOW_DAYS, PASSES_PER_PERSON } from '../../shared/sign-in/limits.ts';
import { commonCy } from './common.cy.ts';
import type { SameShape } from './language.ts';
import type { teamLeaderEn } from './team-leader.en.ts';

const nameOf = (application: ApplicationId): string => commonCy.applications[application];

/** Asking a team leader for a pass, in Welsh. */
export const teamLeaderCy: SameShape<typeof teamLeaderEn> = {
  ask: 'Gofyn i arweinydd tîm',
  heading: 'Gofyn i arweinydd tîm',
  lead: (application) =>
    `Gall rhywun sy’n eich adnabod adael i chi fewngofnodi i ${nameOf(application)} unwaith, heb god, tan ddiwedd y sifft.`,
  asking: 'Yn gofyn i’ch arweinwyr tîm…',
  waiting: {
    heading: 'Mae eich cais gyda’r arweinwyr tîm',
    body: (number) =>
      `Dywedwch wrth un ohonynt eich hun, wyneb yn wyneb neu dros y ffôn, gyda’ch rhif ${number}: dim ond pobl y maent yn eu hadnabod y byddant yn eu gadael i mewn, a dim ond y rhif hwn. Cyn gynted ag y bydd un yn cytuno, bydd hyn yn parhau ohono’i hun.`,
  },
  granted: {
    heading: (leader) => (leader === null ? 'Mae arweinydd tîm wedi eich gadael i mewn' : `Mae ${leader} wedi eich gadael i mewn`),
    body: (time) =>
      time === null
        ? 'Rydych yn cael eich mewngofnodi…'
        : `Rydych yn cael eich mewngofnodi. Daw’r mewngofnodi hwn i ben am ${time}, gyda’r sifft.`,
  },
  meanwhile: {
    body: (time) => (time === null ? 'Gallwch fewngofnodi heb god.' : `Gallwch fewngofnodi heb god, tan ${time}, pan ddaw’r sifft i ben.`),
    go: 'Mewngofnodi nawr',
  },
  declined: {
    heading: (leader) => (leader === null ? 'Ni ellir defnyddio eich cais' : `Mae ${leader} wedi gwrthod eich cais`),
    body: 'Siaradwch â nhw, yna gofynnwch unwaith eto os ydynt yn cytuno. Neu mynnwch god mewn ffordd arall.',
  },
  limit: {
    heading: 'Ni allwch ofyn i arweinydd tîm eto am y tro',
    body: `Gellir cael ${PASSES_PER_PERSON} o’r rhain mewn ${PASS_WINDOW_DAYS} diwrnod, a ${PASS_REQUESTS_PER_DAY} cais y dydd. Gall y ddesg gymorth osod ffôn arall i chi.`,
  },
  number: 'Eich rhif',
  application: 'Rhaglen',
  asked: 'Gofynnwyd am',
  clock: (clock) => `Bydd y mewngofnodi hwn yn aros am ${clock} arall`,
  ended: 'Mae amser y mewngofnodi hwn ar ben. Dechreuwch eto gyda’ch cyfrinair.',
  again: 'Gofyn unwaith eto',
};
