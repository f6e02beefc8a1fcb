/** What a piece of text can identify a person by. */
export type IdentifierKind = 'identity-code' | 'phone' | 'email' | 'iban' | 'card' | 'address';

/**
 * What stands in the text in an identifier's place. The markers are part of the stored data and of the
 * published comments: changing one changes what a search for redacted comments finds.
 */
export const MARKERS: Readonly<Record<IdentifierKind, string>> = {
  'identity-code': '[identity code]',
  phone: '[phone]',
  email: '[email]',
  iban: '[account]',
  card: '[card]',
  address: '[address]',
};
