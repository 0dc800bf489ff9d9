import type { PolicyName } from '../../electron/policy/policies.ts';

/** The declaration's words (electron/policy/policies.ts) in Welsh, for the template's Welsh side. */
export const WELSH: {
  readonly policies: Readonly<Record<PolicyName, { readonly title: string; readonly says: string; readonly unset: string }>>;
  /** Names of products are the same in both languages. */
  readonly choices: Readonly<Record<string, string>>;
} = {
  policies: {
    apiAddress: {
      title: 'Cyfeiriad API Vu',
      says: 'Mae’r ap yn mewngofnodi yn y cyfeiriad hwn, ac ni all neb roi un arall iddo. HTTPS, heb lwybr.',
      unset: 'Gofynnir i’r person am y cyfeiriad y tro cyntaf.',
    },
    applications: {
      title: 'Rhaglenni a gynigir',
      says: 'Dim ond i’r rhain y gellir mewngofnodi ac y gellir eu hagor ar y cyfrifiadur hwn, beth bynnag y gall y cyfrif ei agor mewn mannau eraill.',
      unset: 'Pob rhaglen y gall y cyfrif ei hagor.',
    },
    allowDeviceTrust: {
      title: 'Caniatáu ymddiried yn y cyfrifiadur hwn',
      says: 'Pan fydd hyn wedi’i ddiffodd, nid yw’r ap byth yn cynnig ymddiried yn y cyfrifiadur hwn ac nid yw’n defnyddio ymddiriedaeth a roddwyd o’r blaen: gofynnir am god wrth fewngofnodi bob tro.',
      unset: 'Fel y mae rheolau’r cyngor ar gyfer pob rhaglen yn ei ddweud.',
    },
    deviceTrustMostDays: {
      title: 'Uchafswm dyddiau o ymddiriedaeth',
      says: 'Daw ymddiriedaeth yn y cyfrifiadur hwn i ben o fewn y nifer hwn o ddyddiau ar ôl ei rhoi, hefyd lle y’i rhoddwyd am gyfnod hwy o’r blaen.',
      unset: 'Cyhyd ag y mae rheolau’r cyngor yn ei ddweud.',
    },
    idleLockMinutes: {
      title: 'Cloi pan nad oes neb yno',
      says: 'Mae’n cloi ar ôl y nifer hwn o funudau heb neb wrth y cyfrifiadur, neu’n gynt lle mae rheolau’r cyngor yn dweud hynny.',
      unset: 'Ar ôl cynifer o funudau ag y mae rheolau’r cyngor yn ei ddweud.',
    },
    screenshotProtection: {
      title: 'Cadw’r ffenestr allan o sgrinluniau',
      says: 'Caiff y ffenestr ei gadael allan o sgrinluniau, recordiadau a sgriniau a rennir. Mae Windows a macOS yn gwneud hyn; ni all Linux.',
      unset: 'Gellir cipio’r ffenestr.',
    },
    language: {
      title: 'Iaith y sgriniau',
      says: 'Mae’r sgriniau a’r negeseuon testun yn yr iaith hon, ac ni all neb ddewis y llall. Ystyriwch hawl pobl i weithio yn Gymraeg cyn ei gosod.',
      unset: 'Mae pob person yn dewis; iaith y system sy’n dod gyntaf.',
    },
    proxyMode: {
      title: 'Dirprwy (proxy)',
      says: 'Sut mae’r ap yn cyrraedd API Vu, yng ngeiriau polisi Chrome ac Edge o’r un enw.',
      unset: 'Gosodiadau’r system.',
    },
    proxyPacAddress: {
      title: 'Cyfeiriad y ffeil PAC',
      says: 'Ble mae’r ffeil PAC. Rhaid i’r dirprwy fod wedi’i osod i pac_script.',
      unset: 'Nid oes un.',
    },
    proxyServer: {
      title: 'Gweinydd dirprwyol',
      says: 'Enw a phorth y dirprwy. Rhaid i’r dirprwy fod wedi’i osod i fixed_servers.',
      unset: 'Nid oes un.',
    },
    proxyBypass: {
      title: 'Cyrhaeddir heb y dirprwy',
      says: 'Gwesteiwyr a gyrhaeddir yn uniongyrchol, gyda hanner colon rhyngddynt. Rhaid i’r dirprwy fod wedi’i osod i fixed_servers.',
      unset: 'Dim ond y cyfrifiadur hwn ei hun.',
    },
    updates: {
      title: 'Diweddariadau',
      says: 'Mae’r ap yn chwilio am fersiynau newydd ar ei ben ei hun. Gadewch ef wedi’i ddiffodd lle mae eich offeryn dosbarthu yn eu gosod.',
      unset: 'Wedi’i ddiffodd: nid yw’n chwilio am ddim.',
    },
    updateAddress: {
      title: 'Cyfeiriad y diweddariadau',
      says: 'Y ffolder ar eich gweinydd gwe y rhoddir fersiynau newydd ynddi. HTTPS. Mae ei angen ar ddiweddariadau.',
      unset: 'Nid oes un, na diweddariadau.',
    },
    updateChannel: {
      title: 'Pa ddiweddariadau',
      says: 'Pa fersiynau y mae’r cyfrifiadur hwn yn eu cymryd: rhai gorffenedig, neu hefyd rai sydd i’w treialu’n gyntaf.',
      unset: 'Fersiynau gorffenedig.',
    },
    logLevel: {
      title: 'Beth sy’n cael ei gofnodi',
      says: 'Y lleiaf y mae’n rhaid i linell yn log yr ap fod yn ei gylch. Nid oes byth ddata personol ynddo.',
      unset: 'Popeth.',
    },
  },
  choices: {
    en: 'Saesneg',
    cy: 'Cymraeg',
    system: 'Gosodiadau’r system',
    direct: 'Dim dirprwy',
    auto_detect: 'Wedi’i ganfod gan y rhwydwaith (WPAD)',
    pac_script: 'Ffeil PAC; rhowch ei chyfeiriad',
    fixed_servers: 'Gweinydd penodol; rhowch ef',
    latest: 'Fersiynau gorffenedig',
    beta: 'Hefyd fersiynau i’w treialu',
    info: 'Popeth',
    warning: 'Rhybuddion a gwallau',
    error: 'Gwallau',
  },
};
