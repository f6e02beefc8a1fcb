import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

// Finnish numbers by what their first digits promise. Generous with the length: people mistype, and old
// landline numbers are short.
const FINNISH_MOBILE = /^0(?:4[0-9]|50)[0-9]{5,8}$/;
const FINNISH_LANDLINE = /^0(?:[235689]|1[3-9])[1-9][0-9]{4,7}$/;
const NEIGHBOURS: readonly CountryCode[] = ['SE', 'GB'];

/** Whether digits beginning with 0 have the shape of a Finnish subscriber's number. */
export function isPlainPhoneNumber(digits: string): boolean {
  return FINNISH_MOBILE.test(digits) || FINNISH_LANDLINE.test(digits);
}

export function isFinnishMobile(digits: string): boolean {
  return FINNISH_MOBILE.test(digits);
}

/** Answers whether digits are a phone number in use; asks libphonenumber a limited number of times. */
export type PhoneCheck = {
  /** Digits beginning with 0, as dialled in Finland, Sweden or the United Kingdom. */
  national: (digits: string) => boolean;
  /** Digits with the country's code first, without +. */
  international: (digits: string) => boolean;
};

// Each question takes some 20 microseconds, and an attacker could ask thousands with one comment.
const QUESTIONS_AT_MOST = 60;

/** A check for one text. When its questions are used up everything in doubt is a number: nothing leaks. */
export function phoneCheck(): PhoneCheck {
  let asked = 0;
  const isValid = (number: string, country?: CountryCode) => {
    asked += 1;
    return asked > QUESTIONS_AT_MOST || parsePhoneNumberFromString(number, country)?.isValid() === true;
  };
  return {
    national: (digits) => {
      if (isPlainPhoneNumber(digits)) return true;
      if (!/^0[1-9][0-9]{5,11}$/.test(digits)) return false;
      if (isValid(digits, 'FI')) return true;
      return digits.length >= 9 && NEIGHBOURS.some((country) => isValid(digits, country));
    },
    international: (digits) => isValid(`+${digits}`),
  };
}
