import { readFileSync } from 'node:fs';

/** Processor seconds, user and system, of a process so far; hundredths are the finest that Linux tells. */
export function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Memory of a process that lies in RAM now, in bytes. */
export function residentBytes(pid: number | undefined): number {
  return bytesOf(pid, 'VmRSS');
}

/** The most that a process has had in RAM so far, in bytes. */
export function mostResidentBytes(pid: number | undefined): number {
  return bytesOf(pid, 'VmHWM');
}

function bytesOf(pid: number | undefined, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1_024;
}
