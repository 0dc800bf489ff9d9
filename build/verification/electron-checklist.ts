import * as by from './desktop-files.ts';
import type { Section } from './row.ts';

/** The twenty recommendations of Electron's security tutorial, by their numbers there. */
export const ELECTRON_CHECKLIST: Section = {
  heading: 'Electron’s own security checklist',
  about: 'The recommendations of Electron’s security documentation, in our own words and by its numbers.',
  column: 'Recommendation',
  rows: [
    {
      id: '1',
      what: 'Only what is secure is loaded',
      tests: [
        ...by.page('the page can run, style and fetch nothing but its own files'),
        ...by.address('%j is refused: a password would go there in the clear'),
        ...by.running('a certificate that this computer does not trust is refused, also when a switch says to ignore it'),
      ],
      note: 'No remote page is loaded at all; main speaks to the API over HTTPS.',
    },
    {
      id: '2',
      what: 'No Node in what is shown',
      tests: by.page('the window has every lock on', 'the page gets three functions from the preload and nothing else of Electron or Node'),
    },
    {
      id: '3',
      what: 'The preload’s world and the page’s are apart',
      tests: by.page('the window has every lock on', 'the page gets three functions from the preload and nothing else of Electron or Node'),
    },
    {
      id: '4',
      what: 'Pages run in the sandbox',
      tests: [
        ...by.page('the window has every lock on'),
        ...by.installed(
          'every process of it runs as the person, and its page in Chromium’s real sandbox',
          '%s, with which it does not start at all',
        ),
      ],
    },
    { id: '5', what: 'Every permission is decided', tests: by.page('the page is given no permission of any name') },
    {
      id: '6',
      what: 'webSecurity stays on',
      tests: by.page('the window has every lock on', 'the page can run, style and fetch nothing but its own files'),
    },
    {
      id: '7',
      what: 'A content security policy limits scripts',
      tests: [
        ...by.page('the page can run, style and fetch nothing but its own files', 'the built page has nothing inline'),
        ...by.files('allow the page its own files and nothing else'),
      ],
    },
    { id: '8', what: 'No insecure content in a secure page', tests: by.page('the window has every lock on') },
    { id: '9', what: 'No experimental features', tests: by.page('the window has every lock on') },
    { id: '10', what: 'No features of Blink switched on', tests: by.page('the window has every lock on') },
    {
      id: '11',
      what: 'No allowpopups in a web view',
      tests: by.page('main loads no file into a window, and no page into a page, whoever asks'),
      note: 'There are no web views.',
    },
    {
      id: '12',
      what: 'What a web view is made with is checked',
      tests: by.page('main loads no file into a window, and no page into a page, whoever asks'),
      note: 'None is attached, not even in a window that allows them.',
    },
    {
      id: '13',
      what: 'Navigation is limited',
      tests: [
        ...by.page(
          'nothing that the page does opens a window or leaves the page',
          'a file that is dropped on the page does not take its place',
        ),
        ...by.navigation('the page may not move to %s', 'a page that is not ours may not move to ours'),
      ],
    },
    { id: '14', what: 'New windows are limited', tests: by.page('nothing that the page does opens a window or leaves the page') },
    {
      id: '15',
      what: 'openExternal is given nothing that isn’t trusted',
      tests: by.sources('one file alone has the system open things, and they are folders'),
      note: 'It isn’t used.',
    },
    {
      id: '16',
      what: 'Electron is current',
      tests: by.release(
        'a release is built on the very Electron that package.json names, and never on the one for trying out',
        'the Electron that is named is one version, and a later one than any whose support has ended',
      ),
      note: 'The compatibility runtime is for closed networks and says so in its name, in About and in the log.',
    },
    {
      id: '17',
      what: 'Who sends a message to main is checked',
      tests: [
        ...by.ipc('%s is shown no view and sends no intent', 'what a stranger sends uses up nothing of the page’s'),
        ...by.page('a frame within the page has no bridge, and main refuses it'),
      ],
    },
    {
      id: '18',
      what: 'Pages come from a protocol of their own, not from file://',
      tests: [
        ...by.page('main loads no file into a window, and no page into a page, whoever asks'),
        ...by.files('has no file for an address that %s', 'an address of the bundle is told from one that only looks like it'),
      ],
    },
    {
      id: '19',
      what: 'The fuses are set',
      tests: [
        ...by.fuses('every fuse that there is has been decided, each with a reason', 'nothing that runs other people’s code is left on'),
        ...by.contents('the fuse wire, read back, is as the table says, and this Electron has no other fuse'),
      ],
    },
    {
      id: '20',
      what: 'None of Electron’s interfaces is shown to what isn’t trusted',
      tests: [
        ...by.page('the page gets three functions from the preload and nothing else of Electron or Node'),
        ...by.importRules('%s is broken by %s with %s'),
      ],
    },
  ],
};
