import type { newComputerEn } from './new-computer.en.ts';

/** Geiriau am y cod ar gyfer cyfrifiadur nad yw rhywun wedi’i ddefnyddio o’r blaen. */
export const newComputerCy: typeof newComputerEn = {
  label: 'Cod gan y ddesg gymorth',
  hint: 'Tri grŵp o bedair llythyren a digid. Mae’n gweithio ar y cyfrifiadur hwn, am ddiwrnod.',
  error:
    'Nid yw’r cod hwnnw’n gywir, fe’i defnyddiwyd ar gyfrifiadur arall, neu mae wedi dod i ben. Gwiriwch ef, neu gofynnwch am un arall',
};
