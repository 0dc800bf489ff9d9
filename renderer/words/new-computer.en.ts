/** Words about the code for a computer that somebody hasn't used before. */
export const newComputerEn = {
  label: 'Code from the help desk',
  hint: 'Three groups of four letters and digits. It works on this computer, for a day.',
  error: 'That code is not right, was used on another computer, or has run out. Check it, or ask for another',
};
