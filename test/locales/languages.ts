/** The folder names that a language of this package may have; any other is a slip of the pen. */
export const languages = ['en-US', 'de', 'fr', 'es-ES', 'ja', 'zh-CN'] as const;

export type Language = (typeof languages)[number];

/** The languages that must be there. */
export const required: readonly Language[] = ['en-US'];

export const ENGLISH: Language = 'en-US';
