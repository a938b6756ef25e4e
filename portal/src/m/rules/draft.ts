import type { Category, Rule, RuleDoctor, RuleDraft, RuleEffect, RuleTemplate, SpecialClass } from '../../api/contract';
import { CATEGORIES } from '../../api/contract';
import type { Institution } from '../../api/contract';
import { fromLocalInput, localDay, localInput } from '../../shared/format';

const DAY_MILLIS = 86_400_000;

/** Days for which a rule can be made at a touch. */
export const DAYS = [1, 7, 30, 365] as const;

/** A rule as it is being written. */
export interface Form {
  effect: RuleEffect;
  to: 'everybody' | 'institution' | 'doctor';
  institution: Institution | null;
  doctor: RuleDoctor | null;
  categories: readonly Category[];
  classes: readonly SpecialClass[];
  document: string | null;
  /** Days of care, as date inputs have them; empty for open. */
  careFrom: string;
  careUntil: string;
  once: boolean;
  /** Days from now; a moment of one's own; or without end. */
  end: number | 'own' | 'never';
  own: string;
  template: string | null;
}

export const BLANK: Form = {
  effect: 'PERMIT',
  to: 'institution',
  institution: null,
  doctor: null,
  categories: CATEGORIES,
  classes: [],
  document: null,
  careFrom: '',
  careUntil: '',
  once: false,
  end: 30,
  own: '',
  template: null,
};

/** The form of a template, with who is meant still to be chosen. */
export function ofTemplate(template: RuleTemplate): Form {
  return {
    ...BLANK,
    effect: template.effect,
    to: template.to,
    categories: template.categories.length === 0 ? CATEGORIES : template.categories,
    classes: template.classes,
    once: template.once,
    end: template.days ?? 'never',
    template: `${template.id}@${template.version}`,
  };
}

/** The form of a rule that is to be changed. */
export function ofRule(rule: Rule): Form {
  return {
    effect: rule.effect,
    to: rule.doctor ? 'doctor' : rule.institution ? 'institution' : 'everybody',
    institution: rule.institution,
    doctor: rule.doctor,
    categories: rule.categories.length === 0 ? CATEGORIES : rule.categories,
    classes: rule.classes,
    document: rule.document,
    careFrom: rule.careFrom ? localDay(new Date(rule.careFrom)) : '',
    careUntil: rule.careUntil ? localDay(new Date(new Date(rule.careUntil).getTime() - 1)) : '',
    once: rule.once,
    end: rule.until ? 'own' : 'never',
    own: rule.until ? localInput(new Date(rule.until)) : '',
    template: rule.template,
  };
}

/** The rule that the form says; null while something is still to be chosen. */
export function draftOf(form: Form, now: Date, rule: Rule | null): RuleDraft | null {
  const end = endOf(form, now);
  const nobody =
    (form.to === 'institution' && !form.institution) || (form.to === 'doctor' && !form.doctor) || isNobody(form);
  if (end === undefined || nobody || (form.document === null && form.categories.length === 0)) return null;
  return {
    ...(rule ? { id: rule.id, version: rule.version } : {}),
    effect: form.effect,
    institution: form.to === 'institution' ? form.institution!.code : null,
    account: form.to === 'doctor' ? form.doctor!.account : null,
    categories: form.document !== null || form.categories.length === CATEGORIES.length ? [] : [...form.categories],
    classes: form.document !== null ? [] : [...form.classes],
    document: form.document,
    careFrom: form.document !== null ? null : startOf(form.careFrom, 0),
    careUntil: form.document !== null ? null : startOf(form.careUntil, 1),
    once: form.once && form.effect === 'PERMIT',
    from: rule?.from ?? null,
    until: end?.toISOString() ?? null,
    template: form.template,
  };
}

/** Who permits some and denies all others names somebody. */
function isNobody(form: Form): boolean {
  return form.effect === 'ONLY' && form.to === 'everybody';
}

/** Null for without end; undefined while there is none. */
function endOf(form: Form, now: Date): Date | null | undefined {
  if (form.end === 'never') return form.effect === 'DENY' ? null : undefined;
  if (form.end !== 'own') return new Date(now.getTime() + form.end * DAY_MILLIS);
  const end = fromLocalInput(form.own);
  return end && end > now ? end : undefined;
}

/** The first moment of a day, some days later. */
function startOf(day: string, later: number): string | null {
  const start = day === '' ? null : fromLocalInput(`${day}T00:00`);
  return start ? new Date(start.getTime() + later * DAY_MILLIS).toISOString() : null;
}
