import { age } from '../../shared/format';
import { useText } from '../../shared/text';

interface Identity {
  gender: string | null;
  birthDate: string | null;
  identifierTail: string | null;
}

/** 女 · 34 岁 · 证件尾号 1234: what tells one resident from another without the whole number. */
export function useIdentity() {
  const { t, word } = useText();
  return {
    sexAndAge: ({ gender, birthDate }: Identity) => {
      const years = age(birthDate, new Date());
      return [word('gender', gender ?? 'unknown'), years === null ? t('age.unknown') : t('age', { years })].join(' · ');
    },
    tail: ({ identifierTail }: Identity) => identifierTail ?? t('identifier.none'),
  };
}
