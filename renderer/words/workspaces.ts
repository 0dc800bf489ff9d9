import { wordsOf } from './language.ts';
import { workspacesCy } from './workspaces.cy.ts';
import { workspacesEn } from './workspaces.en.ts';

/** Words of the two workspaces' home pages, in the interface's language. */
export const useWorkspacesWords = wordsOf(workspacesEn, workspacesCy);
