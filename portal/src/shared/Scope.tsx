import { useId } from 'react';
import { CATEGORIES, type Category, type SpecialClass } from '../api/contract';
import { fromLocalInput, localInput, SPANS, until, type Span } from './format';
import { useText } from './text';

/** What a consent covers, as it is being edited: which categories, and until when. */
export interface Scope {
  /** What may be chosen: all of them for who asks, what was asked for who grants. */
  offered: readonly Category[];
  categories: readonly Category[];
  /** Special classes that may be chosen; none are chosen unless somebody does. */
  offeredClasses: readonly SpecialClass[];
  classes: readonly SpecialClass[];
  /** A span from now, or a moment of one's own in the form of a datetime-local input. */
  span: Span | 'own';
  own: string;
}

/** The moment at which the edited scope ends; null while its own moment is not whole or lies in the past. */
export function endOf(scope: Scope, now: Date): Date | null {
  const end = scope.span === 'own' ? fromLocalInput(scope.own) : until(scope.span, now);
  return end && end > now ? end : null;
}

/** The categories as the platform wants them: none named means all. */
export function namedCategories(scope: Scope): Category[] {
  return scope.categories.length === CATEGORIES.length ? [] : [...scope.categories];
}

/** A scope that says what was asked for. */
export function scopeOf(asked: { categories: Category[]; classes: SpecialClass[]; until: string }): Scope {
  const offered = asked.categories.length === 0 ? CATEGORIES : asked.categories;
  return {
    offered,
    categories: offered,
    offeredClasses: asked.classes,
    classes: asked.classes,
    span: 'own',
    own: localInput(new Date(asked.until)),
  };
}

/** Checkboxes for the categories and choices for the end; the same for who asks and who grants. */
export function ScopeFields({ scope, change }: { scope: Scope; change: (scope: Scope) => void }) {
  const { t, word } = useText();
  const name = useId();
  const all = scope.categories.length === scope.offered.length;
  const toggle = (category: Category) =>
    change({
      ...scope,
      categories: scope.offered.filter((one) => (one === category) !== scope.categories.includes(one)),
    });

  const toggleClass = (special: SpecialClass) =>
    change({
      ...scope,
      classes: scope.offeredClasses.filter((one) => (one === special) !== scope.classes.includes(one)),
    });

  return (
    <>
      <fieldset>
        <legend>{t('scope.categories')}</legend>
        <div className="choices">
          <label className="choice">
            <input
              type="checkbox"
              checked={all}
              onChange={() => change({ ...scope, categories: all ? [] : scope.offered })}
            />
            <span>{t('scope.all')}</span>
          </label>
          {scope.offered.map((category) => (
            <label key={category} className="choice">
              <input
                type="checkbox"
                name="category"
                value={category}
                checked={scope.categories.includes(category)}
                onChange={() => toggle(category)}
              />
              <span>{word('category', category)}</span>
            </label>
          ))}
        </div>
        {scope.categories.length === 0 && <p className="fine warn">{t('scope.none')}</p>}
      </fieldset>
      {scope.offeredClasses.length > 0 && (
        <fieldset>
          <legend>{t('scope.classes')}</legend>
          <p className="fine">{t('scope.classes-hint')}</p>
          <div className="choices">
            {scope.offeredClasses.map((special) => (
              <label key={special} className="choice">
                <input
                  type="checkbox"
                  name="class"
                  value={special}
                  checked={scope.classes.includes(special)}
                  onChange={() => toggleClass(special)}
                />
                <span>{word('class', special)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <fieldset>
        <legend>{t('scope.until')}</legend>
        <div className="choices">
          {[...SPANS, 'own' as const].map((span) => (
            <label key={span} className="choice">
              <input
                type="radio"
                name={name}
                checked={scope.span === span}
                onChange={() => change({ ...scope, span })}
              />
              <span>{t(`span.${span}`)}</span>
            </label>
          ))}
        </div>
        {scope.span === 'own' && (
          <label className="own-until">
            <span>{t('scope.own')}</span>
            <input
              type="datetime-local"
              value={scope.own}
              min={localInput(new Date())}
              onChange={(event) => change({ ...scope, own: event.target.value })}
            />
          </label>
        )}
        {endOf(scope, new Date()) === null && <p className="fine warn">{t('scope.past')}</p>}
      </fieldset>
    </>
  );
}
