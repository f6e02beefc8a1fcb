import type { Names } from '../src/directory.ts';

export interface FrameRow {
  id: string;
  names: Names;
}

const row = (id: string, fi: string, sv: string, en: string): FrameRow => ({ id, names: { fi, sv, en } });

export const CONCEPTS: readonly FrameRow[] = [
  row(
    'health-and-wellbeing-centre',
    'Terveys- ja hyvinvointikeskus',
    'Hälso- och välfärdscentral',
    'Health and wellbeing centre',
  ),
  row('family-centre', 'Perhekeskus', 'Familjecenter', 'Family centre'),
  row('senior-centre', 'Seniorikeskus', 'Seniorcenter', 'Senior centre'),
];

/** The service entities of the sector with their service areas, as its annual report of 2024 names them. */
export const ENTITIES: readonly (FrameRow & { areas: readonly FrameRow[] })[] = [
  {
    ...row(
      'family-and-social',
      'Perhe- ja sosiaalipalvelut',
      'Familje- och socialtjänster',
      'Family and social services',
    ),
    areas: [
      row(
        'families-with-children',
        'Lapsiperheiden hyvinvointi ja terveys',
        'Barnfamiljers välfärd och hälsa',
        'Welfare and health of families with children',
      ),
      row(
        'child-protection',
        'Lastensuojelu ja perhesosiaalityö',
        'Barnskydd och socialarbete för familjer',
        'Child protection and family social work',
      ),
      row(
        'youth-and-adult-social-work',
        'Nuorten ja aikuisten sosiaalityö',
        'Socialarbete för unga och vuxna',
        'Youth and adult social work',
      ),
      row('disability-services', 'Vammaispalvelut', 'Funktionshindersservice', 'Disability services'),
    ],
  },
  {
    ...row(
      'hospital-rehabilitation-and-care',
      'Sairaala-, kuntoutus- ja hoivapalvelut',
      'Sjukhus-, rehabiliterings- och omsorgstjänster',
      'Hospital, rehabilitation and care services',
    ),
    areas: [
      row(
        'assessment-and-guidance',
        'Arviointi ja asiakasohjaus',
        'Utredning och klienthandledning',
        'Assessment and guidance',
      ),
      row('home-care', 'Kotihoito', 'Hemvård', 'Home care'),
      row('senior-centres', 'Seniorikeskukset', 'Seniorcenter', 'Senior centres'),
      row('helsinki-hospital', 'Helsingin sairaala', 'Helsingfors sjukhus', 'Helsinki Hospital'),
    ],
  },
  {
    ...row(
      'health-and-substance-abuse',
      'Terveys- ja päihdepalvelut',
      'Hälsovårds- och missbrukstjänster',
      'Health and substance abuse services',
    ),
    areas: [
      row(
        'health-stations',
        'Terveysasemat ja sisätaudit',
        'Hälsostationer och inre medicin',
        'Health stations and internal medicine',
      ),
      row(
        'housing-crisis-and-substance',
        'Asumis-, kriisi- ja päihdepalvelut',
        'Boende-, kris- och missbrukstjänster',
        'Housing, crisis and substance services',
      ),
      row('psychiatry', 'Psykiatria', 'Psykiatri', 'Psychiatry'),
      row('oral-health', 'Suun terveydenhuolto', 'Munhälsovård', 'Oral health'),
    ],
  },
  {
    ...row('rescue-department', 'Pelastuslaitos', 'Räddningsverket', 'Rescue department'),
    areas: [
      row('rescue-operations', 'Pelastustoiminta', 'Räddningsverksamhet', 'Rescue operations'),
      row(
        'emergency-medical-services',
        'Ensihoito',
        'Prehospital akutsjukvård',
        'Emergency medical services',
      ),
      row('accident-prevention', 'Onnettomuuksien ehkäisy', 'Förebyggande av olyckor', 'Accident prevention'),
    ],
  },
  {
    ...row('common-services', 'Yhteiset palvelut', 'Gemensamma tjänster', 'Common services'),
    areas: [row('customer-services', 'Asiakaspalvelut', 'Kundtjänst', 'Customer services')],
  },
];
