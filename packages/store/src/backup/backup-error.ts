export type BackupErrorCode = 'not-a-backup' | 'damaged' | 'newer-format' | 'unusable-file';

/** Why a backup cannot be written or read; trying again with the same file does not help. */
export class BackupError extends Error {
  readonly code: BackupErrorCode;
  readonly canRetry = false;

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupError';
    this.code = code;
  }
}
