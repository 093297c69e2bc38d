/** The languages of this package, by their folder names: each must be there, and any other is a slip of the pen. */
export const languages = ['en-US', 'de', 'fr', 'es-ES', 'ja', 'zh-CN'] as const;

export type Language = (typeof languages)[number];

export const ENGLISH: Language = 'en-US';
