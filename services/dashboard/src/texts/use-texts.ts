import { createContext, useContext } from 'react';
import type { Language } from '../address/address.ts';
import { en } from './en.ts';
import { fi } from './fi.ts';
import { sv } from './sv.ts';
import type { Texts } from './texts.ts';

export const textsOf: Record<Language, Texts> = { fi, sv, en };

export const LanguageContext = createContext<Language>('fi');

/** The page's language and its texts. */
export function useTexts(): { readonly language: Language; readonly texts: Texts } {
  const language = useContext(LanguageContext);
  return { language, texts: textsOf[language] };
}
