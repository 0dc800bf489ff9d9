import { expect, test } from 'vitest';
import { fragmentCount, gsmLength, isGsm } from '../../server/demo/notify-stand-in/gsm.ts';
import { render } from '../../server/demo/notify-stand-in/templates.ts';
import { APPLICATION_NAMES, personalisation, TEMPLATES } from '../../server/notify/template.ts';
import { APPLICATIONS, LANGUAGES } from '../../shared/applications.ts';
import { TEXT_CODE_LENGTH } from '../../shared/sign-in/limits.ts';

const CODE = 'K7M4PX'.slice(0, TEXT_CODE_LENGTH);
/** The longest name that Notify lets a service have in front of each message would be its own fault; this is a long council's. */
const SERVICE_NAME = 'Bath and North East Somerset';

for (const language of LANGUAGES) {
  for (const application of APPLICATIONS) {
    test(`the ${language} message for ${application} is one text message, with the council's name before it`, () => {
      const message = render(TEMPLATES[language].content, personalisation(CODE, application), SERVICE_NAME);
      expect(isGsm(message)).toBe(true);
      expect(gsmLength(message)).toBeLessThanOrEqual(160);
      expect(fragmentCount(message)).toBe(1);
      expect(message).toContain(CODE);
      expect(message).toContain(APPLICATION_NAMES[application]);
    });
  }
}

test('the messages say never to read the code out', () => {
  expect(TEMPLATES.en.content).toContain('Never read it out to anyone');
  expect(TEMPLATES.cy.content).toContain('Ni ddylech byth ei ddarllen yn uchel i neb');
});

test('GSM text is charged as one message up to 160 characters and then by 153, with extended characters as two', () => {
  expect(fragmentCount('a'.repeat(160))).toBe(1);
  expect(fragmentCount('a'.repeat(161))).toBe(2);
  expect(fragmentCount('a'.repeat(306))).toBe(2);
  expect(fragmentCount('a'.repeat(307))).toBe(3);
  expect(fragmentCount('€'.repeat(80))).toBe(1);
  expect(fragmentCount('€'.repeat(81))).toBe(2);
});

test('one Welsh letter outside GSM makes it 70 and then 67', () => {
  expect(fragmentCount(`ŵ${'a'.repeat(69)}`)).toBe(1);
  expect(fragmentCount(`ŵ${'a'.repeat(70)}`)).toBe(2);
  expect(fragmentCount(`ŵ${'a'.repeat(134)}`)).toBe(3);
});
