import * as z from 'zod';
import { APPLICATIONS, DESKTOP_APPLICATIONS, LANGUAGES, METHODS } from './applications.ts';

export const applicationSchema = z.enum(APPLICATIONS);
export const desktopApplicationSchema = z.enum(DESKTOP_APPLICATIONS);
export const methodSchema = z.enum(METHODS);
export const languageSchema = z.enum(LANGUAGES);
