/** What the shell needs only once the window has painted; apart, so that it is read only then. */
export { showMenu } from './menu.ts';
export { watchComputer, watchLinuxScreen, watchManaged } from './power.ts';
