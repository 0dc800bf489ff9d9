import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Managed, NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import { openingView } from '../../electron/sign-in/opening.ts';
import { initialState } from '../../electron/sign-in/state.ts';
import { toView } from '../../electron/sign-in/view.ts';
import { step } from '../../electron/sign-in/workflow.ts';
import { DESKTOP_APPLICATIONS, LANGUAGES } from '../../shared/applications.ts';
import { THIS_COMPUTER } from '../support/workflow.ts';

const APP = { version: '1.2.3', electron: '45.0.0', compatibilityRuntime: false };
const qr = (): never => {
  throw new Error('There is no code to draw on the first screen');
};

test('what the window shows before the workflow runs is what the workflow then begins with', () => {
  const beginnings = fc.record({
    ownLanguage: fc.constantFrom(...LANGUAGES),
    online: fc.boolean(),
    address: fc.constantFrom(null, 'https://vu.council.example'),
    addressManaged: fc.boolean(),
    managed: fc.constantFrom<Managed>(NOT_MANAGED, {
      ...NOT_MANAGED,
      anything: true,
      fault: 'POLICY-01',
      applications: ['control'],
      allowDeviceTrust: false,
      language: 'cy',
    }),
    lastApplication: fc.constantFrom(...DESKTOP_APPLICATIONS),
    rememberedEmail: fc.constantFrom(null, 'ffion.morgan@porthaven.example'),
  });
  fc.assert(
    fc.property(beginnings, (beginning) => {
      const begun = step(initialState(beginning), { kind: 'started', at: 0 }).state;
      expect(openingView(beginning, APP)).toEqual(toView(begun, { seq: 0, app: APP, device: { id: THIS_COMPUTER, name: 'PC-1' }, qr }));
    }),
  );
});
