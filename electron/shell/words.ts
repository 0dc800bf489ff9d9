import type { Language } from '../../shared/applications.ts';

/** The few words that the operating system shows for us: menus and dialogs. Those of the screens are the renderer's. */
const ENGLISH = {
  file: 'File',
  quit: 'Quit',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  view: 'View',
  zoomIn: 'Make text bigger',
  zoomOut: 'Make text smaller',
  actualSize: 'Actual size',
  fullScreen: 'Full screen',
  help: 'Help',
  about: 'About Vu Desktop',
  openLogs: 'Open the log folder',
  support: 'Save a support file…',
  supportTitle: 'A file for your help desk',
  supportDetail:
    'It holds the log of this program, reports of crashes, versions, and the names of the settings that IT manages. Names, addresses, codes and passwords are taken out. It stays on this computer until you send it. These files are in it:',
  supportChoose: 'Choose where to save it',
  supportSaved: 'The support file was saved',
  supportNotSaved: 'The support file could not be saved',
  supportNotSavedDetail: 'The place may be full, or not yours to write to. Choose another one.',
  cancel: 'Cancel',
  addressTitle: 'Use another address for the Vu service?',
  addressFirstTitle: 'Connect to this address?',
  addressNow: 'Now:',
  addressNew: 'New:',
  addressWarning:
    'Your password and your codes will be sent to the new address. Agree only if you asked for this yourself and your council gave you the address.',
  addressKeep: 'Keep the address',
  addressChange: 'Use the new address',
  addressConnect: 'Connect',
  checkForUpdates: 'Check for a new version',
  upToDate: 'There is no newer version for this computer',
  updateComing: 'A new version is being fetched. You will be told when it can be installed.',
  updateReady: 'A new version has been fetched already. It can be installed when nobody is signed in: on the sign-in screen.',
  updateUnknown: 'The update server could not be asked, or its answer was refused. The log says more.',
  version: 'Version',
  builtFrom: 'built from',
  compatibilityRuntime:
    'This is running on the compatibility runtime, an old version of Electron that gets no security updates. It is for trying out and testing only.',
  close: 'Close',
  tryAgain: 'Start again',
  wait: 'Wait',
  crashTitle: 'Vu Desktop has to close',
  crashDetail:
    'Something went wrong that it can’t recover from. Start it again and sign in. If it happens again, tell your help desk; the log says what happened.',
  pageGoneTitle: 'The screen stopped working',
  pageGoneDetail: 'It was loaded again and stopped a second time. You can start Vu Desktop again, or close it and tell your help desk.',
  slowTitle: 'Vu Desktop is not responding',
  slowDetail: 'You can wait for it, or start it again. If you start again you may have to sign in.',
} as const;

export type ShellWords = Readonly<Record<keyof typeof ENGLISH, string>>;

const WELSH: ShellWords = {
  file: 'Ffeil',
  quit: 'Gadael',
  edit: 'Golygu',
  undo: 'Dadwneud',
  redo: 'Ail-wneud',
  cut: 'Torri',
  copy: 'Copïo',
  paste: 'Gludo',
  selectAll: 'Dewis popeth',
  view: 'Gweld',
  zoomIn: 'Gwneud y testun yn fwy',
  zoomOut: 'Gwneud y testun yn llai',
  actualSize: 'Maint gwirioneddol',
  fullScreen: 'Sgrin lawn',
  help: 'Cymorth',
  about: 'Ynghylch Vu Desktop',
  openLogs: 'Agor ffolder y log',
  support: 'Cadw ffeil gymorth…',
  supportTitle: 'Ffeil ar gyfer eich desg gymorth',
  supportDetail:
    'Mae’n cynnwys log y rhaglen hon, adroddiadau am fethiannau, fersiynau, ac enwau’r gosodiadau y mae TG yn eu rheoli. Mae enwau, cyfeiriadau, codau a chyfrineiriau wedi’u tynnu allan. Mae’n aros ar y cyfrifiadur hwn nes i chi ei hanfon. Mae’r ffeiliau hyn ynddi:',
  supportChoose: 'Dewis ble i’w chadw',
  supportSaved: 'Cafodd y ffeil gymorth ei chadw',
  supportNotSaved: 'Nid oedd modd cadw’r ffeil gymorth',
  supportNotSavedDetail: 'Efallai fod y lle’n llawn, neu nad oes hawl gennych i ysgrifennu yno. Dewiswch le arall.',
  cancel: 'Canslo',
  addressTitle: 'Defnyddio cyfeiriad arall ar gyfer y gwasanaeth Vu?',
  addressFirstTitle: 'Cysylltu â’r cyfeiriad hwn?',
  addressNow: 'Nawr:',
  addressNew: 'Newydd:',
  addressWarning:
    'Bydd eich cyfrinair a’ch codau’n cael eu hanfon i’r cyfeiriad newydd. Cytunwch dim ond os gofynnoch am hyn eich hun ac os eich cyngor a roddodd y cyfeiriad i chi.',
  addressKeep: 'Cadw’r cyfeiriad',
  addressChange: 'Defnyddio’r cyfeiriad newydd',
  addressConnect: 'Cysylltu',
  checkForUpdates: 'Chwilio am fersiwn newydd',
  upToDate: 'Nid oes fersiwn mwy newydd ar gyfer y cyfrifiadur hwn',
  updateComing: 'Mae fersiwn newydd yn cael ei nôl. Cewch wybod pan fydd modd ei gosod.',
  updateReady: 'Mae fersiwn newydd eisoes wedi’i nôl. Gellir ei gosod pan nad oes neb wedi mewngofnodi: ar y sgrin fewngofnodi.',
  updateUnknown: 'Nid oedd modd holi’r gweinydd diweddaru, neu gwrthodwyd ei ateb. Mae’r log yn dweud mwy.',
  version: 'Fersiwn',
  builtFrom: 'wedi’i adeiladu o',
  compatibilityRuntime:
    'Mae hwn yn rhedeg ar yr amgylchedd cydnawsedd, hen fersiwn o Electron nad yw’n cael diweddariadau diogelwch. At ddibenion rhoi cynnig arno a phrofi yn unig y mae.',
  close: 'Cau',
  tryAgain: 'Dechrau eto',
  wait: 'Aros',
  crashTitle: 'Rhaid i Vu Desktop gau',
  crashDetail:
    'Aeth rhywbeth o’i le na all adfer ohono. Dechreuwch ef eto a mewngofnodwch. Os bydd yn digwydd eto, dywedwch wrth eich desg gymorth; mae’r log yn dweud beth ddigwyddodd.',
  pageGoneTitle: 'Stopiodd y sgrin weithio',
  pageGoneDetail: 'Cafodd ei llwytho eto a stopiodd yr eildro. Gallwch ddechrau Vu Desktop eto, neu ei gau a dweud wrth eich desg gymorth.',
  slowTitle: 'Nid yw Vu Desktop yn ymateb',
  slowDetail: 'Gallwch aros amdano, neu ei ddechrau eto. Os dechreuwch eto, efallai y bydd rhaid i chi fewngofnodi.',
};

const WORDS: Readonly<Record<Language, ShellWords>> = { en: ENGLISH, cy: WELSH };

export function shellWords(language: Language): ShellWords {
  return WORDS[language];
}
