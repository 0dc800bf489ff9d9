import type { commonEn } from './common.en.ts';
import type { SameShape } from './language.ts';

export const commonCy: SameShape<typeof commonEn> = {
  product: 'Vu Desktop',
  back: 'Yn ôl',
  close: 'Cau',
  show: 'Dangos',
  hide: 'Cuddio',
  showField: (label) => `Dangos: ${label}`,
  hideField: (label) => `Cuddio: ${label}`,
  capsLock: 'Mae Caps Lock ymlaen',
  copy: 'Copïo',
  tryAgain: 'Rhoi cynnig arall arni',
  error: 'Gwall',
  loading: 'Yn llwytho…',
  language: 'Iaith',
  languages: { en: 'English', cy: 'Cymraeg' },
  applications: {
    'customer-service-vu': 'Customer Service Vu',
    control: 'Control',
    'forms-portal': 'Forms Portal',
  },
  methods: { authenticator: 'Ap dilysu', 'text-message': 'Neges destun' },
  managed: {
    by: 'Rheolir gan eich sefydliad',
    address: 'Mae cysylltiad y cyfrifiadur hwn â’ch cyngor wedi’i osod.',
    language: 'Mae’r iaith wedi’i gosod.',
    applications: 'Mae’r hyn y gall y cyfrifiadur hwn ei agor wedi’i osod.',
    trustLimited: 'Mae terfyn ar ba mor hir y gellir ymddiried yn y cyfrifiadur hwn.',
    trustOff: 'Ni ellir ymddiried yn y cyfrifiadur hwn, felly mae’n gofyn am god bob tro.',
    fault: {
      heading: 'Ni ellid darllen y gosodiadau gan eich sefydliad',
      body: 'Gallwch barhau i weithio. Nes bod modd eu darllen, gall y cyfrifiadur hwn ofyn am god bob tro. Dywedwch wrth eich desg gymorth TG.',
    },
  },
  reference: (reference) => `Os byddwch yn gofyn am help, dyfynnwch ${reference}.`,
  fault: {
    heading: 'Ni ellid dangos y ffenestr hon',
    body: 'Aeth rhywbeth o’i le yn Vu Desktop ei hun. Rydych yn dal wedi mewngofnodi os oeddech cynt, ac mae eich gwaith wedi’i gadw.',
    again: 'Ei dangos eto',
  },
  refusal: {
    refused: 'Ni ellir gwneud hynny ar hyn o bryd. Ni newidiwyd dim.',
    'too-fast': 'Pwyswyd hwnnw sawl gwaith yn olynol. Arhoswch eiliad, yna rhowch un cynnig arall arni.',
    internal: 'Ni allai Vu Desktop wneud hynny. Ni chollwyd dim a deipioch. Rhowch gynnig arall arni.',
  },
};
