comment on column access.look.basis is 'On which basis: TREATMENT, CONSENT, CODE, SELF, SOURCE, IDENTITY, DUTY, OPEN_NODE, NONE.';
comment on column access.look.interaction is 'How: read, search, history, everything, page, refresh (an open page asked again by itself), export, notification, elsewhere, match, identifiers, demographics, health-code.';
