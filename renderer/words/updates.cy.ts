import type { SameShape } from './language.ts';
import type { updatesEn } from './updates.en.ts';

export const updatesCy: SameShape<typeof updatesEn> = {
  ready: {
    heading: (version) => `Mae fersiwn ${version} yn barod i’w gosod`,
    now: 'Mae’n cymryd eiliad, ac mae’r rhaglen yn ailgychwyn ei hun.',
    whenFree: 'Dim ond ar ôl i chi allgofnodi y caiff ei gosod, felly nid yw byth yn torri ar draws eich gwaith.',
    agreed: 'Caiff ei gosod pan fyddwch yn allgofnodi.',
    install: 'Gosod ac ailgychwyn',
    installing: 'Yn gosod…',
    atSignOut: 'Gosod pan fyddaf yn allgofnodi',
    notAtSignOut: 'Peidio â’i gosod bryd hynny',
    later: 'Nid nawr',
  },
  installed: {
    heading: (version) => `Fersiwn ${version} yw’r rhaglen nawr`,
    lead: 'Beth sy’n newydd:',
  },
  failed: {
    heading: (version) => `Nid oedd modd gosod fersiwn ${version}`,
    body: 'Gallwch barhau gyda’r fersiwn hon. Rhoddir cynnig arall arni; os bydd yn dal i fethu, dywedwch wrth eich desg gymorth.',
  },
  dismiss: 'Diystyru',
  changes: {
    '0.1.0': [
      'Mewngofnodi gydag ail gam: neges destun neu ap dilysu',
      'Fy niogelwch: eich ffyrdd o gael codau, eich cyfrifiaduron a’ch mewngofnodi diweddar',
      'Ffeil gymorth ar gyfer eich desg gymorth, yn y ddewislen Cymorth',
    ],
  },
};
