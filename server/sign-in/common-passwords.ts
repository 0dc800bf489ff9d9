import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/**
 * The passwords that are used most and so guessed first, most used first: 49,000 out of leaks, kept up by zxcvbn-ts. Ours come
 * before them: what staff of a council would think of, in English and Welsh, and what no leak has a reason to hold.
 */
const OURS = `
correcthorsebatterystaple correcthorse horsebattery letmeinnow welcomeback changethis
council councils counciltax councillor mycouncil citycouncil countycouncil boroughcouncil districtcouncil townhall
cityhall civiccentre porthaven porthavencouncil customers customerservice customerservices contactcentre callcentre
callcenter helpdesk servicedesk supervisor teamleader formsportal benefits highways recycling socialcare licensing
electoral elections registrar environmental payroll businessrates residents localgov localgovernment govuk
croeso cyfrinair cyngor caernarfon abertawe caerdydd cariad prynhawn cymru gwasanaeth llywodraeth
`;

export const COMMON_PASSWORDS: readonly string[] = [
  ...OURS.split(/\s+/).filter((word) => word !== ''),
  ...(dictionary['passwords-common'] ?? []).map(String),
];

/** Which keys are beside which, on keyboards and number pads. */
export const KEYBOARDS = adjacencyGraphs;
