import { aDevice } from './sign-in.ts';

/** What each operation takes, in its simplest valid form, so that a test can try every one of them. */
export const OPERATION_CALLS: Readonly<Record<string, { readonly params?: unknown; readonly body?: unknown }>> = {
  signInWithPassword: {
    body: {
      email: 'nobody@porthaven.example',
      password: 'not it',
      application: 'control',
      device: aDevice(),
      language: 'en',
      trustToken: null,
    },
  },
  enrolPhoneNumber: { body: { phoneNumber: '07700 900999' } },
  verifyTextMessage: { body: { code: 'CDFGH2' } },
  verifyAuthenticator: { body: { code: '123456' } },
  verifyRecoveryCode: { body: { code: 'CDFGH23456' } },
  verifyHelpDeskCode: { body: { code: 'HKLM-2346-QRWX' } },
  enterApplication: { params: { application: 'control' } },
  unlockSession: { body: { password: 'not it' } },
  startStepUp: { body: { application: 'control' } },
  stepUpWithPassword: { body: { password: 'not it' } },
  dismissAlert: { params: { id: 'one' } },
  changePassword: { body: { currentPassword: 'not it', newPassword: 'heron-tide-wall-1' } },
  addTextMessage: { body: { phoneNumber: '07700 900999' } },
  removeFactor: { params: { method: 'authenticator' } },
  endPerson: { body: { email: 'nobody@porthaven.example', reason: 'Somebody else was signed in as them' } },
  endOtherSession: { params: { id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' } },
  removeTrustedDevice: { params: { id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' } },
};
