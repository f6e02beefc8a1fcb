import { underSetting } from '@kuulolla/service-kit/settings';
import type { Router } from 'express';
import { createFhirRouter } from './fhir/fhir-router.ts';
import { loadMaisaMapping } from './fhir/maisa-mapping.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { loadOpen311Config } from './open311/open311-config.ts';
import { createOpen311Router } from './open311/open311-router.ts';
import { loadProfiles } from './units/load-profiles.ts';
import { createUnitsRouter } from './units/units-router.ts';

/** Files of a deployment's own, instead of or beside the shipped ones. */
export interface DoorFiles {
  readonly INTAKE_PROFILES?: string | undefined;
  readonly INTAKE_MAISA?: string | undefined;
  readonly INTAKE_HELFI?: string | undefined;
}

/** Reads the doors' files; gives what makes their routers. Throws SettingsError with the place in the file. */
export function readDoors(files: DoorFiles): (deps: IntakeDeps) => Router[] {
  const profiles = underSetting('INTAKE_PROFILES', () => loadProfiles(undefined, files.INTAKE_PROFILES));
  const maisa = underSetting('INTAKE_MAISA', () => loadMaisaMapping(files.INTAKE_MAISA));
  const helfi = underSetting('INTAKE_HELFI', () => loadOpen311Config(files.INTAKE_HELFI));
  return (deps) => [
    createUnitsRouter(deps, profiles),
    createFhirRouter(deps, maisa),
    createOpen311Router(deps, helfi),
  ];
}
