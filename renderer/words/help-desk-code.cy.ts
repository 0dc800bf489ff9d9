import { HELP_DESK_CODE_ALPHABET, HELP_DESK_CODE_HOURS, HELP_DESK_CODE_LENGTH } from '../../shared/sign-in/limits.ts';
import type { helpDeskCodeEn } from './help-desk-code.en.ts';
import type { SameShape } from './language.ts';

const FORM = `Mae gan god gan y ddesg gymorth ${HELP_DESK_CODE_LENGTH} o lythrennau a digidau.`;
const NOT_SENT = 'Ni anfonwyd yr hyn a deipiwyd gennych, ac ni ddefnyddiwyd yr un cynnig.';

/** Rhoi cod gan y ddesg gymorth, yn Gymraeg. */
export const helpDeskCodeCy: SameShape<typeof helpDeskCodeEn> = {
  heading: 'Rhowch god gan y ddesg gymorth',
  lead: {
    authenticator: 'Cyn i chi gysylltu ap, mae’r ddesg gymorth neu reolwr yn gwneud yn siŵr mai chi sydd yno ac yn darllen cod i chi.',
    'text-message': 'Cyn i chi roi rhif, mae’r ddesg gymorth neu reolwr yn gwneud yn siŵr mai chi sydd yno ac yn darllen cod i chi.',
  },
  leadEither:
    'Cyn i chi osod sut rydych yn cael eich codau, mae’r ddesg gymorth neu reolwr yn gwneud yn siŵr mai chi sydd yno ac yn darllen cod i chi.',
  label: 'Cod gan y ddesg gymorth',
  hint: `${HELP_DESK_CODE_LENGTH} o lythrennau a digidau. Nid oes ots am briflythrennau, bylchau na chysylltnodau.`,
  malformed: {
    length: `${FORM} ${NOT_SENT}`,
    character: (character) =>
      `Nid yw “${character}” byth mewn cod o’r fath, felly chwiliwch am un a gamglywyd: dim ond ${[...HELP_DESK_CODE_ALPHABET].join('\u00a0')} sydd ynddo. ${NOT_SENT}`,
    absent: `Nid oes cod yn hwnnw. ${FORM} ${NOT_SENT}`,
    several: `Mae mwy nag un cod yn hwnnw. Rhowch yr un a ddarllenwyd i chi ddiwethaf, ar ei ben ei hun. ${NOT_SENT}`,
  },
  getting: 'Dim cod gennych eto?',
  gettingSteps: [
    'Ffoniwch y ddesg gymorth, neu gofynnwch i reolwr sy’n eich adnabod. Nhw sy’n gwneud y cod ac yn ei ddarllen i chi.',
    `Mae’n gweithio unwaith, am ${HELP_DESK_CODE_HOURS} awr. Os daw amser y mewngofnodi hwn i ben wrth i chi aros, dechreuwch eto: mae’r cod yn gweithio o hyd.`,
  ],
  why: 'Nid yw’r hyn sydd gennych mor gryf â’r hyn rydych yn ei osod, neu mae’n cymryd lle rhywbeth a gollwyd. Pe bai hynny’n ddigon, gallai unrhyw un a gymerai eich rhif gysylltu ei ffôn ei hun.',
};
