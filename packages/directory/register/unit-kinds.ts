import type { Provider } from '../src/directory.ts';

/** A kind of unit: how many there are, what they are called after a district, who provides the n-th of them. */
export interface UnitKind {
  area: string;
  fi: string;
  sv: string;
  en: string;
  count: number;
  /** Where the first one stands in the list of districts, so that not every kind begins in the same ones. */
  firstDistrict?: number;
  /** The providers, taken in turn; the City itself where nothing is said. */
  providers?: readonly Provider[];
  concept?: string;
  /** Concept only where the district has such a centre. */
  conceptDistricts?: readonly string[];
  /** The first `units` of the kind moved here from another area on that day. */
  moved?: { units: number; from: string; on: string };
  /** Sends answers from the patient portal, so it has an OID. */
  inPortal?: true;
}

const own: Provider = 'SELF_PRODUCED';
const purchased: Provider = 'PURCHASED_SERVICE';
const voucher: Provider = 'VOUCHER_SERVICE';

const WELLBEING_CENTRES = [
  'Kallio',
  'Malmi',
  'Itäkeskus',
  'Vuosaari',
  'Kalasatama',
  'Myllypuro',
  'Haaga',
  'Kamppi',
];
const FAMILY_CENTRES = ['Kallio', 'Malmi', 'Itäkeskus', 'Vuosaari', 'Kamppi', 'Haaga', 'Myllypuro'];

const inWellbeingCentre = { concept: 'health-and-wellbeing-centre', conceptDistricts: WELLBEING_CENTRES };
const inFamilyCentre = { concept: 'family-centre', conceptDistricts: FAMILY_CENTRES };

// biome-ignore format: a table is read by its columns
export const UNIT_KINDS: readonly UnitKind[] = [
  { area: 'families-with-children', fi: 'perhekeskus', sv: 'familjecenter', en: 'Family Centre', count: 8, concept: 'family-centre' },
  { area: 'families-with-children', fi: 'neuvola', sv: 'rådgivningsbyrå', en: 'Maternity and Child Health Clinic', count: 28, inPortal: true, ...inFamilyCentre },
  { area: 'families-with-children', fi: 'perheneuvola', sv: 'familjerådgivning', en: 'Family Counselling', count: 8, ...inFamilyCentre },
  { area: 'families-with-children', fi: 'puheterapia', sv: 'talterapi', en: 'Speech Therapy', count: 6, providers: [own, own, voucher], moved: { units: 2, from: 'health-stations', on: '2025-09-01' } },
  { area: 'families-with-children', fi: 'lapsiperheiden kotipalvelu', sv: 'hemservice för barnfamiljer', en: 'Home Services for Families', count: 6, providers: [own, purchased, voucher] },
  { area: 'child-protection', fi: 'lastensuojelu', sv: 'barnskydd', en: 'Child Protection', count: 12 },
  { area: 'child-protection', fi: 'lastenkoti', sv: 'barnhem', en: "Children's Home", count: 10, firstDistrict: 17, providers: [own, purchased, purchased] },
  { area: 'child-protection', fi: 'perhesosiaalityö', sv: 'socialarbete för familjer', en: 'Family Social Work', count: 7, moved: { units: 2, from: 'families-with-children', on: '2026-01-01' } },
  { area: 'youth-and-adult-social-work', fi: 'aikuissosiaalityö', sv: 'socialarbete för vuxna', en: 'Adult Social Work', count: 9 },
  { area: 'youth-and-adult-social-work', fi: 'nuorten sosiaalityö', sv: 'socialarbete för unga', en: 'Youth Social Work', count: 6 },
  { area: 'disability-services', fi: 'vammaispalvelut', sv: 'funktionshindersservice', en: 'Disability Services', count: 5 },
  { area: 'disability-services', fi: 'päivätoimintakeskus', sv: 'dagverksamhetscenter', en: 'Day Activity Centre', count: 9, firstDistrict: 9, providers: [own, own, purchased] },
  { area: 'disability-services', fi: 'ryhmäkoti', sv: 'grupphem', en: 'Group Home', count: 15, firstDistrict: 20, providers: [own, purchased, purchased, voucher] },
  { area: 'assessment-and-guidance', fi: 'asiakasohjaus', sv: 'klienthandledning', en: 'Client Guidance', count: 4 },
  { area: 'assessment-and-guidance', fi: 'kuntoutuspoliklinikka', sv: 'rehabiliteringspoliklinik', en: 'Rehabilitation Outpatient Clinic', count: 4, inPortal: true, moved: { units: 2, from: 'helsinki-hospital', on: '2025-09-01' } },
  { area: 'home-care', fi: 'kotihoito', sv: 'hemvård', en: 'Home Care', count: 32, providers: [own, own, own, own, purchased] },
  { area: 'home-care', fi: 'kotisairaala', sv: 'hemsjukhus', en: 'Home Hospital', count: 3, inPortal: true, moved: { units: 1, from: 'helsinki-hospital', on: '2026-03-01' } },
  { area: 'senior-centres', fi: 'seniorikeskus', sv: 'seniorcenter', en: 'Senior Centre', count: 14, concept: 'senior-centre' },
  { area: 'senior-centres', fi: 'hoivakoti', sv: 'vårdhem', en: 'Care Home', count: 22, firstDistrict: 14, providers: [purchased, voucher, purchased, own] },
  { area: 'helsinki-hospital', fi: 'sairaala', sv: 'sjukhus', en: 'Hospital', count: 4, inPortal: true },
  { area: 'helsinki-hospital', fi: 'kuntoutusosasto', sv: 'rehabiliteringsavdelning', en: 'Rehabilitation Ward', count: 6, inPortal: true },
  { area: 'health-stations', fi: 'terveysasema', sv: 'hälsostation', en: 'Health Station', count: 25, inPortal: true, providers: [own, own, own, own, own, own, own, own, own, own, own, purchased], ...inWellbeingCentre },
  { area: 'health-stations', fi: 'fysioterapia', sv: 'fysioterapi', en: 'Physiotherapy', count: 8, inPortal: true, providers: [own, own, own, voucher], ...inWellbeingCentre },
  { area: 'health-stations', fi: 'sisätautien poliklinikka', sv: 'poliklinik för inre medicin', en: 'Internal Medicine Outpatient Clinic', count: 2, inPortal: true },
  { area: 'housing-crisis-and-substance', fi: 'päihdepoliklinikka', sv: 'missbrukspoliklinik', en: 'Substance Abuse Outpatient Clinic', count: 6, inPortal: true },
  { area: 'housing-crisis-and-substance', fi: 'tukiasuminen', sv: 'stödboende', en: 'Supported Housing', count: 9, firstDistrict: 22, providers: [own, purchased] },
  { area: 'housing-crisis-and-substance', fi: 'terveysneuvontapiste', sv: 'hälsorådgivning', en: 'Health Counselling Point', count: 4, providers: ['ASSOCIATION', purchased] },
  { area: 'psychiatry', fi: 'psykiatrian poliklinikka', sv: 'psykiatriska poliklinik', en: 'Psychiatric Outpatient Clinic', count: 11, inPortal: true, ...inWellbeingCentre },
  { area: 'psychiatry', fi: 'mielenterveyskeskus', sv: 'mentalvårdscentral', en: 'Mental Health Centre', count: 4, inPortal: true, moved: { units: 2, from: 'housing-crisis-and-substance', on: '2026-01-01' } },
  { area: 'oral-health', fi: 'hammashoitola', sv: 'tandklinik', en: 'Dental Clinic', count: 36, inPortal: true, providers: [own, own, own, own, own, voucher], ...inWellbeingCentre },
  { area: 'rescue-operations', fi: 'paloasema', sv: 'räddningsstation', en: 'Rescue Station', count: 10 },
  { area: 'emergency-medical-services', fi: 'ensihoitoasema', sv: 'akutvårdsstation', en: 'Emergency Medical Services Station', count: 6, moved: { units: 1, from: 'rescue-operations', on: '2025-03-01' } },
  { area: 'accident-prevention', fi: 'palotarkastus', sv: 'brandinspektion', en: 'Fire Inspection', count: 3 },
];

/** Units there is one of, named whole. */
// biome-ignore format: a table is read by its columns
export const SINGLE_UNITS: readonly Omit<UnitKind, 'count'>[] = [
  { area: 'housing-crisis-and-substance', fi: 'Sosiaali- ja kriisipäivystys', sv: 'Social- och krisjouren', en: 'Social and Crisis Emergency Services' },
  { area: 'housing-crisis-and-substance', fi: 'Selviämishoitoasema', sv: 'Tillnyktringsstationen', en: 'Sobering-up Station' },
  { area: 'assessment-and-guidance', fi: 'Seniorineuvonta', sv: 'Seniorrådgivningen', en: 'Senior Info' },
  { area: 'oral-health', fi: 'Suun terveydenhuollon erikoishoito', sv: 'Munhälsovårdens specialvård', en: 'Specialised Oral Care', inPortal: true },
  { area: 'customer-services', fi: 'Potilasasiavastaava', sv: 'Patientombudet', en: 'Patient Ombudsman' },
  { area: 'customer-services', fi: 'Sosiaaliasiavastaava', sv: 'Socialombudet', en: 'Social Services Ombudsman' },
  { area: 'customer-services', fi: 'Terveysneuvonta puhelimessa', sv: 'Hälsorådgivningen per telefon', en: 'Health Advice by Phone' },
];
